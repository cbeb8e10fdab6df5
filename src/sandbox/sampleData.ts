import { randomBytes, randomUUID } from 'node:crypto';
import { readCertificate } from '../pki/certificate.ts';
import { formatDistinguishedName } from '../pki/distinguishedName.ts';
import { type IssuedAuthority, issueAuthority } from './certificateIssuer.ts';
import {
  type Authority,
  type CertificatePolicy,
  type ClassicAuthority,
  type Configuration,
  emptyPolicy,
  type TenantState,
} from './model.ts';
import { hashMismatch, uploadedAuthority } from './uploadCheck.ts';
import { addedSentence } from './uploads.ts';

const day = 24 * 60 * 60 * 1000;
const year = 365 * day;

/**
 * A tenant worth looking at: authorities that are well, that expire soon and that have expired, an upload that failed,
 * an empty configuration, deleted items and a classic store. The certificates are real, and new each time.
 */
export function sampleState(now: Date): TenantState {
  const corporate = contosoCorporate(now);
  const lab = contosoLab(now);
  return {
    configurations: [corporate.configuration, contosoSmartCards(now), fabrikam(now), contosoPilot(now), lab],
    deletedAuthorities: [
      { configurationId: corporate.configuration.id, authority: deleted(corporate.retired, now, 3) },
    ],
    classicAuthorities: contosoClassic(now),
    jobs: [],
    policy: policyOver(corporate.configuration),
  };
}

/** Rules that name CAs of a configuration, so that it can be seen what a deletion strands. */
function policyOver({ id, authorities }: Configuration): CertificatePolicy {
  const keyOf = (name: string): string =>
    authorities.find(({ displayName }) => displayName.includes(name))?.issuerSubjectKeyIdentifier ?? '';
  return {
    ...emptyPolicy,
    scopes: [{ subjectKeyIdentifier: keyOf('Contoso Issuing CA 1'), configurationId: id }],
    exemptSubjectKeyIdentifiers: [keyOf('Contoso VPN CA')],
    sendsIssuerHints: true,
  };
}

function contosoCorporate(now: Date): { configuration: Configuration; retired: Authority } {
  const issue = issuing('Contoso', 'contoso', now);
  const root = issue('Contoso Corporate Root CA', -6 * year, 14 * year);
  const first = issue('Contoso Issuing CA 1', -2 * year, 3 * year, root);
  const second = issue('Contoso Issuing CA 2', -1 * year, 4 * year, root);
  const soon = issue('Contoso VPN CA', -5 * year + 20 * day, 20 * day, root);
  const retired = issue('Contoso Issuing CA 0', -5 * year, 60 * day, root);
  const configuration = newConfiguration('Contoso Corporate PKI', now, -40 * day, [
    root,
    first,
    second,
    soon,
  ]);
  return { configuration, retired: uploadedAuthority(readCertificate(retired.certificate), now) };
}

function contosoSmartCards(now: Date): Configuration {
  const issue = issuing('Contoso', 'contoso', now);
  const root = issue('Contoso Smart Card Root CA 2019', -7 * year, 13 * year);
  const expired = issue('Contoso Smart Card CA 2019', -7 * year, -30 * day, root);
  return newConfiguration('Contoso Smart Cards 2019', now, -300 * day, [root, expired]);
}

function fabrikam(now: Date): Configuration {
  const issue = issuing('Fabrikam', 'fabrikam', now);
  const root = issue('Fabrikam Root CA', -3 * year, 17 * year);
  const partner = issue('Fabrikam Partner CA', -1 * year, 4 * year, root);
  const [expected, found] = [randomBytes(32), randomBytes(32)].map((hash) =>
    hash.toString('hex').toUpperCase(),
  );
  return {
    ...newConfiguration('Fabrikam Partner PKI', now, -2 * day, [root, partner]),
    status: 'failed',
    statusDetails: hashMismatch(expected ?? '', found ?? ''),
  };
}

function contosoPilot(now: Date): Configuration {
  return { ...newConfiguration('Contoso Pilot', now, -1 * day, []), statusDetails: null };
}

function contosoLab(now: Date): Configuration {
  const issue = issuing('Contoso', 'contoso', now);
  const root = issue('Contoso Lab Root CA', -1 * year, 1 * year);
  const lab = issue('Contoso Lab CA', -1 * year, 200 * day, root);
  const configuration = newConfiguration('Contoso Lab PKI', now, -10 * day, [root, lab]);
  return { ...configuration, deletedDateTime: configuration.lastModifiedDateTime };
}

function contosoClassic(now: Date): ClassicAuthority[] {
  const issue = issuing('Contoso', 'contoso', now);
  const root = issue('Contoso Mobile Root CA', -4 * year, 6 * year);
  const mobile = issue('Contoso Mobile CA', -2 * year, 3 * year, root);
  return [root, mobile].map((issued) => {
    const certificate = readCertificate(issued.certificate);
    return {
      isRootAuthority: issued === root,
      certificate: issued.certificate.toString('base64'),
      // The classic store is filled by hand: here the addresses are the right ones.
      certificateRevocationListUrl: crlAddress('contoso', issued.subject.commonName),
      deltaCertificateRevocationListUrl: null,
      issuer: formatDistinguishedName(certificate.issuer),
      issuerSki: issued.subjectKeyIdentifier.toString('hex').toUpperCase(),
    };
  });
}

/** Issues authorities of one organisation; the times count from now, in milliseconds. */
function issuing(organization: string, domain: string, now: Date) {
  return (commonName: string, from: number, to: number, issuer?: IssuedAuthority): IssuedAuthority =>
    issueAuthority({
      subject: { commonName, organization, country: 'US' },
      notBefore: new Date(now.getTime() + from),
      notAfter: new Date(now.getTime() + to),
      ...(issuer && {
        issuer,
        pathLength: 0,
        crlAddress: crlAddress(domain, issuer.subject.commonName),
      }),
    });
}

function crlAddress(domain: string, commonName: string): string {
  return `http://crl.${domain}.example/${commonName.toLowerCase().replaceAll(' ', '-')}.crl`;
}

/** A configuration as an upload leaves it: every CRL address is that of the issuer, and wrong until somebody mends it. */
function newConfiguration(
  displayName: string,
  now: Date,
  changed: number,
  issued: readonly IssuedAuthority[],
): Configuration {
  const time = new Date(now.getTime() + changed);
  return {
    id: randomUUID(),
    displayName,
    deletedDateTime: null,
    lastModifiedDateTime: time.toISOString(),
    status: 'succeeded',
    statusDetails: addedSentence(issued.length),
    authorities: issued.map(({ certificate }) => uploadedAuthority(readCertificate(certificate), time)),
  };
}

function deleted(authority: Authority, now: Date, daysAgo: number): Authority {
  return { ...authority, deletedDateTime: new Date(now.getTime() - daysAgo * day).toISOString() };
}
