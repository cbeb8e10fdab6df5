import { randomUUID } from 'node:crypto';
import { Gate } from '../gate.ts';
import type { Azure } from './azure.ts';
import type { FileServer } from './fileServer.ts';
import type { Claims, TokenMint } from './tokens.ts';

/** The roots of Graph. Source: Microsoft Graph, "National cloud deployments". */
export const graphHosts: readonly string[] = [
  'graph.microsoft.com',
  'graph.microsoft.us',
  'dod-graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
];

/** One request that reached Graph. */
export interface GraphRequest {
  readonly method: string;
  readonly host: string;
  /** Path with version, without query. */
  readonly path: string;
  readonly status: number;
  /** Delegated permissions of its token. */
  readonly scopes: readonly string[];
  /** Who sent it. */
  readonly username: string | undefined;
}

export interface GraphOptions {
  readonly mint: TokenMint;
  readonly files: FileServer;
  readonly azure: Azure;
  /** Root of the sandbox tenant that answers. */
  readonly sandboxRoot: string;
}

const challengeClaims = { access_token: { acrs: { essential: true, value: 'c1' } } };

/** Stands in for Microsoft Graph: looks at the token, plays faults, and hands the rest over to a sandbox tenant. */
export class Graph {
  readonly requests: GraphRequest[] = [];
  /** What passes the look at the token comes by here. */
  readonly gate = new Gate();
  readonly #options: GraphOptions;
  readonly #rejected = new Set<string>();
  #challenge: 'never' | 'untilMet' | 'always' = 'never';
  #skew = 0;

  constructor(options: GraphOptions) {
    this.#options = options;
  }

  /** Challenges every request whose token lacks the authentication context c1, until one came that has it. */
  challengeOnce(): void {
    this.#challenge = 'untilMet';
  }

  /** Challenges every request, whatever its token has: whoever follows blindly runs in a circle. */
  challengeAlways(): void {
    this.#challenge = 'always';
  }

  rejectToken(token: string): void {
    this.#rejected.add(token);
  }

  rejectAllIssuedSoFar(): void {
    for (const token of this.#options.mint.accessTokens) {
      this.#rejected.add(token);
    }
  }

  /** Shifts the clock that the `Date` header tells. */
  dateSkew(milliseconds: number): void {
    this.#skew = milliseconds;
  }

  /** How many requests there were of a method, with a path that ends so. */
  count(method: string, ending = ''): number {
    return this.requests.filter((one) => one.method === method && one.path.endsWith(ending)).length;
  }

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const token = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
    const claims = this.#options.mint.claimsOf(token);
    const response = this.#refusal(token, claims, url) ?? (await this.#forward(request, url));
    response.headers.set('date', new Date(Date.now() + this.#skew).toUTCString());
    this.requests.push({
      method: request.method,
      host: url.host,
      path: url.pathname,
      status: response.status,
      scopes: words(claims?.['scp']),
      username: words(claims?.['upn'])[0],
    });
    return response;
  }

  #refusal(token: string, claims: Claims | undefined, url: URL): Response | undefined {
    if (token === '') {
      return refuse('InvalidAuthenticationToken', 'Access token is empty.');
    }
    if (!claims || claims['aud'] !== url.origin) {
      const message = claims
        ? 'Access token validation failure. Invalid audience.'
        : 'IDX14100: JWT is not well formed.';
      return refuse('InvalidAuthenticationToken', message);
    }
    const hasExpired = typeof claims['exp'] === 'number' && claims['exp'] * 1000 <= Date.now();
    if (hasExpired || this.#rejected.has(token)) {
      return refuse('InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.');
    }
    const meets = Array.isArray(claims['acrs']) && claims['acrs'].includes('c1');
    if (this.#challenge === 'always' || (this.#challenge === 'untilMet' && !meets)) {
      return challenge();
    }
    if (meets) {
      this.#challenge = 'never';
    }
    return undefined;
  }

  async #forward(request: Request, url: URL): Promise<Response> {
    const { sandboxRoot, files, azure } = this.#options;
    await this.gate.pass(request.method, url.pathname);
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
    const headers = new Headers(request.headers);
    headers.delete('accept-encoding');
    // Headers that a browser or undici's fetch adds would make the sandbox take it for a page of the web.
    for (const name of [...headers.keys()].filter((one) => /^(sec-|origin$|referer$)/.test(one))) {
      headers.delete(name);
    }
    const answer = await fetch(`${sandboxRoot}${url.pathname}${url.search}`, {
      method: request.method,
      headers,
      ...(hasBody && { body: azure.inward(files.inward(await request.text())) }),
    });
    const text = files.outward(await answer.text()).replaceAll(sandboxRoot, url.origin);
    const passed = new Headers(answer.headers);
    for (const name of ['content-length', 'transfer-encoding', 'connection', 'keep-alive']) {
      passed.delete(name);
    }
    return new Response(text === '' ? null : text, { status: answer.status, headers: passed });
  }
}

function words(value: unknown): readonly string[] {
  return typeof value === 'string' && value !== '' ? value.split(' ') : [];
}

/** 401 with Graph's body. */
function refuse(code: string, message: string, authenticate = 'Bearer realm=""'): Response {
  const requestId = randomUUID();
  const innerError = {
    date: new Date().toISOString().slice(0, 19),
    'request-id': requestId,
    'client-request-id': requestId,
  };
  return Response.json(
    { error: { code, message, innerError } },
    { status: 401, headers: { 'request-id': requestId, 'www-authenticate': authenticate } },
  );
}

/** Source: Microsoft identity platform, "claims challenges, claims requests and client capabilities". */
function challenge(): Response {
  const claims = Buffer.from(JSON.stringify(challengeClaims)).toString('base64');
  const authorizationUri = 'https://login.microsoftonline.com/common/oauth2/authorize';
  return refuse(
    'InvalidAuthenticationToken',
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
    `Bearer realm="", authorization_uri="${authorizationUri}", error="insufficient_claims", claims="${claims}"`,
  );
}
