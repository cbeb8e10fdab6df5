import { describe, expect, it } from 'vitest';
import {
  type ConfigurationExport,
  exportOf,
  readExport,
  settingsOf,
  writeExport,
} from '../../../src/graph/configurationExport.ts';
import type { Authority, CertifiedAuthority } from '../../../src/graph/model.ts';
import { makeAuthority } from '../../support/openssl.ts';

const made = await Promise.all(['Root 10', 'Root 9', 'Ünï <b>&'].map((name) => makeAuthority({ name })));

const certified: readonly CertifiedAuthority[] = made.map(({ name, der, thumbprint }, index) => {
  const authority: Authority = {
    id: `id-${index}`,
    displayName: name,
    type: index === 0 ? 'root' : 'unknown',
    issuer: '',
    subjectKeyIdentifier: '',
    thumbprint,
    createdDateTime: undefined,
    expirationDateTime: undefined,
    certificateRevocationListUrl: index === 1 ? 'http://crl.example/9.crl' : '',
    deltaCertificateRevocationListUrl: '',
    isIssuerHintEnabled: index === 2,
  };
  return { authority, certificate: der };
});

const exported = exportOf(
  'tenant',
  { id: 'c1', displayName: 'Contoso “PKI”' },
  certified,
  new Date('2026-11-26T12:00:00Z'),
);

function reread(text: string): ConfigurationExport {
  const reading = readExport(text);
  if ('problem' in reading) {
    throw new Error(`It could not be read: ${reading.problem.kind}`);
  }
  return reading.exported;
}

describe('an export', () => {
  it('comes back as it was, in the order of the names', () => {
    const { authorities, ...head } = reread(writeExport(exported));
    expect(head).toEqual({
      exportedAt: '2026-11-26T12:00:00.000Z',
      tenantId: 'tenant',
      configurationId: 'c1',
      displayName: 'Contoso “PKI”',
    });
    expect(authorities.map(({ displayName }) => displayName)).toEqual(['Root 9', 'Root 10', 'Ünï <b>&']);
    const before = new Map(exported.authorities.map((one) => [one.displayName, settingsOf(one)]));
    for (const one of authorities) {
      expect(settingsOf(one)).toEqual(before.get(one.displayName));
    }
    expect(authorities.map(({ certificate }) => Buffer.from(certificate.der))).toEqual(
      [made[1], made[0], made[2]].map((one) => one?.der),
    );
  });

  it('is read with the byte order mark that editors of Windows put before it', () => {
    expect(reread(`\uFEFF${writeExport(exported)}`)).toEqual(reread(writeExport(exported)));
  });

  it('is the same text whatever the order of the service', () => {
    const other = { ...exported, authorities: exported.authorities.toReversed() };
    expect(writeExport(other)).toBe(writeExport(exported));
  });

  it('can be empty', () => {
    expect(reread(writeExport({ ...exported, authorities: [] })).authorities).toEqual([]);
  });
});

describe('a file that is no export', () => {
  it.each<[string, string, string]>([
    ['nothing', '', 'notJson'],
    ['text', 'Contoso', 'notJson'],
    ['cut off', writeExport(exported).slice(0, -20), 'notJson'],
    ['a list', '[]', 'otherFormat'],
    ['null', 'null', 'otherFormat'],
    ['other JSON', '{"value":[]}', 'otherFormat'],
    [
      'of a later version',
      writeExport(exported).replace('configuration 1', 'configuration 2'),
      'otherFormat',
    ],
    ['without authorities', '{"format":"entra-cba-pki configuration 1"}', 'otherFormat'],
  ])('is told: %s', (_, text, kind) => {
    expect(readExport(text)).toEqual({ problem: { kind } });
  });

  const change = (field: string, value: unknown): string => {
    const parsed = JSON.parse(writeExport(exported));
    parsed.authorities[1][field] = value;
    return JSON.stringify(parsed);
  };

  it.each<[string, unknown, string]>([
    ['certificate', undefined, 'certificate'],
    ['certificate', 'AAAA', 'certificate'],
    ['certificate', '***', 'certificate'],
    ['certificate', Buffer.from(made[0]?.der.subarray(0, 100) ?? []).toString('base64'), 'certificate'],
    ['certificate', made[1]?.der.toString('base64'), 'thumbprint'],
    ['thumbprint', '00', 'thumbprint'],
    ['type', 'leaf', 'type'],
  ])('is told with the entry: its %s is %s', (field, value, what) => {
    expect(readExport(change(field, value))).toEqual({ problem: { kind: 'badEntry', entry: 2, what } });
  });

  it('is told where an entry is none', () => {
    const text = '{"format":"entra-cba-pki configuration 1","authorities":[7]}';
    expect(readExport(text)).toEqual({ problem: { kind: 'badEntry', entry: 1, what: 'not an object' } });
  });
});
