import { describe, expect, it } from 'vitest';
import { type Asn1Element, Asn1Error, Asn1Reader } from '../../../src/pki/asn1Reader.ts';
import { der, hex, indefinite, itemAt } from '../../support/pkiFixtures.ts';

const octets = hex('04 02 00 00'); // content that looks like an end mark

function nested(depth: number, core: Uint8Array = octets): Buffer {
  let bytes: Buffer = Buffer.from(core);
  for (let level = 0; level < depth; level += 1) {
    bytes = indefinite(0x30, bytes);
  }
  return bytes;
}

/** A reader that counts how often a byte was looked at. */
function countingReader(bytes: Uint8Array): { reader: Asn1Reader; looks: () => number } {
  let looks = 0;
  const watched = new Proxy(bytes, {
    get: (target, key) => {
      looks += typeof key === 'string' && /^\d/.test(key) ? 1 : 0;
      return Reflect.get(target, key);
    },
  });
  return { reader: new Asn1Reader(watched), looks: () => looks };
}

/** Meets every element below, without recursion, and says how many there were. */
function walk(reader: Asn1Reader): number {
  const waiting: Asn1Element[] = [reader.read()];
  let count = 0;
  for (let element = waiting.pop(); element; element = waiting.pop()) {
    count += 1;
    if (element.constructed) {
      waiting.push(...reader.children(element));
    }
  }
  return count;
}

function reasonOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Asn1Error) {
      return error.reason;
    }
    throw error;
  }
  return 'none';
}

describe('an indefinite length', () => {
  it('ends at its own end-of-contents octets, not at zeros inside', () => {
    const bytes = Buffer.concat([indefinite(0x30, octets, indefinite(0xa0, octets)), hex('ff ff')]);
    const reader = new Asn1Reader(bytes);
    const outer = reader.read();
    expect(outer).toMatchObject({ indefinite: true, contentStart: 2, contentEnd: 14, end: 16 });
    expect(reader.raw(outer)).toEqual(bytes.subarray(0, 16));
    const [first, second] = reader.children(outer);
    expect(first).toMatchObject({ start: 2, end: 6, indefinite: false });
    expect(second).toMatchObject({ start: 6, contentEnd: 12, end: 14, indefinite: true });
  });

  it('may hold nothing', () => {
    const reader = new Asn1Reader(hex('30 80 00 00'));
    expect(reader.children(reader.read())).toEqual([]);
  });

  it('may stand inside a definite one and around one', () => {
    const reader = new Asn1Reader(der(0x30, indefinite(0x31, der(0x30, indefinite(0x24, octets)))));
    expect(walk(reader)).toBe(5);
  });

  it.each([
    ['on a primitive element', '04 80 00 00', 'malformedLength'],
    ['without its end', '30 80 05 00', 'truncated'],
    ['with half of its end', '30 80 05 00 00', 'truncated'],
    ['with the end of the inner element only', '30 80 30 80 00 00', 'truncated'],
    ['around an element that is cut off', '30 80 04 05 00 00', 'truncated'],
  ])('%s is told as such', (_, bytes, reason) => {
    expect(reasonOf(() => new Asn1Reader(hex(bytes)).read())).toBe(reason);
  });

  it('may not end beyond the element around it', () => {
    const reader = new Asn1Reader(hex('30 04 30 80 05 00 00 00'));
    expect(reasonOf(() => reader.children(reader.read()))).toBe('truncated');
  });

  it('may not end beyond a limit, also where its end is known already', () => {
    const reader = new Asn1Reader(hex('30 80 05 00 00 00'));
    expect(reader.read(0, 6).end).toBe(6);
    expect(reasonOf(() => reader.read(0, 5))).toBe('truncated');
  });
});

describe('nested indefinite lengths', () => {
  it('are followed 64 levels deep', () => {
    expect(walk(new Asn1Reader(nested(64)))).toBe(65);
  });

  it.each([65, 66, 100_000])('are refused at %i levels', (depth) => {
    const open = Buffer.from('3080'.repeat(depth), 'hex');
    const bytes = Buffer.concat([open, octets, Buffer.alloc(2 * depth)]);
    expect(reasonOf(() => new Asn1Reader(bytes).read())).toBe('tooDeep');
  });

  it.each([
    ['deep', nested(60)],
    ['side by side', indefinite(0x30, ...Array.from({ length: 500 }, () => nested(50)))],
    ['each in a definite one', indefinite(0x30, der(0x30, nested(40, der(0x30, nested(40)))))],
    ['side by side in a definite one', der(0x30, ...Array.from({ length: 500 }, () => nested(50)))],
  ])('take a number of steps that grows with the bytes alone: %s', (_, bytes) => {
    const { reader, looks } = countingReader(bytes);
    expect(walk(reader)).toBeGreaterThan(50);
    expect(looks()).toBeLessThan(4 * bytes.length);
  });

  it('are bounded in number, so that a hostile file cannot exhaust memory', () => {
    const bytes = indefinite(0x30, Buffer.from('30800000'.repeat(1_000_000), 'hex'));
    expect(reasonOf(() => new Asn1Reader(bytes).read())).toBe('tooMany');
  });

  it('are not gone through again for the children', () => {
    const { reader, looks } = countingReader(nested(2, Buffer.concat(Array(1000).fill(octets))));
    const outer = reader.read();
    const before = looks();
    expect(itemAt(reader.children(outer), 0).indefinite).toBe(true);
    expect(looks() - before).toBeLessThan(10);
  });
});
