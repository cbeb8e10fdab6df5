import { der, hex } from '../pkiFixtures.ts';
import {
  type CertificateParts,
  certificate,
  commonName,
  extension,
  keys,
  named,
  nameOf,
  valueOf,
} from './certificateParts.ts';
import { behind, type HostileInput, inputsOf, times, upToLimit } from './hostileInput.ts';

const attribute = der(0x30, commonName, hex('0c0141'));
const address = der(0x86, Buffer.from('h'));

export const fieldInputs: readonly HostileInput[] = inputsOf('fields', [
  ['relative names', 'certificates', (size) => named(upToLimit(der(0x31, attribute), size))],
  ['empty relative names', 'certificates', (size) => named(upToLimit(hex('3100'), size - 1000))],
  ['attributes of one relative name', 'certificates', (size) => named(der(0x31, upToLimit(attribute, size)))],
  ['a name of letters', 'certificates', (size) => named(valueOf(0x0c, Buffer.alloc(size, 'a')))],
  ['a name of commas', 'certificates', (size) => named(valueOf(0x0c, Buffer.alloc(size, ',')))],
  ['a name of control characters', 'certificates', (size) => named(valueOf(0x0c, Buffer.alloc(size / 4, 1)))],
  [
    'a name of spaces',
    'certificates',
    (size) => named(valueOf(0x0c, behind('', Buffer.alloc(size, ' '), 'x'))),
  ],
  ['a name in UniversalString', 'certificates', (size) => named(valueOf(28, times(hex('00000041'), size)))],
  ['a name in BMPString', 'certificates', (size) => named(valueOf(30, times(hex('0041'), size)))],
  ['a name of octets', 'certificates', (size) => named(valueOf(4, Buffer.alloc(size, 0x41)))],
  [
    'distribution points',
    'certificates',
    (size) => extended('551d1f', upToLimit(der(0x30, der(0xa0, der(0xa0, address))), size)),
  ],
  [
    'addresses of one distribution point',
    'certificates',
    (size) => extended('551d1f', der(0x30, der(0xa0, der(0xa0, upToLimit(address, size))))),
  ],
  [
    'names of distribution points',
    'certificates',
    (size) => extended('551d1f', times(der(0x30, times(hex('a004a0028600'), 20_000)), size)),
  ],
  [
    'empty distribution points',
    'certificates',
    (size) => extended('551d1f', upToLimit(hex('3000'), size - 1000)),
  ],
  [
    'a long address',
    'certificates',
    (size) => extended('551d1f', der(0x30, der(0xa0, der(0xa0, der(0x86, Buffer.alloc(size, 'h')))))),
  ],
  ['alternative names', 'certificates', (size) => extended('551d11', upToLimit(address, size))],
  [
    'alternative names that are directories',
    'certificates',
    (size) => extended('551d11', upToLimit(hex('a4023000'), size)),
  ],
  [
    'name constraints',
    'certificates',
    (size) => extended('551d1e', der(0xa0, upToLimit(der(0x30, hex('820168')), size))),
  ],
  ['policies', 'certificates', (size) => extended('551d20', upToLimit(hex('300306012a'), size))],
  ['uses', 'certificates', (size) => extended('551d25', upToLimit(hex('06012a'), size))],
  [
    'long object identifiers',
    'certificates',
    (size) => extended('551d25', times(der(6, Buffer.alloc(126, 0xff), [0x7f]), size)),
  ],
  [
    'object identifiers of many parts',
    'certificates',
    (size) => extended('551d25', times(der(6, Buffer.alloc(127, 1)), size)),
  ],
  [
    'an object identifier without end',
    'certificates',
    (size) => extended('551d25', der(6, Buffer.alloc(size, 0xff))),
  ],
  [
    'access descriptions',
    'certificates',
    (size) => extended('2b06010505070101', upToLimit(der(0x30, hex('06082b06010505073001'), address), size)),
  ],
  [
    'versions of a template',
    'certificates',
    (size) => extended('2b0601040182371507', hex('06012a'), upToLimit(hex('020101'), size)),
  ],
  ['unknown extensions', 'certificates', (size) => certificate({ extensions: unknownExtensions(size) })],
  [
    'the same extension again and again',
    'certificates',
    (size) => certificate({ extensions: upToLimit(extension('551d0e', hex('04020102')), size) }),
  ],
  [
    'a large serial number',
    'certificates',
    (size) => certificate({ serial: der(2, Buffer.alloc(size, 0x7f)) }),
  ],
  ['a large modulus', 'certificates', (size) => rsa(Buffer.alloc(size, 0x7f))],
  ['a modulus of zeros', 'certificates', (size) => rsa(Buffer.alloc(size))],
  [
    'a large signature',
    'certificates',
    (size) => certificate({ signature: der(3, Buffer.alloc(size, 0x7f)) }),
  ],
  [
    'a time of many digits',
    'damaged',
    (size) => certificate({ notBefore: der(0x18, Buffer.alloc(size, '0')) }),
  ],
  [
    'a time of many fractions',
    'certificates',
    (size) =>
      certificate({
        notBefore: der(0x18, Buffer.from('20240101000000.'), Buffer.alloc(size, '0'), Buffer.from('Z')),
      }),
  ],
]);

/** What takes longer than in proportion today keeps them small. */
const few = 200;
export const chainInputs: readonly HostileInput[] = inputsOf('chains', [
  [
    'each issued by the next',
    'certificates',
    () => series(few, (index) => ({ extensions: keys(index, index + 1) })),
  ],
  ['all with the same key', 'certificates', () => series(few, () => ({ extensions: keys(1, 1) }))],
  [
    'all with the same name',
    'certificates',
    () => series(few, (index) => ({ subject: nameOf(index % 2 === 0 ? 'A' : 'I') })),
  ],
  [
    'all below one with a long name',
    'certificates',
    (size) =>
      behind(
        certificate({
          issuer: nameOf('x'.repeat(size / 2)),
          subject: nameOf('x'.repeat(size / 2)),
          extensions: keys(1, 1),
        }),
        series(few, (index) => ({ extensions: keys(index + 5, 1) })),
      ),
  ],
]);

function extended(type: string, ...content: readonly Buffer[]): Buffer {
  return certificate({ extensions: extension(type, der(0x30, ...content)) });
}

function rsa(modulus: Buffer): Buffer {
  const key = der(0x30, der(2, modulus), hex('020103'));
  return certificate({
    publicKey: der(0x30, hex('300d06092a864886f70d0101010500'), der(3, [0], key)),
  });
}

function unknownExtensions(size: number): Buffer {
  const count = Math.min(999_999, Math.floor(size / 12));
  return Buffer.concat(
    Array.from({ length: count }, (_, index) => {
      const arcs = [index >> 14, index >> 7].map((part) => 0x80 | (part & 0x7f));
      return der(0x30, der(6, [0x2a, ...arcs, index & 0x7f]), hex('04023000'));
    }),
  );
}

/** Certificates that differ in their serial number at least. */
function series(count: number, partsOf: (index: number) => CertificateParts): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, index) =>
      certificate({ serial: der(2, [1, index >> 8, index & 0xff]), ...partsOf(index) }),
    ),
  );
}
