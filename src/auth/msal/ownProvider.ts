import * as vscode from 'vscode';
import { entraErrorIn } from '../entraError.ts';
import { readScopes, type ScopeRequest } from '../scopes.ts';
import type { AccountRecord, AccountStore } from './accountStore.ts';
import type { Flow } from './flow.ts';

/**
 * An authentication provider of the extension's own, so that its accounts stand in the Accounts menu, can be signed out
 * there, and nobody else in the code knows the difference. Reads the accounts from SecretStorage, and loads MSAL only
 * when somebody wants a token.
 */
export class OwnProvider implements vscode.AuthenticationProvider, vscode.Disposable {
  readonly #accounts: AccountStore;
  readonly #loadFlow: () => Promise<Flow>;
  readonly #changed =
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly #subscription: vscode.Disposable;
  #flow: Promise<Flow> | undefined;
  #failure: unknown;
  /** Accounts as they were last seen, to tell what another window changed. */
  #seen: readonly AccountRecord[] | undefined;
  readonly onDidChangeSessions = this.#changed.event;

  constructor(accounts: AccountStore, loadFlow: () => Promise<Flow>) {
    this.#accounts = accounts;
    this.#loadFlow = loadFlow;
    this.#subscription = accounts.onDidChange(() => {
      // What cannot be read now is told with the next change.
      this.#tellChanges().catch(() => undefined);
    });
  }

  /**
   * What the provider threw last, and forgets it. VS Code hands on the message of an error only, and nothing of what it
   * was.
   */
  takeFailure(): unknown {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  getSessions(
    scopes: readonly string[] | undefined,
    { account }: vscode.AuthenticationProviderSessionOptions,
  ): Promise<vscode.AuthenticationSession[]> {
    return this.#keepFailure(() => this.#find(scopes, account));
  }

  createSession(
    scopes: readonly string[],
    { account }: vscode.AuthenticationProviderSessionOptions,
  ): Promise<vscode.AuthenticationSession> {
    return this.#keepFailure(() => this.#create(scopes, account));
  }

  async #keepFailure<T>(task: () => Promise<T>): Promise<T> {
    this.#failure = undefined;
    try {
      return await task();
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  async #find(
    scopes: readonly string[] | undefined,
    account: vscode.AuthenticationSessionAccountInformation | undefined,
  ): Promise<vscode.AuthenticationSession[]> {
    const known = await this.#read();
    const accounts = known.filter(({ id }) => account === undefined || account.id === id);
    if (scopes === undefined || scopes.length === 0) {
      // For the Accounts menu, which needs no token.
      return onePerAccount(accounts).map((record) => sessionOf(record, '', []));
    }
    const request = readScopes(scopes);
    const sessions: vscode.AuthenticationSession[] = [];
    let failure: Error | undefined;
    for (const record of accounts.filter((candidate) => isMadeFor(candidate, request))) {
      const flow = await this.#load();
      try {
        const accessToken = await flow.silent(record, request);
        if (accessToken !== undefined) {
          sessions.push(sessionOf(record, accessToken, scopes));
        }
      } catch (error) {
        failure ??= isRefusal(error) || !(error instanceof Error) ? undefined : error;
      }
    }
    if (failure && sessions.length === 0) {
      throw failure;
    }
    return sessions;
  }

  async #create(
    scopes: readonly string[],
    account: vscode.AuthenticationSessionAccountInformation | undefined,
  ): Promise<vscode.AuthenticationSession> {
    const request = readScopes(scopes);
    const flow = await this.#load();
    const known = (await this.#read()).find(
      (record) => record.id === account?.id && isMadeFor(record, request),
    );
    const { account: record, accessToken } = await flow.interactive(request, known);
    await this.#accounts.add(record);
    await this.#tellChanges();
    return sessionOf(record, accessToken, scopes);
  }

  /** Signs an account out, with all that was kept for it. */
  async removeSession(sessionId: string): Promise<void> {
    const gone = (await this.#read()).filter(({ id }) => id === sessionId);
    for (const record of gone) {
      await (await this.#load()).forget(record);
      await this.#accounts.remove(record);
    }
    await this.#tellChanges();
  }

  async #read(): Promise<readonly AccountRecord[]> {
    const records = await this.#accounts.all();
    this.#seen ??= records;
    return records;
  }

  async #load(): Promise<Flow> {
    this.#flow ??= this.#loadFlow();
    return this.#flow;
  }

  async #tellChanges(): Promise<void> {
    const now = await this.#accounts.all();
    const before = this.#seen ?? [];
    this.#seen = now;
    const missingIn = (list: readonly AccountRecord[], all: readonly AccountRecord[]): AccountRecord[] =>
      onePerAccount(all.filter(({ id }) => !list.some((other) => other.id === id)));
    const added = missingIn(before, now).map((record) => sessionOf(record, '', []));
    const removed = missingIn(now, before).map((record) => sessionOf(record, '', []));
    if (added.length + removed.length > 0) {
      this.#changed.fire({ added, removed, changed: [] });
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

/**
 * Whether Entra itself refused. VS Code asks for the sessions before every new sign-in: what is refused silently must not
 * stand in the way of one that could mend it, such as one with another certificate.
 */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && entraErrorIn(error.message) !== undefined;
}

function sessionOf(
  { id, label }: AccountRecord,
  accessToken: string,
  scopes: readonly string[],
): vscode.AuthenticationSession {
  return { id, accessToken, account: { id, label }, scopes };
}

function onePerAccount(records: readonly AccountRecord[]): AccountRecord[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

/** Whether an account signed in there, and with that application. */
function isMadeFor(record: AccountRecord, request: ScopeRequest): boolean {
  return (
    record.clientId === request.clientId &&
    record.tenantId === request.tenantId &&
    record.loginRoot === request.loginRoot
  );
}
