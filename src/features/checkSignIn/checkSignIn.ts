import * as vscode from 'vscode';
import type { Connection, SignedIn } from '../../auth/connection.ts';
import type { LoginProbe } from '../../auth/loginProbe.ts';
import { providerIdOf, type Session, type Sessions } from '../../auth/sessions.ts';
import type { SignInOptions } from '../../auth/signInOptions.ts';
import { grantsOf } from '../../graph/accessToken.ts';
import { GraphRequestError } from '../../graph/errors.ts';
import { type Access, permissions } from '../../graph/permissions.ts';
import { failureOf } from '../../platform/failure.ts';
import type { CheckedStep } from './signInReport.ts';
import {
  grantedOf,
  graphStep,
  loginStep,
  permissionStep,
  roleStep,
  sandboxStep,
  settingsStep,
  skippedStep,
  tenantStep,
  unreadable,
} from './signInSteps.ts';

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
