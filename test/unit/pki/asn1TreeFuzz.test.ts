import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { anyPlantedTree, plant } from '../../support/asn1Trees.ts';
import { fuzzRuns } from '../../support/fuzzCases.ts';
import { makeCertificate } from '../../support/pkiFixtures.ts';
import { type Outcome, readEverything } from '../../support/readEverything.ts';

// 20,000 of the 100,000 cases that go through the reader every time; the others are in `certificateFileFuzz.test.ts`.
// CBA_PKI_FUZZ_CASES has more of them tried by hand, CBA_PKI_FUZZ_SEED others: see `fuzzCases.ts`.

let certificate: Buffer;

beforeAll(async () => {
  certificate = await makeCertificate({ subject: '/O=An organisation of some length/CN=Somebody in it' });
});

describe('ASN.1 at random, deep, wide and with indefinite lengths', () => {
  // Only a case that hangs takes as long as this.
  it.each(fuzzRuns(0.2))(
    'has an outcome wherever it stands: $numRuns cases from seed $seed',
    { timeout: 120_000 },
    (run) => {
      const outcomes: Record<Outcome, number> = { certificates: 0, nothing: 0, refused: 0, damaged: 0 };
      const property = fc.property(anyPlantedTree, (planted) => {
        outcomes[readEverything(plant(planted, certificate))] += 1;
      });
      fc.assert(property, run);
      // Trees that leave nothing whole would not get far into the reader.
      expect(outcomes.certificates).toBeGreaterThan(run.numRuns / 10);
      expect(outcomes.refused + outcomes.damaged).toBeGreaterThan(run.numRuns / 10);
    },
  );
});
