import { randomUUID } from 'node:crypto';
import { type Certificate, isSelfIssued, thumbprintOf } from '../pki/certificate.ts';
import { displayNameOf, formatDistinguishedName } from '../pki/distinguishedName.ts';
import type { Authority } from './model.ts';

/** What a request or the upload job may say of a new authority beyond its certificate. */
export type AuthorityChoices = Partial<
  Pick<
    Authority,
    | 'certificateAuthorityType'
    | 'certificateRevocationListUrl'
    | 'deltaCertificateRevocationListUrl'
    | 'displayName'
    | 'isIssuerHintEnabled'
  >
>;

/** The authority that the trust store makes of a certificate; what `choices` leaves open is taken from it. */
export function newAuthority(certificate: Certificate, created: Date, choices: AuthorityChoices): Authority {
  return {
    id: randomUUID(),
    deletedDateTime: null,
    certificateAuthorityType: isSelfIssued(certificate) ? 'root' : 'intermediate',
    certificate: Buffer.from(certificate.der).toString('base64'),
    displayName: formatDistinguishedName(certificate.subject),
    issuer: formatDistinguishedName(certificate.issuer),
    issuerSubjectKeyIdentifier: certificate.subjectKeyIdentifier?.toUpperCase() ?? null,
    createdDateTime: created.toISOString(),
    expirationDateTime: certificate.notAfter.toISOString(),
    thumbprint: thumbprintOf(certificate.der),
    certificateRevocationListUrl: null,
    deltaCertificateRevocationListUrl: null,
    isIssuerHintEnabled: false,
    ...choices,
  };
}

/** How a sentence names a certificate: what a person calls it, and what tells it from all others. */
export function nameInSentence(certificate: Certificate): string {
  return `“${displayNameOf(certificate.subject)}” (${formatDistinguishedName(certificate.subject)}, thumbprint ${thumbprintOf(certificate.der)})`;
}
