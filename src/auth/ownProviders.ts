import * as vscode from 'vscode';
import type { Files } from '../platform/files.ts';
import type { Prompts } from '../platform/prompts.ts';
import { AccountStore } from './msal/accountStore.ts';
import { OwnProvider } from './msal/ownProvider.ts';
import { ownProviderIds } from './sessions.ts';
import type { SignInMethod } from './signInOptions.ts';

/** The extension's own authentication providers, registered with VS Code. */
export class OwnProviders implements vscode.Disposable {
  readonly #providers: Readonly<Record<keyof typeof ownProviderIds, OwnProvider>>;
  readonly #disposables: vscode.Disposable;

  constructor(secrets: vscode.SecretStorage, files: Files, prompts: Prompts) {
    this.#providers = {
      deviceCode: new OwnProvider(new AccountStore(secrets, ownProviderIds.deviceCode), async () => {
        const [{ DeviceCodeFlow }, { deviceCodeDialog }] = await Promise.all([
          import('./msal/deviceCodeFlow.ts'),
          import('./msal/deviceCodeDialog.ts'),
        ]);
        return new DeviceCodeFlow(secrets, deviceCodeDialog);
      }),
      clientCertificate: new OwnProvider(
        new AccountStore(secrets, ownProviderIds.clientCertificate),
        async () => {
          const [{ ClientCertificateFlow }, { CredentialFiles }] = await Promise.all([
            import('./msal/clientCertificateFlow.ts'),
            import('./msal/credentialFiles.ts'),
          ]);
          return new ClientCertificateFlow(secrets, new CredentialFiles(files, prompts));
        },
      ),
    };
    const { deviceCode, clientCertificate } = this.#providers;
    const options = { supportsMultipleAccounts: true };
    this.#disposables = vscode.Disposable.from(
      deviceCode,
      clientCertificate,
      vscode.authentication.registerAuthenticationProvider(
        ownProviderIds.deviceCode,
        vscode.l10n.t('CBA PKI: Device Code'),
        deviceCode,
        options,
      ),
      vscode.authentication.registerAuthenticationProvider(
        ownProviderIds.clientCertificate,
        vscode.l10n.t('CBA PKI: Client Certificate'),
        clientCertificate,
        options,
      ),
    );
  }

  /** What the provider of a method threw last, as it was: VS Code hands on its message only. */
  takeFailure(method: SignInMethod): unknown {
    return method === 'vscode' ? undefined : this.#providers[method].takeFailure();
  }

  /** Signs an account out, where it is one of ours. The accounts of VS Code are the user's to sign out, in its own menu. */
  async signOut(method: SignInMethod, accountId: string): Promise<void> {
    if (method !== 'vscode') {
      await this.#providers[method].removeSession(accountId);
    }
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
