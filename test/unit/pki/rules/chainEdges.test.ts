import { beforeAll, describe, expect, it } from 'vitest';
import type { RuleId } from '../../../../src/pki/rules/ruleTable.ts';
import { type OpensslAuthority, openssl } from '../../../support/openssl.ts';
import { itemAt, pem, spliceBundle, withFields } from '../../../support/pkiFixtures.ts';
import {
  checkAll,
  fileOf,
  findingsIn,
  holding,
  issue,
  keyIdentifierOf,
  linesOf,
  pemFile,
  told,
} from '../../../support/ruleFixtures.ts';

let root: OpensslAuthority;
beforeAll(async () => {
  root = await issue({ name: 'Root' });
});

const bundle = (...members: readonly OpensslAuthority[]): Buffer =>
  spliceBundle(members.map(({ der }) => der));
const limit = (length: number): string => `basicConstraints = critical,CA:true,pathlen:${length}`;

/** What is told of a rule: position and detail. */
function placesOf(rule: RuleId, bytes: Uint8Array): (readonly [number | undefined, string | undefined])[] {
  return findingsIn(bytes)
    .filter((finding) => finding.rule === rule)
    .map(({ position, detail }) => [position, detail] as const);
}

type Shape = readonly (readonly [name: string, ...extensions: string[]])[];

/** A chain below the root, each issued by the one before it, and somebody at its end. */
async function chainOf(shape: Shape): Promise<OpensslAuthority[]> {
  const [[rootName, ...rootExtensions] = ['Root'], ...others] = shape;
  const chain = [await issue({ name: rootName, extensions: rootExtensions })];
  for (const [name, ...extensions] of others) {
    chain.push(await issue({ name, issuer: itemAt(chain, -1), extensions }));
  }
  return [...chain, await issue({ name: 'Somebody', issuer: itemAt(chain, -1), authority: false })];
}

/** What `openssl verify` says of the last one: the complaint, or nothing. */
async function complaintOf(chain: readonly OpensslAuthority[]): Promise<string | undefined> {
  const [top, ...others] = chain.map((member) => member.pem);
  const files = { 'root.pem': top ?? '', 'middle.pem': others.join(''), 'last.pem': others.at(-1) ?? '' };
  const options = ['-CAfile', 'root.pem', '-untrusted', 'middle.pem', '-attime', '1900000000'];
  try {
    await openssl(['verify', ...options, 'last.pem'], files);
    return undefined;
  } catch (error) {
    return /depth lookup: ([\w ]+)/.exec(String(error))?.[1]?.trim();
  }
}

describe('what a CA above allows, by these rules and by `openssl verify`', () => {
  const tooLong = 'path length constraint exceeded';
  const notWithin = 'permitted subtree violation';
  const excluded = 'excluded subtree violation';
  const signature = 'certificate signature failure';
  const within = (name: string): string[] => [`nameConstraints = critical,permitted;dirName:n`, '[n]', name];

  it.each<[string, Shape, string | undefined]>([
    ['a root that allows none, and none', [['R', limit(0)]], undefined],
    ['a root that allows none, and one', [['R', limit(0)], ['A']], tooLong],
    ['a root that allows one, and one', [['R', limit(1)], ['A']], undefined],
    ['a root that allows one, and two', [['R', limit(1)], ['A'], ['B']], tooLong],
    ['the tighter of two limits', [['R', limit(3)], ['A', limit(0)], ['B']], tooLong],
    ['a wider limit below a tight one', [['R', limit(1)], ['A', limit(5)], ['B']], tooLong],
    [
      'two limits that both hold',
      [
        ['R', limit(2)],
        ['A', limit(1)],
        ['B', limit(0)],
      ],
      undefined,
    ],
    ['a new key under the old name, which does not count', [['R', limit(1)], ['A'], ['A']], undefined],
    ['a new key of the root, which does not count', [['R', limit(1)], ['R'], ['A']], undefined],
    ['two below a new key', [['R', limit(1)], ['R'], ['A'], ['B']], tooLong],
    ['a name within', [['R'], ['A', ...within('C = US')], ['B']], undefined],
    ['a name beside', [['R'], ['A', ...within('C = DE')], ['B']], notWithin],
    ['a name further down', [['R'], ['A', ...within('C = DE')], ['B'], ['D']], notWithin],
    ['no limit at all', [['R'], ['A'], ['B'], ['D'], ['E']], undefined],
    [
      'an excluded host',
      [
        ['R', 'nameConstraints = critical,excluded;DNS:a.example'],
        ['A', 'subjectAltName = DNS:x.a.example'],
      ],
      excluded,
    ],
    [
      'a host that is not excluded',
      [
        ['R', 'nameConstraints = critical,excluded;DNS:a.example'],
        ['A', 'subjectAltName = DNS:xa.example'],
      ],
      undefined,
    ],
  ])('%s', async (_, shape, complaint) => {
    const chain = await chainOf(shape);
    expect(await complaintOf(chain)).toBe(complaint);
    const rules = new Set(findingsIn(bundle(...chain)).map(({ rule }) => rule));
    expect([rules.has('CBA023'), rules.has('CBA024')]).toEqual([
      complaint === tooLong,
      complaint === notWithin || complaint === excluded,
    ]);
    expect(rules.has('CBA011')).toBe(false);
  });

  it('a signature that is not by the issuer', async () => {
    const chain = await chainOf([['R'], ['A'], ['B']]);
    const [top, middle, ...rest] = chain;
    const last = itemAt(chain, -1);
    // The serial number is changed behind the signature.
    const bytes = withFields(itemAt(rest, 0).der, (fields) => fields.with(1, Buffer.of(2, 1, 5)));
    const changed = { ...itemAt(rest, 0), der: bytes, pem: pem('CERTIFICATE', bytes) };
    const whole = [top, middle, changed, last].filter((member) => member !== undefined);
    expect(await complaintOf(whole)).toBe(signature);
    expect(placesOf('CBA011', bundle(...whole))).toEqual([[3, 'A']]);
  });
});

describe('path length', () => {
  it('is told of each CA that is too many, with its number, counted from the one that limits', async () => {
    const [top, one, two] = await chainOf([['R', limit(0)], ['A'], ['B'], ['D']]);
    const members = [top, one, two].filter((member) => member !== undefined);
    expect(placesOf('CBA023', bundle(...members))).toEqual([
      [2, 'R allows 0 CAs below, and this is number 1'],
      [3, 'R allows 0 CAs below, and this is number 2'],
    ]);
  });
});

describe('a chain that is too long', () => {
  it('counts CAs only, and is told of what stands below as well', async () => {
    const chain = await chainOf(Array.from({ length: 10 }, (_, index) => [`CA ${index + 1}`]));
    expect(placesOf('CBA025', bundle(...chain))).toEqual([]);
    const longer = await chainOf(Array.from({ length: 11 }, (_, index) => [`CA ${index + 1}`]));
    expect(placesOf('CBA025', bundle(...longer))).toEqual([
      [11, '11 CAs'],
      [12, '11 CAs'],
    ]);
  });
});

describe('an issuer', () => {
  it('is known by its key identifier alone, in the configuration, and by no other', async () => {
    const ca = await issue({ name: 'CA', issuer: root });
    const known = (...keyIdentifiers: string[]) => ({
      known: { thumbprints: new Set<string>(), keyIdentifiers: new Set(keyIdentifiers) },
    });
    expect(told('CBA010', ca.der, known(keyIdentifierOf(root)))).toEqual([]);
    expect(told('CBA010', ca.der, known(keyIdentifierOf(ca)))).toHaveLength(1);
    expect(told('CBA010', ca.der, { known: holding(root) })).toEqual([]);
  });

  it('is looked for in all files, and what is told stays with the file that it is about', async () => {
    const ca = await issue({ name: 'CA', issuer: root });
    const person = await issue({ name: 'Somebody', issuer: ca, authority: false });
    const lost = await issue({ name: 'Lost', issuer: await issue({ name: 'Nowhere' }) });
    const results = checkAll([fileOf(person.der), fileOf(pemFile(root, lost)), fileOf(ca.der)]);
    expect(results.map((findings) => linesOf('CBA010', findings))).toEqual([
      [],
      ['warning, 2: Issuer not found: Nowhere. Every CA up to the root must be in the trust store.'],
      [],
    ]);
  });

  it('signed a root itself, else the root was changed', () => {
    const changed = withFields(root.der, (fields) => fields.with(1, Buffer.of(2, 1, 5)));
    expect(placesOf('CBA011', changed)).toEqual([[1, undefined]]);
    expect(placesOf('CBA011', root.der)).toEqual([]);
  });
});

describe('repetitions', () => {
  it('are those within one file, not those of two files', async () => {
    const renewed = await issue({ name: 'Root', keyOf: root });
    const repeated = (['CBA008', 'CBA009'] as const).flatMap((rule) =>
      checkAll([fileOf(root.der), fileOf(root.der), fileOf(renewed.der)]).flatMap((all) =>
        linesOf(rule, all),
      ),
    );
    expect(repeated).toEqual([]);
    expect(placesOf('CBA009', pemFile(root, renewed))).toEqual([[2, 'as certificate 1']]);
  });

  it('say once what is wrong with both, and each that it is in the configuration', () => {
    const known = holding(root);
    const findings = checkAll([fileOf(pemFile(root, root, root))], { known })[0] ?? [];
    expect(findings.map(({ rule, position, detail }) => [rule, position, detail])).toEqual([
      ['CBA034', 1, undefined],
      ['CBA022', 1, undefined],
      ['CBA034', 2, undefined],
      ['CBA008', 2, 'it is certificate 1 as well'],
      ['CBA034', 3, undefined],
      ['CBA008', 3, 'it is certificate 1 as well'],
    ]);
  });
});
