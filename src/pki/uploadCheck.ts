import type { Bundle } from './bundle.ts';
import { fileOfBundle } from './certificateFile.ts';
import { displayNameOf } from './distinguishedName.ts';
import { type JudgedCertificate, judgeCertificate } from './judgedCertificate.ts';
import type { CheckContext } from './rules/checkContext.ts';
import { checkFiles } from './rules/checkFiles.ts';
import { type GroupedFinding, groupFindings } from './rules/finding.ts';
import type { Steps } from './slices.ts';

/** A certificate of the bundle in the light of where it is to go. */
export interface CheckedCertificate extends JudgedCertificate {
  /** Whether the configuration already has it. */
  readonly isKnown: boolean;
}

export interface UploadCheck {
  readonly certificates: readonly CheckedCertificate[];
  /** One line for each rule, errors first; without what is only good to know. */
  readonly findings: readonly GroupedFinding[];
}

/**
 * What an upload of the bundle would run into.
 * @param fileSize in bytes, as the file would be served
 */
export function* checkUpload(bundle: Bundle, fileSize: number, context: CheckContext): Steps<UploadCheck> {
  const certificates = bundle.certificates.map(({ certificate }): CheckedCertificate => {
    const judged = judgeCertificate(certificate, context.now);
    return { ...judged, isKnown: context.known?.thumbprints.has(judged.thumbprint) ?? false };
  });
  const [findings = []] = yield* checkFiles([{ file: fileOfBundle(bundle), size: fileSize }], context);
  const names = new Map(
    bundle.certificates.map(({ position, certificate }) => [position, displayNameOf(certificate.subject)]),
  );
  return {
    certificates,
    findings: groupFindings(
      findings.filter(({ severity }) => severity !== 'information'),
      (position) => names.get(position),
    ),
  };
}
