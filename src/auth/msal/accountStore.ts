import type * as vscode from 'vscode';
import { isRecord } from '../../graph/isRecord.ts';

/** An account of one of the extension's own providers: what it takes to get tokens for it again. */
export interface AccountRecord {
  /** `<object id>.<tenant id>` of a user, `<client id>.<tenant id>` of an application. */
  readonly id: string;
  readonly label: string;
  readonly clientId: string;
  /** As it was asked for: an id or a domain, or empty for the account's own tenant. */
  readonly tenantId: string;
  readonly loginRoot: string;
  /** Files that hold the certificate and the private key of an application. They stay where they are. */
  readonly credentialFiles?: readonly string[];
  /** Passphrase of the private key, where the user wanted it kept. */
  readonly passphrase?: string;
}

/** The accounts of a provider, in VS Code's SecretStorage. */
export class AccountStore {
  readonly #secrets: vscode.SecretStorage;
  readonly #key: string;

  constructor(secrets: vscode.SecretStorage, providerId: string) {
    this.#secrets = secrets;
    this.#key = `${providerId}.accounts`;
  }

  async all(): Promise<readonly AccountRecord[]> {
    const text = await this.#secrets.get(this.#key);
    if (text === undefined) {
      return [];
    }
    try {
      const records: unknown = JSON.parse(text);
      return Array.isArray(records) ? records.filter(isAccountRecord) : [];
    } catch {
      return []; // nothing that this version can read: the user signs in again
    }
  }

  async add(record: AccountRecord): Promise<void> {
    await this.#write([...(await this.all()).filter((other) => !isSameAccount(other, record)), record]);
  }

  async remove(record: AccountRecord): Promise<void> {
    await this.#write((await this.all()).filter((other) => !isSameAccount(other, record)));
  }

  /** Calls back when another window, too, has changed the accounts. */
  onDidChange(listener: () => void): vscode.Disposable {
    return this.#secrets.onDidChange(({ key }) => {
      if (key === this.#key) {
        listener();
      }
    });
  }

  async #write(records: readonly AccountRecord[]): Promise<void> {
    await (records.length === 0
      ? this.#secrets.delete(this.#key)
      : this.#secrets.store(this.#key, JSON.stringify(records)));
  }
}

/** One account may have signed in with several applications and to several tenants, each with tokens of its own. */
function isSameAccount(one: AccountRecord, other: AccountRecord): boolean {
  return (
    one.id === other.id &&
    one.clientId === other.clientId &&
    one.tenantId === other.tenantId &&
    one.loginRoot === other.loginRoot
  );
}

function isAccountRecord(value: unknown): value is AccountRecord {
  return (
    isRecord(value) &&
    ['id', 'label', 'clientId', 'tenantId', 'loginRoot'].every((name) => typeof value[name] === 'string')
  );
}
