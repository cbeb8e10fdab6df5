import { randomUUID } from 'node:crypto';
import { type Account, ada, grace, rene } from './accounts.ts';
import type { ServicePrincipal } from './clientAssertion.ts';
import type { Devices } from './devices.ts';
import { describeRefusal, type Refusal, type RefusalFilter, Refusals, refusalOf } from './refusals.ts';
import { TokenEndpoint } from './tokenEndpoint.ts';
import { clientInfo, readScope, type TokenMint } from './tokens.ts';

/** The hosts of each cloud, the preferred one first. Source: the real answer of `discovery/instance`. */
const clouds: readonly (readonly string[])[] = [
  ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
  ['login.microsoftonline.us', 'login.usgovcloudapi.net'],
  ['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn'],
];

export const loginHosts: readonly string[] = clouds.flat();

/** One request that reached the authority. */
export interface AuthorityRequest {
  readonly method: string;
  /** Host and path. */
  readonly address: string;
  readonly grant: string | undefined;
  readonly clientId: string | undefined;
  readonly scopes: readonly string[];
  readonly claims: string | undefined;
  readonly loginHint: string | undefined;
  readonly prompt: string | undefined;
}

/** These are shown on Entra's own page: the application never hears of them. */
const shownOnPage: ReadonlySet<number> = new Set([50011, 50020, 50034, 53003, 700016, 90002]);

/**
 * Stands in for Microsoft Entra's sign-in of all clouds. It asks nobody for a password: whoever comes without a
 * `login_hint` is `nextAccount`, and has consented.
 */
export class Authority {
  readonly accounts: Account[] = [ada, rene, grace];
  /** Who signs in next where the request does not say who. */
  nextAccount: Account = ada;
  readonly requests: AuthorityRequest[] = [];
  readonly tokens: TokenEndpoint = new TokenEndpoint(() => this.nextAccount);
  readonly #authorizeRefusals = new Refusals();

  /** Every secret that was issued or received, for a search for leaks. */
  get secrets(): ReadonlySet<string> {
    return this.tokens.mint.secrets;
  }

  get mint(): TokenMint {
    return this.tokens.mint;
  }

  get devices(): Devices {
    return this.tokens.devices;
  }

  /** Makes an application known that signs in by itself with a certificate. */
  register(principal: ServicePrincipal): void {
    this.tokens.principals.set(principal.clientId, principal);
  }

  /** Refuses in the browser, every time until it is cleared where nothing else is said. */
  refuseAuthorize(code: string | Refusal, filter?: RefusalFilter): void {
    this.#authorizeRefusals.order(code, filter);
  }

  /** Refuses at the token endpoint. */
  refuseToken(code: string | Refusal, filter?: RefusalFilter): void {
    this.tokens.refusals.order(code, filter);
  }

  refuseNothing(): void {
    this.#authorizeRefusals.clear();
    this.tokens.refusals.clear();
  }

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const [, tenant = '', ...rest] = url.pathname.split('/');
    const form = request.method === 'POST' ? new URLSearchParams(await request.text()) : url.searchParams;
    this.#record(request.method, url, form);
    switch (rest.join('/')) {
      case 'discovery/instance':
        return Response.json(discovery(url.host));
      case 'discovery/v2.0/keys':
        return Response.json({ keys: [] });
      case 'v2.0/.well-known/openid-configuration':
        return this.#configuration(url.host, tenant);
      case 'oauth2/v2.0/authorize':
        return this.#authorize(url, tenant);
      case 'oauth2/v2.0/token': {
        const address = `${url.origin}${url.pathname}`;
        return this.tokens.answer({
          host: url.host,
          address,
          tenant: this.#tenantId(tenant) ?? tenant,
          form,
        });
      }
      case 'oauth2/v2.0/devicecode':
        return this.#deviceCode(tenant, form);
      case 'oauth2/v2.0/logout':
        return page('You signed out of your account');
      default:
        return page('The page cannot be found', 404);
    }
  }

  #record(method: string, url: URL, form: URLSearchParams): void {
    this.requests.push({
      method,
      address: `${url.host}${url.pathname}`,
      grant: form.get('grant_type') ?? undefined,
      clientId: form.get('client_id') ?? undefined,
      scopes: form.get('scope')?.split(' ') ?? [],
      claims: form.get('claims') ?? undefined,
      loginHint: form.get('login_hint') ?? undefined,
      prompt: form.get('prompt') ?? undefined,
    });
  }

  /** The id of the tenant in a path; undefined where it is left to the account, or unknown. */
  #tenantId(segment: string): string | undefined {
    return this.accounts.find(({ tid, username }) => tid === segment || username.endsWith(`@${segment}`))
      ?.tid;
  }

  #knows(segment: string): boolean {
    const known = [
      'common',
      'organizations',
      ...[...this.tokens.principals.values()].map((one) => one.tenantId),
    ];
    return known.includes(segment) || this.#tenantId(segment) !== undefined;
  }

  #configuration(host: string, tenant: string): Response {
    if (!this.#knows(tenant)) {
      const unknown = { clientId: '', permissions: [], correlationId: randomUUID() };
      return Response.json(describeRefusal(refusalOf('AADSTS90002'), unknown, tenant), { status: 400 });
    }
    const id = this.#tenantId(tenant);
    const base = `https://${host}/${id ?? tenant}`;
    return Response.json({
      token_endpoint: `${base}/oauth2/v2.0/token`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      // Literally so, where the tenant is left open.
      issuer: `https://${host}/${id ?? (/^[\da-f-]{36}$/.test(tenant) ? tenant : '{tenantid}')}/v2.0`,
      response_types_supported: ['code'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    });
  }

  #authorize(url: URL, tenant: string): Response {
    const query = url.searchParams;
    const clientId = query.get('client_id') ?? '';
    const scope = query.get('scope') ?? '';
    const hint = query.get('login_hint')?.toLowerCase();
    const account = this.accounts.find(({ username }) => username === hint) ?? this.nextAccount;
    const asked = {
      clientId,
      permissions: readScope(scope).permissions,
      correlationId: query.get('client-request-id') ?? randomUUID(),
    };
    const redirect = new URL(query.get('redirect_uri') ?? 'https://vscode.dev/redirect');
    redirect.searchParams.set('state', stateOf(query));
    const refusal = this.#authorizeRefusals.take(asked) ?? this.#homeProblem(tenant, account);
    if (refusal) {
      const words = describeRefusal(refusal, asked, tenant);
      if (shownOnPage.has(refusal.code)) {
        return page(`Sorry, but we’re having trouble signing you in. ${words.error_description}`);
      }
      for (const name of ['error', 'error_description', 'error_uri'] as const) {
        redirect.searchParams.set(name, words[name]);
      }
      return Response.redirect(redirect, 302);
    }
    const code = this.tokens.issueCode({
      account,
      clientId,
      redirectUri: query.get('redirect_uri') ?? '',
      scope,
      nonce: query.get('nonce') ?? undefined,
      challenge: query.get('code_challenge') ?? undefined,
      claims: query.get('claims') ?? undefined,
    });
    redirect.searchParams.set('code', code);
    redirect.searchParams.set('client_info', clientInfo(account));
    return Response.redirect(redirect, 302);
  }

  /** Guests are not played: an account is at home in one tenant, and nowhere else. */
  #homeProblem(tenant: string, account: Account): Refusal | undefined {
    if (!this.#knows(tenant)) {
      return refusalOf('AADSTS90002');
    }
    const id = this.#tenantId(tenant);
    return id === undefined || id === account.tid ? undefined : refusalOf('AADSTS50020');
  }

  #deviceCode(tenant: string, form: URLSearchParams): Response {
    const device = this.devices.begin(form.get('client_id') ?? '', tenant, form.get('scope') ?? '');
    this.mint.note(device.deviceCode);
    this.mint.note(device.userCode);
    const verification = 'https://microsoft.com/devicelogin';
    return Response.json({
      user_code: device.userCode,
      device_code: device.deviceCode,
      verification_uri: verification,
      expires_in: 900,
      interval: 1,
      message: `To sign in, use a web browser to open the page ${verification} and enter the code ${device.userCode} to authenticate.`,
    });
  }
}

/**
 * The state as the application meant it: on the way into the browser VS Code's callback address loses one layer of
 * escaping, and its parameters `vscode-…` arrive as parameters of the request.
 */
function stateOf(query: URLSearchParams): string {
  const lost = [...query].filter(([name]) => name.startsWith('vscode-'));
  const escaped = lost.map(
    ([name, value]) => `%26${name}%3D${encodeURIComponent(encodeURIComponent(value))}`,
  );
  return [query.get('state') ?? '', ...escaped].join('');
}

function discovery(host: string): object {
  const metadata = clouds.map(([preferred = '', ...others]) => ({
    preferred_network: preferred,
    preferred_cache: others[0] === 'login.windows.net' ? others[0] : preferred,
    aliases: [preferred, ...others],
  }));
  return {
    tenant_discovery_endpoint: `https://${host}/organizations/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata,
  };
}

function page(text: string, status = 200): Response {
  const html = `<!doctype html><title>Sign in to your account</title><p>${text.replaceAll('<', '&lt;')}</p>`;
  return new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}
