import * as vscode from 'vscode';
import { grantsOf } from '../graph/accessToken.ts';
import { GraphRequestError } from '../graph/errors.ts';
import type { Rejection, TokenSource } from '../graph/middleware.ts';
import { type Access, changesSomething, permissions } from '../graph/permissions.ts';
import { CancelledError, ExpectedError } from '../platform/failure.ts';
import type { SignedIn } from './connection.ts';
import type { Session, Sessions } from './sessions.ts';
import { isGuid } from './signInOptions.ts';

/** Is told how it stands with the tokens of a connection. */
export interface TokenListener {
  /** Nothing but a sign-in helps; it has to answer the claims challenge, where there is one. */
  readonly needsSignIn: (challenge: string | undefined) => void;
  /** A token was to be had. */
  readonly gaveToken: () => void;
}

/** The tokens of an account that is signed in, and of no other, whoever answers VS Code's questions. */
export function tokensOf(connection: SignedIn, sessions: Sessions, listener: TokenListener): TokenSource {
  return {
    token: async (access) => {
      const session = await sessionFor(connection, sessions, access, listener);
      listener.gaveToken();
      return tokenOf(connection, session);
    },
    replace: (rejection, access) => replacement(connection, sessions, rejection, access, listener),
    rejectedAgain: ({ claimsChallenge }) => listener.needsSignIn(claimsChallenge),
  };
}

/**
 * The token of a session, which has to be one of the account and the tenant that are connected: VS Code hands out the
 * session of another account when that one signed in and the user had it kept.
 */
function tokenOf({ account, tenantId }: SignedIn, session: Session): string {
  const tenant = grantsOf(session.accessToken)?.tenantId ?? tenantId;
  if (session.account.id !== account.id || (isGuid(tenantId) && tenant !== tenantId)) {
    throw new ExpectedError(
      'signIn.otherAccount',
      vscode.l10n.t('Another account signed in than the one that is connected: {label}. Nothing was sent.', {
        label: session.account.label,
      }),
      [{ title: vscode.l10n.t('Switch Account…'), command: 'cbaPki.account.switch' }],
    );
  }
  return session.accessToken;
}

/** A source that gives nothing any more once its connection has changed, not even what was asked for before. */
export function onlyWhile(isCurrent: () => boolean, source: TokenSource): TokenSource {
  const guarded = async <T>(give: () => Promise<T>): Promise<T> => {
    throwUnless(isCurrent());
    const given = await give();
    throwUnless(isCurrent());
    return given;
  };
  return {
    token: (...args) => guarded(() => source.token(...args)),
    replace: (...args) => guarded(() => source.replace(...args)),
    rejectedAgain: (rejection) => source.rejectedAgain(rejection),
  };
}

function throwUnless(isCurrent: boolean): void {
  if (!isCurrent) {
    throw new CancelledError();
  }
}

async function sessionFor(
  { account, options }: SignedIn,
  sessions: Sessions,
  access: Access,
  listener: TokenListener,
): Promise<Session> {
  const found = await sessions.find({ access, options, account }).catch(throwAsUnreachable);
  if (found) {
    return found;
  }
  if (!changesSomething(access)) {
    const obstacle = await sessions.obstacle(options, access);
    if (!obstacle && access === 'read') {
      listener.needsSignIn(undefined);
    }
    return throwAsUnreachable(obstacle ?? (access === 'read' ? signInNeeded() : notPermitted(access)));
  }
  return sessions.create({ access, options, account, detail: writeDetail(), which: 'any' });
}

/**
 * Renews silently where that is possible. Otherwise only a write asks, because only a write is sure to be what the user
 * is at; a read fails with an error that offers to sign in.
 */
async function replacement(
  connection: SignedIn,
  sessions: Sessions,
  { token, claimsChallenge: challenge }: Rejection,
  access: Access,
  listener: TokenListener,
): Promise<string | undefined> {
  const { account, options } = connection;
  const renewed = { access, options, account, challenge, isRenewal: true };
  const found = await sessions.find(renewed).catch(throwAsUnreachable);
  if (found && found.accessToken !== token) {
    return tokenOf(connection, found);
  }
  if (changesSomething(access)) {
    const which = challenge === undefined ? 'fresh' : 'any';
    const request = { access, options, account, challenge, detail: writeDetail(), which } as const;
    return tokenOf(connection, await sessions.create(request));
  }
  listener.needsSignIn(challenge);
  return undefined;
}

function writeDetail(): string {
  return vscode.l10n.t(
    'It is about to change the PKI trust store of your tenant, as you asked. That needs a permission to write.',
  );
}

function signInNeeded(): ExpectedError {
  return new ExpectedError('signIn.needed', vscode.l10n.t('The sign-in has ended. Sign in again.'), [
    { title: vscode.l10n.t('Sign In'), command: 'cbaPki.account.signIn' },
  ]);
}

/** Only the trust store's own permission comes with the sign-in; others are asked for where somebody looks at what they are for. */
function notPermitted(access: Access): ExpectedError {
  return new ExpectedError(
    'signIn.consentMissing',
    vscode.l10n.t('This needs the permission {permission}, which was not given yet.', {
      permission: permissions[access],
    }),
  );
}

/**
 * A network that is not there is the same to whoever calls Graph, whether it keeps the login service or Graph away: what
 * waits for better times, such as the watch over a job, waits in both cases.
 */
function throwAsUnreachable(error: unknown): never {
  if (error instanceof ExpectedError && error.reason === 'signIn.network') {
    const cause = Object.assign(new Error(error.message), { code: error.trace });
    throw new GraphRequestError('network', 'The login service could not be reached.', {}, cause);
  }
  throw error;
}
