import { der, hex, indefinite, pem, spliceBundle } from '../pkiFixtures.ts';
import { nearlyCertificate, tinyCertificate } from './certificateParts.ts';
import { behind, type HostileInput, inputsOf, times, upToLimit } from './hostileInput.ts';

const deep = behind(times(hex('3080'), 120), times(hex('0000'), 120));

export const elementInputs: readonly HostileInput[] = inputsOf('elements', [
  ['0x30', 'refused', (size) => Buffer.alloc(size, 0x30)],
  ['indefinite lengths that never end', 'refused', (size) => times(hex('3080'), size)],
  ['nested lengths', 'refused', (size) => nested(0x30, size)],
  ['sixty indefinite lengths in each other', 'refused', (size) => times(deep, size)],
  ['the same in one', 'refused', (size) => indefinite(0x30, times(deep, size))],
  [
    'indefinite lengths in one that never ends',
    'refused',
    (size) => behind(hex('3080'), times(hex('30800000'), size)),
  ],
  ['elements in one that never ends', 'refused', (size) => behind(hex('3080'), times(hex('3000'), size))],
  ['large tag numbers', 'refused', (size) => der(0x30, times(hex('bfffff7f00'), size))],
  ['lengths of eight octets', 'damaged', (size) => signedPart(times(hex('30880000000000000000'), size))],
  ['empty fields', 'damaged', (size) => signedPart(upToLimit(hex('0500'), size - 100))],
  ['one field too many', 'refused', () => signedPart(times(hex('0500'), 2_000_002))],
  ['integers', 'refused', (size) => der(0x30, times(hex('020100'), size))],
  [
    'fields of indefinite length',
    'damaged',
    (size) => behind(hex('3080 3080 a003020102'), times(hex('30800000'), size), hex('0000 3000 0000')),
  ],
  [
    'a revocation list',
    'nothing',
    (size) => revocationList(times(hex('3012020101170d3234303130313030303030305a'), size)),
  ],
]);

export const memberInputs: readonly HostileInput[] = inputsOf('members', [
  ['empty members', 'damaged', (size) => spliceBundle([times(hex('3000'), size)])],
  ['empty members in BER', 'damaged', (size) => indefiniteBundle(times(hex('3000'), size))],
  ['members of indefinite length', 'damaged', (size) => spliceBundle([times(hex('30800000'), size)])],
  [
    'members of indefinite length in BER',
    'damaged',
    (size) => indefiniteBundle(times(hex('30800000'), size)),
  ],
  ['members that are not certificates', 'damaged', (size) => spliceBundle([times(hex('a000'), size)])],
  [
    'as many members as are read',
    'nothing',
    (size) => spliceBundle([times(der(0x30, Buffer.alloc(Math.floor(size / 10_000))), size)]),
  ],
  [
    'as many certificates as are read',
    'certificates',
    (size) => spliceBundle([times(tinyCertificate, Math.min(size, 500_000))]),
  ],
  [
    'revocation lists',
    'certificates',
    (size) => spliceBundle([tinyCertificate], [der(0xa1, upToLimit(hex('0500'), size - 1000))]),
  ],
  [
    'one revocation list too many',
    'damaged',
    () => spliceBundle([tinyCertificate], [der(0xa1, times(hex('0500'), 2_000_002))]),
  ],
  ['fields of a bundle', 'nothing', (size) => spliceBundle([], [upToLimit(hex('0500'), size - 1000)])],
  [
    'text behind a bundle',
    'certificates',
    (size) => behind(spliceBundle([tinyCertificate]), times('-----BEGIN ', size)),
  ],
  [
    'elements behind a bundle',
    'certificates',
    (size) => behind(spliceBundle([tinyCertificate]), times(hex('30800000'), size)),
  ],
  ['certificates behind each other', 'certificates', (size) => times(tinyCertificate, size)],
  ['the same in PEM', 'certificates', (size) => Buffer.from(pem('A', times(tinyCertificate, size)))],
  ['nearly certificates behind each other', 'damaged', (size) => times(nearlyCertificate, size)],
  [
    'the same behind a certificate',
    'certificates',
    (size) => behind(tinyCertificate, times(nearlyCertificate, size)),
  ],
  [
    'the same behind a certificate in PEM',
    'certificates',
    (size) => Buffer.from(pem('A', behind(tinyCertificate, times(nearlyCertificate, size)))),
  ],
]);

function signedPart(content: Buffer): Buffer {
  return der(0x30, der(0x30, hex('a003020102'), content), hex('3000'), hex('030100'));
}

function nested(tag: number, size: number): Buffer {
  const headers: Buffer[] = [];
  for (let length = 0; length < size; ) {
    const header = headerOf(tag, length);
    headers.push(header);
    length += header.length;
  }
  return Buffer.concat(headers.toReversed());
}

function revocationList(entries: Buffer): Buffer {
  const time = hex('170d3234303130313030303030305a');
  return der(
    0x30,
    der(0x30, hex('0201013000'), hex('3000'), time, time, der(0x30, entries)),
    hex('3000'),
    hex('030100'),
  );
}

function headerOf(tag: number, length: number): Buffer {
  if (length < 0x80) {
    return Buffer.of(tag, length);
  }
  const octets = Buffer.alloc(6);
  octets.writeUInt16BE(tag * 256 + 0x84);
  octets.writeUInt32BE(length, 2);
  return octets;
}

/** A bundle around the members with indefinite lengths throughout. */
function indefiniteBundle(members: Buffer): Buffer {
  const signedData = indefinite(
    0x30,
    hex('020101 3100 300b06092a864886f70d010701'),
    indefinite(0xa0, members),
    hex('3100'),
  );
  return indefinite(0x30, hex('06092a864886f70d010702'), indefinite(0xa0, signedData));
}
