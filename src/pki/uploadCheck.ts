import { t } from '@vscode/l10n';
import type { Bundle } from './bundle.ts';
import { type JudgedCertificate, judgeCertificate } from './judgedCertificate.ts';

/** Limits of the service, by its documentation. The pages differ, so going over one is told but does not stop anybody. */
export const serviceLimits = {
  authorities: 250,
  certificateBytes: 8 * 1024,
  fileBytes: 2 * 1024 * 1024,
} as const;

/**
 * - `error`: as far as the documentation tells, the job will fail
 * - `warning`: the upload may work, but the result is probably not what is wanted
 */
export type FindingSeverity = 'error' | 'warning';

export interface UploadFinding {
  readonly severity: FindingSeverity;
  readonly message: string;
}

/** A certificate of the bundle in the light of where it is to go. */
export interface CheckedCertificate extends JudgedCertificate {
  /** Whether the configuration already has it. */
  readonly isKnown: boolean;
}

export interface UploadCheck {
  readonly certificates: readonly CheckedCertificate[];
  readonly findings: readonly UploadFinding[];
}

/**
 * What an upload of the bundle would run into.
 * @param fileSize in bytes, as the file would be served
 * @param knownThumbprints the configuration's authorities: SHA-1 in upper-case hex
 */
export function checkUpload(
  bundle: Bundle,
  fileSize: number,
  knownThumbprints: ReadonlySet<string>,
  now: Date,
): UploadCheck {
  const certificates = bundle.certificates.map(({ certificate }): CheckedCertificate => {
    const judged = judgeCertificate(certificate, now);
    return { ...judged, isKnown: knownThumbprints.has(judged.thumbprint) };
  });
  const findings = [
    ...contentFindings(bundle),
    ...certificateFindings(certificates),
    ...limitFindings(certificates, fileSize, knownThumbprints),
    ...formFindings(bundle),
  ];
  return { certificates, findings };
}

function contentFindings(bundle: Bundle): UploadFinding[] {
  const findings: UploadFinding[] = bundle.damaged.map(({ position, offset, message }) => ({
    severity: 'error',
    message: t('Certificate {position} (at byte {offset}) cannot be read: {message}.', {
      position,
      offset,
      message,
    }),
  }));
  if (bundle.hasContent) {
    findings.push({
      severity: 'warning',
      message: t('The file is a signed message with content, not only certificates.'),
    });
  }
  if (bundle.revocationLists > 0) {
    findings.push({
      severity: 'warning',
      message: t(
        'The bundle holds revocation lists (CRLs) as well. The trust store takes certificates only.',
      ),
    });
  }
  if (bundle.otherMembers > 0) {
    findings.push({
      severity: 'warning',
      message: t('The bundle holds members that are no X.509 certificates, such as attribute certificates.'),
    });
  }
  return findings;
}

function certificateFindings(certificates: readonly CheckedCertificate[]): UploadFinding[] {
  const findings: UploadFinding[] = [];
  const tell = (
    severity: FindingSeverity,
    matching: readonly CheckedCertificate[],
    message: (names: string) => string,
  ): void => {
    if (matching.length > 0) {
      findings.push({ severity, message: message(listNames(matching)) });
    }
  };
  tell(
    'error',
    certificates.filter(({ isAuthority }) => !isAuthority),
    (names) =>
      t('Not a CA certificate: {names}. The service takes certification authorities only.', { names }),
  );
  tell(
    'error',
    certificates.filter(({ isKnown }) => isKnown),
    (names) => t('Already in the configuration: {names}. The service refuses duplicates.', { names }),
  );
  const seen = new Set<string>();
  const repeated = certificates.filter(({ thumbprint }) => seen.size === seen.add(thumbprint).size);
  tell('error', repeated, (names) =>
    t('More than once in the bundle: {names}. The service refuses duplicates.', { names }),
  );
  tell(
    'warning',
    certificates.filter(({ isExpired }) => isExpired),
    (names) =>
      t('Expired: {names}. Nobody can sign in with certificates of an expired authority.', { names }),
  );
  return findings;
}

function limitFindings(
  certificates: readonly CheckedCertificate[],
  fileSize: number,
  knownThumbprints: ReadonlySet<string>,
): UploadFinding[] {
  const findings: UploadFinding[] = [];
  const large = certificates.filter(
    ({ certificate }) => certificate.der.length > serviceLimits.certificateBytes,
  );
  if (large.length > 0) {
    const names = listNames(large);
    findings.push({ severity: 'error', message: t('Larger than 8 KB: {names}.', { names }) });
  }
  // What is refused as a duplicate does not count twice.
  const total = new Set([...knownThumbprints, ...certificates.map(({ thumbprint }) => thumbprint)]).size;
  if (total > serviceLimits.authorities) {
    findings.push({
      severity: 'error',
      message: t(
        'The configuration would have {total} authorities. The service documents a limit of {limit}.',
        {
          total,
          limit: serviceLimits.authorities,
        },
      ),
    });
  }
  if (fileSize > serviceLimits.fileBytes) {
    findings.push({
      severity: 'error',
      message: t('The file is larger than 2 MB, the documented limit of the service.'),
    });
  }
  return findings;
}

function formFindings(bundle: Bundle): UploadFinding[] {
  const findings: UploadFinding[] = [];
  if (bundle.form === 'pem' || bundle.form === 'base64') {
    findings.push({
      severity: 'warning',
      message: t('The bundle is text (PEM). Binary DER is the form that is known to work.'),
    });
  }
  if (bundle.form === 'ber') {
    findings.push({
      severity: 'warning',
      message: t('The bundle uses indefinite lengths (BER). DER is the form that is known to work.'),
    });
  }
  if (bundle.trailingBytes > 0) {
    findings.push({
      severity: 'warning',
      message: t('Bytes behind the end of the bundle: {count}. They are uploaded with it.', {
        count: bundle.trailingBytes,
      }),
    });
  }
  if (bundle.otherBlocks > 0) {
    findings.push({
      severity: 'warning',
      message: t('PEM blocks beside the bundle: {count}. Only the first bundle in the file was read.', {
        count: bundle.otherBlocks,
      }),
    });
  }
  return findings;
}

/** Up to three names, and how many more. */
function listNames(certificates: readonly CheckedCertificate[]): string {
  const names = certificates.slice(0, 3).map(({ name }) => name);
  const more = certificates.length - names.length;
  const list = names.join(', ');
  return more > 0 ? t('{list} and {more} more', { list, more }) : list;
}
