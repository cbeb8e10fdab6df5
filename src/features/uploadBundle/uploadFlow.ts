import * as vscode from 'vscode';
import { GraphRequestError } from '../../graph/errors.ts';
import type { Configuration } from '../../graph/model.ts';
import { CancelledError, ExpectedError, failureOf } from '../../platform/failure.ts';
import type { Files } from '../../platform/files.ts';
import { withProgress } from '../../platform/progress.ts';
import type { Prompts } from '../../platform/prompts.ts';
import { settings } from '../../platform/settings.ts';
import { runWizard } from '../../platform/wizard.ts';
import { createNamed, tellCreated } from '../manageConfigurations/createConfiguration.ts';
import { beginUpload, type UploadOrder } from '../uploads/beginUpload.ts';
import { type UploadRecord, wasAskedFor } from '../uploads/uploadRecord.ts';
import type { UploadsServices } from '../uploads/uploadsServices.ts';
import { readBundleFile } from './readBundleFile.ts';
import { isHostedHere, type UploadAnswers } from './uploadAnswers.ts';
import type { UploadServices } from './uploadServices.ts';
import { uploadSteps } from './uploadSteps.ts';

export interface UploadFlowServices extends UploadsServices {
  readonly prompts: Prompts;
  readonly files: Files;
}

/**
 * Asks what is not fixed, uploads, and hands the job to the watcher. A refusal brings the last question back with the
 * reason, and all answers kept.
 */
export async function upload(services: UploadFlowServices, fixed: Readonly<UploadAnswers>): Promise<void> {
  const tenancy = await services.tenancies.require();
  const uploadServices: UploadServices = { ...services, tenancy };
  const state: UploadAnswers = { ...fixed };
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
    const record = await untilTakenOn(services, uploadServices, state, ask, (configuration) => {
      created = configuration;
      state.configuration = { kind: 'existing', configuration };
    });
    services.watcher.watch(tenancy, record);
  } catch (error) {
    // Where an answer was lost and no job has shown itself yet, it is looked for on.
    services.watcher.resume();
    if (created) {
      const target = { tenantId: tenancy.tenantId, configurationId: created.id };
      void tellCreated(tenancy, created, !wasAskedFor(services.journal, target));
    }
    throw error;
  }
}

/** Uploads, and asks again after every refusal, until the service takes the upload on or the user gives up. */
async function untilTakenOn(
  services: UploadFlowServices,
  uploadServices: UploadServices,
  state: UploadAnswers,
  ask: (start: 'last') => Promise<void>,
  onCreated: (configuration: Configuration) => void,
): Promise<UploadRecord> {
  for (;;) {
    if (uploadServices.tenancy.signal.aborted) {
      throw new ExpectedError(
        'tenant.changed',
        vscode.l10n.t('Another tenant was connected meanwhile. Nothing was uploaded.'),
      );
    }
    try {
      return await carryOut(services, uploadServices, state, onCreated);
    } catch (error) {
      state.problem = refusalOf(error);
      await ask('last');
    }
  }
}

/** Creates the configuration where a new one is wanted, and begins the upload. Cancel works until the request leaves. */
async function carryOut(
  services: UploadFlowServices,
  { tenancy }: UploadServices,
  state: UploadAnswers,
  onCreated: (configuration: Configuration) => void,
): Promise<UploadRecord> {
  const { watcher, journal, hosts, clock, model } = services;
  const order = orderFrom(state);
  const { configuration: target } = state;
  const configuration =
    target?.kind === 'existing'
      ? target.configuration
      : await createNamed(services, tenancy, state.newName ?? '');
  if (target?.kind !== 'existing') {
    onCreated(configuration);
  }
  const begin = { tenancy, model, clock, journal, hosts, watcher };
  return withProgress(
    vscode.l10n.t('Uploading {name}…', { name: order.bundleName }),
    tenancy.signal,
    (signal) => beginUpload(begin, { ...order, configuration }, signal),
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

function orderFrom(state: UploadAnswers): Omit<UploadOrder, 'configuration'> {
  const { file, host, address, check } = state;
  const sha256 = file?.hash ?? state.hash;
  if (sha256 === undefined) {
    throw new Error('The wizard ended without a hash');
  }
  const thumbprints = (check?.certificates ?? []).map(({ thumbprint }) => thumbprint);
  const common = { sha256, thumbprints: file?.content ? thumbprints : [] };
  if (isHostedHere(state) && file?.content && host?.kind === 'hosted') {
    const { place, signature } = host;
    const stays = place.kind !== 'sandbox' && settings.afterUpload() === 'keep';
    const source = { kind: 'hosted', place, signature, bytes: file.content.bytes, stays } as const;
    return { ...common, bundleName: file.name, source };
  }
  if (address === undefined) {
    throw new CancelledError();
  }
  return { ...common, bundleName: file?.name ?? nameFrom(address), source: { kind: 'address', address } };
}

/** The file name in an address, where it is plainly one: other last parts of a path may be the secret of a share link. */
function nameFrom(address: string): string {
  const { pathname, host } = new URL(address);
  const last = pathname.split('/').at(-1) ?? '';
  return /^[\w.-]{1,80}\.p7[bcs]$/i.test(last) ? last : host;
}
