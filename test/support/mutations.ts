import * as fc from 'fast-check';
import { der, hex, indefinite, pem, spliceBundle } from './pkiFixtures.ts';

/** One way of spoiling bytes. Places are fractions of the whole, so that a change fits any file. */
export interface Mutation {
  readonly kind: (typeof kinds)[number];
  readonly at: number;
  readonly to: number;
  readonly span: number;
  readonly count: number;
  readonly octets: Uint8Array;
  readonly other: number;
}

const kinds = ['change', 'insert', 'remove', 'repeat', 'swap', 'fill', 'length', 'splice', 'nest'] as const;

/** Length octets that say too much, too little, nothing, or what no number can hold. */
const extremeLengths = `
  00 01 7f 80 8100 81ff 8200ff 82ffff 83ffffff 8400000000 847fffffff 84ffffffff 85ffffffffff
  86ffffffffffff 87ffffffffffffff 880000000000000001 88001fffffffffffff 887fffffffffffffff
  88ffffffffffffffff 89000000000000000001 fe ff
`
  .trim()
  .split(/\s+/)
  .map(hex);

const shells = [0x30, 0x31, 0xa0, 0xa3, 0x04, 0x24, 0x03, 0x7f];

const fraction = fc.nat({ max: 9999 }).map((number) => number / 10_000);
/** Mostly a few bytes, sometimes a good part of the file. */
const span = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 8 }) }, fc.nat({ max: 700 }));

const anyMutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...kinds),
  at: fraction,
  to: fraction,
  span,
  count: fc.nat({ max: 255 }),
  octets: fc.uint8Array({ minLength: 1, maxLength: 4 }),
  other: fc.nat({ max: 255 }),
});

/** The bytes spoilt; `others` are what `splice` takes the rest of. */
function mutate(bytes: Buffer, mutation: Mutation, others: readonly Buffer[]): Buffer {
  const { kind, at, to, octets, count } = mutation;
  const start = Math.floor(at * bytes.length);
  const end = Math.min(bytes.length, start + mutation.span);
  const head = bytes.subarray(0, start);
  const slice = bytes.subarray(start, end);
  const tail = bytes.subarray(end);
  switch (kind) {
    case 'change':
      return Buffer.concat([head, octets, bytes.subarray(start + octets.length)]);
    case 'insert':
      return Buffer.concat([head, octets, bytes.subarray(start)]);
    case 'remove':
      return Buffer.concat([head, tail]);
    case 'repeat':
      return Buffer.concat([head, ...Array.from({ length: 2 + (count % 6) }, () => slice), tail]);
    case 'swap':
      return swapped(bytes, start, Math.floor(to * bytes.length), mutation.span);
    case 'fill':
      return Buffer.concat([head, Buffer.alloc(slice.length, octets), tail]);
    case 'length':
      return withLength(bytes, start, count);
    case 'splice': {
      const other = others[mutation.other % others.length] ?? bytes;
      return Buffer.concat([head, other.subarray(Math.floor(to * other.length))]);
    }
    case 'nest':
      return Buffer.concat([head, nested(slice, count), tail]);
  }
}

function swapped(bytes: Buffer, one: number, other: number, length: number): Buffer {
  const [first, second] = one < other ? [one, other] : [other, one];
  const width = Math.min(length, second - first, bytes.length - second);
  return Buffer.concat([
    bytes.subarray(0, first),
    bytes.subarray(second, second + width),
    bytes.subarray(first + width, second),
    bytes.subarray(first, first + width),
    bytes.subarray(second + width),
  ]);
}

/** The next element, or what looks like one, with another length before its content. */
function withLength(bytes: Buffer, from: number, choice: number): Buffer {
  const tags = new Set([0x30, 0x31, 0xa0, 0xa3, 0x02, 0x03, 0x04, 0x06, 0x0c, 0x17, 0x1e, 0x86]);
  const found = bytes.subarray(from).findIndex((octet) => tags.has(octet));
  const at = found < 0 ? 1 : from + found + 1;
  const first = bytes[at] ?? 0;
  const content = at + 1 + (first > 0x80 && first < 0x85 ? first - 0x80 : 0);
  const length = extremeLengths[choice % extremeLengths.length] ?? Buffer.of(0);
  return Buffer.concat([bytes.subarray(0, at), length, bytes.subarray(content)]);
}

function nested(content: Buffer, choice: number): Buffer {
  const shell = shells[choice % shells.length] ?? 0x30;
  let bytes = content;
  // More levels of indefinite length than are followed, at times.
  for (let level = choice >> 3; level >= 0; level -= 1) {
    bytes = choice % 3 === 0 ? indefinite(shell, bytes) : der(shell, bytes);
    if (bytes.length > 20_000) {
      break;
    }
  }
  return bytes;
}

/** What is done to the whole after it was spoilt; most stay as they are. */
const coats: readonly ((bytes: Buffer, others: readonly Buffer[]) => Buffer)[] = [
  ...Array.from({ length: 10 }, () => (bytes: Buffer) => bytes),
  (bytes) => Buffer.from(pem('CERTIFICATE', bytes)),
  (bytes) => Buffer.from(pem('PKCS7', bytes).replaceAll('\n', '\r\n')),
  (bytes) => Buffer.from(pem('CERTIFICATE', bytes).replaceAll('\n', '\r')),
  (bytes) => Buffer.from(pem('X509 CRL', bytes), 'utf16le'),
  (bytes) => Buffer.from(`\ufeff${pem('CERTIFICATE', bytes)}`, 'utf16le').swap16(),
  (bytes) => Buffer.from(bytes.toString('base64')),
  (bytes, others) =>
    Buffer.from(
      others.map((other) => `text\n${pem('CERTIFICATE', other)}`).join('') + pem('CERTIFICATE', bytes),
    ),
  (bytes, others) => spliceBundle([...others, bytes]),
  (bytes, others) => spliceBundle([bytes, ...others], [der(0xa1, bytes)]),
  (bytes, others) => Buffer.concat([...others, bytes]),
];

/** A file with changes, in a form in which it may be met, which is changed in its turn. */
export interface SpoiltFile {
  readonly seed: number;
  readonly changes: readonly Mutation[];
  readonly coat: number;
  readonly others: readonly number[];
  readonly changesOfCoat: readonly Mutation[];
}

export const anySpoiltFile: fc.Arbitrary<SpoiltFile> = fc.record({
  seed: fc.nat({ max: 255 }),
  changes: fc.array(anyMutation, { minLength: 1, maxLength: 4 }),
  coat: fc.nat({ max: coats.length - 1 }),
  others: fc.array(fc.nat({ max: 255 }), { maxLength: 2 }),
  changesOfCoat: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    fc.array(anyMutation, { minLength: 1, maxLength: 2 }),
  ),
});

export function spoil(file: SpoiltFile, seeds: readonly Buffer[]): Buffer {
  const at = (index: number): Buffer => seeds[index % seeds.length] ?? Buffer.of();
  const apply = (bytes: Buffer, mutation: Mutation): Buffer => mutate(bytes, mutation, seeds);
  const spoilt = file.changes.reduce(apply, at(file.seed));
  const coated = coats[file.coat]?.(spoilt, file.others.map(at)) ?? spoilt;
  return file.changesOfCoat.reduce(apply, coated);
}
