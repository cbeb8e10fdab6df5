import { t } from '@vscode/l10n';
import { type Certificate, firstHttpAddress, isCertificateAuthority, isSelfIssued } from '../certificate.ts';
import type { CertificateDetails } from '../certificateDetails.ts';
import { type Chains, isRootCertificate } from '../chains.ts';
import { displayNameOf, formatDistinguishedName } from '../distinguishedName.ts';
import { findViolation } from '../nameConstraints.ts';
import { oids } from '../objectIdentifiers.ts';
import { serviceLimits } from '../serviceLimits.ts';
import type { CheckContext, Tell } from './checkContext.ts';

/** A certificate once, however often it was met. */
export interface ChainMember {
  readonly certificate: Certificate;
  /** Undefined where an extension is damaged. */
  readonly details: CertificateDetails | undefined;
}

/** What a certificate tells beside those that it was found with. */
export function checkChain(
  member: ChainMember,
  chains: Chains<ChainMember>,
  context: CheckContext,
  tell: Tell,
): void {
  checkIssuer(member, chains, context, tell);
  checkTrap(member, chains, tell);
  checkPath(member, chains.pathOf(member).members.slice(1), tell);
}

function checkIssuer(
  member: ChainMember,
  chains: Chains<ChainMember>,
  { known }: CheckContext,
  tell: Tell,
): void {
  const { certificate } = member;
  const isRoot = isRootCertificate(certificate);
  const issuer = isRoot ? member : chains.issuersOf(member)[0];
  if (!issuer) {
    if (!known?.keyIdentifiers.has(certificate.authorityKeyIdentifier ?? '')) {
      tell('CBA010', displayNameOf(certificate.issuer));
    }
    return;
  }
  const outcome = chains.signatureBy(member, issuer);
  if (outcome !== 'valid') {
    const name = displayNameOf(issuer.certificate.subject);
    tell(outcome === 'invalid' ? 'CBA011' : 'CBA012', isRoot ? undefined : name);
  }
}

/** The distribution points in a CA certificate are those of its issuer; its own are in what it issued. */
function checkTrap(member: ChainMember, chains: Chains<ChainMember>, tell: Tell): void {
  const { certificate } = member;
  const address = firstHttpAddress(certificate.crlDistributionPoints);
  if (address === undefined || !isCertificateAuthority(certificate) || isRootCertificate(certificate)) {
    return;
  }
  const own = chains
    .issuedBy(member)
    .map((issued) => firstHttpAddress(issued.certificate.crlDistributionPoints))
    .find((found) => found !== undefined);
  if (own === undefined) {
    tell('CBA018', address);
  } else if (own !== address) {
    tell('CBA018', t('{address}, while its own is {own}', { address, own }));
  }
}

/** @param above the issuer, the issuer's issuer, and so on */
function checkPath(member: ChainMember, above: readonly ChainMember[], tell: Tell): void {
  const isAuthority = isCertificateAuthority(member.certificate);
  // How many CAs that are not merely renewed stand below the one that is looked at (RFC 5280 §6.1.4 l).
  // One that its own name issued, with a new key, is not bound by name constraints either (§6.1.3 b and c).
  const isRenewed = isAuthority && isSelfIssued(member.certificate);
  let below = isAuthority && !isRenewed ? 1 : 0;
  for (const { certificate, details } of above) {
    const limit = certificate.basicConstraints?.pathLength;
    if (limit !== undefined && below > limit) {
      const name = displayNameOf(certificate.subject);
      tell(
        'CBA023',
        t('{name} allows {limit} CAs below, and this is number {below}', { name, limit, below }),
      );
      break;
    }
    const violation = isRenewed
      ? undefined
      : details?.nameConstraints && findViolation(details.nameConstraints, namesOf(member));
    if (violation) {
      const name = displayNameOf(certificate.subject);
      tell('CBA024', t('{name} does not allow {value}', { name, value: violation.value }));
      break;
    }
    below += isSelfIssued(certificate) ? 0 : 1;
  }
  const authorities = above.length + (isAuthority ? 1 : 0);
  if (authorities > serviceLimits.chainLength) {
    tell('CBA025', t('{count} CAs', { count: authorities }));
  }
}

function namesOf({ certificate, details }: ChainMember) {
  const subject = formatDistinguishedName(certificate.subject);
  const alternatives = details?.subjectAlternativeNames ?? [];
  // Without an alternative name, addresses of mail in the subject count (RFC 5280 §4.2.1.10).
  const addresses =
    alternatives.length > 0
      ? []
      : certificate.subject
          .flat()
          .flatMap(({ type, text }) =>
            type === oids.emailAddress && text !== undefined ? [{ kind: 'email' as const, value: text }] : [],
          );
  return [
    ...(subject === '' ? [] : [{ kind: 'directory' as const, value: subject }]),
    ...addresses,
    ...alternatives,
  ];
}
