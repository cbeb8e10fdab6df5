import * as vscode from 'vscode';
import type { TokenSource } from '../graph/middleware.ts';
import { setContextKey } from '../platform/contextKeys.ts';
import { CancelledError, ExpectedError } from '../platform/failure.ts';
import { type Connection, connectionOf, type SignedIn } from './connection.ts';
import type { ConnectionMemory } from './connectionMemory.ts';
import { onlyWhile, tokensOf } from './connectionTokens.ts';
import type { SandboxTenant } from './sandboxTenant.ts';
import { providerIdOf, type Session, type Sessions } from './sessions.ts';
import { isSameSignIn, type SignInOptions } from './signInOptions.ts';

export interface ConnectionOptions {
  readonly sessions: Sessions;
  readonly memory: ConnectionMemory;
  readonly sandbox: Pick<SandboxTenant, 'open' | 'reset'>;
  /** The settings as they are now. @throws {ExpectedError} where they are unusable */
  readonly signInOptions: () => SignInOptions;
  readonly sandboxOpenAtStart: () => boolean;
  /** Has the provider forget an account that was signed out, where that is ours to do. */
  readonly endSession: (connection: SignedIn) => Promise<void>;
}

/** What stands between a connection and its next token: nothing, or a sign-in that the user has to begin. */
interface Obstacle {
  readonly connection: Connection;
  readonly challenge: string | undefined;
}

/**
 * Owns the connection. Until the first `restore()` has ended it is unknown, and nothing is shown; a change cancels what
 * runs for the old one, through the signal that belongs to it.
 */
export class ConnectionOwner implements vscode.Disposable {
  readonly #options: ConnectionOptions;
  readonly #changed = new vscode.EventEmitter<Connection>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChange = this.#changed.event;
  #current: Connection | undefined;
  #scope = new AbortController();
  #restoring: Promise<Connection> | undefined;
  #obstacle: Obstacle | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#subscription = options.sessions.onDidChange((providerId) => {
      // A provider that cannot answer now changes nothing: the next call to Graph will tell.
      this.#sessionsChanged(providerId).catch(() => undefined);
    });
  }

  /** Undefined until it is known. */
  get current(): Connection | undefined {
    return this.#current;
  }

  /** Aborted when the connection changes. */
  get signal(): AbortSignal {
    return this.#scope.signal;
  }

  /** Whether Graph has rejected the token of the connection, so that only signing in again will help. */
  get needsSignIn(): boolean {
    return this.#obstacle !== undefined && this.#obstacle.connection === this.#current;
  }

  /** What was there last time, without asking anybody. Does its work once, unless it failed. */
  restore(): Promise<Connection> {
    if (this.#current) {
      return Promise.resolve(this.#current);
    }
    this.#restoring ??= this.#restore().catch((error: unknown) => {
      this.#restoring = undefined;
      throw error;
    });
    return this.#restoring;
  }

  /** Whether an account was signed in last time. */
  get remembersAccount(): boolean {
    return this.#options.memory.remembered?.kind === 'signedIn';
  }

  /**
   * Signs in with the settings as they are.
   * @param which `choose` lets the user choose another account; otherwise the present one signs in again where Graph has
   * rejected its token, and any session will do where nobody is signed in
   */
  async signIn(which: 'any' | 'choose' = 'any'): Promise<void> {
    const options = this.#options.signInOptions();
    const { current } = this;
    const again =
      this.needsSignIn && which === 'any' && current?.kind === 'signedIn' ? current.account : undefined;
    const session = await this.#options.sessions.create({
      access: 'read',
      options,
      detail: vscode.l10n.t('It shows the PKI trust store of your tenant. This permission only reads.'),
      account: again,
      challenge: again && this.#obstacle?.challenge,
      which: again ? 'fresh' : which,
    });
    await this.#signedIn(session, options);
  }

  async signOut(): Promise<void> {
    const { current } = this;
    await this.#options.memory.remember({ kind: 'signedOut' });
    this.#set({ kind: 'signedOut' });
    if (current?.kind === 'signedIn') {
      await this.#options.endSession(current);
    }
  }

  async openSandbox(): Promise<void> {
    const connection = await this.#sandboxConnection();
    await this.#options.memory.remember({ kind: 'sandbox' });
    this.#set(connection);
  }

  /** Puts the sandbox's sample data back and opens it. */
  async resetSandbox(): Promise<void> {
    await this.#options.sandbox.reset();
    await this.openSandbox();
  }

  /** Follows a change of the settings: the account stays if it may sign in there without a question. */
  async settingsChanged(): Promise<void> {
    const connection = this.#current;
    if (connection?.kind !== 'signedIn') {
      return;
    }
    const options = this.#options.signInOptions();
    if (isSameSignIn(options, connection.options)) {
      return;
    }
    const restored = await this.#silentConnection(connection.account.id, options);
    if (connection === this.#current) {
      this.#set(restored);
    }
  }

  /** The tokens of a connection; there are none any more once it has changed. */
  tokenSource(connection: Exclude<Connection, { kind: 'signedOut' }>): TokenSource {
    const isCurrent = (): boolean => connection === this.#current;
    if (connection.kind === 'sandbox') {
      return onlyWhile(isCurrent, {
        token: async () => 'sandbox',
        replace: async () => undefined,
        rejectedAgain: () => undefined,
      });
    }
    const tokens = tokensOf(connection, this.#options.sessions, (challenge) => {
      this.#obstacle = { connection, challenge };
    });
    return onlyWhile(isCurrent, tokens);
  }

  async #signedIn(session: Session, options: SignInOptions): Promise<void> {
    await this.#options.memory.remember({ kind: 'signedIn', accountId: session.account.id });
    this.#set(connectionOf(session, options));
  }

  async #restore(): Promise<Connection> {
    const restored = await this.#restored();
    // The user may have signed in or opened the sandbox meanwhile; that counts.
    if (!this.#current) {
      this.#set(restored);
    }
    return this.#current ?? restored;
  }

  async #restored(): Promise<Connection> {
    const { memory, sandboxOpenAtStart } = this.#options;
    const remembered = memory.remembered;
    const kind = remembered?.kind ?? (sandboxOpenAtStart() ? 'sandbox' : 'signedOut');
    if (kind === 'sandbox') {
      return this.#sandboxConnection();
    }
    if (remembered?.kind !== 'signedIn') {
      return { kind: 'signedOut' };
    }
    return this.#silentConnection(remembered.accountId, this.#options.signInOptions());
  }

  async #silentConnection(accountId: string, options: SignInOptions): Promise<Connection> {
    const { sessions } = this.#options;
    const accounts = await sessions.accounts(options);
    const account = accounts.find(({ id }) => id === accountId);
    if (!account) {
      return { kind: 'signedOut' };
    }
    const session = await sessions.find({ access: 'read', options, account });
    // Without a token for now, as without a network: the account stays, and the first call tells what is the matter.
    return connectionOf(session ?? { accessToken: '', account }, options);
  }

  async #sandboxConnection(): Promise<Connection> {
    try {
      const { root, tenantId } = await this.#options.sandbox.open();
      return { kind: 'sandbox', root, tenantId };
    } catch (error) {
      throw new ExpectedError(
        'sandbox.failed',
        vscode.l10n.t('The sandbox tenant did not start: {message}', {
          message: error instanceof Error ? error.message : String(error),
        }),
        [{ title: vscode.l10n.t('Try Again'), command: 'cbaPki.sandbox.open' }],
        error,
      );
    }
  }

  /** The account may have been signed out in the Accounts menu or in another window. */
  async #sessionsChanged(providerId: string): Promise<void> {
    const connection = this.#current;
    if (connection?.kind !== 'signedIn' || providerId !== providerIdOf(connection.options)) {
      return;
    }
    const accounts = await this.#options.sessions.accounts(connection.options);
    if (!accounts.some(({ id }) => id === connection.account.id) && connection === this.#current) {
      this.#set({ kind: 'signedOut' });
    }
  }

  #set(connection: Connection): void {
    const ended = this.#scope;
    this.#current = connection;
    this.#obstacle = undefined;
    this.#scope = new AbortController();
    ended.abort(new CancelledError());
    setContextKey('cbaPki.connection', connection.kind);
    this.#changed.fire(connection);
  }

  dispose(): void {
    this.#scope.abort(new CancelledError());
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
