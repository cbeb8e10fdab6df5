import * as vscode from 'vscode';
import { GraphRequestError } from '../../graph/errors.ts';
import { type Configuration, stateOf } from '../../graph/model.ts';
import { givenUpUnsureAfter, watchUpload } from '../../graph/uploadJob.ts';
import type { CommandId } from '../../ids.ts';
import { isCancellation } from '../../platform/failure.ts';
import { joinSentences } from '../../platform/joinSentences.ts';
import type { HeldLease } from '../../platform/lease.ts';
import { applyMendings, mendingsNotTried } from '../mendRevocation/applyMendings.ts';
import { describeMended } from '../mendRevocation/revocationText.ts';
import type { Tenancy } from '../tenancy.ts';
import { proveUpload } from './proveUpload.ts';
import { isHosted, takeAway } from './takeAway.ts';
import type { EndedUpload, UploadEnd, UploadOutcome, UploadRecord } from './uploadRecord.ts';
import {
  describeFailedUpload,
  describeOther,
  describeProgress,
  describeUnsent,
  describeUpload,
} from './uploadSentences.ts';
import type { UploadStanding, UploadWatcherServices } from './watchServices.ts';

/** Is told what is to be seen of an upload while it runs. */
export interface FollowListener {
  readonly onMessage: (message: string) => void;
  readonly onStanding: (standing: UploadStanding) => void;
}

/**
 * Follows an upload until its job has ended, looks what came of it, takes away what was hosted for it, sets right what was confirmed
 * before, and writes down each of these.
 * @param lease the right to do so
 * @throws the signal's reason when aborted, and what keeps it from being followed; what that means for the journal is written down
 */
export async function followUpload(
  services: UploadWatcherServices,
  tenancy: Tenancy,
  record: UploadRecord,
  lease: HeldLease,
  signal: AbortSignal,
  listener: FollowListener,
): Promise<EndedUpload> {
  const mend = (ended: EndedUpload): Promise<EndedUpload> =>
    mendAndEnd(services, tenancy, ended, lease, signal, listener);
  if (record.end) {
    return mend({ ...record, end: record.end });
  }
  if (record.phase === 'hosting') {
    return end(services, tenancy, record, { outcome: 'notSent', details: '', added: 0, missing: [] });
  }
  let ended: EndedUpload;
  try {
    const configuration = await untilEnded(services, tenancy, record, signal, listener);
    const state = stateOf(configuration);
    const outcome: UploadOutcome = state === 'succeeded' || state === 'failed' ? state : 'other';
    listener.onMessage(vscode.l10n.t('Looking at what came of it…'));
    const isGivenUp = (): boolean => signal.aborted && !tenancy.signal.aborted && !lease.signal.aborted;
    const proof = await proveUpload(tenancy, services.clock, record, outcome === 'succeeded', signal).catch(
      (error: unknown) => {
        if (isGivenUp()) {
          // How the job has ended is known all the same.
          return { added: undefined, missing: record.thumbprints };
        }
        throw error;
      },
    );
    const details = outcome === 'other' ? describeOther(configuration) : configuration.statusDetails;
    services.model.update(tenancy, configuration);
    ended = await end(services, tenancy, record, { outcome, details, ...proof });
  } catch (error) {
    // A change of the connection, the end of this window, another one that took over or a lost sign-in leave the entry as it is.
    if (!tenancy.signal.aborted && !lease.signal.aborted) {
      await writeDownStop(services, tenancy, record, error);
    }
    throw error;
  }
  return ended.phase === 'mending' ? mend(ended) : ended;
}

/**
 * Sets right what was confirmed. Whoever cancels it gets told what is not done; what another window or the next one can go on with
 * stays written down.
 */
async function mendAndEnd(
  services: UploadWatcherServices,
  tenancy: Tenancy,
  { mendings = [], ...record }: EndedUpload,
  lease: HeldLease,
  signal: AbortSignal,
  { onMessage, onStanding }: FollowListener,
): Promise<EndedUpload> {
  onStanding({ status: undefined, elapsed: 0 });
  const { configurationId } = record.baseline;
  const mended = await applyMendings(services, tenancy, configurationId, mendings, signal, onMessage);
  tenancy.signal.throwIfAborted();
  lease.signal.throwIfAborted();
  return services.journal.end({ ...record, phase: 'accepted' }, { ...record.end, mended });
}

function untilEnded(
  { clock, model }: UploadWatcherServices,
  tenancy: Tenancy,
  { baseline, phase }: UploadRecord,
  signal: AbortSignal,
  { onMessage, onStanding }: FollowListener,
): Promise<Configuration> {
  return watchUpload(
    tenancy.trustStore,
    clock,
    baseline,
    signal,
    (configuration, elapsed) => {
      onMessage(describeProgress(configuration, elapsed));
      onStanding({ status: configuration?.status, elapsed });
      if (configuration) {
        model.update(tenancy, configuration);
      }
    },
    ...(phase === 'asked' ? [givenUpUnsureAfter] : []),
  );
}

/** What cannot be followed any more is written down; what only was interrupted goes on with the next start. */
async function writeDownStop(
  services: UploadWatcherServices,
  tenancy: Tenancy,
  record: UploadRecord,
  error: unknown,
): Promise<void> {
  const isGone =
    error instanceof GraphRequestError && (error.reason === 'notFound' || error.reason === 'unknownOutcome');
  if (isGone) {
    // No job is there that would need the bundle.
    await end(services, tenancy, record, { outcome: 'unknown', details: '', added: undefined, missing: [] });
    return;
  }
  if (!isCancellation(error)) {
    return;
  }
  const { mendings = [], ...rest } = record;
  if (isHosted(record)) {
    if (mendings.length > 0) {
      await services.journal.put({ ...record, isMendingCancelled: true });
    }
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The upload to {name} goes on in the tenant. Its bundle is taken away when it has ended.',
        { name: record.configurationName },
      ),
    );
    return;
  }
  await takeAway(services.hosts, tenancy, record);
  const stopped = await services.journal.end(rest, {
    endedAt: services.clock.now().toISOString(),
    outcome: 'stopped',
    details: '',
    added: undefined,
    missing: [],
    isLeftBehind: false,
    ...(mendings.length > 0 && { mended: mendingsNotTried(mendings) }),
  });
  void vscode.window.showInformationMessage(
    [describeUpload(stopped), ...describeMended(stopped.end.mended)].join(' '),
  );
}

async function end(
  { clock, telemetry, journal, hosts }: UploadWatcherServices,
  tenancy: Tenancy,
  record: UploadRecord,
  result: Pick<UploadEnd, 'outcome' | 'details' | 'added' | 'missing'>,
): Promise<EndedUpload> {
  const isLeftBehind = !(await takeAway(hosts, tenancy, record));
  const how: UploadEnd = { ...result, endedAt: clock.now().toISOString(), isLeftBehind };
  const { outcome, added } = result;
  if (outcome === 'succeeded' || outcome === 'failed' || outcome === 'other') {
    const seconds = Math.round((clock.now().getTime() - Date.parse(record.baseline.startedAt)) / 1000);
    telemetry.uploadEnded({ outcome, tenant: tenancy.kind, seconds, added: added ?? 0 });
  }
  const { mendings = [], isMendingCancelled, ...rest } = record;
  if (outcome !== 'succeeded' || mendings.length === 0) {
    return journal.end(rest, how);
  }
  if (isMendingCancelled) {
    return journal.end(rest, { ...how, mended: mendingsNotTried(mendings) });
  }
  const mending = { ...record, phase: 'mending' as const, end: how };
  await journal.put(mending);
  return mending;
}

/** Says how an upload has ended, and offers what comes next. */
export async function finishUpload(
  { reveal, tenancies }: Pick<UploadWatcherServices, 'reveal' | 'tenancies'>,
  ended: EndedUpload,
): Promise<void> {
  const { configurationId, lastModifiedDateTime } = ended.baseline;
  const { outcome, missing, mended } = ended.end;
  const message = joinSentences([describeUpload(ended), ...describeMended(mended), ...describeUnsent(ended)]);
  const show = vscode.l10n.t('Show');
  if (outcome === 'succeeded') {
    const isProven = missing.length === 0 && (mended?.failed ?? []).length === 0 && !ended.unsent;
    const check = vscode.l10n.t('Check CRL Addresses…');
    const chosen = await (isProven
      ? vscode.window.showInformationMessage(message, show, check)
      : vscode.window.showWarningMessage(message, show, check));
    if (chosen === show) {
      await reveal(configurationId);
    } else if (chosen === check && tenancies.current?.tenantId === ended.tenantId) {
      const configuration = {
        id: configurationId,
        displayName: ended.configurationName,
        status: outcome,
        statusDetails: ended.end.details,
        lastModifiedDateTime,
      };
      const target = { kind: 'configuration', configuration };
      await vscode.commands.executeCommand('cbaPki.configuration.mendRevocation' satisfies CommandId, target);
    }
    return;
  }
  const showDetails = vscode.l10n.t('Show Details');
  if ((await vscode.window.showErrorMessage(message, showDetails)) === showDetails) {
    await reveal(configurationId);
    await vscode.window.showErrorMessage(message, { modal: true, detail: describeFailedUpload(ended) });
  }
}
