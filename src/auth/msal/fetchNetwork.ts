import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { isRecord } from '../../graph/isRecord.ts';

/**
 * MSAL's way to the network over `fetch`, which VS Code has go through the user's proxy and trusted certificates. Keeps
 * what Entra says of a refusal: MSAL's errors leave it out, and without it nobody can be told what to do.
 */
export class FetchNetwork implements INetworkModule {
  readonly #fetch: typeof fetch;
  #refusal: string | undefined;

  constructor(fetchFunction: typeof fetch = globalThis.fetch) {
    this.#fetch = fetchFunction;
  }

  sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send<T>('GET', url, options);
  }

  sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send<T>('POST', url, options);
  }

  /** An error of MSAL's, with Entra's own words in place of its own where there are any. */
  explained(error: unknown): unknown {
    return this.#refusal === undefined ? error : new Error(this.#refusal, { cause: error });
  }

  async #send<T>(
    method: 'GET' | 'POST',
    url: string,
    options: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> {
    this.#refusal = undefined;
    const response = await this.#fetch(url, {
      method,
      headers: options.headers ?? {},
      // A redirect would carry a code or an assertion elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
      ...(options.body === undefined ? {} : { body: options.body }),
    });
    const { status } = response;
    const body = JSON.parse(await jsonIn(response));
    this.#refusal = response.ok ? undefined : descriptionIn(body);
    return { headers: Object.fromEntries(response.headers), body, status };
  }
}

/** MSAL looks for `error` in the body, also where a proxy answers with a page of its own: that counts as nothing. */
async function jsonIn(response: Response): Promise<string> {
  const text = await response.text();
  try {
    JSON.parse(text);
    return text;
  } catch {
    return '{}';
  }
}

/** The `error_description` of an OAuth error (RFC 6749 §5.2). A code that nobody has entered yet is none (RFC 8628 §3.5). */
function descriptionIn(body: unknown): string | undefined {
  if (!isRecord(body) || body['error'] === 'authorization_pending' || body['error'] === 'slow_down') {
    return undefined;
  }
  const description = body['error_description'];
  return typeof description === 'string' ? description : undefined;
}
