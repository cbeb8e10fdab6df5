import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import { knownAuthoritiesOf } from '../../graph/knownAuthorities.ts';
import type { CheckContext } from '../../pki/rules/checkContext.ts';
import { ExpectedError } from '../../platform/failure.ts';
import type { Files } from '../../platform/files.ts';
import { withProgress } from '../../platform/progress.ts';
import type { Prompts } from '../../platform/prompts.ts';
import type { ReadOnlyDocuments } from '../../platform/readOnlyDocuments.ts';
import { settings } from '../../platform/settings.ts';
import type { TrustStoreModel } from '../browseTrustStore/trustStoreModel.ts';
import { askForCertificateFiles, lookIntoFiles } from '../certificateFiles.ts';
import type { CertificateProblems } from '../certificateProblems.ts';
import { diagnosticsOf } from '../findingDiagnostics.ts';
import { type CheckedFile, checkLookedInto } from './checkedFiles.ts';
import { checkReport } from './checkReport.ts';

export interface CheckCertificatesServices {
  readonly files: Files;
  readonly prompts: Prompts;
  readonly clock: Clock;
  readonly model: TrustStoreModel;
  readonly problems: CertificateProblems;
  readonly documents: ReadOnlyDocuments;
  /** Of the extension. */
  readonly version: string;
}

/** Runs the rules over files and folders, shows what they found in the Problems panel, and opens a report. */
export async function checkCertificates(
  services: CheckCertificatesServices,
  chosen: readonly vscode.Uri[],
  parent: AbortSignal,
): Promise<void> {
  const { files, prompts, clock, problems, documents } = services;
  const uris =
    chosen.length > 0
      ? chosen
      : await askForCertificateFiles(prompts, vscode.l10n.t('Choose certificates and bundles'));
  const checked = await withProgress(
    vscode.l10n.t('Checking certificates…'),
    parent,
    async (signal, report): Promise<readonly CheckedFile[]> => {
      const looked = await lookIntoFiles(files, uris, signal, (message) => report({ message }));
      return checkLookedInto(looked, contextOf(services), signal);
    },
  );
  if (checked.length === 0) {
    throw new ExpectedError(
      'bundle.refused',
      vscode.l10n.t('There is no file of certificates in what was chosen.'),
    );
  }
  problems.showChecked(checked.map((file) => ({ uri: file.looked.uri, diagnostics: problemsOf(file) })));
  const versions = `Entra CBA PKI ${services.version}, VS Code ${vscode.version}`;
  await documents.showPreview('Check of certificates.md', checkReport(checked, clock.now(), versions));
}

/** An issuer that was seen in the connected tenant is not missing. Nothing is asked for it. */
function contextOf({ clock, model }: CheckCertificatesServices): CheckContext {
  const { keyIdentifiers } = knownAuthoritiesOf(model.allSeenAuthorities);
  return { ...settings.checkContext(clock.now()), known: { thumbprints: new Set(), keyIdentifiers } };
}

function problemsOf({ looked, findings }: CheckedFile): readonly vscode.Diagnostic[] {
  if ('problem' in looked.content) {
    const start = new vscode.Range(0, 0, 0, 0);
    return [new vscode.Diagnostic(start, looked.content.problem, vscode.DiagnosticSeverity.Error)];
  }
  const { certificates, damaged } = looked.content.file;
  const lines = new Map([...certificates, ...damaged].map(({ position, line }) => [position, line]));
  return diagnosticsOf(findings, (position) => lines.get(position));
}
