import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import { Asn1Error } from '../pki/asn1Reader.ts';
import { type Certificate, thumbprintOf } from '../pki/certificate.ts';
import { type CertificateDetails, readCertificateDetails } from '../pki/certificateDetails.ts';
import type { FileMember } from '../pki/certificateFile.ts';
import type { Chains } from '../pki/chains.ts';
import { displayNameOf, formatDistinguishedName, formatGeneralFirst } from '../pki/distinguishedName.ts';
import type { GeneralName } from '../pki/generalName.ts';
import { nameOfUse } from '../pki/keyUses.ts';
import type { DetailFact, DetailSection, DetailsView, PathLink } from './protocol.ts';

/** Everything that is known of a certificate, in the order in which an expert asks for it. */
export function detailsViewOf(member: FileMember, chains: Chains<FileMember>): DetailsView {
  const { certificate } = member;
  const read = readDetails(certificate);
  const paths = chains.pathsOf(member);
  return {
    position: member.position,
    sections: [
      ...identitySections(certificate),
      ...('damage' in read
        ? [section(t('Details'), [fact(t('Cannot be read'), read.damage)])]
        : detailSections(certificate, read.details)),
    ].filter(({ facts }) => facts.length > 0),
    path: pathLinks(member, chains),
    otherPaths: Math.max(0, paths.length - 1),
  };
}

function readDetails({
  der,
}: Certificate): { readonly details: CertificateDetails } | { readonly damage: string } {
  try {
    return { details: readCertificateDetails(der) };
  } catch (error) {
    if (error instanceof Asn1Error) {
      return { damage: error.message };
    }
    throw error;
  }
}

/** The addresses that the page may have opened for a certificate. */
export function addressesOf(view: DetailsView): ReadonlySet<string> {
  return new Set(
    view.sections.flatMap(({ facts }) =>
      facts.flatMap(({ address }) => (address === undefined ? [] : [address])),
    ),
  );
}

function section(title: string, facts: readonly (DetailFact | undefined)[]): DetailSection {
  return { title, facts: facts.filter((each) => each !== undefined) };
}

function fact(label: string, value: string | undefined): DetailFact | undefined {
  return value === undefined || value === '' ? undefined : { label, value };
}

/** An address can be opened when it is one of the web's. */
function addressFact(label: string, value: string): DetailFact {
  return /^https?:\/\//i.test(value) && URL.canParse(value)
    ? { label, value, address: value }
    : { label, value };
}

function identitySections(certificate: Certificate): DetailSection[] {
  const { der, subject, issuer, notBefore, notAfter } = certificate;
  return [
    section(t('Subject'), [
      fact(t('Name'), displayNameOf(subject)),
      fact('RFC 4514', formatDistinguishedName(subject)),
      fact(t('In the order of the certificate'), formatGeneralFirst(subject)),
    ]),
    section(t('Issuer'), [
      fact(t('Name'), displayNameOf(issuer)),
      fact('RFC 4514', formatDistinguishedName(issuer)),
      fact(t('In the order of the certificate'), formatGeneralFirst(issuer)),
    ]),
    section(t('Validity'), [
      fact(t('Not before'), notBefore.toISOString().replace('.000', '')),
      fact(t('Not after'), notAfter.toISOString().replace('.000', '')),
    ]),
    section(t('Identifiers'), [
      fact(t('Serial number'), certificate.serialNumber.toUpperCase()),
      fact(t('Thumbprint (SHA-1)'), thumbprintOf(der)),
      fact(t('Thumbprint (SHA-256)'), createHash('sha256').update(der).digest('hex').toUpperCase()),
      fact(t('Subject key identifier'), certificate.subjectKeyIdentifier?.toUpperCase()),
      fact(t('Authority key identifier'), certificate.authorityKeyIdentifier?.toUpperCase()),
      fact(t('Version'), String(certificate.version)),
      fact(t('Size'), t('{size} bytes', { size: der.length })),
    ]),
    section(t('Revocation'), [
      ...certificate.crlDistributionPoints.map((value) => addressFact(t('CRL of its issuer'), value)),
      ...certificate.freshestCrlDistributionPoints.map((value) =>
        addressFact(t('Delta CRL of its issuer'), value),
      ),
    ]),
  ];
}

function detailSections({ basicConstraints }: Certificate, details: CertificateDetails): DetailSection[] {
  const { publicKey, signatureAlgorithm: signature, authorityInformation, microsoft } = details;
  return [
    section(t('Key and signature'), [
      fact(
        t('Public key'),
        [publicKey.algorithm, publicKey.curve, publicKey.bits && t('{bits} bits', { bits: publicKey.bits })]
          .filter(Boolean)
          .join(', '),
      ),
      fact(t('SHA-1 of the public key'), publicKey.sha1),
      fact(
        t('Signature algorithm'),
        signature.name === 'rsassaPss'
          ? t('{name}, {hash}, salt of {length} bytes', {
              name: signature.name,
              hash: signature.hash ?? '',
              length: signature.saltLength ?? 0,
            })
          : signature.name,
      ),
    ]),
    section(t('Use'), [
      fact(
        t('Basic constraints'),
        basicConstraints &&
          [
            basicConstraints.ca ? 'CA:TRUE' : 'CA:FALSE',
            ...(basicConstraints.pathLength === undefined ? [] : [`pathlen:${basicConstraints.pathLength}`]),
          ].join(', '),
      ),
      fact(t('Key usage'), details.keyUsage?.join(', ')),
      fact(t('Extended key usage'), details.extendedKeyUsage.map(nameOfUse).join(', ')),
      ...details.policies.map((policy) => fact(t('Policy'), policy)),
      ...details.policyMappings.map(({ issuer, subject }) =>
        fact(t('Policy mapping'), `${issuer} → ${subject}`),
      ),
      ...(details.nameConstraints?.permitted ?? []).map((name) => fact(t('Permitted names'), general(name))),
      ...(details.nameConstraints?.excluded ?? []).map((name) => fact(t('Excluded names'), general(name))),
    ]),
    section(
      t('Alternative names'),
      details.subjectAlternativeNames.map((name) => fact(labelOf(name), name.value)),
    ),
    section(t('Issuer information'), [
      ...authorityInformation.issuers.map((value) => addressFact(t('Certificate of the issuer'), value)),
      ...authorityInformation.ocsp.map((value) => addressFact('OCSP', value)),
    ]),
    section(t('Microsoft CA'), [
      fact(t('CA version'), microsoft.caVersion),
      fact(t('Template'), microsoft.templateName),
      fact(
        t('Template identifier'),
        microsoft.template && `${microsoft.template.oid} (${microsoft.template.version})`,
      ),
    ]),
    section(
      t('Other extensions'),
      details.unknownExtensions.map(({ oid, critical, value }) =>
        fact(critical ? t('{oid} (critical)', { oid }) : oid, value),
      ),
    ),
  ];
}

function general(name: GeneralName): string {
  return `${labelOf(name)}: ${name.value}`;
}

function labelOf({ kind }: GeneralName): string {
  switch (kind) {
    case 'email':
      return t('E-mail');
    case 'dns':
      return 'DNS';
    case 'uri':
      return 'URI';
    case 'ip':
      return 'IP';
    case 'directory':
      return t('Directory name');
    case 'registeredId':
      return t('Registered identifier');
    case 'upn':
      return 'UPN';
    case 'other':
      return t('Other name');
  }
}

/** From the root down to the certificate. */
function pathLinks(member: FileMember, chains: Chains<FileMember>): readonly PathLink[] {
  const { members } = chains.pathOf(member);
  return members
    .map((each, index): PathLink => {
      // At the end of the way the issuer is the root itself, one that stands in the way already, or not there.
      const issuer = members[index + 1] ?? (chains.isRoot(each) ? each : chains.issuersOf(each)[0]);
      const signature = issuer ? chains.signatureBy(each, issuer) : 'unknown';
      return {
        position: each.position,
        name: displayNameOf(each.certificate.subject) || t('(no name)'),
        signature,
        text: issuer
          ? describeSignature(signature)
          : t('issuer {name} is not in the file', {
              name: displayNameOf(each.certificate.issuer) || t('(no name)'),
            }),
      };
    })
    .toReversed();
}

function describeSignature(signature: PathLink['signature']): string {
  switch (signature) {
    case 'valid':
      return t('signature valid');
    case 'invalid':
      return t('signature invalid');
    case 'unverifiable':
      return t('signature cannot be verified here');
    case 'unknown':
      return t('signature not looked at');
  }
}
