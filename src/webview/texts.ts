import { t } from '@vscode/l10n';
import type { MemberRow, ViewSeverity } from '../editors/protocol.ts';

/** As in ISO 8601, in UTC: the same for everybody who reads it. */
function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

export function kindText(kind: MemberRow['kind']): string {
  switch (kind) {
    case 'root':
      return t('root');
    case 'intermediate':
      return t('intermediate');
    case 'endEntity':
      return t('not a CA');
  }
}

export function validityText({ validity, notBefore, notAfter }: MemberRow): string {
  switch (validity) {
    case 'expired':
      return t('expired {day}', { day: dayOf(notAfter) });
    case 'expiring':
      return t('expires soon, {day}', { day: dayOf(notAfter) });
    case 'notYetValid':
      return t('valid from {day}', { day: dayOf(notBefore) });
    case 'valid':
      return t('expires {day}', { day: dayOf(notAfter) });
  }
}

export function severityText(severity: ViewSeverity): string {
  switch (severity) {
    case 'error':
      return t('error');
    case 'warning':
      return t('warning');
    case 'information':
      return t('good to know');
  }
}

/** Codicon for a severity, or for nothing found. */
export function severityIcon(severity: ViewSeverity | undefined): string {
  switch (severity) {
    case 'error':
      return 'error';
    case 'warning':
      return 'warning';
    case 'information':
      return 'info';
    case undefined:
      return 'pass';
  }
}

/** A size for people, with the exact bytes where that is something else. */
export function sizeText(bytes: number): string {
  const exact = t('{bytes} bytes', { bytes: bytes.toLocaleString() });
  return bytes < 1024
    ? exact
    : `${(bytes / 1024).toLocaleString(undefined, { maximumFractionDigits: 1 })} KB (${exact})`;
}
