import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificateFile } from '../../../src/pki/certificateFile.ts';
import { type CertificateSeed, makeSeeds } from '../../support/certificateSeeds.ts';
import { readEverything } from '../../support/readEverything.ts';

// What changes of many kinds at any place do is in `certificateFileFuzz.test.ts`, random elements are in `asn1TreeFuzz.test.ts`,
// and large files in `hostileInputsFuzz.test.ts`.

let seeds: readonly CertificateSeed[];

beforeAll(async () => {
  seeds = await makeSeeds();
});

function countIn(bytes: Uint8Array): number {
  const reading = readCertificateFile(bytes);
  return reading.outcome === 'read' ? reading.file.certificates.length : 0;
}

describe('a certificate file', () => {
  it('is read whole where nothing is changed', () => {
    const found = seeds.map(({ name, bytes }) => ({ name, count: countIn(bytes) }));
    expect(found).toEqual(seeds.map(({ name, count }) => ({ name, count })));
  });

  it('breaks nothing when it is cut off anywhere, and never holds more than the whole', () => {
    for (const { name, bytes, count } of seeds) {
      for (let length = 0; length < bytes.length; length += 1) {
        const cut = bytes.subarray(0, length);
        readEverything(cut);
        expect(countIn(cut), `${name}, cut off at ${length}`).toBeLessThanOrEqual(count);
      }
    }
  });
});
