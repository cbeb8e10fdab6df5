import * as vscode from 'vscode';
import type { Connection, SignedIn } from '../../auth/connection.ts';
import type { LoginProbe } from '../../auth/loginProbe.ts';
import { permissions } from '../../auth/scopes.ts';
import { providerIdOf, type Session, type Sessions } from '../../auth/sessions.ts';
import type { SignInOptions } from '../../auth/signInOptions.ts';
import { directoryRoleIds, grantsOf, type TokenGrants } from '../../graph/accessToken.ts';
import { GraphRequestError } from '../../graph/errors.ts';
import type { Access } from '../../graph/middleware.ts';
import { failureOf } from '../../platform/failure.ts';
import { clockSentence } from '../../platform/graphSentences.ts';
import type { CheckedStep } from './signInReport.ts';

export interface CheckServices {
  readonly sessions: Sessions;
  readonly probeLogin: (options: SignInOptions) => Promise<LoginProbe>;
  readonly probeGraph: (options: SignInOptions) => Promise<LoginProbe>;
  /** What a setting of VS Code has to be for the cloud, where it is not. */
  readonly missingEnvironment: (options: SignInOptions) => string | undefined;
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
    return [sandboxStep(connection.root), (await readStep(services)).step];
  }
  const signedIn = connection.kind === 'signedIn' ? connection : undefined;
  const session = signedIn && (await findSession(services.sessions, signedIn, 'read'));
  const outside = [
    settingsStep(options, session !== undefined, services.missingEnvironment(options)),
    loginStep(await services.probeLogin(options), options),
    graphStep(await services.probeGraph(options), options),
    await accountStep(services.sessions, signedIn, options, session !== undefined),
  ];
  if (!session || !signedIn) {
    return [...outside, skippedStep()];
  }
  const grants = grantsOf(session.accessToken);
  const { step: reading, isForbidden } = await readStep(services);
  return [
    ...outside,
    tenantStep(signedIn),
    permissionStep(grants),
    await writeStep(services.sessions, signedIn),
    roleStep(grants, signedIn.options, isForbidden),
    reading,
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

function loginStep(probe: LoginProbe, { cloud }: SignInOptions): CheckedStep {
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

function graphStep(probe: LoginProbe, { cloud }: SignInOptions): CheckedStep {
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

async function writeStep(sessions: Sessions, signedIn: SignedIn): Promise<CheckedStep> {
  const name = vscode.l10n.t('Permission to write');
  const session = await findSession(sessions, signedIn, 'write');
  const grants = session && grantsOf(session.accessToken);
  if (session && !grants) {
    return { name, ...unreadable() };
  }
  return grants && grantedOf(grants).includes(permissions.write)
    ? { name, state: 'fine', found: permissions.write }
    : {
        name,
        state: 'skipped',
        found: vscode.l10n.t('not there so far'),
        next: vscode.l10n.t(
          'It is asked for with the first upload, and {permission} needs the consent of an administrator.',
          { permission: permissions.write },
        ),
      };
}

function grantedOf({ scopes, roles }: TokenGrants): string[] {
  return [...scopes, ...roles];
}

function unreadable(): Pick<CheckedStep, 'state' | 'found'> {
  return { state: 'skipped', found: vscode.l10n.t('the token cannot be read, which is no fault') };
}

/** A role that is not known here may be enough all the same; it is in the way only where Graph refuses. */
function roleStep(
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

async function readStep(
  services: CheckServices,
): Promise<{ readonly step: CheckedStep; readonly isForbidden: boolean }> {
  const name = vscode.l10n.t('Reading configurations');
  try {
    const { count, isAll } = await services.countConfigurations();
    const found = isAll
      ? vscode.l10n.t('{count} configurations', { count })
      : vscode.l10n.t('more than {count} configurations', { count });
    return { step: { name, state: 'fine', found }, isForbidden: false };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.outcome === 'cancelled') {
      throw error;
    }
    return {
      step: { name, state: 'problem', found: failure.message },
      isForbidden: error instanceof GraphRequestError && error.reason === 'forbidden',
    };
  }
}

function skippedStep(): CheckedStep {
  return {
    name: vscode.l10n.t('Permissions, role and configurations'),
    state: 'skipped',
    found: vscode.l10n.t('looked at once somebody is signed in'),
  };
}
