import * as vscode from 'vscode';
import type { SignedIn } from '../../auth/connection.ts';
import type { LoginProbe } from '../../auth/loginProbe.ts';
import type { SignInOptions } from '../../auth/signInOptions.ts';
import { directoryRoleIds, type TokenGrants } from '../../graph/accessToken.ts';
import { permissions } from '../../graph/permissions.ts';
import { clockSentence } from '../../platform/graphSentences.ts';
import type { CheckedStep } from './signInReport.ts';

export function sandboxStep(root: string): CheckedStep {
  return {
    name: vscode.l10n.t('Tenant'),
    state: 'fine',
    found: vscode.l10n.t('the sandbox tenant of this computer, at {root}; nobody has to sign in', { root }),
  };
}

export function settingsStep(
  { method, cloud, tenantId, clientId }: SignInOptions,
  hasSession: boolean,
  environment: string | undefined,
): CheckedStep {
  const name = vscode.l10n.t('Settings');
  const found = [
    vscode.l10n.t('method {method}', { method }),
    vscode.l10n.t('cloud {host}', { host: new URL(cloud.graphRoot).host }),
    tenantId === ''
      ? vscode.l10n.t('tenant of the account')
      : vscode.l10n.t('tenant {tenant}', { tenant: tenantId }),
    clientId === ''
      ? vscode.l10n.t('application of VS Code')
      : vscode.l10n.t('application {id}', { id: clientId }),
  ].join(', ');
  if (environment !== undefined) {
    return {
      name,
      state: 'problem',
      found,
      next: vscode.l10n.t(
        'Set microsoft-sovereign-cloud.environment to {environment}, or use “CBA PKI: Switch Cloud…”.',
        { environment },
      ),
    };
  }
  const next = vscode.l10n.t(
    'If the sign-in ends with AADSTS65002, register an application: “CBA PKI: Set Up Application Registration…”.',
  );
  return { name, state: 'fine', found, ...(clientId === '' && !hasSession ? { next } : {}) };
}

export function loginStep(probe: LoginProbe, { cloud }: SignInOptions): CheckedStep {
  const step = reachStep(vscode.l10n.t('Login service'), new URL(cloud.loginRoot).host, probe);
  if (step.state === 'fine' && probe.outcome === 'answered' && probe.entra) {
    return {
      name: step.name,
      state: 'problem',
      found: `AADSTS${probe.entra.code}: ${probe.entra.message}`,
      next: vscode.l10n.t('Check the tenant in the settings.'),
    };
  }
  return step;
}

export function graphStep(probe: LoginProbe, { cloud }: SignInOptions): CheckedStep {
  return reachStep(vscode.l10n.t('Microsoft Graph'), new URL(cloud.graphRoot).host, probe);
}

/** Whether a host can be reached, by a connection that is trusted, and agrees on the time. */
function reachStep(name: string, host: string, probe: LoginProbe): CheckedStep {
  if (probe.outcome !== 'answered') {
    const next =
      probe.outcome === 'untrustedCertificate'
        ? vscode.l10n.t(
            'A proxy may be reading along: have its CA certificate added to the trusted ones of this computer.',
          )
        : vscode.l10n.t('Check the network and the proxy.');
    const found = vscode.l10n.t('{host} cannot be reached ({code})', { host, code: probe.code });
    return { name, state: 'problem', found, next };
  }
  const clock = clockSentence(probe.clockAhead);
  const found = vscode.l10n.t('{host} answers', { host });
  return clock === undefined
    ? { name, state: 'fine', found: vscode.l10n.t('{host} answers, and the clocks agree', { host }) }
    : { name, state: 'problem', found, next: clock };
}

export function tenantStep({ tenantId, options }: SignedIn): CheckedStep {
  return {
    name: vscode.l10n.t('Tenant'),
    state: 'fine',
    found: options.tenantId === '' ? tenantId : `${options.tenantId} (${tenantId})`,
  };
}

export function permissionStep(grants: TokenGrants | undefined): CheckedStep {
  const name = vscode.l10n.t('Permission to read');
  if (!grants) {
    return { name, ...unreadable() };
  }
  const found = grantedOf(grants).filter((one) => one === permissions.read || one === permissions.write);
  return found.length > 0
    ? { name, state: 'fine', found: found.join(', ') }
    : {
        name,
        state: 'problem',
        found: vscode.l10n.t('the token carries none for the trust store'),
        next: vscode.l10n.t(
          'An administrator has to consent to {permission} for the application that signs in.',
          { permission: permissions.read },
        ),
      };
}

export function grantedOf({ scopes, roles }: TokenGrants): string[] {
  return [...scopes, ...roles];
}

export function unreadable(): Pick<CheckedStep, 'state' | 'found'> {
  return { state: 'skipped', found: vscode.l10n.t('the token cannot be read, which is no fault') };
}

/** A role that is not known here may be enough all the same; it is in the way only where Graph refuses. */
export function roleStep(
  grants: TokenGrants | undefined,
  { method }: SignInOptions,
  isForbidden: boolean,
): CheckedStep {
  const name = vscode.l10n.t('Role');
  if (method === 'clientCertificate') {
    return { name, state: 'skipped', found: vscode.l10n.t('an application needs none') };
  }
  if (!grants) {
    return { name, ...unreadable() };
  }
  const found = roleNames().flatMap(({ id, label }) => (grants.directoryRoles.includes(id) ? [label] : []));
  if (found.length > 0) {
    return { name, state: 'fine', found: found.join(', ') };
  }
  return {
    name,
    state: isForbidden ? 'problem' : 'skipped',
    found: vscode.l10n.t('none that is known to be enough'),
    next: vscode.l10n.t(
      'Ask for Privileged Authentication Administrator (for some calls Authentication Administrator). If you hold it by Privileged Identity Management, activate it, then sign in again.',
    ),
  };
}

function roleNames(): { readonly id: string; readonly label: string }[] {
  return [
    {
      id: directoryRoleIds.privilegedAuthenticationAdministrator,
      label: 'Privileged Authentication Administrator',
    },
    { id: directoryRoleIds.authenticationAdministrator, label: 'Authentication Administrator' },
    { id: directoryRoleIds.globalAdministrator, label: 'Global Administrator' },
  ];
}

export function skippedStep(): CheckedStep {
  return {
    name: vscode.l10n.t('Permissions, role and configurations'),
    state: 'skipped',
    found: vscode.l10n.t('looked at once somebody is signed in'),
  };
}
