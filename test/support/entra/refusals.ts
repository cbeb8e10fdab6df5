import { randomUUID } from 'node:crypto';

/** What a refusal is about: it applies to requests that match all that is given. */
export interface RefusalFilter {
  /** A permission that is asked for, such as `PublicKeyInfrastructure.ReadWrite.All`. */
  readonly permission?: string;
  readonly grant?: string;
  /** How often; until it is cleared where nothing is said. */
  readonly times?: number;
}

/** The error of OAuth with Entra's own details. */
export interface Refusal {
  /** Digits of the AADSTS code. */
  readonly code: number;
  readonly error: string;
  readonly message: string;
  readonly suberror?: string;
}

/** What is known of the request that is refused. */
export interface RefusedRequest {
  readonly clientId: string;
  readonly permissions: readonly string[];
  readonly grant?: string | undefined;
  readonly correlationId: string;
}

const graphId = '00000003-0000-0000-c000-000000000000';

type Words = readonly [error: string, message: string, suberror?: string];

/** Entra's words, collected from issues in which people quote them. `{client}` is the application's id. */
const known: Readonly<Record<string, Words>> = {
  AADSTS50011: [
    'invalid_request',
    "The redirect URI 'https://vscode.dev/redirect' specified in the request does not match the redirect URIs configured for the application '{client}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.",
  ],
  AADSTS50020: [
    'invalid_grant',
    "User account '{user}' from identity provider 'https://sts.windows.net/{tenant}/' does not exist in tenant 'Contoso' and cannot access the application '{client}'(CBA PKI) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.",
  ],
  AADSTS50034: [
    'invalid_grant',
    'The user account {EUII Hidden} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.',
  ],
  AADSTS50076: [
    'invalid_grant',
    `Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '${graphId}'.`,
    'basic_action',
  ],
  AADSTS50173: [
    'invalid_grant',
    'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
    'bad_token',
  ],
  AADSTS53003: [
    'access_denied',
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    'message_only',
  ],
  AADSTS65001: [
    'invalid_grant',
    "The user or administrator has not consented to use the application with ID '{client}' named 'CBA PKI'. Send an interactive authorization request for this user and resource.",
    'consent_required',
  ],
  AADSTS65002: [
    'invalid_request',
    `Consent between first party application '{client}' and first party resource '${graphId}' must be configured via preauthorization - applications owned and operated by Microsoft must get approval from the API owner before requesting tokens for that API.`,
  ],
  AADSTS65004: ['access_denied', 'User declined to consent to access the app.', 'consent_declined'],
  AADSTS70000: [
    'invalid_grant',
    "The provided value for the input parameter 'refresh_token' or 'assertion' is not valid.",
  ],
  AADSTS70008: [
    'invalid_grant',
    'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  ],
  AADSTS70016: [
    'authorization_pending',
    'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  ],
  AADSTS70018: ['authorization_declined', 'User declined to authenticate or consent.'],
  AADSTS70020: [
    'expired_token',
    "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
  ],
  AADSTS700016: [
    'unauthorized_client',
    "Application with identifier '{client}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  ],
  AADSTS700027: [
    'invalid_client',
    "The certificate with identifier used to sign the client assertion is not registered on application '{client}', or the signature is not valid.",
  ],
  AADSTS7000218: [
    'invalid_client',
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ],
  AADSTS90002: [
    'invalid_tenant',
    "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  ],
  AADSTS90094: [
    'access_denied',
    'An administrator of Contoso has set a policy that prevents you from granting CBA PKI the permissions it is requesting. Contact an administrator of Contoso who can grant permissions to this application on your behalf.',
  ],
};

/** The refusal of a code such as `AADSTS65001`; a code without words of its own gets general ones. */
export function refusalOf(code: string): Refusal {
  const [error, message, suberror] = known[code] ?? ['invalid_request', 'The request was refused.'];
  return { code: Number(code.replace('AADSTS', '')), error, message, ...(suberror && { suberror }) };
}

/** The sentence and the ids, the same in a redirect and in the token endpoint's JSON. */
export function describeRefusal(refusal: Refusal, request: RefusedRequest, tenant: string) {
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const traceId = randomUUID();
  const sentence = refusal.message
    .replaceAll('{client}', request.clientId)
    .replaceAll('{tenant}', tenant)
    .replaceAll('{user}', '{EUII Hidden}');
  return {
    error: refusal.error,
    error_description: `AADSTS${refusal.code}: ${sentence} Trace ID: ${traceId} Correlation ID: ${request.correlationId} Timestamp: ${timestamp}`,
    error_codes: [refusal.code],
    timestamp,
    trace_id: traceId,
    correlation_id: request.correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${refusal.code}`,
    ...(refusal.suberror && { suberror: refusal.suberror }),
  };
}

/** The refusals that a test has ordered for one endpoint. */
export class Refusals {
  #ordered: { readonly refusal: Refusal; readonly filter: RefusalFilter; left: number }[] = [];

  /** @param code a code such as `AADSTS65001`, or a whole refusal */
  order(code: string | Refusal, filter: RefusalFilter = {}): void {
    const refusal = typeof code === 'string' ? refusalOf(code) : code;
    this.#ordered.push({ refusal, filter, left: filter.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#ordered = [];
  }

  /** The refusal for a request, if one was ordered. */
  take({ permissions, grant }: RefusedRequest): Refusal | undefined {
    const found = this.#ordered.find(
      ({ filter, left }) =>
        left > 0 &&
        (filter.permission === undefined || permissions.includes(filter.permission)) &&
        (filter.grant === undefined || filter.grant === grant),
    );
    if (found) {
      found.left -= 1;
    }
    return found?.refusal;
  }
}
