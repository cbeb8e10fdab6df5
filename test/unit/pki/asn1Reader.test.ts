import { describe, expect, it } from 'vitest';
import { type Asn1Element, Asn1Error, Asn1Reader, expectUniversal } from '../../../src/pki/asn1Reader.ts';
import { makeAuthority, makeStreamedMessage, openssl } from '../../support/openssl.ts';
import { der, hex, itemAt } from '../../support/pkiFixtures.ts';

function read(bytes: Uint8Array): Asn1Element {
  return new Asn1Reader(bytes).read();
}

function failure(work: () => unknown): Asn1Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Asn1Error) {
      return error;
    }
    throw error;
  }
  throw new Error('No Asn1Error was thrown.');
}

describe('an identifier', () => {
  it.each([
    ['02 01 05', 'universal', false, 2],
    ['30 00', 'universal', true, 16],
    ['41 00', 'application', false, 1],
    ['a3 00', 'context', true, 3],
    ['86 00', 'context', false, 6],
    ['de 00', 'private', false, 30],
    ['1f 1f 00', 'universal', false, 31],
    ['9f 7f 00', 'context', false, 127],
    ['bf 81 00 00', 'context', true, 128],
    ['7f 49 00', 'application', true, 73],
    ['bf 81 80 00 00', 'context', true, 128 * 128],
    ['5f ff ff 7f 00', 'application', false, 0x1fffff],
    ['5f ff ff ff 7f 00', 'application', false, 0xfffffff],
  ] as const)('%s is %s, constructed %s, number %i', (bytes, tagClass, constructed, tagNumber) => {
    expect(read(hex(bytes))).toMatchObject({ tagClass, constructed, tagNumber });
  });

  it('whose number would not fit is malformed, however long it goes on', () => {
    const endless = Buffer.concat([Buffer.of(0x1f), Buffer.alloc(1_000_000, 0xff), Buffer.of(0x7f, 0)]);
    expect(failure(() => read(endless))).toMatchObject({ reason: 'malformedTag', offset: 0 });
  });
});

describe('a definite length', () => {
  it.each([
    [0, 2],
    [1, 2],
    [127, 2],
    [128, 3],
    [255, 3],
    [256, 4],
    [65_535, 4],
    [65_536, 5],
    [16_777_216, 6],
  ])('of %i puts the content at %i', (length, contentStart) => {
    const bytes = der(4, Buffer.alloc(length));
    const element = {
      start: 0,
      contentStart,
      contentEnd: bytes.length,
      end: bytes.length,
      indefinite: false,
    };
    expect(read(bytes)).toMatchObject(element);
  });

  it.each(['04 81 01 ff', '04 82 00 01 ff', '04 88 00 00 00 00 00 00 00 01 ff'])(
    'may be longer than needed, as in BER: %s',
    (bytes) => {
      const reader = new Asn1Reader(hex(bytes));
      expect(reader.content(reader.read())).toEqual(hex('ff'));
    },
  );

  it.each([
    ['of more octets than any file needs', '04 89 00 00 00 00 00 00 00 00 01 ff', 'malformedLength'],
    ['in the reserved form', '04 ff 00', 'malformedLength'],
    ['that is not there', '04', 'truncated'],
    ['that is cut off', '04 82 01', 'truncated'],
    ['one more than there is', '04 02 00', 'truncated'],
    ['of four gigabytes', '04 84 ff ff ff ff 00', 'truncated'],
    ['beyond what a number can count', '04 88 ff ff ff ff ff ff ff ff 00', 'truncated'],
    ['of 2^63', '30 88 80 00 00 00 00 00 00 00', 'truncated'],
  ])('%s is told as such', (_, bytes, reason) => {
    expect(failure(() => read(hex(bytes)))).toMatchObject({ reason, offset: expect.any(Number) });
  });

  it('may not reach beyond the element around it', () => {
    const reader = new Asn1Reader(hex('30 03 04 02 00 00 00'));
    const error = failure(() => reader.children(reader.read()));
    expect(error).toMatchObject({ reason: 'truncated', offset: 2 });
    expect(error.message).toContain('2 bytes of content, but only 1 are left (at byte 2)');
  });
});

describe('reading', () => {
  it('can begin anywhere and leaves what stands behind alone', () => {
    const reader = new Asn1Reader(hex('ff ff 02 01 07 ff'));
    expect(reader.read(2)).toMatchObject({ start: 2, end: 5 });
    expect(reader.raw(reader.read(2))).toEqual(hex('02 01 07'));
  });

  it('of nothing is truncated', () => {
    expect(failure(() => read(Buffer.alloc(0)))).toMatchObject({ reason: 'truncated', offset: 0 });
  });

  it('gives views of the bytes and copies nothing', () => {
    const bytes = hex('30 03 02 01 07');
    const reader = new Asn1Reader(bytes);
    const inner = itemAt(reader.children(reader.read()), 0);
    expect(reader.content(inner).buffer).toBe(bytes.buffer);
    expect(reader.content(inner).byteOffset).toBe(bytes.byteOffset + 4);
  });

  it.each(['a certificate', 'a message with indefinite lengths'])(
    'agrees with openssl asn1parse on every element of %s',
    async (what) => {
      const authority = await makeAuthority({ name: 'Reader' });
      const bytes = what === 'a certificate' ? authority.der : await makeStreamedMessage([authority]);
      const lines = await openssl(['asn1parse', '-inform', 'DER', '-in', 'in.der'], { 'in.der': bytes });
      // "   16:d=2  hl=2 l=   0 cons: SEQUENCE": offset, depth, length of the header, length of the content
      const expected = [...lines.toString().matchAll(/^ *(\d+):d=(\d+) +hl=(\d+) l= *(\d+|inf) (?!.*EOC)/gm)];
      const found = elementsOf(new Asn1Reader(bytes));
      expect(expected.length).toBeGreaterThan(40);
      expect(found).toEqual(expected.map((match) => match.slice(1)));
    },
  );
});

/** Offset, depth, length of the header and length of the content of every element, in the order of the bytes. */
function elementsOf(reader: Asn1Reader): string[][] {
  const visit = (element: Asn1Element, depth: number): string[][] => {
    const { start, contentStart, contentEnd, indefinite } = element;
    const length = indefinite ? 'inf' : contentEnd - contentStart;
    const inside = element.constructed ? reader.children(element) : [];
    return [
      [start, depth, contentStart - start, length].map(String),
      ...inside.flatMap((child) => visit(child, depth + 1)),
    ];
  };
  return visit(reader.read(), 0);
}

describe('children', () => {
  it('come in order', () => {
    const reader = new Asn1Reader(hex('30 08 02 01 01 05 00 04 01 09'));
    expect(reader.children(reader.read()).map(({ tagNumber }) => tagNumber)).toEqual([2, 5, 4]);
  });

  it('are not looked for in a primitive element', () => {
    const reader = new Asn1Reader(hex('04 02 05 00'));
    expect(failure(() => reader.children(reader.read()))).toMatchObject({ reason: 'unexpected' });
  });

  it('are bounded, so that a hostile file cannot exhaust memory', () => {
    const reader = new Asn1Reader(der(0x30, Buffer.alloc(2_000_002)));
    expect(failure(() => reader.children(reader.read()))).toMatchObject({ reason: 'tooMany' });
  });

  it('of nested definite elements are found level by level, to any depth', () => {
    let nested = hex('05 00');
    for (let level = 0; level < 5000; level += 1) {
      nested = der(0x30, nested);
    }
    const reader = new Asn1Reader(nested);
    let element = reader.read();
    let depth = 0;
    while (element.constructed) {
      element = itemAt(reader.children(element), 0);
      depth += 1;
    }
    expect(depth).toBe(5000);
  });
});

describe('an element of another type than expected', () => {
  it.each([
    ['missing', undefined, 12],
    ['of another type', read(hex('04 00')), 0],
    ['of another class', read(hex('90 00')), 0],
  ])('is named in the error when it is %s', (_, element, offset) => {
    const error = failure(() => expectUniversal(element, 16, 'The validity', 12));
    expect(error).toMatchObject({ reason: 'unexpected', offset });
    expect(error.message).toBe(`The validity is missing or has another type (at byte ${offset})`);
  });
});
