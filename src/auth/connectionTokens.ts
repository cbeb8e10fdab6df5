import * as vscode from 'vscode';
import { GraphRequestError } from '../graph/errors.ts';
import type { Access, Rejection, TokenSource } from '../graph/middleware.ts';
import { CancelledError, ExpectedError } from '../platform/failure.ts';
import type { SignedIn } from './connection.ts';
import type { Session, Sessions } from './sessions.ts';

/**
 * The tokens of an account that is signed in.
 * @param onNeedsSignIn is told when nothing but a sign-in helps, with the claims challenge that it has to answer
 */
export function tokensOf(
  connection: SignedIn,
  sessions: Sessions,
  onNeedsSignIn: (challenge: string | undefined) => void,
): TokenSource {
  return {
    token: async (access) => {
      const { accessToken } = await sessionFor(connection, sessions, access, onNeedsSignIn);
      return accessToken;
    },
    replace: (rejection, access) => replacement(connection, sessions, rejection, access, onNeedsSignIn),
    rejectedAgain: ({ claimsChallenge }) => onNeedsSignIn(claimsChallenge),
  };
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
  onNeedsSignIn: (challenge: undefined) => void,
): Promise<Session> {
  const found = await sessions.find({ access, options, account }).catch(throwAsUnreachable);
  if (found) {
    return found;
  }
  if (access === 'read') {
    onNeedsSignIn(undefined);
    const obstacle = await sessions.obstacle(options, access);
    return throwAsUnreachable(obstacle ?? signInNeeded());
  }
  return sessions.create({ access, options, account, detail: writeDetail(), which: 'any' });
}

/**
 * Renews silently where that is possible. Otherwise only a write asks, because only a write is sure to be what the user
 * is at; a read fails with an error that offers to sign in.
 */
async function replacement(
  { account, options }: SignedIn,
  sessions: Sessions,
  { token, claimsChallenge: challenge }: Rejection,
  access: Access,
  onNeedsSignIn: (challenge: string | undefined) => void,
): Promise<string | undefined> {
  const found = await sessions.find({ access, options, account, challenge }).catch(throwAsUnreachable);
  if (found && found.accessToken !== token) {
    return found.accessToken;
  }
  if (access === 'write') {
    const which = challenge === undefined ? 'fresh' : 'any';
    const request = { access, options, account, challenge, detail: writeDetail(), which } as const;
    return (await sessions.create(request)).accessToken;
  }
  onNeedsSignIn(challenge);
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
