import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import { exportOf, writeExport } from '../../graph/configurationExport.ts';
import type { CertifiedAuthority } from '../../graph/model.ts';
import { writeBundle } from '../../pki/bundle.ts';
import { writePem } from '../../pki/pem.ts';
import type { Tenancies } from '../tenancy.ts';

/** What is in a file of the trust store, read from the service. */
export async function storeFileContent(
  tenancies: Tenancies,
  clock: Clock,
  uri: vscode.Uri,
): Promise<Uint8Array> {
  const [, tenantId, configurationId, ...rest] = uri.path.split('/');
  const [authorityId] = rest.length === 2 ? rest : [];
  const tenancy = await tenancies.require();
  if (configurationId === undefined || tenancy.tenantId !== tenantId) {
    // A window may come back with the file of a tenant that is not connected now.
    throw vscode.FileSystemError.Unavailable(
      vscode.l10n.t('This comes from another tenant than the one that is connected.'),
    );
  }
  const form = uri.path.slice(uri.path.lastIndexOf('.') + 1);
  const { trustStore, signal } = tenancy;
  if (authorityId !== undefined) {
    return render(form, [await trustStore.getAuthority(configurationId, authorityId, signal)]);
  }
  const authorities = await Array.fromAsync(trustStore.allCertifiedAuthorities(configurationId, signal));
  if (form !== 'json') {
    return render(form, authorities);
  }
  const configuration = await trustStore.getConfiguration(configurationId, signal);
  return Buffer.from(writeExport(exportOf(tenantId, configuration, authorities, clock.now())));
}

function render(form: string, authorities: readonly CertifiedAuthority[]): Uint8Array {
  const certificates = authorities.map(({ certificate }) => certificate);
  switch (form) {
    case 'pem':
      return Buffer.from(certificates.map(writePem).join(''));
    case 'cer':
      return certificates[0] ?? new Uint8Array();
    default:
      return writeBundle(certificates);
  }
}
