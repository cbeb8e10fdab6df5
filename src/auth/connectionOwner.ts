import * as vscode from 'vscode';
import type { Clock } from '../graph/clock.ts';
import type { TokenSource } from '../graph/middleware.ts';
import type { Access } from '../graph/permissions.ts';
import { setContextKey } from '../platform/contextKeys.ts';
import { CancelledError, ExpectedError } from '../platform/failure.ts';
import { type Connection, connectionOf, type SignedIn, signedOut } from './connection.ts';
import type { ConnectionMemory } from './connectionMemory.ts';
import { onlyWhile, tokensOf } from './connectionTokens.ts';
import type { SandboxTenant } from './sandboxTenant.ts';
import type { AzureAccess } from './scopes.ts';
import { providerIdOf, type Sessions } from './sessions.ts';
import { isSameSignIn, type SignInOptions } from './signInOptions.ts';
import { silentConnection } from './silentConnection.ts';

export interface ConnectionOptions {
  readonly sessions: Sessions;
  readonly memory: ConnectionMemory;
  readonly sandbox: Pick<SandboxTenant, 'open' | 'reset'>;
  readonly clock: Clock;
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
  #following: Promise<void> | undefined;
  /** The settings that led to the connection; undefined where it does not depend on them. */
  #applied: Applied | undefined;

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
   * Signs in. Whoever is signed in already signs in anew, with another token: the one that is there may have been rejected,
   * or lack what was granted since.
   * @param which `choose` lets the user choose another account
   * @param options where the settings are to be other ones once this has succeeded
   */
  async signIn(which: 'any' | 'choose' = 'any', options?: SignInOptions): Promise<void> {
    const wanted = options ?? this.#options.signInOptions();
    const { current } = this;
    const isAgain = which === 'any' && current?.kind === 'signedIn' && isSameSignIn(wanted, current.options);
    const again = isAgain ? current.account : undefined;
    const session = await this.#options.sessions.create({
      access: 'read',
      options: wanted,
      detail: vscode.l10n.t('It shows the PKI trust store of your tenant. This permission only reads.'),
      account: again,
      challenge: again && this.needsSignIn ? this.#obstacle?.challenge : undefined,
      which: again ? 'fresh' : which,
    });
    const connection = connectionOf(session, wanted);
    await this.#options.memory.remember({
      kind: 'signedIn',
      accountId: connection.account.id,
      tenantId: connection.tenantId,
      tenantSetting: wanted.tenantId,
    });
    this.#set(connection);
    if (!options) {
      await this.settingsChanged(); // while the sign-in was open
    }
  }

  /** Has the user give a further permission, where it was not given yet. @throws {ExpectedError} where it is not given */
  async consent(access: Access, detail: string): Promise<void> {
    const { current } = this;
    if (current?.kind === 'signedIn') {
      const { options, account } = current;
      await this.#options.sessions.create({ access, options, account, detail, which: 'any' });
    }
  }

  /**
   * A token for Azure of the account that is connected. The user is asked where none was given yet.
   * @throws {ExpectedError} where it is not given; {CancelledError} where the connection has changed
   */
  async azureToken(connection: SignedIn, access: AzureAccess, detail: string): Promise<string> {
    const { options, account } = connection;
    const request = { access, options, account, detail, which: 'any' } as const;
    const session = await this.#options.sessions.create(request);
    if (connection !== this.#current) {
      throw new CancelledError();
    }
    return session.accessToken;
  }

  async signOut(): Promise<void> {
    const { current } = this;
    await this.#options.memory.remember({ kind: 'signedOut' });
    this.#set(signedOut);
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

  /**
   * Follows a change of the settings: the account stays if it may sign in there without a question. Several settings may
   * change one after the other, so it waits until they have settled, and looks again until nothing differs.
   */
  settingsChanged(): Promise<void> {
    this.#following ??= this.#followSettings().finally(() => {
      this.#following = undefined;
    });
    return this.#following;
  }

  async #followSettings(): Promise<void> {
    const { clock, memory, sessions } = this.#options;
    while (this.#applied !== undefined && !isSame(this.#applied, this.#usableOptions())) {
      await clock.sleep(settlingTime);
      const [connection, options] = [this.#current, this.#usableOptions()];
      if (this.#applied !== undefined && !isSame(this.#applied, options)) {
        const followed =
          options === 'unusable' ? signedOut : await silentConnection(sessions, memory.remembered, options);
        if (connection === this.#current) {
          this.#set(followed, options);
        }
      }
    }
  }

  /** The settings; unusable ones connect to nobody, rather than to what they said before. */
  #usableOptions(): Applied {
    try {
      return this.#options.signInOptions();
    } catch {
      return 'unusable';
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
    const tokens = tokensOf(connection, this.#options.sessions, {
      needsSignIn: (challenge) => {
        this.#obstacle = { connection, challenge };
      },
      gaveToken: () => {
        this.#obstacle = undefined;
      },
    });
    return onlyWhile(isCurrent, tokens);
  }

  async #restore(): Promise<Connection> {
    const { connection, applied } = await this.#restored();
    // The user may have signed in or opened the sandbox meanwhile; that counts.
    if (!this.#current) {
      this.#set(connection, applied);
      await this.settingsChanged(); // while this was looked for
    }
    return this.#current ?? connection;
  }

  async #restored(): Promise<{ readonly connection: Connection; readonly applied?: Applied }> {
    const { memory, sessions, sandboxOpenAtStart } = this.#options;
    const remembered = memory.remembered;
    const kind = remembered?.kind ?? (sandboxOpenAtStart() ? 'sandbox' : 'signedOut');
    if (kind === 'sandbox') {
      return { connection: await this.#sandboxConnection() };
    }
    if (remembered?.kind !== 'signedIn') {
      return { connection: signedOut };
    }
    const options = this.#usableOptions();
    const connection =
      options === 'unusable' ? signedOut : await silentConnection(sessions, remembered, options);
    return { connection, applied: options };
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
      this.#set(signedOut);
    }
  }

  /** @param applied the settings that led to it, where it is to follow them */
  #set(
    connection: Connection,
    applied: Applied | undefined = connection.kind === 'signedIn' ? connection.options : undefined,
  ): void {
    const ended = this.#scope;
    this.#current = connection;
    this.#applied = applied;
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

type Applied = SignInOptions | 'unusable';

/** How long several settings may take to change one after the other, in milliseconds. */
const settlingTime = 1000;

function isSame(one: Applied, other: Applied): boolean {
  return one === 'unusable' || other === 'unusable' ? one === other : isSameSignIn(one, other);
}
