import { beforeAll, describe, expect, it } from 'vitest';
import { fileViewOf } from '../../../src/editors/fileView.ts';
import type { ChainPlace } from '../../../src/editors/protocol.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import type { FileMember } from '../../../src/pki/certificateFile.ts';
import { Chains } from '../../../src/pki/chains.ts';
import { authority } from '../../support/chainFixtures.ts';
import { der, variantsOf, withFields } from '../../support/pkiFixtures.ts';
import { type Certified, certify } from '../../support/signedCertificates.ts';
import { now, opened, openedBytes } from './openedFixtures.ts';

type Named = Readonly<Record<string, { readonly der: Uint8Array }>>;

/** The picture as lines: indented names with their place among their siblings. */
function pictureOf(members: Named): string[] {
  const names = Object.keys(members);
  return opened(...Object.values(members))
    .view()
    .chain.map(
      ({ position, depth, place, siblings }) =>
        `${'> '.repeat(depth)}${names[position - 1]} ${place}/${siblings}`,
    );
}

let root: Certified;
let one: Certified;
let two: Certified;
let leaf: Certified;
beforeAll(async () => {
  root = await authority('Root');
  [one, two] = await Promise.all([authority('One', { issuer: root }), authority('Two', { issuer: root })]);
  leaf = await certify({ subject: '/CN=Leaf', issuer: two, extensions: ['basicConstraints = CA:false'] });
});

describe('the picture of the chains', () => {
  it('has what was issued below who issued it, in the order of the file', () => {
    expect(pictureOf({ leaf, two, one, root })).toEqual([
      'root 1/1',
      '> two 1/2',
      '> > leaf 1/1',
      '> one 2/2',
    ]);
    expect(pictureOf({ root, one, two, leaf })).toEqual([
      'root 1/1',
      '> one 1/2',
      '> two 2/2',
      '> > leaf 1/1',
    ]);
  });

  it('has roots first, and then those whose issuers are missing', async () => {
    const other = await authority('Other');
    expect(pictureOf({ leaf, other, one, root })).toEqual(['other 1/3', 'root 2/3', '> one 1/1', 'leaf 3/3']);
  });

  it('names the missing issuer, of a certificate that is no root only', async () => {
    const selfSigned = await certify({ subject: '/CN=Self', extensions: ['basicConstraints = CA:false'] });
    const { chain } = opened(leaf, selfSigned, root).view();
    expect(chain).toEqual<readonly ChainPlace[]>([
      { position: 2, depth: 0, siblings: 3, place: 1, otherIssuers: [] },
      { position: 3, depth: 0, siblings: 3, place: 2, otherIssuers: [] },
      { position: 1, depth: 0, siblings: 3, place: 3, missingIssuer: 'Two', otherIssuers: [] },
    ]);
  });

  it('has an empty name where the missing issuer has none', () => {
    const orphan = { der: withFields(leaf.der, (fields) => fields.with(3, der(0x30))) };
    expect(opened(orphan).view().chain[0]?.missingIssuer).toBe('');
  });

  it('has a certificate that is there twice twice, and what it issued once', () => {
    expect(pictureOf({ root, again: root, one })).toEqual(['root 1/2', '> one 1/1', 'again 2/2']);
  });

  it('names the other issuers of what is cross-certified', async () => {
    const old = await authority('Old');
    const crossed = await authority('Root', { issuer: old, keyOf: root });
    const { chain } = opened(one, crossed, old, root).view();
    expect(chain.map(({ position, depth }) => [position, depth])).toEqual([
      [3, 0],
      [2, 1],
      [4, 0],
      [1, 1],
    ]);
    expect(chain.map(({ position, otherIssuers }) => [position, otherIssuers])).toEqual([
      [3, []],
      [2, []],
      [4, []],
      [1, [2]],
    ]);
  });
});

describe('a circle in the picture', () => {
  /** Two that certified each other, and what the second of them issued. */
  async function circle() {
    const a0 = await authority('A');
    const b0 = await authority('B');
    const a = await authority('A', { keyOf: a0, issuer: b0 });
    const b = await authority('B', { keyOf: b0, issuer: a0 });
    const before = await authority('Before', { issuer: b0 });
    const behind = await authority('Behind', { issuer: b0 });
    return { a, b, before, behind };
  }

  it('begins with the first that is met, and closes without a gap', async () => {
    const { a, b, before, behind } = await circle();
    expect(pictureOf({ a, b })).toEqual(['a 1/1', '> b 1/1']);
    expect(pictureOf({ b, a })).toEqual(['b 1/1', '> a 1/1']);
    expect(pictureOf({ a, b, before })).toEqual(['a 1/1', '> b 1/1', '> > before 1/1']);
    expect(pictureOf({ a, before, b, behind })).toEqual([
      'a 1/1',
      '> b 1/1',
      '> > before 1/2',
      '> > behind 2/2',
    ]);
  });

  it('stands above what hangs on it, wherever that is in the file', async () => {
    const { a, b, before } = await circle();
    expect(pictureOf({ before, a, b })).toEqual(['b 1/1', '> before 1/2', '> a 2/2']);
  });

  it('has nobody of whom it is said that the issuer is missing, and comes last', async () => {
    const { a, b, before } = await circle();
    const { chain } = opened(before, a, b, leaf, root).view();
    expect(chain.map(({ position }) => position)).toEqual([5, 4, 3, 1, 2]);
    expect(chain.flatMap(({ missingIssuer }) => missingIssuer ?? [])).toEqual(['Two']);
  });
});

describe('a picture of thousands', () => {
  const expectEachOnce = (chain: readonly ChainPlace[], count: number): void => {
    expect(chain.map(({ position }) => position).toSorted((x, y) => x - y)).toEqual(
      Array.from({ length: count }, (_, index) => index + 1),
    );
  };

  it('has every certificate once, all below one issuer', () => {
    const members = [...variantsOf(one.der, 4999).map((each) => ({ der: each })), root];
    const { chain, members: rows } = opened(...members).view();
    expect(rows).toHaveLength(5000);
    expectEachOnce(chain, 5000);
    expect(chain[0]).toEqual({ position: 5000, depth: 0, siblings: 1, place: 1, otherIssuers: [] });
    expect(chain.at(-1)).toEqual({ position: 4999, depth: 1, siblings: 4999, place: 4999, otherIssuers: [] });
  });

  it('has every certificate once, each below the one before', () => {
    const template = readCertificate(one.der);
    const named = (index: number) => [[{ type: '2.5.4.3', text: `CA ${index}`, der: '' }]];
    const members = Array.from({ length: 5000 }, (_, index): FileMember => {
      const certificate = {
        ...template,
        der: Buffer.from(`${index}`),
        subject: named(index),
        issuer: named(Math.max(0, index - 1)),
        subjectKeyIdentifier: undefined,
        authorityKeyIdentifier: undefined,
      };
      return { position: index + 1, offset: 0, line: undefined, certificate };
    });
    const file = { ...openedBytes(one.der).file, certificates: members };
    const context = { now, warningDays: 60, severities: {} };
    const looked = { file, size: 1, sha256: '' };
    const { chain } = fileViewOf('deep', looked, new Chains(members.toReversed()), context);
    expectEachOnce(chain, 5000);
    expect(chain.every(({ position, depth }) => depth === position - 1)).toBe(true);
  });
});
