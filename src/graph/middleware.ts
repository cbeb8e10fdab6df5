import type { Context, Middleware, MiddlewareOptions } from '@microsoft/microsoft-graph-client';
import { grantsOf, type TokenGrants } from './accessToken.ts';
import type { Clock } from './clock.ts';
import { claimsChallengeOf, GraphRequestError, retryAfter } from './errors.ts';
import type { Access } from './permissions.ts';
import { unlessAborted } from './unlessAborted.ts';

/** What was wrong with a token that Graph answered with 401. */
export interface Rejection {
  readonly token: string;
  /** The WWW-Authenticate header, where Graph asks for claims that the token does not have. */
  readonly claimsChallenge: string | undefined;
}

/** Gives a bearer token for one call. It is used for that call and not kept. */
export interface TokenSource {
  token(access: Access, signal: AbortSignal): Promise<string>;
  /** Another token in place of a rejected one, or undefined where there is none without a sign-in. */
  replace(rejection: Rejection, access: Access, signal: AbortSignal): Promise<string | undefined>;
  /** Is told that the replacement was rejected as well, so that nothing but a sign-in helps. */
  rejectedAgain(rejection: Rejection): void;
}

/** One line of what happened, without body, token or query. */
export interface GraphLogEntry {
  readonly method: string;
  /** Route template: identifiers are replaced by names. */
  readonly route: string;
  /** HTTP status, or undefined where no answer came. */
  readonly status: number | undefined;
  readonly milliseconds: number;
  readonly requestId: string | undefined;
  readonly attempt: number;
}

/** One call on its way through the middleware. */
export class Exchange implements MiddlewareOptions {
  readonly method: string;
  readonly route: string;
  readonly access: Access;
  readonly signal: AbortSignal;
  attempt = 1;
  /** What the token that was sent last allows. */
  grants: TokenGrants | undefined;
  /** What went wrong. The client library replaces what middleware throws by an error of its own, so it is kept here. */
  failure: unknown;

  constructor(method: string, route: string, access: Access, signal: AbortSignal) {
    this.method = method;
    this.route = route;
    this.access = access;
    this.signal = signal;
  }

  /** A write that was sent is not cut short: its outcome would stay open. An abort is heard only before. */
  get runsToItsEnd(): boolean {
    return this.method !== 'GET';
  }

  static of(context: Context): Exchange {
    const exchange = context.middlewareControl?.getMiddlewareOptions(Exchange);
    if (exchange instanceof Exchange) {
      return exchange;
    }
    throw new Error('A Graph call was made outside of the transport');
  }
}

abstract class ChainedMiddleware implements Middleware {
  #next: Middleware | undefined;

  setNext(next: Middleware): void {
    this.#next = next;
  }

  protected async forward(context: Context): Promise<void> {
    await this.#next?.execute(context);
  }

  abstract execute(context: Context): Promise<void>;
}

/** Keeps the error that ended a call where the transport finds it. Stands first in the chain. */
export class FailureMiddleware extends ChainedMiddleware {
  async execute(context: Context): Promise<void> {
    try {
      await this.forward(context);
    } catch (error) {
      Exchange.of(context).failure = error;
      throw error;
    }
  }
}

/**
 * Adds the token, and only ever for the Graph root that it was made for. When Graph rejects it, another is tried, once.
 */
export class AuthorizationMiddleware extends ChainedMiddleware {
  readonly #root: URL;
  readonly #token: TokenSource;

  constructor(root: URL, token: TokenSource) {
    super();
    this.#root = root;
    this.#token = token;
  }

  async execute(context: Context): Promise<void> {
    const exchange = Exchange.of(context);
    if (new URL(urlOf(context)).origin !== this.#root.origin) {
      throw new GraphRequestError('foreignAddress', 'The token was not sent to a host that is not Graph.');
    }
    exchange.signal.throwIfAborted();
    const { access } = exchange;
    const token = await unlessAborted(exchange.signal, this.#token.token(access, exchange.signal));
    const rejection = await this.#send(context, exchange, token);
    if (!rejection) {
      return;
    }
    // A request that was answered with 401 was not carried out, so it may be sent once more, a write too.
    const other = await unlessAborted(
      exchange.signal,
      this.#token.replace(rejection, access, exchange.signal),
    );
    const again = other === undefined ? undefined : await this.#send(context, exchange, other);
    if (again) {
      this.#token.rejectedAgain(again);
    }
  }

  /** Sends the request with a token, and says so where Graph rejects it. */
  async #send(context: Context, exchange: Exchange, token: string): Promise<Rejection | undefined> {
    exchange.grants = grantsOf(token);
    setHeader(context, 'Authorization', `Bearer ${token}`);
    await this.forward(context);
    const { response } = context;
    return response?.status === 401 ? { token, claimsChallenge: claimsChallengeOf(response) } : undefined;
  }
}

const retriedStatus: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const maximumAttempts = 4;
/** Longest wait that is worth it in front of a person, in seconds. Past it the error says when to come back. */
const longestWait = 60;

/**
 * Sends reads again on 429, 502, 503, 504 and broken connections, after 0.5, 1 and 2 seconds, or later where
 * Retry-After says so. Writes pass through: whether the first one was carried out cannot be known here.
 */
export class ReadRetryMiddleware extends ChainedMiddleware {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super();
    this.#clock = clock;
  }

  async execute(context: Context): Promise<void> {
    const exchange = Exchange.of(context);
    if (exchange.method !== 'GET') {
      await this.forward(context);
      return;
    }
    for (; ; exchange.attempt += 1) {
      const wait = await this.#attempt(context, exchange);
      if (wait === undefined) {
        return;
      }
      await this.#clock.sleep(wait * 1000, exchange.signal);
    }
  }

  /** Seconds to wait before the next attempt, or undefined when this one is the answer. */
  async #attempt(context: Context, exchange: Exchange): Promise<number | undefined> {
    const backoff = 0.5 * 2 ** (exchange.attempt - 1);
    const last = exchange.attempt >= maximumAttempts;
    try {
      await this.forward(context);
    } catch (error) {
      if (last || !(error instanceof GraphRequestError) || error.reason !== 'network') {
        throw error;
      }
      return backoff;
    }
    const response = context.response;
    if (last || !response || !retriedStatus.has(response.status)) {
      return undefined;
    }
    const wait = retryAfter(response.headers, this.#clock.now()) ?? 0;
    // No shorter than without the header: a date in the past tells of nothing but a clock that is wrong.
    return wait > longestWait ? undefined : Math.max(wait, backoff);
  }
}

/** How long one attempt may take, in milliseconds. */
const attemptTimeout = 60_000;

/**
 * Sends the request, waits for the whole answer, follows no redirect (a token would go with it), and logs one line.
 * Stands last in the chain.
 */
export class FetchMiddleware implements Middleware {
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;
  readonly #log: (entry: GraphLogEntry) => void;

  constructor(fetchFunction: typeof fetch, clock: Clock, log: (entry: GraphLogEntry) => void) {
    this.#fetch = fetchFunction;
    this.#clock = clock;
    this.#log = log;
  }

  async execute(context: Context): Promise<void> {
    const exchange = Exchange.of(context);
    const started = this.#clock.now().getTime();
    let response: Response | undefined;
    try {
      response = await this.#fetch(urlOf(context), {
        ...context.options,
        redirect: 'manual',
        signal: signalFor(exchange),
      });
      context.response = response;
      // A connection that breaks in the middle of an answer is a broken connection, too.
      await response.clone().arrayBuffer();
    } catch (error) {
      if (!exchange.runsToItsEnd) {
        exchange.signal.throwIfAborted();
      }
      if (!response || response.ok) {
        throw broken(exchange, response, error);
      }
      // What went wrong is told by the status already.
    } finally {
      this.#log({
        method: exchange.method,
        route: exchange.route,
        status: response?.status,
        milliseconds: this.#clock.now().getTime() - started,
        requestId: response?.headers.get('request-id') ?? undefined,
        attempt: exchange.attempt,
      });
    }
  }
}

function signalFor(exchange: Exchange): AbortSignal {
  const timeout = AbortSignal.timeout(attemptTimeout);
  return exchange.runsToItsEnd ? timeout : AbortSignal.any([exchange.signal, timeout]);
}

function broken(exchange: Exchange, response: Response | undefined, cause: unknown): GraphRequestError {
  return new GraphRequestError(
    'network',
    response ? 'The connection to Graph broke in the middle of an answer.' : 'Graph could not be reached.',
    {
      operation: `${exchange.method} ${exchange.route}`,
      ...(response && { status: response.status }),
    },
    cause,
  );
}

function urlOf(context: Context): string {
  return typeof context.request === 'string' ? context.request : context.request.url;
}

function setHeader(context: Context, name: string, value: string): void {
  const headers = new Headers(context.options?.headers);
  headers.set(name, value);
  context.options = { ...context.options, headers };
}
