import * as vscode from 'vscode';
import { certificateExtensions, lookInto } from '../features/certificateFiles.ts';
import type { Configuration } from '../graph/model.ts';
import { thumbprintOf } from '../pki/certificate.ts';
import { displayNameOf } from '../pki/distinguishedName.ts';
import { CancelledError, ExpectedError } from '../platform/failure.ts';
import { withProgress } from '../platform/progress.ts';
import { back } from '../platform/prompts.ts';
import type { ComparedWith } from './openedFile.ts';
import type { ViewerServices } from './viewerServices.ts';

/** Has the user choose what to compare with, a file or a configuration that was seen, and reads it. */
export async function askForComparison(services: ViewerServices, signal: AbortSignal): Promise<ComparedWith> {
  const { prompts, model } = services;
  const frame = { title: vscode.l10n.t('Compare Certificates'), step: 1, totalSteps: 1, canGoBack: false };
  const configurations = model.knownConfigurations;
  const answer =
    configurations.length === 0
      ? 'file'
      : await prompts.pick<Configuration | 'file'>(frame, {
          placeholder: vscode.l10n.t('With what shall the certificates be compared?'),
          rows: [
            { label: vscode.l10n.t('Another File…'), icon: 'file', value: 'file' },
            { label: vscode.l10n.t('Configurations'), separator: true },
            ...configurations.map((configuration) => ({
              label: configuration.displayName,
              icon: 'shield',
              value: configuration,
            })),
          ],
        });
  if (answer === back) {
    throw new CancelledError();
  }
  return answer === 'file' ? fromFile(services, signal) : fromConfiguration(services, answer);
}

async function fromFile({ prompts, files }: ViewerServices, signal: AbortSignal): Promise<ComparedWith> {
  const uri = await prompts.openFile(vscode.l10n.t('Choose the file to compare with'), {
    name: vscode.l10n.t('Certificates'),
    extensions: certificateExtensions,
  });
  if (!uri) {
    throw new CancelledError();
  }
  const { name, content } = await lookInto(files, uri, signal);
  if ('problem' in content) {
    throw new ExpectedError('bundle.refused', `${name}: ${content.problem}`);
  }
  const members = content.file.certificates.map(
    ({ certificate }) => [thumbprintOf(certificate.der), displayNameOf(certificate.subject)] as const,
  );
  return { name, members: new Map(members) };
}

async function fromConfiguration(
  { tenancies }: ViewerServices,
  { id, displayName: name }: Configuration,
): Promise<ComparedWith> {
  const tenancy = await tenancies.require();
  const authorities = await withProgress(
    vscode.l10n.t('Comparing with {name}…', { name }),
    tenancy.signal,
    (signal) => Array.fromAsync(tenancy.trustStore.allAuthorities(id, signal)),
  );
  return {
    name,
    members: new Map(authorities.map(({ thumbprint, displayName }) => [thumbprint, displayName])),
  };
}
