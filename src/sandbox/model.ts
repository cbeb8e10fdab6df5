/**
 * What the tenant holds. The property names and types of Authority and Configuration are those of Graph's public
 * metadata (certificateAuthorityDetail, certificateBasedAuthPki); dates are ISO 8601 in UTC with milliseconds.
 */

/** A certificateAuthorityDetail exactly as it goes over the wire. Never changed in place: a change makes a new one. */
export type Authority = {
  readonly id: string;
  readonly deletedDateTime: string | null;
  /** Base64 of the DER certificate. */
  readonly certificate: string;
  readonly certificateAuthorityType: 'root' | 'intermediate';
  readonly certificateRevocationListUrl: string | null;
  readonly createdDateTime: string;
  readonly deltaCertificateRevocationListUrl: string | null;
  readonly displayName: string;
  readonly expirationDateTime: string;
  readonly isIssuerHintEnabled: boolean;
  /** RFC 4514. */
  readonly issuer: string;
  /** In spite of its name the authority's own SKI: upper-case hex, null where the certificate has none. */
  readonly issuerSubjectKeyIdentifier: string | null;
  /** SHA-1, upper-case hex. */
  readonly thumbprint: string;
};

/** A certificateBasedAuthPki with the authorities in it; `authorities` is not part of the entity on the wire. */
export interface Configuration {
  readonly id: string;
  displayName: string;
  deletedDateTime: string | null;
  lastModifiedDateTime: string;
  status: 'running' | 'succeeded' | 'failed';
  statusDetails: string | null;
  authorities: readonly Authority[];
}

/** An authority that was deleted alone. The service does not tell whose it was, but has to know for a restore. */
export interface DeletedAuthority {
  readonly configurationId: string;
  readonly authority: Authority;
}

/** A certificateAuthority of the classic store, as it goes over the wire. */
export type ClassicAuthority = {
  readonly isRootAuthority: boolean;
  /** Base64 of the DER certificate. */
  readonly certificate: string;
  readonly certificateRevocationListUrl: string | null;
  readonly deltaCertificateRevocationListUrl: string | null;
  /** RFC 4514. */
  readonly issuer: string;
  /** Upper-case hex; empty where the certificate has none, because the metadata does not allow null. */
  readonly issuerSki: string;
};

/** An upload that has not ended. */
export interface UploadJob {
  readonly id: string;
  readonly configurationId: string;
  /** May carry a signature in its query, and then is a secret: it goes nowhere but to the address itself. */
  readonly uploadUrl: string;
  readonly sha256FileHash: string;
  /** What was fetched, base64: certificates, and so no secret. A job that is begun again does not fetch again. */
  fetched?: string;
}

/** What the authentication method policy says about CAs. Set in the policy, not in the trust store: here it can only be read. */
export interface CertificatePolicy {
  readonly scopes: readonly { readonly subjectKeyIdentifier: string; readonly configurationId: string }[];
  readonly exemptSubjectKeyIdentifiers: readonly string[];
  readonly requiresRevocationLists: boolean;
  readonly sendsIssuerHints: boolean;
}

export const emptyPolicy: CertificatePolicy = {
  scopes: [],
  exemptSubjectKeyIdentifiers: [],
  requiresRevocationLists: false,
  sendsIssuerHints: false,
};

/** All that a tenant keeps. */
export interface TenantState {
  /** Deleted ones as well. */
  configurations: Configuration[];
  deletedAuthorities: DeletedAuthority[];
  /** Empty where the classic store was never set up or was deleted. */
  classicAuthorities: readonly ClassicAuthority[];
  jobs: UploadJob[];
  policy: CertificatePolicy;
}

/** The service's limits as its how-to pages give them. */
export const limits = {
  authorities: 250,
  certificateBytes: 8 * 1024,
  fileBytes: 2 * 1024 * 1024,
  displayNameLength: 256,
  deletedItemDays: 30,
} as const;

/** The tenant id of every sandbox. It belongs to no real tenant. */
export const sandboxTenantId = '5a6db0c5-0000-4000-8000-c0de5a4db0c5';

export function emptyState(): TenantState {
  return {
    configurations: [],
    deletedAuthorities: [],
    classicAuthorities: [],
    jobs: [],
    policy: emptyPolicy,
  };
}
