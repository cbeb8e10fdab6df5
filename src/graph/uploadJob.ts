import type { Clock } from './clock.ts';
import { type GraphErrorReason, GraphRequestError } from './errors.ts';
import { type Configuration, stateOf } from './model.ts';
import type { TrustStore, UploadRequest } from './trustStore.ts';

/** What a configuration looked like before an upload; by this its job is told from an earlier one. */
export interface UploadBaseline {
  readonly configurationId: string;
  readonly lastModifiedDateTime: string;
  /** When the upload was asked for, ISO 8601. */
  readonly startedAt: string;
}

/** After this time a job is late, in milliseconds: the service's documentation speaks of up to 30 minutes. */
export const lateAfter = 30 * 60_000;

/**
 * Asks for the upload, exactly once.
 *
 * A lost answer is resolved by reading the configuration: if a job shows itself, the upload was taken on. It is never
 * sent again.
 * @param onBaseline is called before the request leaves, so that the upload can be remembered even if this process ends
 * @throws {GraphRequestError} `jobRunning` where a job is under way already (nothing was sent), `unknownOutcome` where
 * the answer was lost and no job shows itself, and whatever the service answered
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
    // From here on an abort would leave the outcome open, so the request runs to its end.
    await trustStore.upload(configurationId, request, AbortSignal.timeout(120_000));
  } catch (error) {
    if (!outcomeIsOpen(error)) {
      throw error;
    }
    await confirmStarted(trustStore, clock, baseline, signal, error);
  }
  return baseline;
}

/** Whether the service may have taken the request on although no success came back. */
function outcomeIsOpen(error: unknown): boolean {
  return (
    !(error instanceof GraphRequestError) ||
    error.reason === 'network' ||
    error.reason === 'unavailable' ||
    error.reason === 'protocol'
  );
}

async function confirmStarted(
  trustStore: Pick<TrustStore, 'getConfiguration'>,
  clock: Clock,
  baseline: UploadBaseline,
  signal: AbortSignal,
  cause: unknown,
): Promise<void> {
  for (const pause of [0, 2000, 5000, 10_000]) {
    await clock.sleep(pause, signal);
    const now = await trustStore.getConfiguration(baseline.configurationId, signal);
    if (stateOf(now) === 'running' || now.lastModifiedDateTime !== baseline.lastModifiedDateTime) {
      return;
    }
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
 * `succeeded` right after the request may be the state of an earlier job. The job has ended when `running` was seen and
 * is over, or when the configuration has changed and stays the same for two looks.
 * A service that cannot be reached, or asks for patience, is asked again later: the job goes on without us.
 * @param onLook is called after every look with what was seen, or with undefined where the service was out of reach
 */
export async function watchUpload(
  trustStore: Pick<TrustStore, 'getConfiguration'>,
  clock: Clock,
  baseline: UploadBaseline,
  signal: AbortSignal,
  onLook: (configuration: Configuration | undefined, elapsed: number) => void,
): Promise<Configuration> {
  let sawRunning = false;
  let changedTo: string | undefined;
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
      continue;
    }
    const changed = configuration.lastModifiedDateTime !== baseline.lastModifiedDateTime;
    if (sawRunning || (changed && changedTo === configuration.lastModifiedDateTime)) {
      return configuration;
    }
    changedTo = changed ? configuration.lastModifiedDateTime : undefined;
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

const passing: ReadonlySet<GraphErrorReason> = new Set(['network', 'unavailable', 'throttled']);

/** Milliseconds to wait before a look: short at first, slowing down to half a minute, and to two minutes for a late job. */
export function pauseBeforeLook(looks: number, elapsed: number): number {
  if (elapsed > lateAfter) {
    return 120_000;
  }
  return Math.min(1000 * 1.25 ** looks, 30_000);
}
