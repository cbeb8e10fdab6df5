import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';

/** MSAL's way to the network over `fetch`, which VS Code has go through the user's proxy and trusted certificates. */
export class FetchNetwork implements INetworkModule {
  readonly #fetch: typeof fetch;

  constructor(fetchFunction: typeof fetch = globalThis.fetch) {
    this.#fetch = fetchFunction;
  }

  sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send<T>('GET', url, options);
  }

  sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send<T>('POST', url, options);
  }

  async #send<T>(
    method: 'GET' | 'POST',
    url: string,
    options: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> {
    const response = await this.#fetch(url, {
      method,
      headers: options.headers ?? {},
      // A redirect would carry a code or an assertion elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
      ...(options.body === undefined ? {} : { body: options.body }),
    });
    const { status } = response;
    return {
      headers: Object.fromEntries(response.headers),
      body: JSON.parse(await jsonIn(response)),
      status,
    };
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
