import * as vscode from 'vscode';
import type { Configuration } from '../../graph/model.ts';
import { withProgress } from '../../platform/progress.ts';
import { settings } from '../../platform/settings.ts';
import { createNamed } from '../manageConfigurations/createConfiguration.ts';
import {
  allMended,
  applyMendings,
  type ConfirmedMending,
  confirmedFrom,
  type MendingOutcome,
  mendingsNotTried,
  nothingMended,
} from '../mendRevocation/applyMendings.ts';
import { checkRevocation, type RevocationCheck } from '../mendRevocation/checkRevocation.ts';
import { readWhole } from '../readTrustStore.ts';
import type { Tenancy } from '../tenancy.ts';
import { type BeginStage, beginUpload, type UploadSource } from '../uploads/beginUpload.ts';
import type { EndedUpload } from '../uploads/uploadRecord.ts';
import type { BundlePart } from './publishPlan.ts';
import type { PublishServices, PublishState } from './publishState.ts';

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
        return { configuration, failed, mending: mendedSoFar(state), check: undefined };
      }
      const mending = allMended([
        mendedWithUploads(state),
        await mendAtOnce(services, tenancy, state, configuration, signal, say),
      ]);
      say(vscode.l10n.t('Checking the CRL addresses…'));
      const check = await finalCheck(services, tenancy, state, configuration, signal);
      return { configuration, failed, mending, check };
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
  for (let part = state.parts[0]; part; part = state.parts[0]) {
    const prefix = total > 1 ? `${state.done.length + 1}/${total}: ` : '';
    // They follow the job, also where this window is closed by then.
    const mendings = mendingsAfterNext(state);
    const record = await beginUpload(
      { tenancy, model, clock, journal, hosts, watcher },
      {
        configuration,
        bundleName: bundleNameOf(part, configuration),
        sha256: part.sha256,
        thumbprints: part.members.map(({ thumbprint }) => thumbprint),
        source: sourceOf(state, part),
        mendings,
        unsent: state.parts.slice(1).flatMap(({ members }) => members).length,
      },
      signal,
      (stage) => say(`${prefix}${describeStage(stage)}`),
    );
    state.followed = record;
    const ended = await watcher.follow(tenancy, record, signal, (message) => say(`${prefix}${message}`));
    delete state.followed;
    if (ended.end.outcome !== 'succeeded') {
      return ended;
    }
    state.done.push({ part, ended, mendings });
    state.parts = state.parts.slice(1);
  }
  return undefined;
}

/** What is to be set right once the next part is there: all but what comes with later ones. */
function mendingsAfterNext(state: PublishState): readonly ConfirmedMending[] {
  const later = thumbprintsOf(state.parts.slice(1).flatMap(({ members }) => members));
  return openMendings(state).filter(({ thumbprint }) => !later.has(thumbprint));
}

/** What was confirmed and not handed over to an upload that was seen to end. */
function openMendings({ mendings = [], done }: PublishState): readonly ConfirmedMending[] {
  const handedOver = thumbprintsOf(done.flatMap((one) => one.mendings));
  return mendings.map(confirmedFrom).filter(({ thumbprint }) => !handedOver.has(thumbprint));
}

const thumbprintsOf = (all: readonly { readonly thumbprint: string }[]): ReadonlySet<string> =>
  new Set(all.map(({ thumbprint }) => thumbprint));

/** What the uploads that were seen to end have set right. */
export function mendedWithUploads({ done }: PublishState): MendingOutcome {
  return allMended(done.map(({ ended }) => ended.end.mended));
}

/** What was set right where not everything was uploaded; of what is not there nothing is said. */
export function mendedSoFar(state: PublishState): MendingOutcome {
  const absent = thumbprintsOf(state.parts.flatMap(({ members }) => members));
  const notTried = openMendings(state).filter(({ thumbprint }) => !absent.has(thumbprint));
  return allMended([mendedWithUploads(state), mendingsNotTried(notTried)]);
}

function bundleNameOf({ members }: BundlePart, { displayName }: Configuration): string {
  return members.length === 1
    ? vscode.l10n.t('{name} (1 certificate)', { name: displayName })
    : vscode.l10n.t('{name} ({count} certificates)', { name: displayName, count: members.length });
}

function sourceOf({ host, addresses }: PublishState, { bytes, sha256 }: BundlePart): UploadSource {
  if (host?.kind === 'hosted') {
    const { place, signature } = host;
    const stays = place.kind !== 'sandbox' && settings.afterUpload() === 'keep';
    return { kind: 'hosted', place, signature, bytes, stays };
  }
  const address = addresses.get(sha256);
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

/** What no upload did. */
async function mendAtOnce(
  services: PublishServices,
  tenancy: Tenancy,
  state: PublishState,
  { id }: Configuration,
  signal: AbortSignal,
  say: Report,
): Promise<MendingOutcome> {
  const mendings = openMendings(state);
  return mendings.length === 0 ? nothingMended : applyMendings(services, tenancy, id, mendings, signal, say);
}

/** How the CRL addresses stand now. Only told, so that no failure of it hides what was done. */
async function finalCheck(
  { model, clock }: PublishServices,
  tenancy: Tenancy,
  { collection, forecast }: PublishState,
  configuration: Configuration,
  signal: AbortSignal,
): Promise<RevocationCheck | undefined> {
  try {
    const { authorities } = await readWhole(tenancy, model, configuration, clock.now(), signal);
    const others = collection.certificates.map(({ certificate }) => certificate);
    const known = forecast && { known: forecast.served };
    return await checkRevocation({ tenancy, configuration, authorities, others, clock, ...known }, signal);
  } catch {
    tenancy.signal.throwIfAborted();
    return undefined;
  }
}
