import { t } from '@vscode/l10n';
import type { Connection } from '../auth/connection.ts';

/** What the status bar says of a connection; undefined where it says nothing. */
export interface AccountStatus {
  readonly text: string;
  readonly accessibleLabel: string;
  readonly tooltip: readonly { readonly name: string; readonly value: string }[];
}

/** Maps a connection to its place in the status bar. Whoever is signed out has nothing there: calm is the default. */
export function accountStatusOf(connection: Connection): AccountStatus | undefined {
  switch (connection.kind) {
    case 'signedOut':
      return undefined;
    case 'sandbox':
      return {
        text: `$(beaker) ${t('CBA PKI: sandbox')}`,
        accessibleLabel: t('CBA PKI: sandbox tenant of this computer'),
        tooltip: [{ name: t('Tenant'), value: t('sandbox of this computer, at {0}', connection.root) }],
      };
    case 'signedIn': {
      const { account, tenantId, options } = connection;
      const tenant = options.tenantId || tenantId;
      return {
        text: `$(verified) ${account.label} · ${shorten(tenant)}`,
        accessibleLabel: t('CBA PKI: signed in as {0} to the tenant {1}', account.label, tenant),
        tooltip: [
          { name: t('Account'), value: account.label },
          { name: t('Tenant'), value: options.tenantId ? `${options.tenantId} (${tenantId})` : tenantId },
          { name: t('Cloud'), value: new URL(options.cloud.graphRoot).host },
        ],
      };
    }
  }
}

/** The first group of an id is enough to tell tenants apart; a domain stays whole. */
function shorten(tenant: string): string {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenant) ? `${tenant.slice(0, 8)}…` : tenant;
}
