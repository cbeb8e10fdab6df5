import type * as vscode from 'vscode';
import {
  type Account,
  type NewSessionRequest,
  providerIdOf,
  type Session,
  type SessionRequest,
  type Sessions,
} from '../../src/auth/sessions.ts';
import type { SignInOptions } from '../../src/auth/signInOptions.ts';
import type { ExpectedError } from '../../src/platform/failure.ts';

/** Sessions as a test sets them. Every request is kept. */
export class FakeSessions implements Sessions {
  readonly found: SessionRequest[] = [];
  readonly created: NewSessionRequest[] = [];
  known: Account[] = [];
  /** Token of a session that is there without a question; undefined where there is none. */
  silentToken: (request: SessionRequest) => string | undefined = () => undefined;
  /** What the user does when asked. */
  onCreate: (request: NewSessionRequest) => Promise<Session> = () =>
    Promise.reject(new Error('Nobody expected a question'));
  inTheWay: ExpectedError | undefined;
  readonly #listeners = new Set<(providerId: string) => void>();

  async find(request: SessionRequest): Promise<Session | undefined> {
    this.found.push(request);
    const accessToken = this.silentToken(request);
    const account = request.account ?? this.known[0];
    return accessToken !== undefined && account ? { accessToken, account } : undefined;
  }

  create(request: NewSessionRequest): Promise<Session> {
    this.created.push(request);
    return this.onCreate(request);
  }

  async accounts(): Promise<readonly Account[]> {
    return this.known;
  }

  async obstacle(): Promise<ExpectedError | undefined> {
    return this.inTheWay;
  }

  readonly onDidChange: vscode.Event<string> = (listener) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  /** Signs an account out somewhere else, and has the provider say so. */
  signOutElsewhere(account: Account, options: SignInOptions): void {
    this.known = this.known.filter(({ id }) => id !== account.id);
    this.#listeners.forEach((listener) => listener(providerIdOf(options)));
  }
}
