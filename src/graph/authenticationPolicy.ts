import { isRecord } from './isRecord.ts';
import type { GraphTransport } from './transport.ts';

/** What the authentication method policy of a tenant says about single CAs. Hex is upper case. */
export interface CertificatePolicy {
  /** Rules that let people sign in only with certificates of a CA or of a configuration. */
  readonly scopes: readonly { readonly subjectKeyIdentifier: string; readonly configurationId: string }[];
  /** CAs for which no CRL is demanded. */
  readonly exemptSubjectKeyIdentifiers: readonly string[];
  /** Whether every CA without a CRL address fails ("Require CRL validation"). */
  readonly requiresRevocationLists: boolean;
  /** Whether the tenant sends issuer hints at all. */
  readonly sendsIssuerHints: boolean;
}

const path = '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate';

/**
 * Reads the policy for sign-in with certificates. It takes a permission of its own.
 * Source: Microsoft Graph metadata, `x509CertificateAuthenticationMethodConfiguration`.
 * @throws {GraphRequestError}
 */
export async function readCertificatePolicy(
  transport: GraphTransport,
  signal: AbortSignal,
): Promise<CertificatePolicy> {
  const body = await transport.send({ method: 'GET', path, route: path, signal, access: 'readPolicy' });
  const policy = isRecord(body) ? body : {};
  const validation = recordIn(policy, 'crlValidationConfiguration');
  const scopes: unknown = policy['certificateAuthorityScopes'];
  const exempt: unknown = validation['exemptedCertificateAuthoritiesSubjectKeyIdentifiers'];
  return {
    scopes: (Array.isArray(scopes) ? scopes : []).filter(isRecord).map((scope) => ({
      subjectKeyIdentifier: textIn(scope, 'subjectKeyIdentifier').toUpperCase(),
      configurationId: textIn(scope, 'publicKeyInfrastructureIdentifier'),
    })),
    exemptSubjectKeyIdentifiers: (Array.isArray(exempt) ? exempt : [])
      .filter((value) => typeof value === 'string')
      .map((value) => value.toUpperCase()),
    requiresRevocationLists: textIn(validation, 'state') === 'enabled',
    sendsIssuerHints: textIn(recordIn(policy, 'issuerHintsConfiguration'), 'state') === 'enabled',
  };
}

function recordIn(
  record: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> {
  const value = record[name];
  return isRecord(value) ? value : {};
}

function textIn(record: Readonly<Record<string, unknown>>, name: string): string {
  const value = record[name];
  return typeof value === 'string' ? value : '';
}
