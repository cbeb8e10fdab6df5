import { describe, expect, it, vi } from 'vitest';
import { placeClassic } from '../../../src/features/classicStore/classicPlaces.ts';
import {
  type ComparedAuthority,
  compareAuthorities,
  comparedFromCertificate,
} from '../../../src/graph/comparison.ts';
import type { DeletedItem } from '../../../src/graph/deletedItems.ts';
import type { Authority } from '../../../src/graph/model.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { type ClassicNode, classicView } from '../../../src/views/classicRow.ts';
import { comparisonView, groupRows, rowsOfGroup } from '../../../src/views/comparisonRows.ts';
import { deletedView } from '../../../src/views/deletedRow.ts';
import { FilterMessage } from '../../../src/views/filterMessage.ts';
import { makeAuthority } from '../../support/openssl.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const now = new Date('2026-11-26T12:00:00Z');
const made = await makeAuthority({ name: 'Mobile Root', days: 900 });
const other = await makeAuthority({ name: 'Other Root', days: 900 });

function authority(changes: Partial<Authority> = {}): Authority {
  return {
    id: 'a1',
    displayName: 'Mobile Root',
    type: 'root',
    issuer: 'CN=Mobile Root',
    subjectKeyIdentifier: 'AB',
    thumbprint: made.thumbprint,
    createdDateTime: undefined,
    expirationDateTime: undefined,
    certificateRevocationListUrl: 'http://crl.example/m.crl',
    deltaCertificateRevocationListUrl: '',
    isIssuerHintEnabled: false,
    ...changes,
  };
}

describe('the row of a deleted item', () => {
  const item = (deletedDateTime: Date | undefined): DeletedItem => ({
    kind: 'deletedAuthority',
    id: 'a1',
    authority: authority(),
    deletedDateTime,
  });
  const describeIt = (deleted: string | undefined, origin?: string): string | undefined =>
    deletedView(
      {
        kind: 'deletedItem',
        item: item(deleted === undefined ? undefined : new Date(deleted)),
        pending: undefined,
        origin,
      },
      now,
    ).description;

  it.each([
    ['2026-11-26T12:00:00Z', '30 days left · deleted 2026-11-26'],
    ['2026-11-25T13:00:00Z', '30 days left · deleted 2026-11-25'],
    ['2026-11-23T12:00:00Z', '27 days left · deleted 2026-11-23'],
    ['2026-10-28T11:00:00Z', '1 day left · deleted 2026-10-28'],
    ['2026-10-01T00:00:00Z', '0 days left · deleted 2026-10-01'],
    [undefined, ''],
  ])('deleted %s', (deleted, expected) => {
    expect(describeIt(deleted)).toBe(expected);
  });

  it('says where it came from, where that is remembered', () => {
    expect(describeIt('2026-11-23T12:00:00Z', 'Contoso')).toBe(
      '27 days left · from Contoso · deleted 2026-11-23',
    );
  });

  it('says what is being done with it, and has no menu then', () => {
    const view = deletedView(
      { kind: 'deletedItem', item: item(now), pending: 'restoring', origin: undefined },
      now,
    );
    expect(view).toMatchObject({ description: 'Restoring…', contextValue: 'deleted+busy' });
  });
});

describe('the row of a CA in the classic store', () => {
  const classic = {
    isRoot: true,
    certificate: made.der,
    certificateRevocationListUrl: 'http://crl.example/m.crl',
    deltaCertificateRevocationListUrl: '',
  };
  const place = (...members: readonly Authority[]) =>
    placeClassic([classic], [{ name: 'PKI', authorities: members }]);

  it.each<[string, Authority[], string, string | undefined]>([
    ['is in no configuration', [], 'in no configuration', undefined],
    [
      'is in one with another thumbprint only',
      [authority({ thumbprint: '00' })],
      'in no configuration',
      undefined,
    ],
    ['is in one with the same CRL address', [authority()], 'also in PKI', 'configuration'],
    [
      'is in one with another CRL address',
      [authority({ certificateRevocationListUrl: 'http://crl.example/other.crl' })],
      'other CRL address in PKI',
      'classic',
    ],
    [
      'is in one without a CRL address',
      [authority({ certificateRevocationListUrl: '' })],
      'other CRL address in PKI',
      'classic',
    ],
    [
      'is in one with a delta CRL address',
      [authority({ deltaCertificateRevocationListUrl: 'http://crl.example/d.crl' })],
      'other delta CRL address in PKI',
      'classic',
    ],
  ])('%s', (_, members, expected, winner) => {
    const placed = place(...members);
    const [only] = placed;
    expect(only?.places[0]?.winner).toBe(winner);
    const nodes = placed.map((each): ClassicNode => ({ kind: 'classicAuthority', placed: each }));
    const views = nodes.map((node) => classicView(node, now, 60));
    expect(views[0]?.description).toContain(expected);
    const told = views[0]?.tooltip.find(({ name }) => name === 'PKI')?.value ?? '';
    expect(told).toMatch(
      winner === undefined
        ? /^$/
        : winner === 'classic'
          ? /Entra goes by the classic store/
          : /Entra goes by the configuration/,
    );
  });
});

describe('the rows of a comparison', () => {
  const side = ({ der }: { readonly der: Buffer }): ComparedAuthority =>
    comparedFromCertificate(readCertificate(der));

  it('are groups with what is in them, and none that is empty', () => {
    const comparison = compareAuthorities([side(made)], [side(other)]);
    const groups = groupRows(comparison);
    expect(groups.map((node) => comparisonView(node, 'the bundle').label)).toEqual([
      'Only in the bundle',
      'Not in the bundle',
    ]);
    const rows = rowsOfGroup(comparison, 'missing', () => '');
    expect(rows.map((node) => comparisonView(node, 'the bundle'))).toMatchObject([
      { label: 'Other Root', contextValue: 'compared+missing' },
    ]);
    expect(rows[0]).toMatchObject({ thumbprints: [other.thumbprint] });
  });

  it('are nothing but the same where both sides are alike', () => {
    const comparison = compareAuthorities([side(made)], [side(made)]);
    expect(groupRows(comparison)).toEqual([{ kind: 'group', group: 'same', count: 1 }]);
  });
});

describe('what stands above a filtered tree', () => {
  const list = (...names: readonly string[]) => ({
    items: names.map((displayName) => authority({ displayName, issuer: '' })),
    next: undefined,
  });

  it('is nothing without a filter, and everything is shown', () => {
    const message = new FilterMessage('');
    expect([message.takes(undefined), message.takes(list()), message.text]).toEqual([true, true, undefined]);
  });

  it('counts what was found, and what was not looked into', () => {
    const message = new FilterMessage('issuing');
    expect(message.takes(list('Issuing 1', 'Root'))).toBe(true);
    expect(message.takes(list('Root'))).toBe(false);
    expect(message.text).toBe('“issuing”: 1 of 3 authorities');
    expect(message.takes(undefined)).toBe(true);
    expect(message.text).toBe('“issuing”: 1 of 3 authorities. Not read to the end yet: 1 configurations');
  });
});
