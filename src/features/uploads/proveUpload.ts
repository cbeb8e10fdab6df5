import type { Clock } from '../../graph/clock.ts';
import type { Authority } from '../../graph/model.ts';
import type { Tenancy } from '../tenancy.ts';
import type { UploadRecord } from './uploadRecord.ts';

/** How long new authorities may be missing in the service's lists, as pauses between looks in milliseconds: four minutes in all. */
const pauses = [0, 2000, 8000, 20_000, 60_000, 60_000, 90_000];

/** What of an upload is in its configuration. */
export interface Proof {
  /** How many authorities came; undefined where the service does not say now. */
  readonly added: number | undefined;
  /** Thumbprints of the bundle that are not there, or could not be looked for. */
  readonly missing: readonly string[];
}

/**
 * Looks whether every certificate of the bundle is there. Lists may be late, so one that is missing is looked for again, where the
 * job is said to have succeeded.
 * @throws the signal's reason when aborted
 */
export async function proveUpload(
  { trustStore }: Pick<Tenancy, 'trustStore'>,
  clock: Clock,
  { baseline, thumbprints, authoritiesBefore }: UploadRecord,
  hasSucceeded: boolean,
  signal: AbortSignal,
): Promise<Proof> {
  let proof: Proof = { added: undefined, missing: thumbprints };
  for (const pause of hasSucceeded && thumbprints.length > 0 ? pauses : [0]) {
    await clock.sleep(pause, signal);
    let there: readonly Authority[];
    try {
      there = await Array.fromAsync(trustStore.allAuthorities(baseline.configurationId, signal));
    } catch {
      signal.throwIfAborted();
      continue;
    }
    const known = new Set(there.map(({ thumbprint }) => thumbprint));
    proof = {
      added: Math.max(0, there.length - authoritiesBefore),
      missing: thumbprints.filter((thumbprint) => !known.has(thumbprint)),
    };
    if (proof.missing.length === 0) {
      break;
    }
  }
  return proof;
}
