import { randomUUID } from 'node:crypto';
import type { Client, ResponseType } from '@microsoft/microsoft-graph-client';
import type { TokenGrants } from './accessToken.ts';
import type { Clock } from './clock.ts';
import { errorFromResponse, GraphRequestError } from './errors.ts';
import {
  AuthorizationMiddleware,
  Exchange,
  FailureMiddleware,
  FetchMiddleware,
  type GraphLogEntry,
  ReadRetryMiddleware,
  type TokenSource,
} from './middleware.ts';

export type ApiVersion = 'v1.0' | 'beta';

export interface TransportOptions {
  /** Graph's root without version, for example `https://graph.microsoft.com`. */
  readonly root: string;
  readonly apiVersion: ApiVersion;
  readonly token: TokenSource;
  readonly clock: Clock;
  readonly log: (entry: GraphLogEntry) => void;
  readonly fetch?: typeof fetch;
}

export interface GraphCall {
  readonly method: 'GET' | 'POST';
  /** Path below the version, identifiers already escaped, with its query. */
  readonly path: string;
  /** The path with names in place of identifiers, for log and errors. */
  readonly route: string;
  readonly body?: unknown;
  readonly signal: AbortSignal;
  /** Once sent, it is not cut short: an abort is heard only before. For a write whose outcome must not stay open. */
  readonly runsToItsEnd?: boolean;
}

/** Sends calls to Graph through its client library, with middleware of our own around every one. */
export class GraphTransport {
  readonly #options: TransportOptions;
  #library: Promise<{ client: Client; raw: ResponseType }> | undefined;
  readonly #base: string;
  readonly #clock: Clock;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#base = `${new URL(options.root).origin}/${options.apiVersion}/`;
    this.#clock = options.clock;
  }

  /**
   * The JSON body of the answer, or undefined where it has none (204).
   * @throws {GraphRequestError} for everything but success; the signal's reason when aborted
   */
  async send(call: GraphCall): Promise<unknown> {
    const operation = `${call.method} ${call.route}`;
    const { response, grants } = await this.#respond(call);
    if (response.status >= 300 || response.status < 200) {
      throw await errorFromResponse(response, operation, this.#clock.now(), grants);
    }
    const text = await response.text();
    try {
      return text === '' ? undefined : JSON.parse(text);
    } catch (error) {
      throw new GraphRequestError(
        'protocol',
        'The answer is not JSON. A proxy or a sign-in page may stand between here and Graph.',
        { status: response.status, operation },
        error,
      );
    }
  }

  /**
   * The path of a nextLink below the version, ready for another call.
   * @throws {GraphRequestError} `foreignAddress` where it leads to another host or out of this API version
   */
  pathOfNextLink(nextLink: string): string {
    const url = URL.parse(nextLink, this.#base);
    if (!url?.href.startsWith(this.#base)) {
      throw new GraphRequestError(
        'foreignAddress',
        'The service pointed to a next page on another host. It was not followed.',
      );
    }
    // The client library takes "https://" anywhere in a path for the start of an address.
    return `/${url.href.slice(this.#base.length).replaceAll('https://', 'https:%2F%2F')}`;
  }

  async #respond(call: GraphCall): Promise<{ response: Response; grants: TokenGrants | undefined }> {
    const exchange = new Exchange(call.method, call.route, call.signal, call.runsToItsEnd);
    this.#library ??= loadClient(this.#options);
    const { client, raw } = await this.#library;
    const request = client
      .api(call.path)
      .middlewareOptions([exchange])
      .responseType(raw)
      .header('Accept', 'application/json')
      .header('client-request-id', randomUUID());
    let response: unknown;
    try {
      response = await (call.method === 'GET' ? request.get() : request.post(call.body));
    } catch (error) {
      throw exchange.failure ?? error;
    }
    if (!(response instanceof Response)) {
      throw new TypeError('The Graph client library returned no raw response');
    }
    return { response, grants: exchange.grants };
  }
}

/** The client library, read with the first call: nobody who only opens VS Code has to wait for it. */
async function loadClient(options: TransportOptions): Promise<{ client: Client; raw: ResponseType }> {
  const { Client, ResponseType } = await import('@microsoft/microsoft-graph-client');
  const root = new URL(options.root);
  const client = Client.initWithMiddleware({
    baseUrl: `${root.origin}/`,
    defaultVersion: options.apiVersion,
    middleware: [
      new FailureMiddleware(),
      new AuthorizationMiddleware(root, options.token),
      new ReadRetryMiddleware(options.clock),
      new FetchMiddleware(options.fetch ?? globalThis.fetch, options.clock, options.log),
    ],
  });
  return { client, raw: ResponseType.RAW };
}
