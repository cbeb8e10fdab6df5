import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeSeeds } from '../../support/certificateSeeds.ts';
import { fuzzRuns } from '../../support/fuzzCases.ts';
import { anySpoiltFile, spoil } from '../../support/mutations.ts';
import { type Outcome, readEverything } from '../../support/readEverything.ts';

// 80,000 of the 100,000 cases that go through the reader every time; the others are in `asn1TreeFuzz.test.ts`.
// CBA_PKI_FUZZ_CASES has more of them tried by hand, CBA_PKI_FUZZ_SEED others: see `fuzzCases.ts`.

let seeds: readonly Buffer[];

beforeAll(async () => {
  seeds = (await makeSeeds()).map(({ bytes }) => bytes);
});

describe('a file of certificates that is spoilt', () => {
  // Only a case that hangs takes as long as this.
  it.each(fuzzRuns(0.8))('has an outcome: $numRuns cases from seed $seed', { timeout: 120_000 }, (run) => {
    const outcomes: Record<Outcome, number> = { certificates: 0, nothing: 0, refused: 0, damaged: 0 };
    const property = fc.property(anySpoiltFile, (file) => {
      outcomes[readEverything(spoil(file, seeds))] += 1;
    });
    fc.assert(property, run);
    // Changes that spoil nothing, or everything, would not look into anything.
    expect(outcomes.certificates).toBeGreaterThan(run.numRuns / 10);
    expect(outcomes.refused + outcomes.damaged).toBeGreaterThan(run.numRuns / 10);
  });
});
