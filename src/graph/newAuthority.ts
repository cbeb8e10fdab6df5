import { type Certificate, thumbprintOf } from '../pki/certificate.ts';
import { caTypeOf } from '../pki/chains.ts';
import { displayNameOf } from '../pki/distinguishedName.ts';
import type { AuthoritySettings, NewAuthority } from './model.ts';

/** Most characters of a display name. Source: Microsoft Graph, certificateBasedAuthPki. */
export const longestName = 256;

/** The authority to make of a certificate: what the service wants computed, and settings from the certificate where none are given. */
export function newAuthorityFrom(
  certificate: Certificate,
  settings: Partial<AuthoritySettings> = {},
): NewAuthority {
  return {
    certificate: certificate.der,
    thumbprint: thumbprintOf(certificate.der),
    expirationDateTime: certificate.notAfter,
    subjectKeyIdentifier: certificate.subjectKeyIdentifier?.toUpperCase() ?? '',
    settings: {
      // Not in the middle of a character that takes two units.
      displayName: displayNameOf(certificate.subject)
        .slice(0, longestName)
        .replace(/[\uD800-\uDBFF]$/, ''),
      type: caTypeOf(certificate),
      certificateRevocationListUrl: '',
      deltaCertificateRevocationListUrl: '',
      isIssuerHintEnabled: false,
      ...settings,
    },
  };
}
