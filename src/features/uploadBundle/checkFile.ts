import * as vscode from 'vscode';
import { knownAuthoritiesOf } from '../../graph/knownAuthorities.ts';
import type { Authority } from '../../graph/model.ts';
import { serviceLimits } from '../../pki/serviceLimits.ts';
import { runInSlices } from '../../pki/slices.ts';
import { checkUpload, type UploadCheck } from '../../pki/uploadCheck.ts';
import { failureOf } from '../../platform/failure.ts';
import { withProgress } from '../../platform/progress.ts';
import { settings } from '../../platform/settings.ts';
import type { BundleFile, UploadAnswers } from './uploadAnswers.ts';
import type { UploadServices } from './uploadServices.ts';

/**
 * Looks at the chosen file in the light of the chosen configuration, as soon as both are known. Where the configuration
 * cannot be read, that is a finding among the others: the answers given so far are not lost over it.
 */
export async function checkFile(services: UploadServices, state: UploadAnswers): Promise<void> {
  const { file, configuration } = state;
  if (!file || !configuration) {
    return;
  }
  const now = services.clock.now();
  if (configuration.kind === 'new') {
    state.check = await checkOf(file, [], now, services.tenancy.signal);
    return;
  }
  const { displayName: name } = configuration.configuration;
  try {
    const existing = await withProgress(
      vscode.l10n.t('Comparing with {name}…', { name }),
      services.tenancy.signal,
      (signal) =>
        Array.fromAsync(services.tenancy.trustStore.allAuthorities(configuration.configuration.id, signal)),
    );
    state.check = await checkOf(file, existing, now, services.tenancy.signal);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.outcome !== 'expected') {
      throw error;
    }
    const { certificates, findings } = await checkOf(file, [], now, services.tenancy.signal);
    const message = vscode.l10n.t('Not compared with {name}, so what it has already is not known. {reason}', {
      name,
      reason: failure.message,
    });
    state.check = { certificates, findings: [{ severity: 'warning', message }, ...findings] };
  }
}

function checkOf(
  file: BundleFile,
  existing: readonly Authority[],
  now: Date,
  signal: AbortSignal,
): UploadCheck | Promise<UploadCheck> {
  if (!file.content) {
    const message = vscode.l10n.t(
      'The file is larger than {count} MB, the documented limit of the service, and was not looked into.',
      { count: serviceLimits.fileBytes / 1024 / 1024 },
    );
    return { certificates: [], findings: [{ severity: 'error', message }] };
  }
  const context = { ...settings.checkContext(now), known: knownAuthoritiesOf(existing) };
  return runInSlices(checkUpload(file.content.bundle, file.size, context), signal);
}
