import pMap from 'p-map';
import * as vscode from 'vscode';
import type { CommandId } from '../../ids.ts';
import { writePem } from '../../pki/pem.ts';
import { withProgress } from '../../platform/progress.ts';
import type { ManageServices } from '../manageServices.ts';
import { authoritiesFor, authorityFor, configurationFor } from '../pickTargets.ts';
import type { StoreFiles } from './storeFiles.ts';

/** How many certificates are fetched at the same time. */
const concurrency = 4;

/** Opens the certificate of an authority in the viewer. */
export async function viewAuthority(
  services: ManageServices,
  storeFiles: StoreFiles,
  target: unknown,
): Promise<void> {
  await openInViewer(storeFiles, await authorityUri(services, storeFiles, target, 'cer'));
}

/** Opens the certificate of an authority as text. */
export async function viewAsPem(
  services: ManageServices,
  storeFiles: StoreFiles,
  target: unknown,
): Promise<void> {
  await openAsText(storeFiles, await authorityUri(services, storeFiles, target, 'pem'));
}

async function authorityUri(
  services: ManageServices,
  storeFiles: StoreFiles,
  target: unknown,
  form: 'cer' | 'pem',
): Promise<vscode.Uri> {
  const tenancy = await services.tenancies.require();
  const title = vscode.l10n.t('View Certificate');
  const { configuration, authority } = await authorityFor(services, target, title);
  return storeFiles.authorityFile(tenancy, configuration, authority, form);
}

/** Opens a configuration, as JSON or with its certificates in the viewer. */
export async function viewConfiguration(
  services: ManageServices,
  storeFiles: StoreFiles,
  target: unknown,
  form: 'json' | 'p7b' | 'pem',
): Promise<void> {
  const tenancy = await services.tenancies.require();
  const title = vscode.l10n.t('View Configuration');
  const configuration = await configurationFor(services, target, title);
  const uri = storeFiles.configurationFile(tenancy, configuration, form);
  await (form === 'p7b' ? openInViewer(storeFiles, uri) : openAsText(storeFiles, uri));
}

async function openInViewer(storeFiles: StoreFiles, uri: vscode.Uri): Promise<void> {
  storeFiles.renew(uri);
  await vscode.commands.executeCommand('cbaPki.certificates.view' satisfies CommandId, uri);
}

async function openAsText(storeFiles: StoreFiles, uri: vscode.Uri): Promise<void> {
  storeFiles.renew(uri);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
}

/** The certificates of authorities, one after the other. */
export async function pemOf(
  services: ManageServices,
  target: unknown,
  selection: unknown,
): Promise<{ readonly pem: string; readonly count: number }> {
  const { trustStore, signal: connected } = await services.tenancies.require();
  const title = vscode.l10n.t('Copy as PEM');
  const { configuration, authorities } = await authoritiesFor(services, target, selection, title);
  const blocks = await withProgress(vscode.l10n.t('Reading certificates…'), connected, (signal) =>
    pMap(
      authorities,
      async ({ id }) => writePem((await trustStore.getAuthority(configuration.id, id, signal)).certificate),
      { concurrency, signal },
    ),
  );
  return { pem: blocks.join(''), count: blocks.length };
}
