import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import { type BundleHost, HostingError } from '../../hosting/bundleHost.ts';
import type { Tenancy } from '../tenancy.ts';

/** A place where bundles can lie, as it is written down: without a signature. */
export type HostPlace =
  | { readonly kind: 'sandbox' }
  /** A container of Azure Blob Storage, as whoever is signed in. */
  | { readonly kind: 'signedIn'; readonly container: string }
  /** A container of Azure Blob Storage, by a signature that is in the secret storage. */
  | { readonly kind: 'shared'; readonly container: string };

/** Gives out the hosts of places, and keeps the signatures that they need. */
export class BundleHosts {
  readonly #secrets: vscode.SecretStorage;
  readonly #clock: Clock;

  constructor(secrets: vscode.SecretStorage, clock: Clock) {
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /** @throws {HostingError} where the place cannot be reached from this connection any more */
  async hostAt(place: HostPlace, tenancy: Tenancy): Promise<BundleHost> {
    switch (place.kind) {
      case 'sandbox':
        return tenancy.host ?? unavailable();
      case 'signedIn': {
        const { azure } = tenancy;
        if (!azure) {
          return unavailable();
        }
        const { signedInContainer } = await import('../../hosting/azureBlobHost.ts');
        return signedInContainer(place.container, azure.blobToken, this.#clock);
      }
      case 'shared': {
        const signature = await this.signatureOf(place.container);
        if (signature === undefined) {
          return unavailable();
        }
        const { sharedContainer } = await import('../../hosting/azureBlobHost.ts');
        return sharedContainer(place.container, signature, this.#clock);
      }
    }
  }

  async signatureOf(container: string): Promise<string | undefined> {
    return this.#secrets.get(keyOf(container));
  }

  /** Keeps a signature in the secret storage, until it is forgotten. */
  async keepSignature(container: string, signature: string): Promise<void> {
    await this.#secrets.store(keyOf(container), signature);
  }

  async forgetSignature(container: string): Promise<void> {
    await this.#secrets.delete(keyOf(container));
  }
}

const keyOf = (container: string): string => `hosting.signature.${container}`;

function unavailable(): never {
  throw new HostingError(vscode.l10n.t('The place of the bundle cannot be reached from this connection.'));
}
