import {
  AuthError,
  type AuthenticationResult,
  InteractionRequiredAuthError,
  PublicClientApplication,
} from '@azure/msal-node';
import type * as vscode from 'vscode';
import { CancelledError, isCancellation } from '../../platform/failure.ts';
import type { ScopeRequest } from '../scopes.ts';
import type { AccountRecord } from './accountStore.ts';
import { FetchNetwork } from './fetchNetwork.ts';
import type { Flow } from './flow.ts';
import { authOptions, systemOptions } from './msalApplication.ts';
import { SecretTokenCache } from './tokenCache.ts';

export interface DeviceCode {
  readonly userCode: string;
  readonly verificationUri: string;
}

/** Shows a code to the user. */
export interface DeviceCodePresenter {
  /**
   * @param signal aborted when the sign-in has ended in whatever way
   * @returns when there is nothing to show any more; rejects with a {@link CancelledError} when the user gives up
   */
  present(code: DeviceCode, signal: AbortSignal): Promise<void>;
}

/** Signs in with a code that the user enters in a browser, on this machine or another (RFC 8628). */
export class DeviceCodeFlow implements Flow {
  readonly #secrets: vscode.SecretStorage;
  readonly #presenter: DeviceCodePresenter;
  readonly #fetch: typeof fetch | undefined;
  readonly #applications = new Map<string, Application>();

  constructor(secrets: vscode.SecretStorage, presenter: DeviceCodePresenter, fetchFunction?: typeof fetch) {
    this.#secrets = secrets;
    this.#presenter = presenter;
    this.#fetch = fetchFunction;
  }

  async silent(record: AccountRecord, request: ScopeRequest): Promise<string | undefined> {
    const { client, network } = this.#application(request);
    const account = await client.getTokenCache().getAccountByHomeId(record.id);
    if (!account) {
      return undefined;
    }
    const { scopes, claims, isRenewal } = request;
    try {
      const result = await client.acquireTokenSilent({
        account,
        scopes: [...scopes],
        forceRefresh: isRenewal || claims !== undefined,
        ...(claims === undefined ? {} : { claims }),
      });
      return result.accessToken;
    } catch (error) {
      if (needsUser(error)) {
        return undefined;
      }
      throw network.explained(error);
    }
  }

  async interactive(
    request: ScopeRequest,
  ): Promise<{ readonly account: AccountRecord; readonly accessToken: string }> {
    const { accessToken, account } = await this.#signIn(request);
    if (!account) {
      throw new Error('Entra signed somebody in without saying whom.');
    }
    return {
      accessToken,
      account: {
        id: account.homeAccountId,
        label: account.username,
        clientId: request.clientId,
        tenantId: request.tenantId,
        loginRoot: request.loginRoot ?? '',
      },
    };
  }

  async forget(record: AccountRecord): Promise<void> {
    const { client } = this.#application({ ...record, scopes: [], claims: undefined, isRenewal: false });
    const account = await client.getTokenCache().getAccountByHomeId(record.id);
    if (account) {
      await client.getTokenCache().removeAccount(account);
    }
  }

  async #signIn(request: ScopeRequest): Promise<AuthenticationResult> {
    const ended = new AbortController();
    const cancelled = Promise.withResolvers<never>();
    const { scopes, claims } = request;
    const call = {
      cancel: false,
      scopes: [...scopes],
      ...(claims === undefined ? {} : { claims }),
      deviceCodeCallback: (code: DeviceCode): void => {
        this.#presenter.present(code, ended.signal).catch((error: unknown) => {
          // MSAL hears this with its next poll; the user does not have to wait for it.
          call.cancel = true;
          cancelled.reject(error);
        });
      },
    };
    const { client, network } = this.#application(request);
    const polling = client.acquireTokenByDeviceCode(call);
    polling.catch(() => undefined); // once cancelled, nobody listens to it
    try {
      const result = await Promise.race([polling, cancelled.promise]);
      if (!result) {
        throw new CancelledError();
      }
      return result;
    } catch (error) {
      throw isCancellation(error) ? error : network.explained(error);
    } finally {
      ended.abort();
    }
  }

  #application(request: ScopeRequest): Application {
    const auth = authOptions(request);
    const key = `${auth.clientId} ${auth.authority}`;
    let application = this.#applications.get(key);
    if (!application) {
      const network = new FetchNetwork(this.#fetch);
      const client = new PublicClientApplication({
        auth,
        cache: { cachePlugin: new SecretTokenCache(this.#secrets, `msal.deviceCode.${key}`) },
        system: systemOptions(network),
      });
      application = { client, network };
      this.#applications.set(key, application);
    }
    return application;
  }
}

/** MSAL's client for an application at an authority, and its own way to the network. */
interface Application {
  readonly client: PublicClientApplication;
  readonly network: FetchNetwork;
}

/** Whether nothing but a new sign-in helps: the refresh token has ended, or a policy wants to see the user. */
function needsUser(error: unknown): boolean {
  return (
    error instanceof InteractionRequiredAuthError ||
    (error instanceof AuthError &&
      ['invalid_grant', 'no_tokens_found', 'token_refresh_required'].includes(error.errorCode))
  );
}
