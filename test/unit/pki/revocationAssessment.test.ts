import { describe, expect, it } from 'vitest';
import { type Certificate, firstHttpAddress, readCertificate } from '../../../src/pki/certificate.ts';
import { addressesToRead, assessRevocation } from '../../../src/pki/revocationAssessment.ts';
import { revocationLimits } from '../../../src/pki/revocationLimits.ts';
import type { RevocationList } from '../../../src/pki/revocationList.ts';
import {
  type AddressAssessment,
  type AssessedAuthority,
  comparableAddress,
} from '../../../src/pki/revocationVerdict.ts';
import { SignatureChecker } from '../../../src/pki/signature.ts';
import { makeAuthority, type OpensslAuthority } from '../../support/openssl.ts';
import { revocationListOf } from '../../support/revocationLists.ts';

const rootAddress = 'http://crl.example/root.crl';
const issuingAddress = 'http://crl.example/issuing.crl';
const rootDelta = 'http://crl.example/root-delta.crl';

const root = await makeAuthority({ name: 'Root' });
const issuing = await makeAuthority({
  name: 'Issuing',
  issuer: root,
  crlAddresses: ['ldap://x/root', rootAddress],
});
const person = await makeAuthority({
  name: 'Anna',
  issuer: issuing,
  authority: false,
  crlAddresses: [issuingAddress],
});
const now = new Date();
const context = { now, limits: revocationLimits.public, signatures: new SignatureChecker() };

const lists = (found: Readonly<Record<string, RevocationList>>) =>
  new Map(Object.entries(found).map(([address, list]) => [comparableAddress(address), list]));

/** An authority as an upload leaves it: the address in its own certificate, which is its issuer's. */
function uploaded({ der }: OpensslAuthority, changes: Partial<AssessedAuthority> = {}): AssessedAuthority {
  const certificate = readCertificate(der);
  const base = firstHttpAddress(certificate.crlDistributionPoints) ?? '';
  return { certificate, type: base === '' ? 'root' : 'intermediate', base, delta: '', ...changes };
}

function assess(
  authorities: readonly AssessedAuthority[],
  others: readonly OpensslAuthority[] = [],
  found: Readonly<Record<string, RevocationList>> = {},
) {
  return assessRevocation(
    authorities,
    others.map(({ der }) => readCertificate(der)),
    lists(found),
    context,
  );
}

const brief = ({ verdict, proposal }: AddressAssessment): string =>
  proposal ? `${verdict} → ${proposal.address}` : verdict;
const bases = (...args: Parameters<typeof assess>): string[] =>
  assess(...args).map(({ base }) => brief(base));
const subjectOf = (certificate: Certificate | undefined): string | undefined =>
  certificate?.subject.at(-1)?.[0]?.text;

describe('after an upload', () => {
  it('the root lacks its address and the issuing CA has that of the root: certificates that were issued tell', () => {
    const [first, second] = assess([uploaded(root), uploaded(issuing)], [person]);
    expect(first && brief(first.base)).toBe(`missing → ${rootAddress}`);
    expect(second && brief(second.base)).toBe(`wrong → ${issuingAddress}`);
    expect(second?.base.isIssuers).toBe(true);
    expect(subjectOf(first?.base.proposal?.evidence.issued)).toBe('Issuing');
    expect(subjectOf(second?.base.proposal?.evidence.issued)).toBe('Anna');
  });

  it('what no certificate tells is not guessed', () => {
    expect(bases([uploaded(root), uploaded(issuing)])).toEqual([`missing → ${rootAddress}`, 'wrong']);
  });

  it('the CRL that is served tells whose it is, and who is meant', async () => {
    const found = {
      [rootAddress]: await revocationListOf(root),
      [issuingAddress]: await revocationListOf(issuing),
    };
    const [first, second] = assess([uploaded(root), uploaded(issuing)], [], found);
    expect(first && brief(first.base)).toBe(`missing → ${rootAddress}`);
    expect(second && brief(second.base)).toBe(`wrong → ${issuingAddress}`);
    expect(second?.base.flaws).toEqual(['otherIssuer']);
    expect(subjectOf(second?.base.servedFor)).toBe('Root');
    expect(second?.base.proposal?.evidence).toMatchObject({ issued: undefined, list: { form: 'der' } });
  });
});

describe('an address that is right', () => {
  it('stays, however it is written', () => {
    const right = [
      uploaded(root, { base: 'HTTP://CRL.example:80/root.crl' }),
      uploaded(issuing, { base: issuingAddress }),
    ];
    expect(bases(right, [person])).toEqual(['right', 'right']);
  });

  it('is not called wrong by a name alone, where nobody could look at it', () => {
    const mirror = uploaded(issuing, { base: 'http://mirror.example/x' });
    const [result] = assess([mirror], [person]);
    expect([result && brief(result.base), result?.base.doubt?.address]).toEqual(['unknown', issuingAddress]);
    // Where it is known that nothing is to be had, the other one is better.
    const none = new Map([[comparableAddress('http://mirror.example/x'), 'none' as const]]);
    const [other] = assessRevocation([mirror], [readCertificate(person.der)], none, context);
    expect(other && brief(other.base)).toBe(`wrong → ${issuingAddress}`);
  });

  it.each([
    ['local', issuing, 'wrong'],
    ['none', issuing, `wrong → ${issuingAddress}`],
    ['local', root, 'missing'],
    ['none', root, 'missing'],
  ] as const)(
    'is none that is worse than what is there, whoever names it: %s',
    (read, authority, expected) => {
      const there = new Map(
        [issuingAddress, rootAddress].map((address) => [comparableAddress(address), read]),
      );
      const others = [person, issuing].map(({ der }) => readCertificate(der));
      const [result] = assessRevocation([uploaded(authority)], others, there, context);
      expect(result && brief(result.base)).toBe(expected);
    },
  );

  it('is proven by the CRL alone', async () => {
    expect(
      bases([uploaded(issuing, { base: 'http://mirror.example/x' })], [], {
        'http://mirror.example/x': await revocationListOf(issuing),
      }),
    ).toEqual(['right']);
  });

  it('stays where its CRL is proven, also where certificates name another one', async () => {
    const found = { 'http://mirror.example/x': await revocationListOf(issuing) };
    expect(bases([uploaded(issuing, { base: 'http://mirror.example/x' })], [person], found)).toEqual([
      'right',
    ]);
  });

  it('stays with its flaws where nothing better is known, and is left for a CRL that is of use', async () => {
    const over = await revocationListOf(issuing, {
      lastUpdate: new Date('2020-01-01'),
      nextUpdate: new Date('2020-02-01'),
    });
    const old = 'http://old.example/issuing.crl';
    const [alone] = assess([uploaded(issuing, { base: old })], [], { [old]: over });
    expect(alone?.base).toMatchObject({ verdict: 'right', flaws: ['expired'] });
    const better = { [old]: over, [issuingAddress]: await revocationListOf(issuing) };
    expect(bases([uploaded(issuing, { base: old })], [person], better)).toEqual([
      `wrong → ${issuingAddress}`,
    ]);
  });

  it('is not known where nothing tells', () => {
    expect(bases([uploaded(issuing, { base: 'http://mirror.example/x' })])).toEqual(['unknown']);
  });
});

describe('what certificates tell', () => {
  it('is not believed where the CRL of somebody else is served', async () => {
    expect(bases([uploaded(issuing)], [person], { [issuingAddress]: await revocationListOf(root) })).toEqual([
      'wrong',
    ]);
  });

  it('the newest is believed first', async () => {
    const later = await makeAuthority({
      name: 'Bert',
      issuer: issuing,
      authority: false,
      startDate: new Date(Date.now() - 1000 * 60),
      crlAddresses: ['http://new.example/issuing.crl'],
    });
    expect(bases([uploaded(issuing)], [person, later])).toEqual(['wrong → http://new.example/issuing.crl']);
  });

  it('counts only with the signature of the CA', async () => {
    const namesake = await makeAuthority({ name: 'Issuing', issuer: root });
    const foreign = await makeAuthority({
      name: 'Eve',
      issuer: namesake,
      authority: false,
      crlAddresses: ['http://evil.example/'],
    });
    expect(bases([uploaded(issuing)], [foreign])).toEqual(['wrong']);
  });

  it('is left where it is no http: Entra fetches nothing else', async () => {
    const secure = await makeAuthority({
      name: 'Carl',
      issuer: issuing,
      authority: false,
      crlAddresses: ['https://crl.example/i', 'ldap://x'],
    });
    expect(bases([uploaded(issuing, { base: '' })], [secure])).toEqual(['missing']);
  });
});

describe('a signature that cannot be verified here', () => {
  const brainpool = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:brainpoolP256r1'];
  // Desktop VS Code does not know this curve.
  const elsewhere = { ...context, signatures: new SignatureChecker('boringssl') };
  const address = 'http://crl.example/odd.crl';
  const assessOdd = async (extensions?: readonly string[]) => {
    const odd = await makeAuthority({ name: 'Odd', key: brainpool });
    const list = await revocationListOf(odd, extensions ? { extensions } : {});
    const [result] = assessRevocation([uploaded(odd)], [], lists({ [address]: list }), elsewhere);
    return result?.base;
  };

  it('leaves the key identifiers to tell whose the CRL is', async () => {
    const base = await assessOdd();
    expect(base?.proposal).toMatchObject({ address, evidence: { isVerified: false } });
  });

  it('is no reason to go to an address that nobody saw', async () => {
    const odd = await makeAuthority({ name: 'Odd', issuer: root, key: brainpool });
    const leaf = await makeAuthority({
      name: 'Leaf',
      issuer: odd,
      authority: false,
      crlAddresses: ['http://unseen.example/'],
    });
    const list = await revocationListOf(odd, { extensions: ['2.5.29.20 = DER:02:01:01'] });
    const [result] = assessRevocation(
      [uploaded(odd, { base: address })],
      [readCertificate(leaf.der)],
      lists({ [address]: list }),
      elsewhere,
    );
    expect(result?.base).toMatchObject({
      verdict: 'unknown',
      proposal: undefined,
      doubt: { address: 'http://unseen.example/' },
    });
  });

  it('and the name alone tells nothing', async () => {
    expect((await assessOdd(['2.5.29.20 = DER:02:01:01']))?.proposal).toBeUndefined();
  });
});

describe('a delta address', () => {
  const deltaExtension = ['authorityKeyIdentifier = keyid', '2.5.29.27 = critical, DER:02:01:05'];

  it('is taken away where it serves no delta of the CA', async () => {
    const [result] = assess([uploaded(root, { base: rootAddress, delta: rootDelta })], [], {
      [rootAddress]: await revocationListOf(root),
      [rootDelta]: await revocationListOf(root),
    });
    expect(result?.delta).toMatchObject({ verdict: 'wrong', flaws: ['base'], proposal: { address: '' } });
  });

  it('is right with a delta of the CA, and missing where a certificate names one', async () => {
    const delta = await revocationListOf(root, { extensions: deltaExtension });
    const telling = await makeAuthority({
      name: 'T',
      issuer: root,
      authority: false,
      extensions: [`freshestCRL = URI:${rootDelta}`],
    });
    const [right] = assess([uploaded(root, { base: rootAddress, delta: rootDelta })], [], {
      [rootDelta]: delta,
    });
    expect(right?.delta.verdict).toBe('right');
    const [missing] = assess([uploaded(root)], [telling], { [rootDelta]: delta });
    expect(missing && brief(missing.delta)).toBe(`missing → ${rootDelta}`);
  });

  it('is never proposed as a base', async () => {
    const delta = await revocationListOf(root, { extensions: deltaExtension });
    expect(bases([uploaded(root)], [], { [rootDelta]: delta })).toEqual(['missing']);
  });
});

describe('the type', () => {
  it('is proposed as the certificate has it', () => {
    const types = assess([
      uploaded(root, { type: 'intermediate' }),
      uploaded(issuing, { type: 'root' }),
      uploaded(root),
    ]);
    expect(types.map(({ proposedType }) => proposedType)).toEqual(['root', 'intermediate', undefined]);
  });
});

describe('what has to be read', () => {
  it('is every web address that tells something, once', () => {
    expect(
      addressesToRead(
        [
          uploaded(root),
          uploaded(issuing),
          uploaded(issuing, { base: 'HTTP://crl.example/root.crl', delta: 'https://d.example/' }),
        ],
        [readCertificate(person.der)],
      ).map(comparableAddress),
    ).toEqual([rootAddress, 'https://d.example/', issuingAddress]);
  });
});
