import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { isRootCertificate } from '../../../src/pki/chains.ts';
import { authority, chainsOf } from '../../support/chainFixtures.ts';
import { variantsOf } from '../../support/pkiFixtures.ts';
import { type Certified, verdictOf, withoutKeyIdentifiers } from '../../support/signedCertificates.ts';

const withoutAuthorityKey = ['subjectKeyIdentifier = hash', 'authorityKeyIdentifier = none'] as const;

function keyIdentifierOf({ der }: Certified): string {
  return readCertificate(der).subjectKeyIdentifier ?? '';
}

describe('an issuer', () => {
  it('is found by the key identifier, whatever its name is', async () => {
    const root = await authority('Root');
    const renamed = await authority('Renamed', { keyOf: root });
    const namesake = await authority('Root');
    const below = await authority('Below', { issuer: root });
    const { issuersOf } = chainsOf({ namesake, renamed, below });
    expect(issuersOf('below')).toEqual(['renamed']);
  });

  it('is found by its name where the certificate names no key', async () => {
    const root = await authority('Root');
    const other = await authority('Other');
    const below = await authority('Below', { issuer: root, identifiers: withoutAuthorityKey });
    expect(chainsOf({ other, below, root }).issuersOf('below')).toEqual(['root']);
  });

  it('is found by its name where it has no key identifier itself', async () => {
    const root = await authority('Root', { identifiers: withoutKeyIdentifiers });
    const below = await authority('Below', {
      issuer: root,
      identifiers: ['subjectKeyIdentifier = hash', 'authorityKeyIdentifier = DER:30068004cafebabe'],
    });
    expect(chainsOf({ below, root }).issuersOf('below')).toEqual(['root']);
  });

  it('is not one that has the right name and another key identifier', async () => {
    const root = await authority('Root');
    const renewed = await authority('Root');
    const below = await authority('Below', { issuer: root });
    expect(chainsOf({ below, renewed }).issuersOf('below')).toEqual([]);
  });

  it('is looked for by name where only the number of its certificate is given', async () => {
    const top = await authority('Top');
    const root = await authority('Root', { issuer: top });
    const identifiers = ['subjectKeyIdentifier = hash', 'authorityKeyIdentifier = issuer:always'];
    const below = await authority('Below', { issuer: root, identifiers });
    expect(readCertificate(below.der).authorityKeyIdentifier).toBeUndefined();
    expect(chainsOf({ top, root, below }).issuersOf('below')).toEqual(['root']);
  });

  it('is not found by an empty key identifier among those that have none', async () => {
    const stranger = await authority('Stranger', { identifiers: withoutKeyIdentifiers });
    const root = await authority('Root', { identifiers: withoutKeyIdentifiers });
    const below = await authority('Below', {
      issuer: root,
      identifiers: ['authorityKeyIdentifier = DER:30028000'],
    });
    expect(chainsOf({ stranger, root, below }).issuersOf('below')).toEqual(['root']);
  });

  it('is never the certificate itself', async () => {
    const root = await authority('Root');
    const renamed = await authority('Renamed', { keyOf: root, issuer: root });
    const { subjectKeyIdentifier, authorityKeyIdentifier } = readCertificate(renamed.der);
    expect(authorityKeyIdentifier).toBe(subjectKeyIdentifier);
    expect(chainsOf({ renamed }).pathOf('renamed')).toBe('renamed: missing');
    expect(chainsOf({ renamed, root }).issuersOf('renamed')).toEqual(['root']);
  });
});

describe('names', () => {
  /** What is found for a certificate whose issuer bears the first name, where somebody bears the second. */
  async function issuersByName(
    issuer: string,
    present: string,
  ): Promise<{ ours: string[]; openssl: string }> {
    const identifiers = withoutKeyIdentifiers;
    const signer = await authority('', { subject: issuer, identifiers });
    const bearer = await authority('', { subject: present, keyOf: signer, identifiers });
    const below = await authority('Below', { issuer: signer, identifiers });
    return {
      ours: chainsOf({ below, bearer }).issuersOf('below'),
      openssl: await verdictOf(below, bearer),
    };
  }

  it.each([
    ['case', '/O=Test/CN=Root CA', '/O=TEST/CN=ROOT ca'],
    ['the amount of white space', '/O=Test/CN=Root CA', '/O=Test/CN=Root   CA'],
    ['white space at the start', '/O=Test/CN=Root CA', '/O=Test/CN=  Root CA'],
    ['white space at the end', '/O=Test/CN=Root CA', '/O=Test/CN=Root CA '],
    ['case in an attribute that is seldom met', '/O=Test/title=Chief/CN=Root', '/O=Test/title=CHIEF/CN=Root'],
  ])('are the same but for %s', async (_, issuer, present) => {
    expect(await issuersByName(issuer, present)).toEqual({ ours: ['bearer'], openssl: 'OK' });
  });

  it.each([
    ['a letter', '/O=Test/CN=Root CA', '/O=Test/CN=Root CB'],
    ['a space', '/O=Test/CN=Root CA', '/O=Test/CN=RootCA'],
    ['the order', '/O=Test/CN=Root CA', '/CN=Root CA/O=Test'],
    ['an attribute', '/O=Test/CN=Root CA', '/C=US/O=Test/CN=Root CA'],
    ['what is one value and what are two', '/O=Test/CN=Root\\,O=Test', '/O=Test/O=Test/CN=Root'],
  ])('differ by %s', async (_, issuer, present) => {
    const openssl = 'unable to get local issuer certificate';
    expect(await issuersByName(issuer, present)).toEqual({ ours: [], openssl });
  });
});

describe('of several candidates', () => {
  it('with the same key identifier the one that signed comes first', async () => {
    const real = await authority('Root');
    const identifiers = [`subjectKeyIdentifier = ${keyIdentifierOf(real)}`];
    const impostor = await authority('Root', { identifiers });
    const below = await authority('Below', { issuer: real });
    expect(keyIdentifierOf(impostor)).toBe(keyIdentifierOf(real));
    expect(chainsOf({ impostor, real, below }).issuersOf('below')).toEqual(['real', 'impostor']);
    expect(chainsOf({ real, impostor, below }).issuersOf('below')).toEqual(['real', 'impostor']);
  });

  it('with the same name the one that signed comes first', async () => {
    const identifiers = withoutKeyIdentifiers;
    const real = await authority('Root', { identifiers });
    const impostor = await authority('Root', { identifiers });
    const below = await authority('Below', { issuer: real, identifiers });
    expect(chainsOf({ impostor, real, below }).issuersOf('below')).toEqual(['real', 'impostor']);
    expect(chainsOf({ real, impostor, below }).issuersOf('below')).toEqual(['real', 'impostor']);
  });

  it('with the same key the one with the right name comes first', async () => {
    const root = await authority('Root');
    const renamed = await authority('Renamed', { keyOf: root });
    const below = await authority('Below', { issuer: root });
    expect(chainsOf({ renamed, root, below }).issuersOf('below')).toEqual(['root', 'renamed']);
  });

  it('a signature weighs more than a name', async () => {
    const real = await authority('Root');
    const renamed = await authority('Renamed', { keyOf: real });
    const identifiers = [`subjectKeyIdentifier = ${keyIdentifierOf(real)}`];
    const impostor = await authority('Root', { identifiers });
    const below = await authority('Below', { issuer: real });
    expect(chainsOf({ impostor, renamed, below }).issuersOf('below')).toEqual(['renamed', 'impostor']);
  });

  it('that are alike the first one stays first', async () => {
    const root = await authority('Root');
    const [one, two] = [await authority('Root', { keyOf: root }), await authority('Root', { keyOf: root })];
    const below = await authority('Below', { issuer: root });
    expect(chainsOf({ two, one, below }).issuersOf('below')).toEqual(['two', 'one']);
  });

  it('only some are looked at where there are very many', async () => {
    const root = await authority('Root');
    const below = await authority('Below', { issuer: root });
    const many = variantsOf(root.der, 500).map((der, index) => [`${index}`, { ...root, der }] as const);
    const { issuersOf } = chainsOf({ ...Object.fromEntries(many), below });
    expect(issuersOf('below')).toHaveLength(16);
  });
});

describe('a root', () => {
  it('is issued by itself, with or without key identifiers', async () => {
    const forms = [
      ['subjectKeyIdentifier = hash', 'authorityKeyIdentifier = keyid:always'],
      withoutAuthorityKey,
      withoutKeyIdentifiers,
      ['subjectKeyIdentifier = hash', 'authorityKeyIdentifier = issuer:always'],
    ];
    for (const identifiers of forms) {
      const root = await authority('Root', { identifiers });
      expect(chainsOf({ root }).issuersOf('root')).toEqual([]);
      expect(chainsOf({ root }).pathOf('root')).toBe('root: root');
    }
  });

  it('is issued by itself also where case and white space of the two names differ', async () => {
    const root = await authority('Root CA');
    const written = await authority('ROOT  CA', { keyOf: root, issuer: root });
    expect(chainsOf({ written }).pathOf('written')).toBe('written: root');
  });

  it('is not what the old key certified for a new one under the same name', async () => {
    const old = await authority('Root');
    const rollover = await authority('Root', { issuer: old });
    expect(chainsOf({ rollover, old }).issuersOf('rollover')).toEqual(['old']);
    expect(
      chainsOf({ rollover, old }).chains.members.map((each) => isRootCertificate(each.certificate)),
    ).toEqual([false, true]);
    expect(chainsOf({ rollover }).pathOf('rollover')).toBe('rollover: missing');
  });

  it('is told from others by name and key', async () => {
    const { der } = await authority('Root', { identifiers: withoutKeyIdentifiers });
    const other = readCertificate((await authority('Other')).der).subject;
    const judged = [
      {},
      { subjectKeyIdentifier: 'aa' },
      { authorityKeyIdentifier: 'aa' },
      { subjectKeyIdentifier: 'aa', authorityKeyIdentifier: 'aa' },
      { subjectKeyIdentifier: 'aa', authorityKeyIdentifier: 'bb' },
      { subjectKeyIdentifier: 'aa', authorityKeyIdentifier: 'aa', issuer: other },
    ].map((fields) => isRootCertificate({ ...readCertificate(der), ...fields }));
    expect(judged).toEqual([true, true, true, true, false, false]);
  });
});
