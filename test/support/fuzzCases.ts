/**
 * How many cases the property tests of certificate files go through, and from where on. By hand, more and others:
 *
 *     CBA_PKI_FUZZ_CASES=2000000 CBA_PKI_FUZZ_SEED=7 npx vitest run test/unit/pki/certificateFileFuzz.test.ts
 */
const allCases = numberIn('CBA_PKI_FUZZ_CASES', 100_000);
const firstSeed = numberIn('CBA_PKI_FUZZ_SEED', 20_261_126);

const casesOfRun = 10_000;

/** Cases that are gone through at one go, so that a long series shows how far it is. */
export interface FuzzRun {
  readonly numRuns: number;
  readonly seed: number;
}

/** The runs of a test that goes through this share of all cases, each with a seed of its own. */
export function fuzzRuns(share: number): FuzzRun[] {
  const count = Math.ceil((allCases * share) / casesOfRun);
  const numRuns = Math.ceil((allCases * share) / count);
  return Array.from({ length: count }, (_, index) => ({ numRuns, seed: firstSeed + index }));
}

function numberIn(variable: string, fallback: number): number {
  const value = Number(process.env[variable] ?? fallback);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new Error(`${variable} is no whole number: ${process.env[variable]}`);
  }
  return value;
}
