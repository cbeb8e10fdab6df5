import * as vscode from 'vscode';
import { GraphRequestError } from '../../graph/errors.ts';
import type { Configuration } from '../../graph/model.ts';
import { startUpload } from '../../graph/uploadJob.ts';
import { withProgress } from '../../platform/progress.ts';
import type { UploadPlan } from './uploadAnswers.ts';
import type { JournalEntry, UploadJournal } from './uploadJournal.ts';
import type { UploadServices } from './uploadServices.ts';

/**
 * Carries a plan out up to the point where the job runs: creates the configuration where a new one is wanted, gives the
 * file its address, and asks for the upload. Cancel works until the request leaves.
 * @param isWatching whether a running upload to a configuration is being watched: then nothing is sent
 * @param onCreated is told of a configuration that was created, which stays even when the rest fails
 */
export async function uploadBundle(
  services: UploadServices,
  journal: UploadJournal,
  plan: UploadPlan,
  isWatching: (configurationId: string) => boolean,
  onCreated: (configuration: Configuration) => void,
): Promise<JournalEntry> {
  const { tenancy, model, clock } = services;
  return withProgress(
    vscode.l10n.t('Uploading {name}…', { name: plan.bundleName }),
    tenancy.signal,
    async (signal) => {
      const uploadUrl = await addressOf(services, plan, signal);
      const configuration = await targetOf(services, plan, signal);
      if ('newName' in plan.target) {
        onCreated(configuration);
      }
      const before =
        'newName' in plan.target
          ? 0
          : (await Array.fromAsync(tenancy.trustStore.allAuthorities(configuration.id, signal))).length;
      if (journal.has(tenancy.tenantId, configuration.id) && isWatching(configuration.id)) {
        throw new GraphRequestError('jobRunning', 'An upload to this configuration is being watched.');
      }
      let entry: JournalEntry | undefined;
      try {
        await startUpload(
          tenancy.trustStore,
          clock,
          configuration.id,
          { uploadUrl, sha256FileHash: plan.hash },
          signal,
          async (baseline) => {
            entry = {
              tenantId: tenancy.tenantId,
              configurationName: configuration.displayName,
              bundleName: plan.bundleName,
              baseline,
              authoritiesBefore: before,
            };
            await journal.add(entry);
          },
        );
      } catch (error) {
        if (entry) {
          await journal.remove(entry);
        }
        throw error;
      }
      if (!entry) {
        throw new Error('The upload began without a baseline');
      }
      model.update(tenancy, { ...configuration, status: 'running', statusDetails: '' });
      return entry;
    },
  );
}

async function addressOf(
  { tenancy }: UploadServices,
  plan: UploadPlan,
  signal: AbortSignal,
): Promise<string> {
  if (plan.source.kind === 'address') {
    return plan.source.address;
  }
  if (!tenancy.host) {
    throw new Error('This tenant has no place of its own for files');
  }
  return tenancy.host.host(plan.bundleName, plan.source.bytes, signal);
}

async function targetOf(
  { tenancy, model }: UploadServices,
  plan: UploadPlan,
  signal: AbortSignal,
): Promise<Configuration> {
  if ('configuration' in plan.target) {
    return plan.target.configuration;
  }
  const created = await tenancy.trustStore.createConfiguration(
    plan.target.newName,
    signal,
    new Set(model.knownConfigurations.map(({ id }) => id)),
  );
  model.add(tenancy, created);
  return created;
}
