import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BundleReading, readBundle } from '../../../src/pki/bundle.ts';
import { describeRefusal } from '../../../src/pki/refusal.ts';
import { runToEnd } from '../../../src/pki/slices.ts';
import { checkUpload } from '../../../src/pki/uploadCheck.ts';
import { makeAuthority, makeBundle, makeStreamedMessage } from '../../support/openssl.ts';
import { hex, pem, spliceBundle } from '../../support/pkiFixtures.ts';

let der: Buffer;
let ber: Buffer;
let text: Buffer;

beforeAll(async () => {
  const authority = await makeAuthority({ name: 'Root CA', crlAddresses: ['http://crl.example/root.crl'] });
  der = await makeBundle([authority], 'der');
  ber = await makeStreamedMessage([authority]);
  text = await makeBundle([authority], 'pem');
});

const context = { now: new Date('2030-01-01'), warningDays: 60, severities: {} };

/** Reads the bytes and everything that depends on them, and holds the outcome to its type. */
function readWhole(bytes: Uint8Array): BundleReading {
  const before = Buffer.from(bytes);
  const reading = readBundle(bytes);
  if (reading.outcome === 'bundle') {
    const { certificates, damaged, otherMembers, trailingBytes } = reading.bundle;
    const check = runToEnd(checkUpload(reading.bundle, bytes.length, context));
    expect(check.certificates).toHaveLength(certificates.length);
    expect(check.findings.every(({ message }) => message.length > 10 && !message.includes('{'))).toBe(true);
    const positions = [...certificates, ...damaged].map(({ position }) => position);
    expect(new Set(positions).size).toBe(positions.length);
    expect(Math.max(0, ...positions)).toBeLessThanOrEqual(positions.length + otherMembers);
    expect(trailingBytes).toBeGreaterThanOrEqual(0);
  } else {
    expect(['refused', 'damaged']).toContain(reading.outcome);
    expect(describeRefusal(reading)).toMatch(/^The .+\.$/);
  }
  expect(before.equals(bytes)).toBe(true);
  return reading;
}

describe('a bundle that is cut off', () => {
  it('at any byte of DER is damaged, or nothing known yet', () => {
    for (let length = 0; length < der.length; length += 1) {
      const expected = length < 15 ? 'refused' : 'damaged';
      expect([length, readWhole(der.subarray(0, length)).outcome]).toEqual([length, expected]);
    }
  });

  it('at any byte of BER with indefinite lengths is damaged, or nothing known yet', () => {
    for (let length = 0; length < ber.length; length += 1) {
      const expected = length < 13 ? 'refused' : 'damaged';
      expect([length, readWhole(ber.subarray(0, length)).outcome]).toEqual([length, expected]);
    }
  });

  it('at any character of PEM is damaged, until only its END is missing', () => {
    const begin = text.indexOf('\n') + 1;
    const end = text.indexOf('\n-----END');
    for (let length = begin + 24; length < end - 4; length += 1) {
      expect([length, readWhole(text.subarray(0, length)).outcome]).toEqual([length, 'damaged']);
    }
    expect(readWhole(text.subarray(0, end)).outcome).toBe('bundle');
    for (let length = 0; length < begin - 1; length += 1) {
      expect([length, readWhole(text.subarray(0, length)).outcome]).toEqual([length, 'refused']);
    }
  });

  it('at any character of base64 is damaged', () => {
    const base64 = Buffer.from(der.toString('base64'));
    for (let length = 24; length < base64.length - 4; length += 1) {
      expect([length, readWhole(base64.subarray(0, length)).outcome]).toEqual([length, 'damaged']);
    }
  });

  it('in UTF-16 never throws', () => {
    const wide = Buffer.from(text.toString(), 'utf16le');
    for (let length = 0; length < wide.length; length += 1) {
      readWhole(wide.subarray(0, length));
    }
  });
});

describe('a bundle with a wrong octet', () => {
  it.each([
    ['DER', () => der],
    ['BER', () => ber],
  ])('anywhere in %s has an outcome', (_, bytes) => {
    const outcomes = new Set<string>();
    for (let offset = 0; offset < bytes().length; offset += 1) {
      for (const octet of [0x00, 0x80, 0xff, (bytes()[offset] ?? 0) ^ 0x20]) {
        const changed = Buffer.from(bytes());
        changed[offset] = octet;
        outcomes.add(readWhole(changed).outcome);
      }
    }
    expect(outcomes).toEqual(new Set(['bundle', 'damaged', 'refused']));
  });
});

describe('anything else has an outcome', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '3080',
      '0000',
      '30',
      'a080',
      '31',
      'a0',
      '02',
      '06',
      '1f',
      'ff',
      '84ffffffff',
      '020101',
      '0500',
    ),
    fc.constantFrom('06092a864886f70d010702', 'a003020102', '170d', '0603551d13', '0c', '1e', '2480'),
    fc.uint8Array({ maxLength: 4 }).map((octets) => Buffer.from(octets).toString('hex')),
  );
  const shaped = fc.array(piece, { maxLength: 30 }).map((pieces) => hex(pieces.join('')));

  it('octets at random', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readWhole(bytes));
    fc.assert(property, { seed: 1, numRuns: 1000 });
  });

  it('elements at random, alone or as members of a bundle or in PEM', () => {
    const property = fc.property(shaped, (bytes) => {
      readWhole(bytes);
      readWhole(spliceBundle([bytes]));
      readWhole(Buffer.from(pem('PKCS7', bytes)));
    });
    fc.assert(property, { seed: 2, numRuns: 1000 });
  });

  it('a bundle with octets put in, taken out and changed', () => {
    const edit = fc.record({
      at: fc.nat(der.length),
      remove: fc.nat(20),
      insert: fc.uint8Array({ maxLength: 6 }),
    });
    const property = fc.property(
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      (edits, indefinite) => {
        const changed = edits.reduce(
          (bytes, { at, remove, insert }) =>
            Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]),
          indefinite ? ber : der,
        );
        readWhole(changed);
      },
    );
    fc.assert(property, { seed: 3, numRuns: 1500 });
  });

  it('text at random, with pieces of PEM in it', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '-----BEGIN PKCS7-----',
        '-----END PKCS7-----',
        '-----BEGIN',
        'MIIB',
        '\r',
        '\n',
        '\ufeff',
        '==',
      ),
      fc.string({ unit: 'grapheme', maxLength: 10 }),
    );
    const property = fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      readWhole(Buffer.from(lines.join('\n')));
      readWhole(Buffer.from(lines.join(''), 'utf16le'));
    });
    fc.assert(property, { seed: 4, numRuns: 1000 });
  });
});
