import { type Certificate, isCertificateAuthority, isSelfIssued, thumbprintOf } from './certificate.ts';
import { displayNameOf } from './distinguishedName.ts';

/** A certificate with what decides whether it belongs into a trust store. */
export interface JudgedCertificate {
  readonly certificate: Certificate;
  readonly name: string;
  /** SHA-1, 40 upper-case hex digits. */
  readonly thumbprint: string;
  readonly isAuthority: boolean;
  readonly isRoot: boolean;
  readonly isExpired: boolean;
}

export function judgeCertificate(certificate: Certificate, now: Date): JudgedCertificate {
  return {
    certificate,
    name: displayNameOf(certificate.subject),
    thumbprint: thumbprintOf(certificate.der),
    isAuthority: isCertificateAuthority(certificate),
    isRoot: isSelfIssued(certificate),
    isExpired: certificate.notAfter < now,
  };
}
