import * as fc from 'fast-check';
import { der, hex, indefinite, partOf, pem, spliceBundle, withFields } from './pkiFixtures.ts';

/** An element of any kind with anything in it. */
type Tree =
  | { readonly octets: Uint8Array }
  | {
      readonly tag: number;
      readonly form: 'definite' | 'indefinite' | 'open' | 'short' | 'long';
      readonly children: readonly Tree[];
    };

const objectIdentifiers = `
  550403 55040a 06012a 2a864886f70d010702 2a864886f70d010101 2a864886f70d01010a 2a8648ce3d0201
  2a8648ce3d030107 2a8648ce380403 2b060104018237140203 608648016503040201
`
  .trim()
  .split(/\s+/)
  .map((digits) => der(6, hex(digits)));

const primitives: fc.Arbitrary<Tree> = fc.oneof(
  fc.constantFrom(...objectIdentifiers).map((octets) => ({ octets })),
  fc
    .constantFrom(
      '0500',
      '020101',
      '02020080',
      '0101ff',
      '0303020186',
      '170d3330303130313030303030305a',
      '0000',
    )
    .map((digits) => ({ octets: hex(digits) })),
  fc
    .record({
      tag: fc.constantFrom(
        1,
        2,
        3,
        4,
        5,
        6,
        10,
        12,
        18,
        19,
        20,
        22,
        23,
        24,
        28,
        30,
        0x80,
        0x82,
        0x86,
        0x87,
        0x88,
      ),
      content: fc.uint8Array({ maxLength: 9 }),
    })
    .map(({ tag, content }) => ({ octets: der(tag, content) })),
);

const anyTree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree; branch: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 7, withCrossShrink: true }, primitives, tie('branch')),
  branch: fc.record({
    tag: fc.constantFrom(0x30, 0x30, 0x30, 0x31, 0xa0, 0xa0, 0xa1, 0xa3, 0xa4, 0x24, 0x23, 0x63, 0x3f),
    form: fc.oneof(
      { weight: 5, arbitrary: fc.constant('definite' as const) },
      fc.constantFrom('indefinite' as const, 'open' as const, 'short' as const, 'long' as const),
    ),
    children: fc.array(tie('tree'), { maxLength: 4 }),
  }),
})).branch;

function encode(tree: Tree): Buffer {
  if ('octets' in tree) {
    return Buffer.from(tree.octets);
  }
  const content = Buffer.concat(tree.children.map(encode));
  switch (tree.form) {
    case 'definite':
      return der(tree.tag, content);
    case 'indefinite':
      return indefinite(tree.tag, content);
    case 'open':
      return Buffer.concat([Buffer.of(tree.tag, 0x80), content]);
    case 'short':
      return Buffer.concat([Buffer.of(tree.tag, Math.min(0x7f, content.length >> 1)), content]);
    case 'long':
      return Buffer.concat([
        Buffer.of(tree.tag, 0x88, 0, 0, 0, 0),
        Buffer.from(uint32(content.length)),
        content,
      ]);
  }
}

function uint32(number: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(number);
  return octets;
}

const extensionTypes = `
  551d0e 551d0f 551d13 551d1f 551d23 551d2e 551d11 551d1e 551d20 551d21 551d25
  2b06010505070101 2b0601040182371501 2b0601040182371402 2b0601040182371507 2a03
`
  .trim()
  .split(/\s+/)
  .map((digits) => der(6, hex(digits)));

/** Where in a certificate or a file an element may stand. */
type Place = (element: Buffer, certificate: Buffer) => Buffer;

const places: readonly Place[] = [
  (element) => element,
  ...[0, 1, 2, 3, 4, 5, 6, 7].map(
    (index): Place =>
      (element, certificate) =>
        withFields(certificate, (fields) => fields.with(index, element)),
  ),
  // In a name: a relative distinguished name, an attribute, a value.
  inField(5, (element) => der(0x30, element)),
  inField(5, (element) => der(0x30, der(0x31, element))),
  inField(3, (element) => der(0x30, der(0x31, der(0x30, hex('0603550403'), element)))),
  // In the public key: its parameters, its bits.
  inField(6, (element) => der(0x30, der(0x30, hex('06072a8648ce3d0201'), element), hex('03020004'))),
  inField(6, (element) => der(0x30, hex('300d06092a864886f70d0101010500'), der(3, [0], element))),
  inField(6, (element) => der(0x30, der(0x30, hex('06072a8648ce380401'), element), der(3, [0], element))),
  ...extensionTypes.map((type) => inExtension(type, (element) => element)),
  ...extensionTypes.map((type) => inExtension(type, (element) => der(0x30, element))),
  ...extensionTypes.slice(3).map((type) => inExtension(type, (element) => der(0x30, der(0x30, element)))),
  inExtension(hex('0603551d1f'), (element) => der(0x30, der(0x30, der(0xa0, der(0xa0, element))))),
  inExtension(hex('0603551d1e'), (element) => der(0x30, der(0xa0, der(0x30, element)))),
  inExtension(hex('0603551d11'), (element) => der(0x30, der(0xa4, der(0x30, element)))),
  inField(7, (element) => der(0xa3, element)),
  inField(7, (element) => der(0xa3, der(0x30, element))),
  // The parameters of RSASSA-PSS.
  (element, certificate) => withAlgorithm(certificate, der(0x30, hex('06092a864886f70d01010a'), element)),
  (element, certificate) => withAlgorithm(certificate, element),
  // In a bundle: a member, a field, a revocation list, behind it; in PEM; between certificates.
  (element, certificate) => spliceBundle([certificate, element, certificate]),
  (element, certificate) => spliceBundle([certificate], [element]),
  (element, certificate) => spliceBundle([certificate], [der(0xa1, element)]),
  (element) => der(0x30, hex('06092a864886f70d010702'), element),
  (element) => der(0x30, hex('06092a864886f70d010702'), der(0xa0, element)),
  (element, certificate) => Buffer.concat([spliceBundle([certificate]), element]),
  (element, certificate) => Buffer.concat([certificate, element, certificate]),
  (element, certificate) => Buffer.from(pem('CERTIFICATE', element) + pem('CERTIFICATE', certificate)),
];

function inField(index: number, around: (element: Buffer) => Buffer): Place {
  return (element, certificate) => withFields(certificate, (fields) => fields.with(index, around(element)));
}

function inExtension(type: Buffer, around: (element: Buffer) => Buffer): Place {
  return inField(7, (element) => der(0xa3, der(0x30, der(0x30, type, der(4, around(element))))));
}

function withAlgorithm(certificate: Buffer, algorithm: Buffer): Buffer {
  return der(0x30, partOf(certificate, 0), algorithm, hex('03020001'));
}

/** A tree, deep or wide at times, at any place of a file. */
export interface PlantedTree {
  readonly tree: Tree;
  readonly depth: number;
  readonly width: number;
  readonly shell: number;
  readonly indefinite: boolean;
  readonly place: number;
}

const mostly = (common: fc.Arbitrary<number>, rare: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof({ weight: 30, arbitrary: common }, rare);

export const anyPlantedTree: fc.Arbitrary<PlantedTree> = fc.record({
  tree: anyTree,
  depth: mostly(fc.nat({ max: 3 }), fc.nat({ max: 400 })),
  width: mostly(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 1000 })),
  shell: fc.constantFrom(0x30, 0x31, 0xa0, 0x24),
  indefinite: fc.boolean(),
  place: fc.nat({ max: places.length - 1 }),
});

/** @param certificate in DER; the tree becomes a part of it, or stands beside it */
export function plant(planted: PlantedTree, certificate: Buffer): Buffer {
  const { depth, width, shell } = planted;
  const one = encode(planted.tree);
  let element: Buffer = Buffer.concat(Array.from({ length: width }, () => one));
  for (let level = 0; level < depth; level += 1) {
    element = planted.indefinite ? indefinite(shell, element) : der(shell, element);
  }
  return places[planted.place]?.(element, certificate) ?? element;
}
