import * as vscode from 'vscode';
import type { Authority } from '../../graph/model.ts';
import { checkUpload, serviceLimits, type UploadCheck } from '../../pki/uploadCheck.ts';
import { withProgress } from '../../platform/progress.ts';
import type { BundleFile, UploadAnswers } from './uploadAnswers.ts';
import type { UploadServices } from './uploadServices.ts';

/** Looks at the chosen file in the light of the chosen configuration, as soon as both are known. */
export async function checkFile(services: UploadServices, state: UploadAnswers): Promise<void> {
  const { file, configuration } = state;
  if (!file || !configuration) {
    return;
  }
  const existing =
    configuration.kind === 'existing'
      ? await withProgress(
          vscode.l10n.t('Comparing with {name}…', { name: configuration.configuration.displayName }),
          services.tenancy.signal,
          (signal) =>
            Array.fromAsync(
              services.tenancy.trustStore.allAuthorities(configuration.configuration.id, signal),
            ),
        )
      : [];
  state.check = checkOf(file, existing, services.clock.now());
}

function checkOf(file: BundleFile, existing: readonly Authority[], now: Date): UploadCheck {
  if (!file.content) {
    const message = vscode.l10n.t(
      'The file is larger than {count} MB, the documented limit of the service, and was not looked into.',
      { count: serviceLimits.fileBytes / 1024 / 1024 },
    );
    return { certificates: [], findings: [{ severity: 'error', message }] };
  }
  const known = new Set(existing.map(({ thumbprint }) => thumbprint));
  return checkUpload(file.content.bundle, file.size, known, now);
}
