import * as vscode from 'vscode';
import { runBatch } from '../../graph/batch.ts';
import type { ExportedAuthority } from '../../graph/configurationExport.ts';
import type { Configuration } from '../../graph/model.ts';
import { failureOf } from '../../platform/failure.ts';
import { withProgress } from '../../platform/progress.ts';
import { settings } from '../../platform/settings.ts';
import { createNamed } from '../manageConfigurations/createConfiguration.ts';
import { checkRevocation, mendingsOf, type RevocationCheck } from '../mendRevocation/checkRevocation.ts';
import { writeMending } from '../mendRevocation/mendRevocation.ts';
import { readWhole } from '../readTrustStore.ts';
import type { Tenancy } from '../tenancy.ts';
import { type BeginStage, beginUpload, type UploadSource } from '../uploads/beginUpload.ts';
import type { EndedUpload, RecordedMending } from '../uploads/uploadRecord.ts';
import type { BundlePart } from './publishPlan.ts';
import type { PublishServices, PublishState } from './publishState.ts';

/** What came of the mending. */
export interface MendingOutcome {
  /** Names of authorities that were mended. */
  readonly done: readonly string[];
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
}

/** What a publication has led to. */
export interface PublishOutcome {
  readonly configuration: Configuration;
  /** The upload that did not succeed, and after which nothing more was done. */
  readonly failed: EndedUpload | undefined;
  readonly mending: MendingOutcome;
  /** How the CRL addresses stand at the end; undefined where it was not looked. */
  readonly check: RevocationCheck | undefined;
}

type Report = (message: string) => void;

/**
 * Carries a plan out: creates the configuration, uploads one bundle after the other and watches each to its end, and mends what was
 * ticked. What is done is moved from the state's parts to what is done, so that another try goes on from there.
 * @param onCreated is told of a configuration that was created, which stays even when the rest fails
 */
export async function runPublication(
  services: PublishServices,
  tenancy: Tenancy,
  state: PublishState,
  onCreated: (configuration: Configuration) => void,
): Promise<PublishOutcome> {
  const configuration = await targetOf(services, tenancy, state, onCreated);
  const { displayName: name } = configuration;
  return withProgress(
    vscode.l10n.t('Publishing certificates to {name}', { name }),
    tenancy.signal,
    async (signal, report) => {
      const say: Report = (message) => report({ message });
      const failed = await uploadParts(services, tenancy, state, configuration, signal, say);
      if (failed) {
        return { configuration, failed, mending: { done: [], failed: [] }, check: undefined };
      }
      say(vscode.l10n.t('Checking the CRL addresses…'));
      return {
        configuration,
        failed,
        ...(await mendTicked(services, tenancy, state, configuration, signal, say)),
      };
    },
  );
}

async function targetOf(
  services: PublishServices,
  tenancy: Tenancy,
  state: PublishState,
  onCreated: (configuration: Configuration) => void,
): Promise<Configuration> {
  if (state.configuration?.kind === 'existing') {
    return state.configuration.configuration;
  }
  const configuration = await createNamed(services, tenancy, state.newName ?? '');
  state.configuration = { kind: 'existing', configuration };
  onCreated(configuration);
  return configuration;
}

/** @returns the upload whose job did not succeed, if any */
async function uploadParts(
  services: PublishServices,
  tenancy: Tenancy,
  state: PublishState,
  configuration: Configuration,
  signal: AbortSignal,
  say: Report,
): Promise<EndedUpload | undefined> {
  const { watcher, journal, hosts, clock, model } = services;
  const total = state.done.length + state.parts.length;
  const isWatching = (configurationId: string): boolean => watcher.isWatching(configurationId);
  for (let part = state.parts[0]; part; part = state.parts[0]) {
    const prefix = total > 1 ? `${state.done.length + 1}/${total}: ` : '';
    const record = await beginUpload(
      { tenancy, model, clock, journal, hosts, isWatching },
      {
        configuration,
        bundleName: bundleNameOf(part, configuration),
        sha256: part.sha256,
        thumbprints: part.members.map(({ thumbprint }) => thumbprint),
        source: sourceOf(state, part),
        ...(state.parts.length === 1 && { mendings: recordedMendings(state) }),
      },
      signal,
      (stage) => say(`${prefix}${describeStage(stage)}`),
    );
    const ended = await watcher.follow(tenancy, record, signal, (message) => say(`${prefix}${message}`));
    if (ended.end.outcome !== 'succeeded') {
      return ended;
    }
    state.done.push({ part, ended });
    state.parts = state.parts.slice(1);
  }
  return undefined;
}

/** For the case that this window is closed before the end: the last job is followed by them. */
function recordedMendings({ mendings = [] }: PublishState): readonly RecordedMending[] {
  return mendings.map(({ assessment, changes }) => ({
    thumbprint: assessment.authority.exported.thumbprint,
    changes,
  }));
}

function bundleNameOf({ members }: BundlePart, { displayName }: Configuration): string {
  return members.length === 1
    ? vscode.l10n.t('{name} (1 certificate)', { name: displayName })
    : vscode.l10n.t('{name} ({count} certificates)', { name: displayName, count: members.length });
}

function sourceOf({ host, address }: PublishState, { bytes }: BundlePart): UploadSource {
  if (host?.kind === 'hosted') {
    const { place, signature } = host;
    const stays = place.kind !== 'sandbox' && settings.afterUpload() === 'keep';
    return { kind: 'hosted', place, signature, bytes, stays };
  }
  if (address === undefined) {
    throw new Error('The wizard ended without an address');
  }
  return { kind: 'address', address };
}

function describeStage(stage: BeginStage): string {
  switch (stage) {
    case 'hosting':
      return vscode.l10n.t('Giving the bundle an address…');
    case 'verifying':
      return vscode.l10n.t('Fetching it from there, as Entra will…');
    case 'asking':
      return vscode.l10n.t('Asking for the upload…');
  }
}

async function mendTicked(
  services: PublishServices,
  tenancy: Tenancy,
  state: PublishState,
  configuration: Configuration,
  signal: AbortSignal,
  say: Report,
): Promise<Pick<PublishOutcome, 'mending' | 'check'>> {
  const { model, clock } = services;
  const check = async (authorities: readonly ExportedAuthority[]): Promise<RevocationCheck> =>
    checkRevocation(
      {
        tenancy,
        configuration,
        authorities,
        others: state.collection.certificates.map(({ certificate }) => certificate),
        clock,
        ...(state.forecast && { known: state.forecast.served }),
      },
      signal,
    );
  const whole = await readWhole(tenancy, model, configuration, clock.now(), signal);
  const before = await check(whole.authorities);
  const ticked = new Set(
    (state.mendings ?? []).map(({ assessment }) => assessment.authority.exported.thumbprint),
  );
  const items = mendingsOf(before.assessments).filter(({ assessment }) =>
    ticked.has(assessment.authority.exported.thumbprint),
  );
  if (items.length === 0) {
    return { mending: { done: [], failed: [] }, check: before };
  }
  const outcomes = await runBatch({
    items,
    write: (mending, itemSignal) => writeMending(model, tenancy, configuration.id, mending, itemSignal),
    clock,
    signal,
    onProgress: (done, total) =>
      say(vscode.l10n.t('Mending CRL addresses: {done} of {total}', { done, total })),
  });
  const changes = new Map(
    outcomes.flatMap(({ item, outcome }) =>
      outcome.kind === 'done' ? [[item.assessment.authority.exported.id, item.changes] as const] : [],
    ),
  );
  const mended = whole.authorities.map((one) => Object.assign({}, one, changes.get(one.id)));
  const nameOf = (item: (typeof items)[number]): string => item.assessment.authority.exported.displayName;
  return {
    check: await check(mended),
    mending: {
      done: outcomes.flatMap(({ item, outcome }) => (outcome.kind === 'done' ? [nameOf(item)] : [])),
      failed: outcomes.flatMap(({ item, outcome }) =>
        outcome.kind === 'done' ? [] : [{ name: nameOf(item), reason: reasonOf(outcome) }],
      ),
    },
  };
}

function reasonOf(
  outcome: { readonly kind: 'failed'; readonly error: unknown } | { readonly kind: 'notSent' },
): string {
  if (outcome.kind === 'notSent') {
    return vscode.l10n.t('It was not tried.');
  }
  const failure = failureOf(outcome.error);
  return failure.outcome === 'cancelled' ? vscode.l10n.t('It was cancelled.') : failure.message;
}
