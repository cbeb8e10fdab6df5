import { t } from '@vscode/l10n';

/**
 * - `error`: as far as the documentation tells, the upload or every sign-in over the certificate fails
 * - `warning`: it may work, but the result is probably not what is wanted
 * - `information`: good to know
 */
export type Severity = 'error' | 'warning' | 'information';

/** One thing that is looked at. Ids are stable: settings, reports and bug reports name them. */
export interface Rule {
  readonly severity: Severity;
  /** What is so, in a few words; starts a sentence. */
  readonly title: () => string;
  /** What comes of it, in one sentence. */
  readonly consequence: () => string;
  /** What to do about it, in one sentence. */
  readonly advice: () => string;
  /** Where it is written. */
  readonly source: { readonly name: string; readonly url: string };
}

const rfc = (number: number, section: string): Rule['source'] => ({
  name: `RFC ${number} §${section}`,
  url: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
});
const entra = (page: string, name: string): Rule['source'] => ({
  name: `Microsoft Entra: ${name}`,
  url: `https://learn.microsoft.com/entra/identity/authentication/${page}`,
});
const trustStore = entra('how-to-certificate-based-authentication', 'PKI-based trust store');
const technical = entra(
  'concept-certificate-based-authentication-technical-deep-dive',
  'technical deep dive',
);
const revocation = entra('concept-certificate-based-authentication-certificate-revocation-list', 'CRL');

/** Every rule, in the order of docs/rules.md, which is made from this table. */
export const rules = {
  CBA001: {
    severity: 'error',
    title: () => t('Not usable as a CA'),
    consequence: () => t('Certificates that it issued are not accepted.'),
    advice: () =>
      t('Issue the CA certificate anew with basic constraints CA:TRUE and key usage keyCertSign.'),
    source: rfc(5280, '4.2.1.9'),
  },
  CBA002: {
    severity: 'error',
    title: () => t('Not a CA certificate'),
    consequence: () => t('The service takes certification authorities only.'),
    advice: () => t('Leave the end-entity certificate out of the bundle.'),
    source: trustStore,
  },
  CBA003: {
    severity: 'warning',
    title: () => t('Expired'),
    consequence: () => t('Nobody can sign in with certificates of an expired authority.'),
    advice: () => t('Use the renewed certificate of the authority, or leave it out.'),
    source: rfc(5280, '4.1.2.5'),
  },
  CBA004: {
    severity: 'warning',
    title: () => t('Not yet valid'),
    consequence: () => t('Nobody can sign in over it before that day.'),
    advice: () => t('Wait until it is valid, or keep the certificate of today beside it.'),
    source: rfc(5280, '4.1.2.5'),
  },
  CBA005: {
    severity: 'warning',
    title: () => t('Expires soon'),
    consequence: () => t('Sign-in over it ends on that day.'),
    advice: () => t('Plan the renewal now. The setting cbaPki.expiry.warningDays says what is soon.'),
    source: rfc(5280, '4.1.2.5'),
  },
  CBA006: {
    severity: 'error',
    title: () => t('No subject key identifier'),
    consequence: () => t('Entra finds an issuer by this identifier, so no chain can be built over it.'),
    advice: () => t('Issue the CA certificate anew with a subject key identifier.'),
    source: rfc(5280, '4.2.1.2'),
  },
  CBA007: {
    severity: 'warning',
    title: () => t('No authority key identifier'),
    consequence: () => t('Entra finds the issuer of a certificate by this identifier.'),
    advice: () => t('Issue the certificate anew with an authority key identifier.'),
    source: rfc(5280, '4.2.1.1'),
  },
  CBA008: {
    severity: 'error',
    title: () => t('More than once in the bundle'),
    consequence: () => t('The service refuses duplicates.'),
    advice: () => t('Keep one of them. Create Bundle from Certificates drops duplicates.'),
    source: trustStore,
  },
  CBA009: {
    severity: 'information',
    title: () => t('Renewed with the same key'),
    consequence: () => t('Two certificates have the same name and key, and either completes a chain.'),
    advice: () => t('Leave out the one that ends first, when it is no longer needed.'),
    source: rfc(5280, '4.2.1.2'),
  },
  CBA010: {
    severity: 'warning',
    title: () => t('Issuer not found'),
    consequence: () => t('Every CA up to the root must be in the trust store.'),
    advice: () => t('Add the certificate of the issuer.'),
    source: technical,
  },
  CBA011: {
    severity: 'error',
    title: () => t('Signature is not by its issuer'),
    consequence: () => t('The certificate was changed, or another CA of the same name issued it.'),
    advice: () => t('Get the certificate again from the authority, and its issuer too.'),
    source: rfc(5280, '6.1.3'),
  },
  CBA012: {
    severity: 'information',
    title: () => t('Signature cannot be verified here'),
    consequence: () => t('The cryptography of this computer does not know the algorithm.'),
    advice: () => t('Verify it elsewhere, for example with openssl verify.'),
    source: rfc(5280, '6.1.3'),
  },
  CBA013: {
    severity: 'warning',
    title: () => t('Weak key'),
    consequence: () =>
      t('Keys of less than RSA 2048 or P-256 can be broken, and are refused in many places.'),
    advice: () => t('Replace the authority by one with a stronger key.'),
    source: { name: 'NIST SP 800-131A', url: 'https://csrc.nist.gov/pubs/sp/800/131/a/r2/final' },
  },
  CBA014: {
    severity: 'warning',
    title: () => t('Weak signature'),
    consequence: () => t('Signatures with SHA-1 or MD5 can be forged, and are refused in many places.'),
    advice: () => t('Have the certificate issued anew with SHA-256 or better.'),
    source: { name: 'NIST SP 800-131A', url: 'https://csrc.nist.gov/pubs/sp/800/131/a/r2/final' },
  },
  CBA015: {
    severity: 'warning',
    title: () => t('Unusual algorithm'),
    consequence: () => t('Entra may refuse it: RSA and the curves P-256, P-384 and P-521 are known to work.'),
    advice: () => t('Try a sign-in with a test user before you rely on it.'),
    source: technical,
  },
  CBA016: {
    severity: 'information',
    title: () => t('No distribution point'),
    consequence: () => t('It does not say where its issuer publishes the revocation list that Entra needs.'),
    advice: () => t('Find the address of the CRL elsewhere, and enter it at the issuer in the trust store.'),
    source: revocation,
  },
  CBA017: {
    severity: 'warning',
    title: () => t('No distribution point over http'),
    consequence: () =>
      t('Entra downloads revocation lists over http; ldap is not supported, https not everywhere.'),
    advice: () => t('Publish the CRL over http as well, and enter that address at the issuer.'),
    source: revocation,
  },
  CBA018: {
    severity: 'information',
    title: () => t('Distribution point of the issuer'),
    consequence: () =>
      t('Entra takes this address for the CRL of the CA itself, and sign-in fails with AADSTS2205015.'),
    advice: () => t('After the upload, enter the address of the CRL that the CA itself issues.'),
    source: revocation,
  },
  CBA019: {
    severity: 'error',
    title: () => t('Larger than 8 KB'),
    consequence: () => t('The service documents a limit of 8 KB for a certificate.'),
    advice: () => t('Issue the CA certificate anew with fewer or shorter extensions.'),
    source: trustStore,
  },
  CBA020: {
    severity: 'error',
    title: () => t('Too many authorities'),
    consequence: () => t('The service documents a limit of 250 authorities in a configuration.'),
    advice: () => t('Leave out what is no longer needed, or use a second configuration.'),
    source: trustStore,
  },
  CBA021: {
    severity: 'error',
    title: () => t('Larger than 2 MB'),
    consequence: () => t('The service documents a limit of 2 MB for a file.'),
    advice: () => t('Split the bundle.'),
    source: trustStore,
  },
  CBA022: {
    severity: 'information',
    title: () => t('Root without distribution point'),
    consequence: () => t('A root needs none itself, but Entra then does not know where its own CRL is.'),
    advice: () => t('After the upload, enter the address of the CRL that the root issues.'),
    source: revocation,
  },
  CBA023: {
    severity: 'error',
    title: () => t('Path length exceeded'),
    consequence: () => t('A CA above it does not allow so many CAs below, so no chain over it is valid.'),
    advice: () => t('Have one of the two CA certificates issued anew.'),
    source: rfc(5280, '4.2.1.9'),
  },
  CBA024: {
    severity: 'error',
    title: () => t('Name constraint violated'),
    consequence: () => t('A CA above it does not allow this name, so no chain over it is valid.'),
    advice: () => t('Have one of the two CA certificates issued anew.'),
    source: rfc(5280, '4.2.1.10'),
  },
  CBA025: {
    severity: 'error',
    title: () => t('Chain too long'),
    consequence: () => t('Entra builds chains of at most 10 CAs.'),
    advice: () => t('Use a CA that stands nearer to the root.'),
    source: technical,
  },
  CBA026: {
    severity: 'warning',
    title: () => t('The bundle is text (PEM)'),
    consequence: () => t('Binary DER is the form that is known to work.'),
    advice: () => t('Write it anew with Create Bundle from Certificates.'),
    source: trustStore,
  },
  CBA027: {
    severity: 'warning',
    title: () => t('Content in the bundle'),
    consequence: () => t('The file is a signed message with content, not only certificates.'),
    advice: () => t('Write the certificates alone with Create Bundle from Certificates.'),
    source: rfc(5652, '5.1'),
  },
  CBA028: {
    severity: 'warning',
    title: () => t('Revocation lists in the bundle'),
    consequence: () => t('The trust store takes certificates only.'),
    advice: () => t('Write the certificates alone with Create Bundle from Certificates.'),
    source: rfc(5652, '5.1'),
  },
  CBA029: {
    severity: 'warning',
    title: () => t('Other members in the bundle'),
    consequence: () => t('They are no X.509 certificates, but for example attribute certificates.'),
    advice: () => t('Write the certificates alone with Create Bundle from Certificates.'),
    source: rfc(5652, '10.2.2'),
  },
  CBA030: {
    severity: 'warning',
    title: () => t('Bytes behind the end'),
    consequence: () =>
      t('They are uploaded with the file, and it is not known what the service makes of them.'),
    advice: () => t('Write the file anew with Create Bundle from Certificates.'),
    source: { name: 'ITU-T X.690', url: 'https://www.itu.int/rec/T-REC-X.690' },
  },
  CBA031: {
    severity: 'warning',
    title: () => t('The bundle uses indefinite lengths (BER)'),
    consequence: () => t('DER is the form that is known to work.'),
    advice: () => t('Write it anew with Create Bundle from Certificates.'),
    source: { name: 'ITU-T X.690', url: 'https://www.itu.int/rec/T-REC-X.690' },
  },
  CBA032: {
    severity: 'error',
    title: () => t('Damaged'),
    consequence: () => t('What cannot be read here is not read by the service either.'),
    advice: () => t('Get the certificate again.'),
    source: rfc(5280, '4.1'),
  },
  CBA033: {
    severity: 'warning',
    title: () => t('PEM blocks beside the bundle'),
    consequence: () => t('Only the first bundle of a file is used.'),
    advice: () => t('Write all of them into one with Create Bundle from Certificates.'),
    source: rfc(7468, '2'),
  },
  CBA034: {
    severity: 'error',
    title: () => t('Already in the configuration'),
    consequence: () => t('The service refuses duplicates.'),
    advice: () => t('Make a bundle of those that are new. Create Bundle can leave out the others.'),
    source: trustStore,
  },
} as const satisfies Readonly<Record<`CBA${string}`, Rule>>;

export type RuleId = keyof typeof rules;

export const ruleIds = Object.keys(rules).filter(isRuleId);

export function isRuleId(text: string): text is RuleId {
  return Object.hasOwn(rules, text);
}

/** The address of a rule's explanation. */
export function addressOfRule(id: RuleId): string {
  return rules[id].source.url;
}
