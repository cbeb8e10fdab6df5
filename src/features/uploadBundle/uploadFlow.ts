import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import { GraphRequestError } from '../../graph/errors.ts';
import { failureOf } from '../../platform/failure.ts';
import type { Files } from '../../platform/files.ts';
import type { Prompts } from '../../platform/prompts.ts';
import { runWizard } from '../../platform/wizard.ts';
import type { TrustStoreModel } from '../browseTrustStore/trustStoreModel.ts';
import type { Tenancies } from '../tenancy.ts';
import { readBundleFile } from './readBundleFile.ts';
import type { UploadAnswers, UploadPlan } from './uploadAnswers.ts';
import { uploadBundle } from './uploadBundle.ts';
import type { UploadJournal } from './uploadJournal.ts';
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
  await runWizard(services.prompts, title, steps, state);
  for (;;) {
    tenancy.signal.throwIfAborted();
    try {
      const entry = await uploadBundle(uploadServices, services.journal, planFrom(state), (created) => {
        state.configuration = { kind: 'existing', configuration: created };
      });
      services.watcher.watch(tenancy, entry);
      return;
    } catch (error) {
      state.problem = refusalOf(error);
      await runWizard(services.prompts, title, steps, state, 'last');
    }
  }
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
  if (state.addressChoice === 'hostedHere' && file?.content) {
    return { target, hash, bundleName: file.name, source: { kind: 'hostedHere', bytes: file.content.bytes } };
  }
  if (address === undefined) {
    throw new Error('The wizard ended without an address');
  }
  const bundleName = file?.name ?? decodeURIComponent(new URL(address).pathname.split('/').at(-1) ?? '');
  return {
    target,
    hash,
    bundleName: bundleName || new URL(address).host,
    source: { kind: 'address', address },
  };
}
