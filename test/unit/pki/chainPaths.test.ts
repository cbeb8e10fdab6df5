import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { Chains, inChainOrder } from '../../../src/pki/chains.ts';
import { authority, chainsAmong, chainsOf, labelled } from '../../support/chainFixtures.ts';
import { inTurns } from '../../support/inTurns.ts';
import { itemAt, variantsOf } from '../../support/pkiFixtures.ts';
import type { Certified } from '../../support/signedCertificates.ts';

describe('the way upwards', () => {
  let root: Certified;
  let middle: Certified;
  let leaf: Certified;
  beforeAll(async () => {
    root = await authority('Root');
    middle = await authority('Middle', { issuer: root });
    leaf = await authority('Leaf', { issuer: middle });
  });

  it('ends at the root', () => {
    const { pathOf, pathsOf } = chainsOf({ leaf, root, middle });
    expect(pathOf('leaf')).toBe('leaf < middle < root: root');
    expect(pathsOf('leaf')).toEqual(['leaf < middle < root: root']);
    expect(pathOf('root')).toBe('root: root');
    expect(pathsOf('root')).toEqual(['root: root']);
  });

  it('ends where an issuer is missing', () => {
    expect(chainsOf({ leaf, middle }).pathOf('leaf')).toBe('leaf < middle: missing');
    expect(chainsOf({ leaf, middle }).pathsOf('leaf')).toEqual(['leaf < middle: missing']);
    expect(chainsOf({ leaf, root }).pathOf('leaf')).toBe('leaf: missing');
  });

  it('goes on from what the old key certified', async () => {
    const rollover = await authority('Root', { issuer: root });
    const below = await authority('Below', { issuer: rollover });
    const { pathOf } = chainsOf({ below, rollover, root });
    expect(pathOf('below')).toBe('below < rollover < root: root');
  });

  it('can be asked of a certificate that is not among the others', () => {
    const [stranger] = labelled({ leaf });
    const chains = new Chains(labelled({ root, middle }));
    const path = stranger && chains.pathOf(stranger);
    expect(path?.members.map(({ label }) => label)).toEqual(['leaf', 'middle', 'root']);
    expect(path?.end).toBe('root');
  });
});

describe('cross-certificates', () => {
  let one: Certified;
  let other: Certified;
  let missing: Certified;
  let leaf: Certified;
  beforeAll(async () => {
    [one, other, missing] = [await authority('One'), await authority('Other'), await authority('Missing')];
    leaf = await authority('Leaf', { issuer: one });
  });

  it('give several ways, those to a root first', async () => {
    const crossed = await authority('One', { keyOf: one, issuer: other });
    const dangling = await authority('One', { keyOf: one, issuer: missing });
    expect(chainsOf({ one, dangling, crossed, other, leaf }).pathsOf('leaf')).toEqual([
      'leaf < one: root',
      'leaf < crossed < other: root',
      'leaf < dangling: missing',
    ]);
  });

  it('are not among the ways by which a single one is chosen', async () => {
    const crossed = await authority('One', { keyOf: one, issuer: other });
    const { pathOf, pathsOf } = chainsOf({ one, crossed, other, leaf });
    expect(pathOf('leaf')).toBe('leaf < one: root');
    expect(pathsOf('leaf')).toHaveLength(2);
  });

  it('by two roots that certified each other end, and the ways to the roots are found', async () => {
    const oneByOther = await authority('One', { keyOf: one, issuer: other });
    const otherByOne = await authority('Other', { keyOf: other, issuer: one });
    expect(chainsOf({ one, other, oneByOther, otherByOne, leaf }).pathsOf('leaf')).toEqual([
      'leaf < one: root',
      'leaf < oneByOther < other: root',
      'leaf < oneByOther < otherByOne < one: root',
      'leaf < oneByOther < otherByOne: loop',
    ]);
  });

  it('do not hide the root from the single way, wherever they stand in the file', async () => {
    const oneByOther = await authority('One', { keyOf: one, issuer: other });
    const otherByOne = await authority('Other', { keyOf: other, issuer: one });
    const { chains, pathOf } = chainsOf({ oneByOther, otherByOne, leaf, one, other });
    expect(chains.members.map(({ label }) => pathOf(label)).filter((way) => !way.endsWith('root'))).toEqual(
      [],
    );
  });

  it('without any root run in a circle', async () => {
    const oneByOther = await authority('One', { keyOf: one, issuer: other });
    const otherByOne = await authority('Other', { keyOf: other, issuer: one });
    const { pathOf, pathsOf } = chainsOf({ leaf, oneByOther, otherByOne });
    expect(pathOf('leaf')).toBe('leaf < oneByOther < otherByOne: loop');
    expect(pathsOf('leaf')).toEqual(['leaf < oneByOther < otherByOne: loop']);
    expect(pathOf('otherByOne')).toBe('otherByOne < oneByOther: loop');
  });
});

describe('a mesh of twelve authorities that all certified each other', () => {
  const count = 12;
  let roots: Record<string, Certified>;
  let crossed: Record<string, Certified>;
  let leaf: Certified;
  beforeAll(async () => {
    const names = Array.from({ length: count }, (_, index) => `CA ${index}`);
    const made = await inTurns(names.map((name) => () => authority(name)));
    const pairs = names.flatMap((name, index) =>
      names.flatMap((by, issuer) => (issuer === index ? [] : [{ name, by, index, issuer }])),
    );
    const certified = await inTurns(
      pairs.map(({ name, by, index, issuer }) => async () => {
        const request = { keyOf: itemAt(made, index), issuer: itemAt(made, issuer) };
        return [`${name} by ${by}`, await authority(name, request)] as const;
      }),
    );
    roots = Object.fromEntries(names.map((name, index) => [name, itemAt(made, index)]));
    crossed = Object.fromEntries(certified);
    leaf = await authority('Leaf', { issuer: itemAt(made, 0) });
  }, 60_000);

  it.each([
    ['first', (): Record<string, Certified> => ({ ...roots, ...crossed, leaf })],
    ['last', (): Record<string, Certified> => ({ ...crossed, leaf, ...roots })],
  ])('has ways to a root where the roots stand %s', (_, arrange) => {
    const ways = chainsOf(arrange()).pathsOf('leaf');
    expect(ways[0]).toMatch(/^leaf < CA 0.*: root$/);
    expect(ways.length).toBeLessThan(100);
    const ends = ways.map((way) => way.endsWith(': root'));
    expect(ends).toEqual(ends.toSorted((one, two) => Number(two) - Number(one)));
  });

  it('has an end without any root', () => {
    const ways = chainsOf({ ...crossed, leaf }).pathsOf('leaf');
    expect(ways.length).toBeGreaterThan(0);
    expect(ways.length).toBeLessThan(100);
    expect(ways.filter((way) => !way.endsWith(': loop'))).toEqual([]);
  });

  it('has an order', () => {
    const members = labelled({ leaf, ...crossed, ...roots });
    const ordered = inChainOrder(members).map(({ label }) => label);
    expect(ordered.slice(0, count)).toEqual(Object.keys(roots));
    expect(ordered.toSorted()).toEqual(members.map(({ label }) => label).toSorted());
  });

  it('has one issuer for each certificate in what each issued', () => {
    const { chains, issuedBy, issuersOf } = chainsOf({ ...roots, ...crossed, leaf });
    const issued = chains.members.flatMap(({ label }) => issuedBy(label));
    expect(issued.toSorted()).toEqual([...Object.keys(crossed), 'leaf'].toSorted());
    expect(issued.filter((label) => !issuedBy(issuersOf(label)[0] ?? '').includes(label))).toEqual([]);
  });
});

describe('what a certificate issued', () => {
  it('is in the order of the members, and nothing for one that issued none', async () => {
    const root = await authority('Root');
    const [one, two] = [await authority('One', { issuer: root }), await authority('Two', { issuer: root })];
    const below = await authority('Below', { issuer: one });
    const { issuedBy } = chainsOf({ two, below, root, one });
    expect(issuedBy('root')).toEqual(['two', 'one']);
    expect(issuedBy('one')).toEqual(['below']);
    expect(issuedBy('below')).toEqual([]);
  });

  it('counts for its likeliest issuer only', async () => {
    const [one, other] = [await authority('One'), await authority('Other')];
    const crossed = await authority('One', { keyOf: one, issuer: other });
    const below = await authority('Below', { issuer: one });
    const { issuedBy } = chainsOf({ one, other, crossed, below });
    expect(issuedBy('one')).toEqual(['below']);
    expect(issuedBy('crossed')).toEqual([]);
    expect(issuedBy('other')).toEqual(['crossed']);
  });
});

describe('large sets', () => {
  it('of 5,000 certificates below one root are sorted out', async () => {
    const root = await authority('Root');
    const below = await authority('Below', { issuer: root });
    const many = variantsOf(below.der, 5000).map((der, index) => ({
      label: `${index}`,
      certificate: readCertificate(der),
    }));
    const members = [...many, ...labelled({ root })];
    const { chains, pathOf, issuedBy } = chainsAmong(members);
    expect(issuedBy('root')).toHaveLength(5000);
    expect(chains.pathsOf(itemAt(many, -1))).toHaveLength(1);
    expect(pathOf('4999')).toBe('4999 < root: root');
    expect(inChainOrder(members).map(({ label }) => label)).toEqual([
      'root',
      ...many.map(({ label }) => label),
    ]);
  });

  it('of 5,000 certificates one below the other are sorted out', async () => {
    const { der } = await authority('Root');
    const certificate = readCertificate(der);
    const members = Array.from({ length: 5000 }, (_, index) => ({
      label: `${index}`,
      certificate: {
        ...certificate,
        der: Buffer.from(der),
        subjectKeyIdentifier: `${index}`,
        authorityKeyIdentifier: `${index + 1}`,
      },
    }));
    const ordered = inChainOrder(members).map(({ label }) => label);
    expect(ordered).toEqual(members.map(({ label }) => label).toReversed());
    expect(new Chains(members).pathOf(itemAt(members, 0)).members).toHaveLength(5000);
  });
});
