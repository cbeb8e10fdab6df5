import { t } from '@vscode/l10n';
import { isCertificateAuthority, thumbprintOf } from '../pki/certificate.ts';
import type { CertificateFile, FileMember } from '../pki/certificateFile.ts';
import { type Chains, isRootCertificate } from '../pki/chains.ts';
import { displayNameOf } from '../pki/distinguishedName.ts';
import { describeFileKind } from '../pki/fileDescription.ts';
import type { CheckContext } from '../pki/rules/checkContext.ts';
import { bySeverity, type Finding } from '../pki/rules/finding.ts';
import { rules } from '../pki/rules/ruleTable.ts';
import type { ChainPlace, FileView, FindingView, MemberRow } from './protocol.ts';

/** The file as the page shows it. */
export function fileViewOf(
  name: string,
  { file, size, sha256 }: { readonly file: CertificateFile; readonly size: number; readonly sha256: string },
  chains: Chains<FileMember>,
  { now, warningDays }: CheckContext,
): FileView {
  return {
    name,
    kind: describeFileKind(file),
    size,
    sha256,
    isBundle: file.kind === 'bundle',
    members: file.certificates.map((member) => rowOf(member, now, warningDays)),
    chain: chainPlaces(chains),
    damaged: file.damaged.length,
    revocationLists: file.revocationLists,
    now: now.getTime(),
  };
}

function rowOf({ position, certificate }: FileMember, now: Date, warningDays: number): MemberRow {
  return {
    position,
    name: displayNameOf(certificate.subject) || t('(no name)'),
    issuerName: displayNameOf(certificate.issuer) || t('(no name)'),
    kind: !isCertificateAuthority(certificate)
      ? 'endEntity'
      : isRootCertificate(certificate)
        ? 'root'
        : 'intermediate',
    notBefore: certificate.notBefore.getTime(),
    notAfter: certificate.notAfter.getTime(),
    validity: validityOf(certificate.notBefore, certificate.notAfter, now, warningDays),
    thumbprint: thumbprintOf(certificate.der),
    subjectKeyIdentifier: certificate.subjectKeyIdentifier?.toUpperCase() ?? '',
    serialNumber: certificate.serialNumber.toUpperCase(),
  };
}

function validityOf(notBefore: Date, notAfter: Date, now: Date, warningDays: number): MemberRow['validity'] {
  if (notAfter < now) {
    return 'expired';
  }
  if (notBefore > now) {
    return 'notYetValid';
  }
  return notAfter.getTime() - now.getTime() <= warningDays * 24 * 60 * 60 * 1000 ? 'expiring' : 'valid';
}

/** Every certificate once, below its likeliest issuer; those of a circle begin with the first that was met. */
function chainPlaces(chains: Chains<FileMember>): readonly ChainPlace[] {
  const places: ChainPlace[] = [];
  const seen = new Set<FileMember>();
  const add = (top: FileMember, topSiblings: number, topPlace: number): void => {
    const open = [{ member: top, depth: 0, siblings: topSiblings, place: topPlace }];
    for (let next = open.pop(); next; next = open.pop()) {
      const { member, depth, siblings, place } = next;
      if (seen.has(member)) {
        continue;
      }
      seen.add(member);
      places.push({ position: member.position, depth, siblings, place, ...besides(member, chains) });
      const issued = chains.issuedBy(member).filter((each) => !seen.has(each));
      for (const [index, child] of [...issued.entries()].toReversed()) {
        open.push({ member: child, depth: depth + 1, siblings: issued.length, place: index + 1 });
      }
    }
  };
  const tops = chains.members.filter((member) => chains.issuersOf(member).length === 0);
  const roots = tops.toSorted(
    (one, other) => Number(isRootCertificate(other.certificate)) - Number(isRootCertificate(one.certificate)),
  );
  roots.forEach((top, index) => add(top, roots.length, index + 1));
  for (const member of chains.members) {
    if (!seen.has(member)) {
      add(circleAbove(member, chains), 1, 1);
    }
  }
  return places;
}

/** Where the way upwards from a certificate below no top comes round: the first of the circle that is met. */
function circleAbove(member: FileMember, chains: Chains<FileMember>): FileMember {
  const way = new Set<FileMember>();
  let current = member;
  while (!way.has(current)) {
    way.add(current);
    current = chains.issuersOf(current)[0] ?? current;
  }
  return current;
}

function besides(
  member: FileMember,
  chains: Chains<FileMember>,
): Pick<ChainPlace, 'missingIssuer' | 'otherIssuers'> {
  const issuers = chains.issuersOf(member);
  const otherIssuers = issuers.slice(1).map(({ position }) => position);
  return issuers.length === 0 && !isRootCertificate(member.certificate)
    ? { missingIssuer: displayNameOf(member.certificate.issuer), otherIssuers }
    : { otherIssuers };
}

/** Errors first. */
export function findingViews(findings: readonly Finding[]): readonly FindingView[] {
  return findings.toSorted(bySeverity).map(({ rule, severity, position, detail }) => ({
    rule,
    severity,
    position,
    title: rules[rule].title(),
    detail,
    consequence: rules[rule].consequence(),
    advice: rules[rule].advice(),
    source: rules[rule].source.name,
  }));
}
