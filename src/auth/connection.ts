import * as vscode from 'vscode';
import type { Access, TokenSource } from '../graph/middleware.ts';
import { setContextKey } from '../platform/contextKeys.ts';
import { CancelledError, ExpectedError } from '../platform/failure.ts';
import type { SandboxTenant } from './sandboxTenant.ts';
import type { SignInOptions } from './scopes.ts';
import { findSession, requestSession, tenantOf } from './sessions.ts';

/** Which tenant the extension works on. */
export type Connection =
  | { readonly kind: 'signedOut' }
  | {
      readonly kind: 'signedIn';
      readonly account: vscode.AuthenticationSessionAccountInformation;
      readonly tenantId: string;
      readonly options: SignInOptions;
    }
  | { readonly kind: 'sandbox'; readonly root: string; readonly tenantId: string };

/** What is kept across restarts: which kind it was, nothing of the session. */
type Remembered = { readonly kind: 'signedIn'; readonly accountId: string } | { readonly kind: 'sandbox' };

const rememberedKey = 'connection';

export interface ConnectionOptions {
  readonly memory: vscode.Memento;
  readonly sandbox: SandboxTenant;
  readonly signInOptions: () => SignInOptions;
  readonly sandboxOpenAtStart: () => boolean;
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

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#subscription = vscode.authentication.onDidChangeSessions((event) => {
      // A provider that cannot answer now changes nothing: the next call to Graph will tell.
      this.#sessionsChanged(event).catch(() => undefined);
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
    return this.#remembered()?.kind === 'signedIn';
  }

  async signIn(): Promise<void> {
    const options = this.#options.signInOptions();
    const session = await requestSession(
      'read',
      options,
      vscode.l10n.t('It shows the PKI trust store of your tenant. This permission only reads.'),
    );
    await this.#remember({ kind: 'signedIn', accountId: session.account.id });
    this.#set({ kind: 'signedIn', account: session.account, tenantId: tenantOf(session, options), options });
  }

  async signOut(): Promise<void> {
    await this.#remember(undefined);
    this.#set({ kind: 'signedOut' });
  }

  async openSandbox(): Promise<void> {
    const connection = await this.#sandboxConnection();
    await this.#remember({ kind: 'sandbox' });
    this.#set(connection);
  }

  /** Puts the sandbox's sample data back and opens it. */
  async resetSandbox(): Promise<void> {
    await this.#options.sandbox.reset();
    await this.openSandbox();
  }

  /** A token source for the connection as it is now; it gives no token once the connection has changed. */
  tokenSource(connection: Exclude<Connection, { kind: 'signedOut' }>): TokenSource {
    return async (access) => {
      if (connection !== this.#current) {
        throw new CancelledError();
      }
      if (connection.kind === 'sandbox') {
        return 'sandbox';
      }
      const { options, account } = connection;
      const session =
        (await findSession(access, options, account)) ?? (await this.#ask(access, options, account));
      return session.accessToken;
    };
  }

  async #ask(
    access: Access,
    options: SignInOptions,
    account: vscode.AuthenticationSessionAccountInformation,
  ): Promise<vscode.AuthenticationSession> {
    if (access === 'read') {
      throw new ExpectedError('signIn.needed', vscode.l10n.t('The sign-in has ended. Sign in again.'), [
        { title: vscode.l10n.t('Sign In'), command: 'cbaPki.account.signIn' },
      ]);
    }
    return requestSession(
      access,
      options,
      vscode.l10n.t(
        'It is about to change the PKI trust store of your tenant, as you asked. That needs a permission to write.',
      ),
      account,
    );
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
    const remembered = this.#remembered();
    const kind = remembered?.kind ?? (this.#options.sandboxOpenAtStart() ? 'sandbox' : 'signedOut');
    if (kind === 'sandbox') {
      return this.#sandboxConnection();
    }
    if (remembered?.kind !== 'signedIn') {
      return { kind: 'signedOut' };
    }
    return this.#silentConnection(remembered.accountId);
  }

  async #silentConnection(accountId: string): Promise<Connection> {
    const options = this.#options.signInOptions();
    const accounts = await vscode.authentication.getAccounts(options.cloud.providerId);
    const account = accounts.find(({ id }) => id === accountId);
    const session = account && (await findSession('read', options, account));
    return session
      ? { kind: 'signedIn', account: session.account, tenantId: tenantOf(session, options), options }
      : { kind: 'signedOut' };
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

  async #sessionsChanged(event: vscode.AuthenticationSessionsChangeEvent): Promise<void> {
    const connection = this.#current;
    if (connection?.kind !== 'signedIn' || event.provider.id !== connection.options.cloud.providerId) {
      return;
    }
    const session = await findSession('read', connection.options, connection.account);
    if (!session && connection === this.#current) {
      this.#set({ kind: 'signedOut' });
    }
  }

  #set(connection: Connection): void {
    const ended = this.#scope;
    this.#current = connection;
    this.#scope = new AbortController();
    ended.abort(new CancelledError());
    setContextKey('cbaPki.connection', connection.kind);
    this.#changed.fire(connection);
  }

  #remembered(): Remembered | undefined {
    return this.#options.memory.get<Remembered>(rememberedKey);
  }

  async #remember(remembered: Remembered | undefined): Promise<void> {
    await this.#options.memory.update(rememberedKey, remembered);
  }

  dispose(): void {
    this.#scope.abort(new CancelledError());
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
