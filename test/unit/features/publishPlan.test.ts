import { describe, expect, it, vi } from 'vitest';
import { collectCertificates, type FoundCertificate } from '../../../src/features/collectCertificates.ts';
import { partsOf, planOf, uploadedFrom } from '../../../src/features/publish/publishPlan.ts';
import { readCertificateFile } from '../../../src/pki/certificateFile.ts';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import { makeAuthority, type OpensslAuthority, openssl } from '../../support/openssl.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const now = new Date();
const root = await makeAuthority({ name: 'Root' });
const policy = await makeAuthority({
  name: 'Policy',
  issuer: root,
  crlAddresses: ['ldap://directory/root', 'http://crl.example/root.crl', 'http://crl.example/other.crl'],
});
const issuing = await makeAuthority({ name: 'Issuing', issuer: policy });
const old = await makeAuthority({
  name: 'Old',
  issuer: root,
  startDate: new Date('2019-01-01'),
  endDate: new Date('2020-01-01'),
});
const person = await makeAuthority({ name: 'Anna', issuer: issuing, authority: false });

function found(...authorities: readonly OpensslAuthority[]): readonly FoundCertificate[] {
  const looked = authorities.map(({ der, name }) => {
    const reading = readCertificateFile(der);
    if (reading.outcome !== 'read') {
      throw new Error('OpenSSL made no certificate');
    }
    return {
      uri: Object.create(null),
      name,
      size: der.length,
      sha256: undefined,
      content: { file: reading.file },
    };
  });
  return collectCertificates(looked, now).certificates;
}

const first = (...authorities: readonly OpensslAuthority[]): FoundCertificate => {
  const [one] = found(...authorities);
  if (!one) {
    throw new Error('There is none');
  }
  return one;
};
const names = (certificates: readonly FoundCertificate[] = []): string[] =>
  certificates.map(({ name }) => name);

describe('the plan of a publication', () => {
  it('says of each certificate what it is for the configuration', () => {
    const { byStanding, extras } = planOf(found(root, policy, issuing, old, person, root), [
      uploadedFrom(first(root)),
    ]);
    expect(Object.fromEntries([...byStanding].map(([standing, all]) => [standing, names(all)]))).toEqual({
      known: ['Root'],
      new: ['Policy', 'Issuing'],
      expired: ['Old'],
      notAuthority: ['Anna'],
    });
    expect(extras).toEqual([]);
  });

  it('says what the source does not have', () => {
    const existing = [uploadedFrom(first(root)), uploadedFrom(first(policy))];
    const { extras } = planOf(found(policy, issuing), existing);
    expect(extras.map(({ displayName }) => displayName)).toEqual(['Root']);
  });

  it('takes what is known as known, also where it has expired', () => {
    const { byStanding } = planOf(found(old), [uploadedFrom(first(old))]);
    expect([...byStanding.keys()]).toEqual(['known']);
  });
});

describe('the bundles of a publication', () => {
  it('is one where the limits allow it, with issuers before what they issued', async () => {
    const [part, ...others] = partsOf(found(issuing, policy, root));
    expect([names(part?.members), others]).toEqual([['Root', 'Policy', 'Issuing'], []]);
    expect(part?.sha256).toBe(sha256OfBytes(part?.bytes ?? Buffer.alloc(0)));
    const printed = await openssl(['pkcs7', '-inform', 'DER', '-in', 'b', '-print_certs', '-noout'], {
      b: part?.bytes ?? '',
    });
    expect(
      printed
        .toString()
        .match(/^subject=.*CN = \S+/gm)
        ?.map((line) => line.split(' ').at(-1)),
    ).toEqual(['Root', 'Policy', 'Issuing']);
  });

  it.each([
    [{ fileBytes: 1_000_000, authorities: 2 }, [['Root', 'Policy'], ['Issuing']]],
    [{ fileBytes: 1_000_000, authorities: 1 }, [['Root'], ['Policy'], ['Issuing']]],
    // The limit of a file counts with what is around the certificates.
    [
      { fileBytes: root.der.length + policy.der.length + 128, authorities: 250 },
      [['Root', 'Policy'], ['Issuing']],
    ],
    // What is too large alone is left to the service to refuse.
    [{ fileBytes: 10, authorities: 250 }, [['Root'], ['Policy'], ['Issuing']]],
  ])('are as few as the limits allow: %j', (limits, expected) => {
    const parts = partsOf(found(root, policy, issuing), limits);
    expect(parts.map(({ members }) => names(members))).toEqual(expected);
    if (limits.fileBytes > 10) {
      expect(parts.every(({ bytes }) => bytes.length <= limits.fileBytes)).toBe(true);
    }
  });

  it('do not go over the limit of a file by a byte', () => {
    const limits = { fileBytes: root.der.length + policy.der.length + 127, authorities: 250 };
    expect(names(partsOf(found(root, policy), limits)[0]?.members)).toEqual(['Root']);
  });

  it('are none of nothing', () => {
    expect(partsOf([])).toEqual([]);
  });
});

describe('the authority that an upload makes of a certificate', () => {
  it('has the first http address of its own certificate, which is that of its issuer', () => {
    expect(uploadedFrom(first(policy))).toMatchObject({
      type: 'intermediate',
      displayName: 'Policy',
      certificateRevocationListUrl: 'http://crl.example/root.crl',
      thumbprint: policy.thumbprint,
    });
    expect(uploadedFrom(first(root))).toMatchObject({ type: 'root', certificateRevocationListUrl: '' });
  });
});
