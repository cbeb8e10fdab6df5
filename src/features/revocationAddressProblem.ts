import * as vscode from 'vscode';
import { isWebAddress } from '../pki/revocationVerdict.ts';

/**
 * Why an address of a CRL is none for Entra: it fetches by http; https is accepted by some pages of its documentation and refused by
 * others, other schemes by all. Undefined for none at all and for one that will do.
 */
export function problemOfRevocationAddress(text: string): string | undefined {
  const address = text.trim();
  if (address === '') {
    return undefined;
  }
  const url = URL.parse(address);
  if (url && url.protocol !== 'http:' && url.protocol !== 'https:') {
    return vscode.l10n.t('Entra fetches CRLs by http only, not by {scheme}', { scheme: url.protocol });
  }
  if (!url || !isWebAddress(address)) {
    return vscode.l10n.t('This is no address. It has to begin with http://');
  }
  return url.username !== '' || url.password !== ''
    ? vscode.l10n.t('The address holds a user name or a password. Entra fetches CRLs without credentials.')
    : undefined;
}
