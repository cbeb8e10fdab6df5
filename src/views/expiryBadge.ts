import * as vscode from 'vscode';
import type { Authority } from '../graph/model.ts';
import { expiryOf } from './expiry.ts';

/** Counts the authorities that have expired or soon will; undefined for none. */
export function expiryBadge(
  authorities: readonly Authority[],
  now: Date,
  warningDays: number,
): vscode.ViewBadge | undefined {
  const value = authorities.filter(
    ({ expirationDateTime }) => expiryOf(expirationDateTime, now, warningDays).state !== 'valid',
  ).length;
  if (value === 0) {
    return undefined;
  }
  const tooltip =
    value === 1
      ? vscode.l10n.t('1 authority is expired or expires soon, in the configurations opened so far')
      : vscode.l10n.t('{count} authorities are expired or expire soon, in the configurations opened so far', {
          count: value,
        });
  return { value, tooltip };
}
