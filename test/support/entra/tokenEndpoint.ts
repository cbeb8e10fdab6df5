import { createHash, randomUUID } from 'node:crypto';
import type { Account } from './accounts.ts';
import { problemOfAssertion, type ServicePrincipal } from './clientAssertion.ts';
import { Devices } from './devices.ts';
import { describeRefusal, type Refusal, Refusals, refusalOf } from './refusals.ts';
import { claimsFromRequest, clientInfo, readScope, scopeOfAnswer, TokenMint } from './tokens.ts';

/** What an authorization code stands for. */
export interface CodeGrant {
  readonly account: Account;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly nonce: string | undefined;
  readonly challenge: string | undefined;
  readonly claims: string | undefined;
}

/** A token request as it came in. */
export interface TokenRequest {
  readonly host: string;
  /** The address it was sent to: the audience of a client assertion. */
  readonly address: string;
  /** The tenant in the path: an id, a domain, `organizations` or `common`. */
  readonly tenant: string;
  readonly form: URLSearchParams;
}

class RefusedError extends Error {
  readonly refusal: Refusal;

  constructor(code: string) {
    super(code);
    this.refusal = refusalOf(code);
  }
}

/** Gives tokens for codes, refresh tokens, device codes and certificates. */
export class TokenEndpoint {
  readonly mint = new TokenMint();
  readonly refusals = new Refusals();
  readonly devices: Devices;
  readonly principals = new Map<string, ServicePrincipal>();
  /** Seconds for which tokens are good. */
  tokenLifeSeconds = 3600;
  /** Whether an administrator consented to everything; otherwise a refresh for what nobody consented to is refused. */
  preconsented = true;
  readonly #codes = new Map<string, CodeGrant>();
  readonly #refreshTokens = new Map<string, { readonly account: Account; readonly clientId: string }>();
  /** Permissions that were granted to an application for a user: Entra puts all of them into every token. */
  readonly #granted = new Map<string, Set<string>>();

  constructor(nextAccount: () => Account) {
    this.devices = new Devices(nextAccount);
  }

  issueCode(grant: CodeGrant): string {
    const code = this.mint.opaque();
    this.#codes.set(code, grant);
    this.#grant(grant.account, grant.clientId, readScope(grant.scope).permissions);
    return code;
  }

  /** Ends every sign-in: no refresh token is good any more. */
  revokeAll(): void {
    this.#refreshTokens.clear();
  }

  answer(request: TokenRequest): Response {
    const { form, tenant } = request;
    const grant = form.get('grant_type') ?? '';
    const refused = {
      clientId: form.get('client_id') ?? '',
      permissions: readScope(form.get('scope') ?? '').permissions,
      grant,
      correlationId: form.get('client-request-id') ?? randomUUID(),
    };
    for (const name of ['client_assertion', 'refresh_token', 'code', 'device_code']) {
      const secret = form.get(name);
      if (secret !== null) {
        this.mint.note(secret);
      }
    }
    const ordered = this.refusals.take(refused);
    try {
      if (ordered) {
        return refuse(ordered);
      }
      return Response.json(this.#tokensFor(grant, request), { headers: { 'cache-control': 'no-store' } });
    } catch (error) {
      if (error instanceof RefusedError) {
        return refuse(error.refusal);
      }
      throw error;
    }

    function refuse(refusal: Refusal): Response {
      // RFC 6749, 5.2: a client that could not prove who it is gets 401.
      const status = refusal.error === 'invalid_client' ? 401 : 400;
      return Response.json(describeRefusal(refusal, refused, tenant), { status });
    }
  }

  #tokensFor(grant: string, request: TokenRequest): object {
    switch (grant) {
      case 'authorization_code':
        return this.#fromCode(request);
      case 'refresh_token':
        return this.#fromRefreshToken(request);
      case 'urn:ietf:params:oauth:grant-type:device_code':
      case 'device_code': // the older name, which Microsoft's libraries send
        return this.#fromDevice(request);
      case 'client_credentials':
        return this.#fromCertificate(request);
      default:
        throw new RefusedError('AADSTS70003');
    }
  }

  #fromCode(request: TokenRequest): object {
    const { form } = request;
    const code = form.get('code') ?? '';
    const grant = this.#codes.get(code);
    this.#codes.delete(code); // good for one time
    const verifier = form.get('code_verifier') ?? '';
    const isProven =
      grant?.challenge === undefined ||
      createHash('sha256').update(verifier).digest('base64url') === grant.challenge;
    if (!grant || !isProven || form.get('client_id') !== grant.clientId) {
      throw new RefusedError('AADSTS70008');
    }
    if (form.get('redirect_uri') !== grant.redirectUri) {
      throw new RefusedError('AADSTS50011');
    }
    const scope = form.get('scope') ?? grant.scope;
    const claims = form.get('claims') ?? grant.claims;
    return this.#userTokens(request, grant.account, scope, claims, grant.nonce);
  }

  #fromRefreshToken(request: TokenRequest): object {
    const { form } = request;
    const held = this.#refreshTokens.get(form.get('refresh_token') ?? '');
    const clientId = form.get('client_id') ?? '';
    if (!held || held.clientId !== clientId) {
      throw new RefusedError('AADSTS70000');
    }
    const scope = form.get('scope') ?? '';
    const { permissions } = readScope(scope);
    const granted = this.#granted.get(`${held.account.oid} ${clientId}`);
    if (!this.preconsented && permissions.some((one) => one !== '.default' && !granted?.has(one))) {
      throw new RefusedError('AADSTS65001');
    }
    this.#grant(held.account, clientId, permissions);
    return this.#userTokens(request, held.account, scope, form.get('claims') ?? undefined);
  }

  #fromDevice(request: TokenRequest): object {
    const device = this.devices.find(request.form.get('device_code') ?? '');
    const state = device?.state ?? { kind: 'expired' };
    switch (state.kind) {
      case 'pending':
        throw new RefusedError('AADSTS70016');
      case 'declined':
        throw new RefusedError('AADSTS70018');
      case 'expired':
        throw new RefusedError('AADSTS70020');
      case 'approved': {
        const scope = device?.scope ?? '';
        this.#grant(state.account, device?.clientId ?? '', readScope(scope).permissions);
        return this.#userTokens(request, state.account, scope, request.form.get('claims') ?? undefined);
      }
    }
  }

  #fromCertificate({ form, address, tenant, host }: TokenRequest): object {
    const principal = this.principals.get(form.get('client_id') ?? '');
    if (!principal || principal.tenantId !== tenant) {
      throw new RefusedError('AADSTS700016');
    }
    const assertion = form.get('client_assertion');
    if (assertion === null) {
      throw new RefusedError('AADSTS7000218');
    }
    if (problemOfAssertion(assertion, principal, address, new Date()) !== undefined) {
      throw new RefusedError('AADSTS700027');
    }
    const accessToken = this.mint.accessToken({
      ...this.#times(),
      ...claimsFromRequest(form.get('claims') ?? undefined),
      aud: readScope(form.get('scope') ?? '').resource,
      iss: `https://${host}/${tenant}/v2.0`,
      tid: tenant,
      oid: principal.oid,
      sub: principal.oid,
      appid: principal.clientId,
      azp: principal.clientId,
      idtyp: 'app',
      roles: principal.roles,
      ver: '1.0',
    });
    return { token_type: 'Bearer', ...this.#life(), access_token: accessToken };
  }

  #userTokens(
    { host, form }: TokenRequest,
    account: Account,
    scope: string,
    claims: string | undefined,
    nonce?: string,
  ): object {
    const clientId = form.get('client_id') ?? '';
    const asked = readScope(scope);
    const granted = [...(this.#granted.get(`${account.oid} ${clientId}`) ?? [])].toSorted();
    const common = {
      ...this.#times(),
      iss: `https://${host}/${account.tid}/v2.0`,
      tid: account.tid,
      oid: account.oid,
      sub: createHash('sha256')
        .update(account.oid + clientId)
        .digest('base64url'),
      name: account.name,
      preferred_username: account.username,
      ver: '2.0',
    };
    const refreshToken = this.mint.opaque();
    this.#refreshTokens.set(refreshToken, { account, clientId });
    return {
      token_type: 'Bearer',
      scope: scopeOfAnswer(asked, granted),
      ...this.#life(),
      access_token: this.mint.accessToken({
        ...common,
        ...claimsFromRequest(claims),
        aud: asked.resource,
        appid: clientId,
        azp: clientId,
        idtyp: 'user',
        upn: account.username,
        scp: granted.join(' '),
        wids: account.wids,
      }),
      refresh_token: refreshToken,
      id_token: this.mint.idToken({ ...common, aud: clientId, ...(nonce !== undefined && { nonce }) }),
      client_info: clientInfo(account),
    };
  }

  #grant(account: Account, clientId: string, permissions: readonly string[]): void {
    const key = `${account.oid} ${clientId}`;
    const named = permissions.filter((one) => one !== '.default');
    this.#granted.set(key, new Set([...(this.#granted.get(key) ?? []), ...named]));
  }

  #times(): { iat: number; nbf: number; exp: number } {
    const now = Math.floor(Date.now() / 1000);
    return { iat: now, nbf: now, exp: now + this.tokenLifeSeconds };
  }

  #life(): { expires_in: number; ext_expires_in: number } {
    return { expires_in: this.tokenLifeSeconds, ext_expires_in: this.tokenLifeSeconds };
  }
}
