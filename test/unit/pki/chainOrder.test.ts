import { describe, expect, it } from 'vitest';
import { type Certificate, readCertificate } from '../../../src/pki/certificate.ts';
import { inChainOrder } from '../../../src/pki/chainOrder.ts';
import { displayNameOf } from '../../../src/pki/distinguishedName.ts';
import { makeAuthority, type OpensslAuthority } from '../../support/openssl.ts';

const members = (...authorities: readonly OpensslAuthority[]) =>
  authorities.map(({ der }) => ({ certificate: readCertificate(der) }));
const names = (list: readonly { readonly certificate: Certificate }[]): string[] =>
  list.map(({ certificate }) => displayNameOf(certificate.subject));

describe('certificates in the order of their chains', () => {
  it('have roots first, then what each issued, and keep the order of a level', async () => {
    const [one, other] = await Promise.all([
      makeAuthority({ name: 'One' }),
      makeAuthority({ name: 'Other' }),
    ]);
    const below = await makeAuthority({ name: 'Below', issuer: one });
    const beside = await makeAuthority({ name: 'Beside', issuer: other });
    const deep = await makeAuthority({ name: 'Deep', issuer: below });
    expect(names(inChainOrder(members(deep, below, other, beside, one)))).toEqual([
      'Other',
      'One',
      'Below',
      'Beside',
      'Deep',
    ]);
  });

  it('have what lacks its issuer behind the roots', async () => {
    const root = await makeAuthority({ name: 'Root' });
    const missing = await makeAuthority({ name: 'Missing' });
    const orphan = await makeAuthority({ name: 'Orphan', issuer: missing });
    expect(names(inChainOrder(members(orphan, root)))).toEqual(['Root', 'Orphan']);
  });

  it('end where they run in a circle', async () => {
    const root = await makeAuthority({ name: 'Root' });
    const [member] = members(root);
    if (!member) {
      throw new Error('no certificate');
    }
    const named = (subject: string, issuer: string): { certificate: Certificate } => ({
      certificate: {
        ...member.certificate,
        subjectKeyIdentifier: subject,
        authorityKeyIdentifier: issuer,
        issuer: [],
      },
    });
    const circle = [named('a', 'b'), named('b', 'a')];
    expect(inChainOrder(circle)).toHaveLength(2);
    expect(inChainOrder([])).toEqual([]);
  });
});
