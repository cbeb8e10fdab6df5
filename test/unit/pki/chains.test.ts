import { describe, expect, it } from 'vitest';
import { type Certificate, readCertificate } from '../../../src/pki/certificate.ts';
import { inChainOrder } from '../../../src/pki/chains.ts';
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

  it('have what is below a missing issuer one level deeper', async () => {
    const missing = await makeAuthority({ name: 'Missing' });
    const orphan = await makeAuthority({ name: 'Orphan', issuer: missing });
    const child = await makeAuthority({ name: 'Child', issuer: orphan });
    const root = await makeAuthority({ name: 'Root' });
    const below = await makeAuthority({ name: 'Below', issuer: root });
    expect(names(inChainOrder(members(child, below, orphan, root)))).toEqual([
      'Root',
      'Below',
      'Orphan',
      'Child',
    ]);
  });

  it('have a new key that the old one certified behind the old one', async () => {
    const old = await makeAuthority({ name: 'Root' });
    const rollover = await makeAuthority({ name: 'Root', issuer: old });
    const below = await makeAuthority({ name: 'Below', issuer: rollover });
    const [first, second, third] = members(below, rollover, old);
    expect(inChainOrder(members(below, rollover, old))).toEqual([third, second, first]);
  });

  it('have those of one level as they came, however they are arranged', async () => {
    const root = await makeAuthority({ name: 'Root' });
    const [one, two] = [
      await makeAuthority({ name: 'One', issuer: root }),
      await makeAuthority({ name: 'Two', issuer: root }),
    ];
    expect(names(inChainOrder(members(two, root, one)))).toEqual(['Root', 'Two', 'One']);
    expect(names(inChainOrder(members(one, two, root)))).toEqual(['Root', 'One', 'Two']);
  });

  it('are the same members, and the list that was given stays as it was', async () => {
    const root = await makeAuthority({ name: 'Root' });
    const below = await makeAuthority({ name: 'Below', issuer: root });
    const given = members(below, root);
    const before = [...given];
    const ordered = inChainOrder(given);
    expect(ordered[0]).toBe(before[1]);
    expect(ordered[1]).toBe(before[0]);
    expect(given).toEqual(before);
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
