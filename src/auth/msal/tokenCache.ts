import type { ICachePlugin, TokenCacheContext } from '@azure/msal-node';
import type * as vscode from 'vscode';

/** Keeps MSAL's token cache in SecretStorage, under a key of its own for every application. */
export class SecretTokenCache implements ICachePlugin {
  readonly #secrets: vscode.SecretStorage;
  readonly #key: string;

  constructor(secrets: vscode.SecretStorage, key: string) {
    this.#secrets = secrets;
    this.#key = key;
  }

  async beforeCacheAccess(context: TokenCacheContext): Promise<void> {
    context.tokenCache.deserialize((await this.#secrets.get(this.#key)) ?? '');
  }

  async afterCacheAccess(context: TokenCacheContext): Promise<void> {
    if (context.cacheHasChanged) {
      await this.#secrets.store(this.#key, context.tokenCache.serialize());
    }
  }

  async forget(): Promise<void> {
    await this.#secrets.delete(this.#key);
  }
}
