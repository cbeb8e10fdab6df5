import { t } from '@vscode/l10n';
import { type Certificate, firstHttpAddress, isCertificateAuthority } from '../certificate.ts';
import type { CertificateDetails } from '../certificateDetails.ts';
import { isRootCertificate } from '../chains.ts';
import { serviceLimits } from '../serviceLimits.ts';
import type { CheckContext, Tell } from './checkContext.ts';

/** What a certificate alone tells. `isMember` says whether it is one of several that belong together. */
export function checkCertificate(
  certificate: Certificate,
  isMember: boolean,
  context: CheckContext,
  tell: Tell,
): void {
  checkAuthority(certificate, isMember, tell);
  checkValidity(certificate, context, tell);
  checkIdentifiers(certificate, tell);
  checkDistributionPoints(certificate, tell);
  if (certificate.der.length > serviceLimits.certificateBytes) {
    tell('CBA019', t('{count} bytes', { count: certificate.der.length }));
  }
}

function checkAuthority(certificate: Certificate, isMember: boolean, tell: Tell): void {
  const { version, basicConstraints, mayIssueCertificates } = certificate;
  if (isCertificateAuthority(certificate)) {
    return;
  }
  if (version < 3) {
    tell('CBA001', t('a certificate of version {version} has no basic constraints', { version }));
  } else if (basicConstraints?.ca === true) {
    tell('CBA001', t('its key usage does not allow to sign certificates'));
  } else if (mayIssueCertificates === true) {
    tell('CBA001', t('its basic constraints do not say that it is a CA'));
  } else if (isMember) {
    tell('CBA002');
  }
}

const millisecondsADay = 24 * 60 * 60 * 1000;

function checkValidity(
  { notBefore, notAfter }: Certificate,
  { now, warningDays }: CheckContext,
  tell: Tell,
): void {
  if (notAfter < now) {
    tell('CBA003', t('on {day}', { day: dayOf(notAfter) }));
  } else if (notBefore > now) {
    tell('CBA004', t('from {day}', { day: dayOf(notBefore) }));
  } else if (notAfter.getTime() - now.getTime() <= warningDays * millisecondsADay) {
    tell('CBA005', t('on {day}', { day: dayOf(notAfter) }));
  }
}

/** As in ISO 8601, in UTC. */
function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function checkIdentifiers(certificate: Certificate, tell: Tell): void {
  if (certificate.subjectKeyIdentifier === undefined && isCertificateAuthority(certificate)) {
    tell('CBA006');
  }
  if (certificate.authorityKeyIdentifier === undefined && !isRootCertificate(certificate)) {
    tell('CBA007');
  }
}

function checkDistributionPoints(certificate: Certificate, tell: Tell): void {
  const { crlDistributionPoints } = certificate;
  if (isRootCertificate(certificate)) {
    if (crlDistributionPoints.length === 0) {
      tell('CBA022');
    }
  } else if (crlDistributionPoints.length === 0) {
    tell('CBA016');
  } else if (firstHttpAddress(crlDistributionPoints) === undefined) {
    tell('CBA017', crlDistributionPoints.map(schemeOf).join(', '));
  }
}

function schemeOf(address: string): string {
  return /^[a-z][a-z\d+.-]*(?=:)/i.exec(address)?.[0].toLowerCase() ?? t('without a scheme');
}

const usualCurves: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const weakHashes: ReadonlySet<string> = new Set(['md2', 'md5', 'sha1']);

/** The key and how the certificate is signed. Nobody looks at the signature of a root. */
export function checkAlgorithms(
  { publicKey, signatureAlgorithm }: CertificateDetails,
  isRoot: boolean,
  tell: Tell,
): void {
  const { algorithm, bits, curve } = publicKey;
  const name = [algorithm, curve ?? bits].filter((part) => part !== undefined).join(' ');
  const isRsa = algorithm === 'RSA' || algorithm === 'RSA-PSS';
  if (bits !== undefined && bits < (isRsa ? 2048 : algorithm === 'EC' ? 256 : 0)) {
    tell('CBA013', name);
  } else if (algorithm !== 'RSA' && !(algorithm === 'EC' && usualCurves.has(curve ?? ''))) {
    tell('CBA015', name);
  }
  const { hash, name: signature } = signatureAlgorithm;
  if (!isRoot && hash !== undefined && weakHashes.has(hash)) {
    tell('CBA014', signature === 'rsassaPss' ? `${signature} ${hash}` : signature);
  } else if (!isRoot && hash?.startsWith('sha3')) {
    tell('CBA015', signature);
  }
}
