import * as vscode from 'vscode';
import type { Clock } from '../graph/clock.ts';
import { ExpectedError } from '../platform/failure.ts';
import { probeLogin } from './loginProbe.ts';
import { type AnyAccess, claimsIn, pseudoScopes, scopesFor } from './scopes.ts';
import { obstacleTo, signInFailure } from './signInFailure.ts';
import type { SignInMethod, SignInOptions } from './signInOptions.ts';

export type Account = vscode.AuthenticationSessionAccountInformation;

export interface Session {
  readonly accessToken: string;
  readonly account: Account;
}

export interface SessionRequest {
  readonly access: AnyAccess;
  readonly options: SignInOptions;
  /** Whose session; without one, the account that was used last. */
  readonly account?: Account | undefined;
  /** The WWW-Authenticate header of a claims challenge that the session has to answer. */
  readonly challenge?: string | undefined;
  /** Whether Graph rejected the token of the session there is. VS Code's own provider renews as it sees fit. */
  readonly isRenewal?: boolean;
}

export interface NewSessionRequest extends SessionRequest {
  /** Why it is needed, shown in VS Code's question. */
  readonly detail: string;
  /**
   * - `any`: a session that is there already will do
   * - `choose`: the user chooses among the accounts, or adds one
   * - `fresh`: the user signs in anew, because the token of the session there was rejected
   */
  readonly which: 'any' | 'choose' | 'fresh';
}

/** Sessions as a port: VS Code's in life, and a fake in tests. */
export interface Sessions {
  /** A session that is there already, without asking anybody. */
  find(request: SessionRequest): Promise<Session | undefined>;
  /**
   * A session for which the user may be asked to sign in or to consent.
   * @throws {CancelledError} where the user says no; {@link ExpectedError} with what is wrong and what to do
   */
  create(request: NewSessionRequest): Promise<Session>;
  accounts(options: SignInOptions): Promise<readonly Account[]>;
  /** What stands in the way of the network to the login service, if anything; for a session that is not to be had. */
  obstacle(options: SignInOptions, access: AnyAccess): Promise<ExpectedError | undefined>;
  /** Fires with the id of a provider whose sessions changed. */
  readonly onDidChange: vscode.Event<string>;
}

/** Ids of the authentication providers of this extension, as package.json declares them. */
export const ownProviderIds = {
  deviceCode: 'cbaPki.deviceCode',
  clientCertificate: 'cbaPki.clientCertificate',
} as const;

/** Id of the authentication provider that signs in. */
export function providerIdOf({ method, cloud }: SignInOptions): string {
  if (method !== 'vscode') {
    return ownProviderIds[method];
  }
  return cloud.environment === undefined ? 'microsoft' : 'microsoft-sovereign-cloud';
}

/**
 * Sessions of `vscode.authentication`, whoever provides them.
 * @param takeFailure what a provider of ours threw last, as it was: VS Code hands on its message only
 */
export function vscodeSessions(
  clock: Clock,
  takeFailure: (method: SignInMethod) => unknown,
): Sessions & vscode.Disposable {
  const explained = (error: unknown, { access, options }: SessionRequest): Promise<Error> =>
    signInFailure(takeFailure(options.method) ?? error, access, options, () =>
      probeLogin(options, clock, new AbortController().signal),
    );
  const changed = new vscode.EventEmitter<string>();
  const subscription = vscode.authentication.onDidChangeSessions(({ provider }) => changed.fire(provider.id));
  return {
    async find(request) {
      if (!hasProvider(request.options)) {
        return undefined;
      }
      try {
        return await getSession(request, { silent: true });
      } catch (error) {
        throw await explained(error, request);
      }
    },
    async create(request) {
      const { detail, which } = request;
      requireProvider(request.options);
      try {
        const session = await getSession(
          request,
          which === 'fresh' ? { forceNewSession: { detail } } : createOptions(detail, which),
        );
        if (!session) {
          throw new Error('No session came back.');
        }
        return session;
      } catch (error) {
        throw await explained(error, request);
      }
    },
    obstacle: (options, access) =>
      obstacleTo(options, access, () => probeLogin(options, clock, new AbortController().signal)),
    async accounts(options) {
      if (!hasProvider(options)) {
        return [];
      }
      try {
        return await vscode.authentication.getAccounts(providerIdOf(options));
      } catch (error) {
        throw await explained(error, { access: 'read', options });
      }
    },
    onDidChange: changed.event,
    dispose: () => vscode.Disposable.from(subscription, changed).dispose(),
  };
}

function createOptions(detail: string, which: 'any' | 'choose'): vscode.AuthenticationGetSessionOptions {
  return { createIfNone: { detail }, ...(which === 'choose' ? { clearSessionPreference: true } : {}) };
}

async function getSession(
  { access, options, account, challenge, isRenewal }: SessionRequest,
  how: vscode.AuthenticationGetSessionOptions,
): Promise<Session | undefined> {
  const scopes = scopesFor(access, options);
  const whose = { ...how, ...(account ? { account } : {}) };
  if (options.method === 'vscode') {
    const request = challenge === undefined ? scopes : { wwwAuthenticate: challenge, fallbackScopes: scopes };
    return vscode.authentication.getSession(providerIdOf(options), request, whose);
  }
  // VS Code hands challenges only to providers that use an API which is not open to every extension.
  const claims = challenge === undefined ? undefined : claimsIn(challenge);
  const all = [
    ...scopes,
    ...(claims === undefined ? [] : [`${pseudoScopes.claims}${claims}`]),
    ...(isRenewal ? [`${pseudoScopes.renewal}yes`] : []),
  ];
  return vscode.authentication.getSession(providerIdOf(options), all, whose);
}

/** VS Code has its provider for other clouds only when its own setting names one. */
function hasProvider(options: SignInOptions): boolean {
  const { environment } = options.cloud;
  return options.method !== 'vscode' || environment === undefined || environmentSetting() === environment;
}

/** What the setting of VS Code for other clouds has to be for this sign-in, where it is another or none. */
export function missingEnvironment(options: SignInOptions): string | undefined {
  return hasProvider(options) ? undefined : options.cloud.environment;
}

function environmentSetting(): string | undefined {
  const value = vscode.workspace.getConfiguration().get<unknown>('microsoft-sovereign-cloud.environment');
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function requireProvider(options: SignInOptions): void {
  if (hasProvider(options)) {
    return;
  }
  const { environment = '' } = options.cloud;
  throw new ExpectedError(
    'signIn.environmentMissing',
    vscode.l10n.t(
      'For this cloud, the setting microsoft-sovereign-cloud.environment of VS Code has to be {environment}. Switching the cloud sets it.',
      { environment },
    ),
    [{ title: vscode.l10n.t('Switch Cloud…'), command: 'cbaPki.account.switchCloud' }],
  );
}
