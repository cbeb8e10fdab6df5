import { constants, createHash, verify, X509Certificate } from 'node:crypto';

/** An application of its own that signs in without a user, as its certificate says who it is. */
export interface ServicePrincipal {
  readonly clientId: string;
  readonly tenantId: string;
  /** Object id of the service principal. */
  readonly oid: string;
  /** The certificate that is registered, in PEM. */
  readonly certificate: string;
  /** Application permissions that an administrator granted. */
  readonly roles: readonly string[];
}

/**
 * Says what is wrong with a client assertion, or nothing where it is right: signed by the registered certificate's key
 * (PS256, or RS256 as older libraries do), named by its thumbprint, for this token endpoint, and not expired.
 * Source: Microsoft identity platform, "application authentication certificate credentials".
 */
export function problemOfAssertion(
  assertion: string,
  principal: ServicePrincipal,
  tokenEndpoint: string,
  now: Date,
): string | undefined {
  const [head = '', payload = '', signature = ''] = assertion.split('.');
  const header = decode(head);
  const claims = decode(payload);
  const certificate = new X509Certificate(principal.certificate);
  const thumbprint = (algorithm: string): string =>
    createHash(algorithm).update(certificate.raw).digest('base64url');
  const named =
    header['x5t#S256'] === thumbprint('sha256') ||
    (header['alg'] === 'RS256' && header['x5t'] === thumbprint('sha1'));
  if (!named) {
    return 'The thumbprint is not that of the registered certificate.';
  }
  const padding =
    header['alg'] === 'PS256'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { padding: constants.RSA_PKCS1_PADDING };
  const signed = Buffer.from(`${head}.${payload}`);
  const key = { key: certificate.publicKey, ...padding };
  if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) {
    return 'The signature is wrong.';
  }
  const seconds = now.getTime() / 1000;
  const { aud, iss, sub, exp, jti } = claims;
  if (aud !== tokenEndpoint && !(typeof aud === 'string' && tokenEndpoint.startsWith(aud))) {
    return `The audience is ${String(aud)}.`;
  }
  if (iss !== principal.clientId || sub !== principal.clientId || typeof jti !== 'string') {
    return 'Issuer, subject or id are not those of the application.';
  }
  return typeof exp === 'number' && exp > seconds ? undefined : 'It has expired.';
}

function decode(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
