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

/**
 * Gives out the hosts of places, and keeps the signatures that they need: those that the user wants kept by their container, and for
 * each upload its own while it runs, so that no upload takes that of another away.
 */
export class BundleHosts {
  readonly #secrets: vscode.SecretStorage;
  readonly #clock: Clock;

  constructor(secrets: vscode.SecretStorage, clock: Clock) {
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /**
   * The place of an upload's bundle.
   * @throws {HostingError} where it cannot be reached from this connection any more
   */
  async hostAt(place: HostPlace, tenancy: Tenancy, uploadId: string): Promise<BundleHost> {
    switch (place.kind) {
      case 'sandbox':
        return tenancy.host ?? unavailable();
      case 'signedIn': {
        const { azure } = tenancy;
        // The token goes to Azure Storage only, whatever was written down.
        if (!azure || !azure.isBlobService(new URL(place.container).hostname)) {
          return unavailable();
        }
        const { signedInContainer } = await import('../../hosting/azureBlobHost.ts');
        return signedInContainer(place.container, azure.blobToken, this.#clock);
      }
      case 'shared': {
        const signature = await this.#secrets.get(lentKeyOf(uploadId));
        if (signature === undefined) {
          return unavailable();
        }
        const { sharedContainer } = await import('../../hosting/azureBlobHost.ts');
        return sharedContainer(place.container, signature, this.#clock);
      }
    }
  }

  /** The signature that is kept for a container. */
  async signatureOf(container: string): Promise<string | undefined> {
    return this.#secrets.get(keyOf(container));
  }

  /**
   * Gives an upload a signature for its time: what was pasted for it, else what is kept for the container.
   * @throws {HostingError} where there is none
   */
  async lendSignature(uploadId: string, container: string, pasted: string | undefined): Promise<void> {
    const signature = pasted ?? (await this.signatureOf(container));
    if (signature === undefined) {
      return unavailable();
    }
    await this.#secrets.store(lentKeyOf(uploadId), signature);
  }

  async takeSignatureBack(uploadId: string): Promise<void> {
    await this.#secrets.delete(lentKeyOf(uploadId));
  }

  /** Keeps a signature in the secret storage, until it is forgotten. */
  async keepSignature(container: string, signature: string): Promise<void> {
    await this.#secrets.store(keyOf(container), signature);
  }

  async forgetSignature(container: string): Promise<void> {
    await this.#secrets.delete(keyOf(container));
  }
}

const lentKeyOf = (uploadId: string): string => `hosting.signatureOfUpload.${uploadId}`;

const keyOf = (container: string): string => `hosting.signature.${container}`;

function unavailable(): never {
  throw new HostingError(vscode.l10n.t('The place of the bundle cannot be reached from this connection.'));
}
