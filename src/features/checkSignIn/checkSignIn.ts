import * as vscode from 'vscode';
import type { Connection, SignedIn } from '../../auth/connection.ts';
import type { LoginProbe } from '../../auth/loginProbe.ts';
import { permissions } from '../../auth/scopes.ts';
import { providerIdOf, type Session, type Sessions } from '../../auth/sessions.ts';
import type { SignInOptions } from '../../auth/signInOptions.ts';
import { directoryRoleIds, grantsOf, type TokenGrants } from '../../graph/accessToken.ts';
import type { Access } from '../../graph/middleware.ts';
import { failureOf } from '../../platform/failure.ts';
import { clockSentence } from '../../platform/graphSentences.ts';
import type { CheckedStep } from './signInReport.ts';

export interface CheckServices {
  readonly sessions: Sessions;
  readonly probe: (options: SignInOptions) => Promise<LoginProbe>;
  /** Reads the first page of the configurations of the connected tenant and says how many there are. */
  readonly countConfigurations: () => Promise<{ readonly count: number; readonly isAll: boolean }>;
}

/** Looks at everything that a sign-in depends on, one after the other, without asking anybody. */
export async function checkSignIn(
  services: CheckServices,
  connection: Connection,
  options: SignInOptions,
): Promise<CheckedStep[]> {
  if (connection.kind === 'sandbox') {
    return [sandboxStep(connection.root), await readStep(services)];
  }
  const signedIn = connection.kind === 'signedIn' ? connection : undefined;
  const session = signedIn && (await findSession(services.sessions, signedIn, 'read'));
  const grants = session && grantsOf(session.accessToken);
  return [
    settingsStep(options, session !== undefined),
    loginStep(await services.probe(options), options),
    await accountStep(services.sessions, signedIn, options, session !== undefined),
    ...(session && signedIn
      ? [
          tenantStep(signedIn),
          permissionStep(grants),
          await writeStep(services.sessions, signedIn),
          roleStep(grants, signedIn.options),
          await readStep(services),
        ]
      : [skippedStep()]),
  ];
}

/** A session without a question. What keeps it away is told by another step: the look at the login service. */
async function findSession(
  sessions: Sessions,
  { account, options }: SignedIn,
  access: Access,
): Promise<Session | undefined> {
  return sessions.find({ access, options, account }).catch(() => undefined);
}

function sandboxStep(root: string): CheckedStep {
  return {
    name: vscode.l10n.t('Tenant'),
    state: 'fine',
    found: vscode.l10n.t('the sandbox tenant of this computer, at {root}; nobody has to sign in', { root }),
  };
}

function settingsStep(
  { method, cloud, tenantId, clientId }: SignInOptions,
  hasSession: boolean,
): CheckedStep {
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
  return {
    name: vscode.l10n.t('Settings'),
    state: 'fine',
    found,
    ...(clientId === '' && !hasSession
      ? {
          next: vscode.l10n.t(
            'If the sign-in ends with AADSTS65002, register an application: “CBA PKI: Set Up Application Registration…”.',
          ),
        }
      : {}),
  };
}

function loginStep(probe: LoginProbe, { cloud }: SignInOptions): CheckedStep {
  const name = vscode.l10n.t('Login service');
  const { host } = new URL(cloud.loginRoot);
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
  if (clock !== undefined) {
    return { name, state: 'problem', found: vscode.l10n.t('{host} answers', { host }), next: clock };
  }
  if (probe.entra) {
    const found = `AADSTS${probe.entra.code}: ${probe.entra.message}`;
    return { name, state: 'problem', found, next: vscode.l10n.t('Check the tenant in the settings.') };
  }
  return { name, state: 'fine', found: vscode.l10n.t('{host} answers, and the clocks agree', { host }) };
}

async function accountStep(
  sessions: Sessions,
  signedIn: SignedIn | undefined,
  options: SignInOptions,
  hasSession: boolean,
): Promise<CheckedStep> {
  const name = vscode.l10n.t('Account');
  const provider = providerIdOf(options);
  const accounts = await sessions.accounts(options).catch(() => []);
  const known =
    accounts.length === 1
      ? vscode.l10n.t('1 account known to the provider {provider}', { provider })
      : vscode.l10n.t('{count} accounts known to the provider {provider}', {
          count: accounts.length,
          provider,
        });
  const next = vscode.l10n.t('“CBA PKI: Sign In”.');
  if (!signedIn) {
    return {
      name,
      state: 'problem',
      found: vscode.l10n.t('nobody is signed in; {known}', { known }),
      next,
    };
  }
  const { label } = signedIn.account;
  return hasSession
    ? { name, state: 'fine', found: vscode.l10n.t('{label}; {known}', { label, known }) }
    : {
        name,
        state: 'problem',
        found: vscode.l10n.t('{label}, whose sign-in has ended; {known}', { label, known }),
        next,
      };
}

function tenantStep({ tenantId, options }: SignedIn): CheckedStep {
  return {
    name: vscode.l10n.t('Tenant'),
    state: 'fine',
    found: options.tenantId === '' ? tenantId : `${options.tenantId} (${tenantId})`,
  };
}

function permissionStep(grants: TokenGrants | undefined): CheckedStep {
  const name = vscode.l10n.t('Permission to read');
  if (!grants) {
    return { name, state: 'skipped', found: vscode.l10n.t('the token cannot be read, which is no fault') };
  }
  const granted = [...grants.scopes, ...grants.roles];
  const known = granted.filter((permission) => permission.startsWith('PublicKeyInfrastructure.'));
  return known.length > 0
    ? { name, state: 'fine', found: known.join(', ') }
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

async function writeStep(sessions: Sessions, signedIn: SignedIn): Promise<CheckedStep> {
  const name = vscode.l10n.t('Permission to write');
  const session = await findSession(sessions, signedIn, 'write');
  return session
    ? { name, state: 'fine', found: permissions.write }
    : {
        name,
        state: 'skipped',
        found: vscode.l10n.t('not asked for so far'),
        next: vscode.l10n.t('It is asked for with the first upload.'),
      };
}

function roleStep(grants: TokenGrants | undefined, { method }: SignInOptions): CheckedStep {
  const name = vscode.l10n.t('Role');
  if (method === 'clientCertificate') {
    return { name, state: 'skipped', found: vscode.l10n.t('an application needs none') };
  }
  if (!grants) {
    return { name, state: 'skipped', found: vscode.l10n.t('the token cannot be read, which is no fault') };
  }
  const found = roleNames().flatMap(({ id, label }) => (grants.directoryRoles.includes(id) ? [label] : []));
  return found.length > 0
    ? { name, state: 'fine', found: found.join(', ') }
    : {
        name,
        state: 'problem',
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

async function readStep(services: CheckServices): Promise<CheckedStep> {
  const name = vscode.l10n.t('Reading configurations');
  try {
    const { count, isAll } = await services.countConfigurations();
    return {
      name,
      state: 'fine',
      found: isAll
        ? vscode.l10n.t('Microsoft Graph answers: {count} configurations', { count })
        : vscode.l10n.t('Microsoft Graph answers: more than {count} configurations', { count }),
    };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.outcome === 'cancelled') {
      throw error;
    }
    return { name, state: 'problem', found: failure.message, next: vscode.l10n.t('See what was found.') };
  }
}

function skippedStep(): CheckedStep {
  return {
    name: vscode.l10n.t('Permissions, role and Microsoft Graph'),
    state: 'skipped',
    found: vscode.l10n.t('looked at once somebody is signed in'),
  };
}
