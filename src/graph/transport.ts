import { randomUUID } from 'node:crypto';
import type { Client, GraphRequest, ResponseType } from '@microsoft/microsoft-graph-client';
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
import type { Access } from './permissions.ts';

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

export interface ReadCall {
  /** Path below the version, identifiers already escaped, with its query. */
  readonly path: string;
  /** The path with names in place of identifiers, for log and errors. */
  readonly route: string;
  readonly signal: AbortSignal;
  /** What the token has to allow, where that is not the trust store's own permission. */
  readonly access?: Access;
}

/** An abort of a write is heard until the request leaves. From then on it would leave the outcome open, so it runs to its end. */
export interface GraphCall extends ReadCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
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
      throw await errorFromResponse(response, operation, this.#clock.now(), grants, accessOf(call));
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
    const exchange = new Exchange(call.method, call.route, accessOf(call), call.signal);
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
      response = await send(request, call);
    } catch (error) {
      throw exchange.failure ?? error;
    }
    if (!(response instanceof Response)) {
      throw new TypeError('The Graph client library returned no raw response');
    }
    return { response, grants: exchange.grants };
  }
}

function accessOf({ method, access }: GraphCall): Access {
  return access ?? (method === 'GET' ? 'read' : 'write');
}

function send(request: GraphRequest, { method, body }: GraphCall): Promise<unknown> {
  switch (method) {
    case 'GET':
      return request.get();
    case 'POST':
      return request.post(body);
    case 'PATCH':
      return request.patch(body);
    case 'DELETE':
      return request.delete();
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
