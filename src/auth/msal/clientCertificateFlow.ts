import { ConfidentialClientApplication } from '@azure/msal-node';
import * as vscode from 'vscode';
import { ExpectedError } from '../../platform/failure.ts';
import type { ScopeRequest } from '../scopes.ts';
import type { AccountRecord } from './accountStore.ts';
import type { ClientCredential } from './clientCredential.ts';
import { FetchNetwork } from './fetchNetwork.ts';
import type { Flow } from './flow.ts';
import { authOptions, systemOptions } from './msalApplication.ts';
import { SecretTokenCache } from './tokenCache.ts';

/** A credential with what it takes to read it again. */
export interface ChosenCredential {
  readonly credential: ClientCredential;
  /** Addresses of the files that hold it. */
  readonly files: readonly string[];
  /** Kept only where the user said so. */
  readonly passphrase: string | undefined;
}

/** Where certificates and keys come from. */
export interface CredentialSource {
  /** Reads the files again, without asking anybody; undefined where that is not enough. */
  read(files: readonly string[], passphrase: string | undefined): Promise<ClientCredential | undefined>;
  /** Has the user choose. Throws a {@link CancelledError} where the user stops, and {@link ExpectedError} for files of no use. */
  choose(files: readonly string[]): Promise<ChosenCredential>;
}

/**
 * Signs in as an application with a certificate (RFC 7523), for work without a user. It has the application permissions
 * that an administrator consented to, so reading and writing use the same token.
 */
export class ClientCertificateFlow implements Flow {
  readonly #secrets: vscode.SecretStorage;
  readonly #source: CredentialSource;
  readonly #fetch: typeof fetch | undefined;
  /** Applications with their private keys, which live in memory only. By application and files: either may be exchanged. */
  readonly #applications = new Map<string, Application>();

  constructor(secrets: vscode.SecretStorage, source: CredentialSource, fetchFunction?: typeof fetch) {
    this.#secrets = secrets;
    this.#source = source;
    this.#fetch = fetchFunction;
  }

  async silent(record: AccountRecord, request: ScopeRequest): Promise<string | undefined> {
    const files = record.credentialFiles ?? [];
    const known = this.#applications.get(keyOf(request, files));
    if (known) {
      return this.#acquire(known, request);
    }
    const credential = await this.#source.read(files, record.passphrase);
    return credential && this.#acquire(this.#open(request, files, credential), request);
  }

  async interactive(
    request: ScopeRequest,
    known: AccountRecord | undefined,
  ): Promise<{ readonly account: AccountRecord; readonly accessToken: string }> {
    const { clientId, tenantId, loginRoot = '' } = request;
    if (clientId === '' || tenantId === '') {
      throw new ExpectedError(
        'signIn.settings',
        vscode.l10n.t(
          'An application signs in to its own tenant only: set cbaPki.signIn.clientId and cbaPki.signIn.tenantId first.',
        ),
      );
    }
    const { credential, files, passphrase } = await this.#source.choose(known?.credentialFiles ?? []);
    const application = this.#open(request, files, credential);
    // Whoever signs in anew wants what was granted since, which a token that is kept does not have.
    const accessToken = await this.#acquire(application, { ...request, isRenewal: true });
    const account: AccountRecord = {
      id: `${clientId}.${tenantId}`,
      label: vscode.l10n.t('Application {id}', { id: clientId }),
      clientId,
      tenantId,
      loginRoot,
      credentialFiles: files,
      ...(passphrase === undefined ? {} : { passphrase }),
    };
    return { account, accessToken };
  }

  async forget(record: AccountRecord): Promise<void> {
    this.#applications.delete(keyOf(record, record.credentialFiles ?? []));
    await this.#cache(record).forget();
  }

  /** Applications have no single permissions to ask for: `.default` is all that they were given. */
  async #acquire({ client, network, key }: Application, request: ScopeRequest): Promise<string> {
    const { scopes, claims, isRenewal } = request;
    const resource = new URL(scopes[0] ?? 'https://graph.microsoft.com').origin;
    try {
      const result = await client.acquireTokenByClientCredential({
        scopes: [`${resource}/.default`],
        skipCache: isRenewal || claims !== undefined,
        ...(claims === undefined ? {} : { claims }),
      });
      if (!result) {
        throw new Error('Entra answered without a token.');
      }
      return result.accessToken;
    } catch (error) {
      // The files may have been exchanged for others: they are read again next time.
      this.#applications.delete(key);
      throw network.explained(error);
    }
  }

  #cache(request: Identity): SecretTokenCache {
    return new SecretTokenCache(this.#secrets, `msal.clientCertificate.${keyOf(request, [])}`);
  }

  #open(request: ScopeRequest, files: readonly string[], credential: ClientCredential): Application {
    const network = new FetchNetwork(this.#fetch);
    const client = new ConfidentialClientApplication({
      auth: {
        ...authOptions(request),
        clientCertificate: {
          thumbprintSha256: credential.thumbprint,
          privateKey: credential.privateKey,
          x5c: credential.certificates,
        },
      },
      cache: { cachePlugin: this.#cache(request) },
      system: systemOptions(network),
    });
    const application = { client, network, key: keyOf(request, files) };
    this.#applications.set(application.key, application);
    return application;
  }
}

/** MSAL's client for an application with a certificate, and its own way to the network. */
interface Application {
  readonly client: ConfidentialClientApplication;
  readonly network: FetchNetwork;
  readonly key: string;
}

type Identity = Pick<ScopeRequest, 'clientId' | 'tenantId' | 'loginRoot'>;

function keyOf({ clientId, tenantId, loginRoot }: Identity, files: readonly string[]): string {
  return [clientId, tenantId, loginRoot ?? '', ...files].join(' ');
}
