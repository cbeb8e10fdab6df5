import type { Clock } from './clock.ts';
import { type GraphErrorReason, GraphRequestError } from './errors.ts';
import { type Configuration, stateOf } from './model.ts';
import { outcomeIsOpen } from './settled.ts';
import type { TrustStore, UploadRequest } from './trustStore.ts';
import { lateAfter, pauseBeforeLook } from './uploadPace.ts';

/** What a configuration looked like before an upload; by this its job is told from an earlier one. */
export interface UploadBaseline {
  readonly configurationId: string;
  readonly lastModifiedDateTime: string;
  /** When the upload was asked for, ISO 8601. */
  readonly startedAt: string;
}

/** After this time without any sign of a job there is none to wait for, in milliseconds. */
const givenUpAfter = 2 * lateAfter;
/** The same where it is not sure that the request ever reached the service. */
export const givenUpUnsureAfter = 3 * 60_000;

/**
 * Asks for the upload, exactly once.
 *
 * A lost answer is resolved by reading the configuration: if a job shows itself, the upload was taken on. It is never
 * sent again.
 * @param signal is heard until the request leaves, and while a lost answer is looked into
 * @param onBaseline is called before the request leaves, so that the upload can be remembered even if this process ends
 * @throws {GraphRequestError} `jobRunning` where a job is under way already (nothing was sent), `unknownOutcome` where
 * the answer was lost and no job has shown itself (an abort is no reason to keep that quiet), and whatever the service
 * answered; the signal's reason when aborted before the request left
 */
export async function startUpload(
  trustStore: Pick<TrustStore, 'getConfiguration' | 'upload'>,
  clock: Clock,
  configurationId: string,
  request: UploadRequest,
  signal: AbortSignal,
  onBaseline: (baseline: UploadBaseline) => Promise<void>,
): Promise<UploadBaseline> {
  const before = await trustStore.getConfiguration(configurationId, signal);
  if (stateOf(before) === 'running') {
    throw new GraphRequestError(
      'jobRunning',
      'The configuration already has an upload or delete job under way.',
    );
  }
  const baseline: UploadBaseline = {
    configurationId,
    lastModifiedDateTime: before.lastModifiedDateTime,
    startedAt: clock.now().toISOString(),
  };
  await onBaseline(baseline);
  signal.throwIfAborted();
  try {
    await trustStore.upload(configurationId, request, signal);
  } catch (error) {
    if (!outcomeIsOpen(error)) {
      throw error;
    }
    await confirmStarted(trustStore, clock, baseline, signal, error);
  }
  return baseline;
}

async function confirmStarted(
  trustStore: Pick<TrustStore, 'getConfiguration'>,
  clock: Clock,
  baseline: UploadBaseline,
  signal: AbortSignal,
  cause: unknown,
): Promise<void> {
  try {
    for (const pause of [0, 2000, 5000, 10_000]) {
      await clock.sleep(pause, signal);
      const now = await look(trustStore, baseline.configurationId, signal);
      if (now && (stateOf(now) === 'running' || now.lastModifiedDateTime !== baseline.lastModifiedDateTime)) {
        return;
      }
    }
  } catch {
    // Whatever ends the looking, an abort too: what has to be told is that the outcome is unknown.
  }
  throw new GraphRequestError(
    'unknownOutcome',
    'The answer to the upload was lost, and the configuration shows no job. Nothing was sent a second time.',
    cause instanceof GraphRequestError ? cause.details : {},
    cause,
  );
}

/**
 * Follows the job of an upload until it has ended, and returns the configuration as it then is.
 *
 * `succeeded` right after the request may be the state of an earlier job. The job has ended when `running` was seen, is
 * over and the configuration has changed, or when one of the two holds and two looks in a row find the same: a single
 * look may find the change of somebody else, or an old state at a server that has not heard of the job yet.
 * A service that cannot be reached, or asks for patience, is asked again later: the job goes on without us.
 * @throws {GraphRequestError} `unknownOutcome` where no job shows itself for an hour, or for `giveUpAfter`
 * @param onLook is called after every look with what was seen, or with undefined where the service was out of reach
 */
export async function watchUpload(
  trustStore: Pick<TrustStore, 'getConfiguration'>,
  clock: Clock,
  baseline: UploadBaseline,
  signal: AbortSignal,
  onLook: (configuration: Configuration | undefined, elapsed: number) => void,
  giveUpAfter: number = givenUpAfter,
): Promise<Configuration> {
  let sawRunning = false;
  let foundBefore: string | undefined;
  for (let looks = 0; ; looks += 1) {
    const elapsed = clock.now().getTime() - Date.parse(baseline.startedAt);
    await clock.sleep(pauseBeforeLook(looks, elapsed), signal);
    const configuration = await look(trustStore, baseline.configurationId, signal);
    onLook(configuration, clock.now().getTime() - Date.parse(baseline.startedAt));
    if (!configuration) {
      continue;
    }
    if (stateOf(configuration) === 'running') {
      sawRunning = true;
      foundBefore = undefined;
      continue;
    }
    const found = configuration.lastModifiedDateTime;
    const changed = found !== baseline.lastModifiedDateTime;
    if ((sawRunning && changed) || ((sawRunning || changed) && found === foundBefore)) {
      return configuration;
    }
    if (!sawRunning && !changed && elapsed > giveUpAfter) {
      throw new GraphRequestError(
        'unknownOutcome',
        'No job has shown itself since the upload was asked for. It may never have reached the service.',
      );
    }
    foundBefore = found;
  }
}

async function look(
  trustStore: Pick<TrustStore, 'getConfiguration'>,
  id: string,
  signal: AbortSignal,
): Promise<Configuration | undefined> {
  try {
    return await trustStore.getConfiguration(id, signal);
  } catch (error) {
    if (error instanceof GraphRequestError && passing.has(error.reason)) {
      return undefined;
    }
    throw error;
  }
}

/** What passes by itself; a page of a network that wants a sign-in is no answer, either. */
const passing: ReadonlySet<GraphErrorReason> = new Set(['network', 'unavailable', 'throttled', 'protocol']);
