import { beforeAll, describe, expect, it } from 'vitest';
import { type OpensslAuthority, openssl } from '../../../support/openssl.ts';
import { spliceBundle } from '../../../support/pkiFixtures.ts';
import { checkAll, fileOf, holding, issue, linesOf, told } from '../../../support/ruleFixtures.ts';

let root: OpensslAuthority;
beforeAll(async () => {
  root = await issue({ name: 'Root' });
});

const bundle = (...members: readonly OpensslAuthority[]): Buffer =>
  spliceBundle(members.map(({ der }) => der));

describe('CBA010: the issuer', () => {
  let issuing: OpensslAuthority;
  beforeAll(async () => {
    issuing = await issue({ name: 'Issuing', issuer: root });
  });

  it('is missed where it is nowhere', () => {
    expect(told('CBA010', bundle(issuing))).toEqual([
      'warning, 1: Issuer not found: Root. Every CA up to the root must be in the trust store.',
    ]);
  });

  it('is not missed where it is in the file, in another one that is looked at, or in the configuration', () => {
    expect(told('CBA010', bundle(root, issuing))).toEqual([]);
    const both = checkAll([fileOf(issuing.der), fileOf(root.der)]);
    expect(both.flatMap((findings) => linesOf('CBA010', findings))).toEqual([]);
    expect(told('CBA010', bundle(issuing), { known: holding(root) })).toEqual([]);
  });
});

describe('CBA006, CBA007: key identifiers', () => {
  it('are missed', async () => {
    const without = ['subjectKeyIdentifier = none', 'authorityKeyIdentifier = none'];
    const some = await issue({ name: 'Some', issuer: root, extensions: without });
    expect(told('CBA006', some.der)).toHaveLength(1);
    expect(told('CBA007', some.der)).toHaveLength(1);
    expect([...told('CBA006', root.der), ...told('CBA007', root.der)]).toEqual([]);
  });
});

it('CBA011: a signature that another key made under the same name', async () => {
  const impostor = await issue({ name: 'Root' });
  const issuing = await issue({ name: 'Issuing', issuer: root });
  expect(told('CBA011', bundle(root, issuing))).toEqual([]);
  const spoilt = Buffer.from(issuing.der);
  const last = spoilt.length - 1;
  spoilt.writeUInt8(spoilt.readUInt8(last) ^ 1, last);
  expect(told('CBA011', spliceBundle([root.der, spoilt]))[0]).toMatch(/^error, 2: .*: Root\./);
  expect(told('CBA010', bundle(impostor, issuing))).toHaveLength(1);
});

describe('distribution points', () => {
  const http = 'http://crl.example/root.crl';
  it.each([
    [[], 'CBA016', undefined],
    [['ldap:///CN=Root'], 'CBA017', 'ldap'],
    [['https://crl.example/a.crl', 'ldap:///x'], 'CBA017', 'https, ldap'],
    [['ldap:///x', http], 'CBA018', http],
  ] as const)('of a CA: %j', async (crlAddresses, rule, detail) => {
    const issuing = await issue({ name: 'Issuing', issuer: root, crlAddresses });
    const all = (['CBA016', 'CBA017', 'CBA018'] as const).flatMap((each) =>
      told(each, bundle(root, issuing)),
    );
    expect(all).toHaveLength(1);
    expect(told(rule, bundle(root, issuing))[0]).toContain(
      detail ?? 'does not say where its issuer publishes',
    );
  });

  it('CBA018 names the right address where something that the CA issued has it, and is silent where it is the same', async () => {
    const issuing = await issue({ name: 'Issuing', issuer: root, crlAddresses: [http] });
    const own = 'http://crl.example/issuing.crl';
    const person = await issue({ name: 'Somebody', issuer: issuing, authority: false, crlAddresses: [own] });
    expect(told('CBA018', bundle(root, issuing, person))[0]).toContain(`${http}, while its own is ${own}`);
    const same = await issue({ name: 'Somebody', issuer: issuing, authority: false, crlAddresses: [http] });
    expect(told('CBA018', bundle(root, issuing, same))).toEqual([]);
  });

  it('CBA022: a root without one, and not one that has one', async () => {
    expect(told('CBA022', root.der)).toHaveLength(1);
    const pointing = await issue({ name: 'Pointing', crlAddresses: [http] });
    expect(told('CBA022', pointing.der)).toEqual([]);
  });
});

/** What `openssl verify` says of the last one of a chain, with the others untrusted but the first. */
async function verdict(chain: readonly OpensslAuthority[]): Promise<string> {
  const files = {
    'root.pem': chain[0]?.pem ?? '',
    'middle.pem': chain
      .slice(1, -1)
      .map(({ pem }) => pem)
      .join(''),
    'last.pem': chain.at(-1)?.pem ?? '',
  };
  const options = ['-CAfile', 'root.pem', '-untrusted', 'middle.pem', '-attime', '1900000000'];
  return openssl(['verify', ...options, 'last.pem'], files).then(
    () => 'OK',
    (error: unknown) => String(error),
  );
}

describe('what a CA above does not allow', () => {
  it('CBA023: path length', async () => {
    const limit = async (length: number) =>
      issue({
        name: `Limited ${length}`,
        issuer: root,
        extensions: [`basicConstraints = critical,CA:true,pathlen:${length}`],
      });
    for (const [length, count] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const limited = await limit(length);
      const below = await issue({ name: 'Below', issuer: limited });
      const person = await issue({ name: 'Somebody', issuer: below, authority: false });
      expect(told('CBA023', bundle(root, limited, below))).toHaveLength(count);
      expect(await verdict([root, limited, below, person])).toMatch(count === 0 ? /^OK$/ : /path length/i);
    }
  });

  it('CBA024: name constraints', async () => {
    const bound = async (constraint: string) =>
      issue({
        name: 'Bound',
        issuer: root,
        extensions: [`nameConstraints = critical,permitted;dirName:names`, '[names]', constraint],
      });
    for (const [constraint, count] of [
      ['O = Test', 1],
      ['C = US', 0],
    ] as const) {
      const limited = await bound(constraint);
      const below = await issue({ name: 'Below', issuer: limited });
      expect(told('CBA024', bundle(root, limited, below))).toHaveLength(count);
      expect(await verdict([root, limited, below])).toMatch(count === 0 ? /^OK$/ : /permitted subtree/i);
    }
  });

  it.each([
    [10, 0],
    [11, 1],
  ])('CBA025: a chain of %i CAs: %i', async (length, count) => {
    const chain = [root];
    for (let index = 1; index < length; index += 1) {
      chain.push(await issue({ name: `CA ${index}`, issuer: chain.at(-1) ?? root }));
    }
    expect(told('CBA025', bundle(...chain))).toHaveLength(count);
  });
});
