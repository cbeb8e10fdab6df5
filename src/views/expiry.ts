import { t } from '@vscode/l10n';

export interface Expiry {
  readonly state: 'valid' | 'expiring' | 'expired';
  /** For people: the day, and how far away it is where that matters. */
  readonly text: string;
}

const dayLength = 24 * 60 * 60 * 1000;

/** How near an expiry is. Days are counted in whole ones, so "in 0 days" is within the next 24 hours. */
export function expiryOf(date: Date | undefined, now: Date, warningDays: number): Expiry {
  if (!date) {
    return { state: 'valid', text: '' };
  }
  const day = date.toISOString().slice(0, 10);
  const remaining = (date.getTime() - now.getTime()) / dayLength;
  if (remaining < 0) {
    return { state: 'expired', text: t('expired {0}', day) };
  }
  if (remaining < warningDays) {
    const days = Math.floor(remaining);
    return {
      state: 'expiring',
      text: days === 1 ? t('expires {0}, in 1 day', day) : t('expires {0}, in {1} days', day, days),
    };
  }
  return { state: 'valid', text: t('expires {0}', day) };
}
