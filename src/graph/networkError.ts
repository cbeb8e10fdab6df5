/** The network error's code, such as ENOTFOUND or ECONNREFUSED; `unknown` without one. Fetch hides it in a cause, or in one of several. */
export function networkCodeOf(error: unknown): string {
  for (let current: unknown = error; current instanceof Error; ) {
    const { code } = current as Error & { readonly code?: unknown };
    if (typeof code === 'string') {
      return code;
    }
    if (current.name === 'TimeoutError') {
      return 'ETIMEDOUT'; // the signal of a time-out has no such code
    }
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return 'unknown';
}

/** Codes of Node and OpenSSL for a certificate that this computer does not trust: mostly a proxy that reads along. */
const certificateCodes: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Whether a connection failed because the other side's certificate is not trusted here. */
export function isCertificateFailure(code: string): boolean {
  return certificateCodes.has(code);
}
