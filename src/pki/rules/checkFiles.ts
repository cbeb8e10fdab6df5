import { t } from '@vscode/l10n';
import { Asn1Error } from '../asn1Reader.ts';
import { type Certificate, thumbprintOf } from '../certificate.ts';
import { type CertificateDetails, readCertificateDetails } from '../certificateDetails.ts';
import type { CertificateFile } from '../certificateFile.ts';
import { Chains, isRootCertificate } from '../chains.ts';
import { formatDistinguishedName } from '../distinguishedName.ts';
import { serviceLimits } from '../serviceLimits.ts';
import type { Steps } from '../slices.ts';
import { checkAlgorithms, checkCertificate } from './certificateChecks.ts';
import { type ChainMember, checkChain } from './chainChecks.ts';
import type { CheckContext } from './checkContext.ts';
import type { Finding } from './finding.ts';
import { type RuleId, rules } from './ruleTable.ts';

/** A file that was read, and its size in bytes. */
export interface FileToCheck {
  readonly file: CertificateFile;
  readonly size: number;
}

/**
 * Runs all rules over some files: each by itself, and their certificates together, so that an issuer is found in whichever
 * file it is. Pauses after each certificate. Never throws for what is in the files.
 * @returns the findings of each file, in the order of its certificates, those about the file first
 */
export function* checkFiles(
  files: readonly FileToCheck[],
  context: CheckContext,
): Steps<readonly (readonly Finding[])[]> {
  const known = new KnownMembers();
  for (const { file } of files) {
    for (const { certificate } of file.certificates) {
      known.add(certificate);
      yield;
    }
  }
  const chains = new Chains(known.members);
  const results: Finding[][] = [];
  for (const { file, size } of files) {
    const findings: Finding[] = [];
    const tellOf =
      (position?: number) =>
      (rule: RuleId, detail?: string): void => {
        const severity = context.severities[rule] ?? rules[rule].severity;
        if (severity !== 'off') {
          findings.push({ rule, severity, position, detail });
        }
      };
    checkWhole(file, size, known, context, tellOf);
    const isMember = file.kind === 'bundle' || file.certificates.length > 1;
    const seen: Seen = { certificates: new Map(), keys: new Map() };
    for (const { certificate, position } of file.certificates) {
      const tell = tellOf(position);
      const member = known.memberOf(certificate);
      if (
        member &&
        !checkRepetition(member, position, known.thumbprintOf(certificate), seen, context, tell)
      ) {
        checkMember(member, isMember, chains, context, tell);
      }
      yield;
    }
    results.push(findings);
  }
  return results;
}

/** The certificates of all files, each once, with what is found out about it once. */
class KnownMembers {
  readonly #byThumbprint = new Map<string, ChainMember>();
  readonly #thumbprints = new Map<Certificate, string>();

  get members(): readonly ChainMember[] {
    return [...this.#byThumbprint.values()];
  }

  add(certificate: Certificate): void {
    const thumbprint = thumbprintOf(certificate.der);
    this.#thumbprints.set(certificate, thumbprint);
    if (!this.#byThumbprint.has(thumbprint)) {
      this.#byThumbprint.set(thumbprint, { certificate, details: detailsOf(certificate) });
    }
  }

  thumbprintOf(certificate: Certificate): string {
    return this.#thumbprints.get(certificate) ?? thumbprintOf(certificate.der);
  }

  memberOf(certificate: Certificate): ChainMember | undefined {
    return this.#byThumbprint.get(this.thumbprintOf(certificate));
  }
}

function detailsOf({ der }: Certificate): CertificateDetails | undefined {
  try {
    return readCertificateDetails(der);
  } catch (error) {
    if (error instanceof Asn1Error) {
      return undefined;
    }
    throw error;
  }
}

type TellOf = (position?: number) => (rule: RuleId, detail?: string) => void;

function checkWhole(
  file: CertificateFile,
  size: number,
  known: KnownMembers,
  context: CheckContext,
  tellOf: TellOf,
): void {
  const tell = tellOf();
  for (const { position, offset, line, message } of file.damaged) {
    const place =
      line === undefined ? t('at byte {offset}', { offset }) : t('in the block of line {line}', { line });
    tellOf(position)('CBA032', t('certificate {position} {place}: {message}', { position, place, message }));
  }
  if (file.kind === 'bundle') {
    checkForm(file, tell);
    const thumbprints = file.certificates.map(({ certificate }) => known.thumbprintOf(certificate));
    // What is refused as a duplicate does not count twice.
    const total = new Set([...(context.known?.thumbprints ?? []), ...thumbprints]).size;
    if (total > serviceLimits.authorities) {
      tell('CBA020', t('the configuration would have {total}', { total }));
    }
    if (size > serviceLimits.fileBytes) {
      tell('CBA021', t('{count} bytes', { count: size }));
    }
    if (file.revocationLists > 0) {
      tell('CBA028', String(file.revocationLists));
    }
  }
  if (file.trailingBytes > 0) {
    tell('CBA030', String(file.trailingBytes));
  }
}

function checkForm(
  { form, hasContent, otherMembers, otherBlocks }: CertificateFile,
  tell: ReturnType<TellOf>,
) {
  if (form === 'pem' || form === 'base64') {
    tell('CBA026');
  }
  if (form === 'ber') {
    tell('CBA031');
  }
  if (hasContent) {
    tell('CBA027');
  }
  if (otherMembers > 0) {
    tell('CBA029', String(otherMembers));
  }
  if (otherBlocks > 0) {
    tell('CBA033', String(otherBlocks));
  }
}

/** What of a file was looked at already: positions by thumbprint, and by name and key. */
interface Seen {
  readonly certificates: Map<string, number>;
  readonly keys: Map<string, number>;
}

/** @returns whether the same certificate stood before: then everything else about it was said there */
function checkRepetition(
  { certificate, details }: ChainMember,
  position: number,
  thumbprint: string,
  seen: Seen,
  context: CheckContext,
  tell: ReturnType<TellOf>,
): boolean {
  if (context.known?.thumbprints.has(thumbprint)) {
    tell('CBA034');
  }
  const same = seen.certificates.get(thumbprint);
  if (same !== undefined) {
    tell('CBA008', t('it is certificate {position} as well', { position: same }));
    return true;
  }
  seen.certificates.set(thumbprint, position);
  const key = `${details?.publicKey.sha1} ${formatDistinguishedName(certificate.subject)}`;
  const sameKey = details && seen.keys.get(key);
  if (sameKey === undefined) {
    seen.keys.set(key, position);
  } else {
    tell('CBA009', t('as certificate {position}', { position: sameKey }));
  }
  return false;
}

function checkMember(
  member: ChainMember,
  isMember: boolean,
  chains: Chains<ChainMember>,
  context: CheckContext,
  tell: ReturnType<TellOf>,
): void {
  checkCertificate(member.certificate, isMember, context, tell);
  if (member.details) {
    checkAlgorithms(member.details, isRootCertificate(member.certificate), tell);
  } else {
    tell('CBA032', t('an extension or the key cannot be read'));
  }
  checkChain(member, chains, context, tell);
}
