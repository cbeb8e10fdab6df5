import * as vscode from 'vscode';
import { isBlobService } from '../auth/clouds.ts';
import type { Connection, SignedIn } from '../auth/connection.ts';
import type { ConnectionOwner } from '../auth/connectionOwner.ts';
import type { AzureAccess } from '../auth/scopes.ts';
import { type CertificatePolicy, readCertificatePolicy } from '../graph/authenticationPolicy.ts';
import { ClassicStore } from '../graph/classicStore.ts';
import { systemClock } from '../graph/clock.ts';
import { DeletedItems } from '../graph/deletedItems.ts';
import { type ApiVersion, GraphTransport } from '../graph/transport.ts';
import { TrustStore } from '../graph/trustStore.ts';
import { unlessAborted } from '../graph/unlessAborted.ts';
import type { StorageToken } from '../hosting/azureBlobHost.ts';
import type { BundleHost } from '../hosting/bundleHost.ts';
import { sandboxHost } from '../hosting/sandboxHost.ts';
import { type RevocationLimits, revocationLimits } from '../pki/revocationLimits.ts';
import { ExpectedError } from '../platform/failure.ts';
import type { Log } from '../platform/log.ts';

/** Azure as whoever is signed in sees it. The user is asked for each permission when it is first needed. */
export interface AzureOfTenant {
  /** Of Azure Resource Manager; undefined in a cloud whose Azure is not known. */
  readonly root: string | undefined;
  readonly resourceToken: StorageToken;
  readonly blobToken: StorageToken;
  /** Whether a host is one that the token for blobs is for. */
  readonly isBlobService: (hostname: string) => boolean;
}

/** The tenant that is connected, with what works on it. */
export interface Tenancy {
  readonly kind: 'sandbox' | 'real';
  readonly tenantId: string;
  /** Root of the Entra admin center that shows this tenant. */
  readonly portalRoot: string;
  readonly trustStore: TrustStore;
  readonly deletedItems: DeletedItems;
  readonly classicStore: ClassicStore;
  /** What the authentication method policy says about CAs; it takes a permission of its own, and asks for none. */
  readonly certificatePolicy: (signal: AbortSignal) => Promise<CertificatePolicy>;
  /** How large CRLs may be in its cloud. */
  readonly revocationLimits: RevocationLimits;
  /** Azure of the same account; undefined on the sandbox. */
  readonly azure: AzureOfTenant | undefined;
  /** Gives files an address, where the tenant has such a place of its own. */
  readonly host: BundleHost | undefined;
  /** Aborted when the connection changes: nothing that began on one tenant goes on after it. */
  readonly signal: AbortSignal;
}

/** Gives out the connected tenant. */
export class Tenancies {
  readonly #connection: ConnectionOwner;
  readonly #apiVersion: () => ApiVersion;
  readonly #log: Log;
  #cached: { readonly connection: Connection; readonly tenancy: Tenancy | undefined } | undefined;

  constructor(connection: ConnectionOwner, apiVersion: () => ApiVersion, log: Log) {
    this.#connection = connection;
    this.#apiVersion = apiVersion;
    this.#log = log;
  }

  /** The connected tenant as far as it is known now. */
  get current(): Tenancy | undefined {
    const connection = this.#connection.current;
    if (!connection) {
      return undefined;
    }
    if (this.#cached?.connection !== connection) {
      this.#cached = { connection, tenancy: this.#create(connection) };
    }
    return this.#cached.tenancy;
  }

  /** Has the connection to the service made anew, with the settings as they are now. */
  renew(): void {
    this.#cached = undefined;
  }

  /**
   * The connected tenant, after the connection of last time has been restored.
   * @throws {ExpectedError} where nobody is signed in
   */
  async require(): Promise<Tenancy> {
    await this.#connection.restore();
    const { current } = this;
    if (!current) {
      throw new ExpectedError(
        'signIn.needed',
        vscode.l10n.t('Sign in to Microsoft Entra first, or open the sandbox tenant to try things out.'),
        [
          { title: vscode.l10n.t('Sign In'), command: 'cbaPki.account.signIn' },
          { title: vscode.l10n.t('Open Sandbox Tenant'), command: 'cbaPki.sandbox.open' },
        ],
      );
    }
    return current;
  }

  #azureOf(connection: SignedIn): AzureOfTenant {
    const token =
      (access: AzureAccess, detail: string): StorageToken =>
      (signal) =>
        unlessAborted(signal, this.#connection.azureToken(connection, access, detail));
    return {
      root: connection.options.cloud.azureRoot,
      isBlobService: (hostname) => isBlobService(connection.options.cloud, hostname),
      resourceToken: token(
        'azureResources',
        vscode.l10n.t('It shows the storage accounts in which the bundle can be put. It only reads.'),
      ),
      blobToken: token(
        'azureBlobs',
        vscode.l10n.t('It puts the bundle into the container that you choose, for the time of the upload.'),
      ),
    };
  }

  #create(connection: Connection): Tenancy | undefined {
    if (connection.kind === 'signedOut') {
      return undefined;
    }
    const root = connection.kind === 'sandbox' ? connection.root : connection.options.cloud.graphRoot;
    const transport = new GraphTransport({
      root,
      apiVersion: this.#apiVersion(),
      token: this.#connection.tokenSource(connection),
      clock: systemClock,
      log: (entry) => this.#log.graphCall(entry),
    });
    return {
      kind: connection.kind === 'sandbox' ? 'sandbox' : 'real',
      tenantId: connection.tenantId,
      portalRoot: portalRootOf(connection),
      trustStore: new TrustStore(transport, systemClock),
      deletedItems: new DeletedItems(transport, systemClock),
      classicStore: new ClassicStore(transport, systemClock, connection.tenantId),
      certificatePolicy: (signal) => readCertificatePolicy(transport, signal),
      revocationLimits: isOfGovernment(connection) ? revocationLimits.usGovernment : revocationLimits.public,
      azure: connection.kind === 'signedIn' ? this.#azureOf(connection) : undefined,
      host: connection.kind === 'sandbox' ? sandboxHost(root) : undefined,
      signal: this.#connection.signal,
    };
  }
}

function isOfGovernment(connection: Connection): boolean {
  const cloud = connection.kind === 'signedIn' ? connection.options.cloud.id : 'public';
  return cloud === 'usGovernment' || cloud === 'usGovernmentDoD';
}

/** Source: Microsoft Entra, "National clouds". Clouds whose portal is not known get the public one. */
function portalRootOf(connection: Connection): string {
  const cloud = connection.kind === 'signedIn' ? connection.options.cloud.id : 'public';
  switch (cloud) {
    case 'usGovernment':
    case 'usGovernmentDoD':
      return 'https://entra.microsoft.us';
    case 'china':
      return 'https://entra.microsoftonline.cn';
    case 'public':
    case 'custom':
      return 'https://entra.microsoft.com';
  }
}
