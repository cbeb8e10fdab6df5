import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import { GraphRequestError } from '../../graph/errors.ts';
import type { Configuration } from '../../graph/model.ts';
import { ExpectedError, failureOf } from '../../platform/failure.ts';
import type { Files } from '../../platform/files.ts';
import type { Prompts } from '../../platform/prompts.ts';
import { runWizard } from '../../platform/wizard.ts';
import type { TrustStoreModel } from '../browseTrustStore/trustStoreModel.ts';
import type { Tenancies } from '../tenancy.ts';
import { readBundleFile } from './readBundleFile.ts';
import { isHostedHere, type UploadAnswers, type UploadPlan } from './uploadAnswers.ts';
import { uploadBundle } from './uploadBundle.ts';
import type { JournalEntry, UploadJournal } from './uploadJournal.ts';
import type { UploadServices } from './uploadServices.ts';
import { uploadSteps } from './uploadSteps.ts';
import type { UploadWatcher } from './uploadWatcher.ts';

export interface UploadFlowServices {
  readonly tenancies: Tenancies;
  readonly model: TrustStoreModel;
  readonly prompts: Prompts;
  readonly files: Files;
  readonly clock: Clock;
  readonly journal: UploadJournal;
  readonly watcher: UploadWatcher;
}

/**
 * Asks what is not fixed, uploads, and hands the job to the watcher. A refusal brings the last question back with the
 * reason, and all answers kept.
 */
export async function upload(services: UploadFlowServices, fixed: Readonly<UploadAnswers>): Promise<void> {
  const tenancy = await services.tenancies.require();
  const uploadServices: UploadServices = { ...services, tenancy };
  const state: UploadAnswers = { ...fixed, addressChoice: tenancy.host ? 'hostedHere' : 'enter' };
  if (fixed.bundle !== undefined && fixed.bundle !== 'hosted') {
    // Read before anything is asked, so that a file that cannot be uploaded costs no answers.
    state.file = await readBundleFile(uploadServices, fixed.bundle);
  }
  const title = state.file
    ? vscode.l10n.t('Upload {name}', { name: state.file.name })
    : vscode.l10n.t('Upload Bundle');
  const steps = uploadSteps(uploadServices, fixed);
  const ask = (start: 'first' | 'last'): Promise<void> =>
    runWizard(services.prompts, title, steps, state, start);
  await ask('first');
  let created: Configuration | undefined;
  try {
    const entry = await untilTakenOn(services, uploadServices, state, ask, (configuration) => {
      created = configuration;
      state.configuration = { kind: 'existing', configuration };
    });
    services.watcher.watch(tenancy, entry);
  } catch (error) {
    if (created) {
      tellCreated(created);
    }
    throw error;
  }
}

/** Uploads, and asks again after every refusal, until the service takes the upload on or the user gives up. */
async function untilTakenOn(
  { watcher, journal }: UploadFlowServices,
  services: UploadServices,
  state: UploadAnswers,
  ask: (start: 'last') => Promise<void>,
  onCreated: (configuration: Configuration) => void,
): Promise<JournalEntry> {
  const isWatching = (configurationId: string): boolean => watcher.isWatching(configurationId);
  for (;;) {
    if (services.tenancy.signal.aborted) {
      throw new ExpectedError(
        'tenant.changed',
        vscode.l10n.t('Another tenant was connected meanwhile. Nothing was uploaded.'),
      );
    }
    try {
      return await uploadBundle(services, journal, planFrom(state), isWatching, onCreated);
    } catch (error) {
      state.problem = refusalOf(error);
      await ask('last');
    }
  }
}

/** Whoever gives up after a refusal may not know that the first of the steps was carried out. */
function tellCreated({ displayName: name }: Configuration): void {
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The configuration {name} had been created already, and stays in the tenant.', { name }),
  );
}

/** The sentence of a refusal after which the answers can be mended. Anything else ends the command. */
function refusalOf(error: unknown): string {
  const failure = failureOf(error);
  const isOpen = error instanceof GraphRequestError && error.reason === 'unknownOutcome';
  if (failure.outcome === 'expected' && !isOpen) {
    return failure.message;
  }
  throw error;
}

function planFrom(state: UploadAnswers): UploadPlan {
  const { configuration, file, address } = state;
  const hash = file?.hash ?? state.hash;
  if (!configuration || hash === undefined) {
    throw new Error('The wizard ended without an answer');
  }
  const target =
    configuration.kind === 'existing'
      ? { configuration: configuration.configuration }
      : { newName: state.newName ?? '' };
  if (isHostedHere(state) && file?.content) {
    return { target, hash, bundleName: file.name, source: { kind: 'hostedHere', bytes: file.content.bytes } };
  }
  if (address === undefined) {
    throw new Error('The wizard ended without an address');
  }
  return { target, hash, bundleName: file?.name ?? nameFrom(address), source: { kind: 'address', address } };
}

/** The file name in an address, where it is plainly one: other last parts of a path may be the secret of a share link. */
function nameFrom(address: string): string {
  const { pathname, host } = new URL(address);
  const last = pathname.split('/').at(-1) ?? '';
  return /^[\w.-]{1,80}\.p7[bcs]$/i.test(last) ? last : host;
}
