import { t } from '@vscode/l10n';
import type { PendingKind } from '../features/pendingWork.ts';
import type { Expiry } from './expiry.ts';

/** What a row looks like, without VS Code's classes. */
export interface NodeView {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon: string;
  /** Theme colour of the icon. */
  readonly color?: string;
  readonly contextValue: string;
  readonly collapsible: 'none' | 'collapsed' | 'expanded';
  readonly tooltip: readonly TooltipLine[];
  readonly accessibleLabel: string;
  readonly expiry?: Expiry['state'];
}

export interface TooltipLine {
  readonly name: string;
  readonly value: string;
  /** Whether the value is shown in a fixed-width font, as an identifier. */
  readonly isCode?: boolean;
}

/** What a screen reader says of a row: its parts, without those that are empty. */
export function spoken(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

/** What a row says while something is being done with it. */
export function describePending(pending: PendingKind | 'uploading'): string {
  switch (pending) {
    case 'creating':
      return t('Creating…');
    case 'saving':
      return t('Saving…');
    case 'deleting':
      return t('Deleting…');
    case 'restoring':
      return t('Restoring…');
    case 'emptying':
      return t('Deleting its authorities…');
    case 'uploading':
      return t('Uploading…');
  }
}
