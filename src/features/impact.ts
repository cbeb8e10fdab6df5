import type { CertificatePolicy } from '../graph/authenticationPolicy.ts';
import type { ExportedAuthority } from '../graph/configurationExport.ts';
import type { Authority } from '../graph/model.ts';
import { isRootCertificate } from '../pki/chains.ts';
import { formatDistinguishedName, formatGeneralFirst } from '../pki/distinguishedName.ts';

/** What is about to be deleted, and everything around it. */
export interface Deletion {
  readonly removed: readonly ExportedAuthority[];
  /** The authorities of the same configuration that stay. */
  readonly staying: readonly ExportedAuthority[];
  readonly configuration: { readonly id: string; readonly displayName: string };
  /** Whether the configuration itself goes. */
  readonly isWholeConfiguration: boolean;
  /** The other configurations. */
  readonly others: readonly { readonly name: string; readonly authorities: readonly Authority[] }[];
  /** Undefined where it may not be read. */
  readonly policy: CertificatePolicy | undefined;
  readonly now: Date;
}

/** What a deletion takes away beyond the rows themselves. */
export interface Impact {
  readonly count: number;
  /** How many are in time and have nothing in their place then: no certificate of their key that is in time and leads on to a root. */
  readonly lost: number;
  /** How many have expired: nobody signs in below them as it is. */
  readonly expired: number;
  /** Authorities that stay and whose issuer is then nowhere in the trust store. */
  readonly orphans: readonly { readonly name: string; readonly configuration: string | undefined }[];
  /** Names of what the CA scopes of the policy name. */
  readonly scopes: readonly string[];
  /** Names of authorities that the policy exempts from the demand for a CRL. */
  readonly exemptions: readonly string[];
  readonly isPolicyKnown: boolean;
}

export function impactOf(deletion: Deletion): Impact {
  const { removed, configuration, isWholeConfiguration, policy, now } = deletion;
  const named = (keys: readonly string[]): string[] => {
    const all = new Set(keys.filter((key) => key !== ''));
    return removed.filter((one) => all.has(keyOf(one))).map(({ displayName }) => displayName);
  };
  const scopes = policy?.scopes ?? [];
  const namesConfiguration =
    isWholeConfiguration &&
    scopes.some(({ configurationId }) => configurationId.toLowerCase() === configuration.id.toLowerCase());
  const scoped = named(scopes.map(({ subjectKeyIdentifier }) => subjectKeyIdentifier));
  return {
    count: removed.length,
    lost: lostOf(deletion).length,
    expired: removed.filter(({ certificate }) => certificate.notAfter <= now).length,
    orphans: orphansOf(deletion),
    scopes: [...(namesConfiguration ? [configuration.displayName] : []), ...scoped],
    exemptions: named(policy?.exemptSubjectKeyIdentifiers ?? []),
    isPolicyKnown: policy !== undefined,
  };
}

/** A certificate: what is known of it where it is. */
interface Known {
  readonly key: string;
  readonly thumbprint: string;
  readonly isRoot: boolean;
  /** As text it may begin at either end. */
  readonly issuer: readonly string[];
  readonly notBefore: Date | undefined;
  readonly notAfter: Date | undefined;
}

/** What stays and is in time: Entra takes no issuer that is not. */
function presentIn({ staying, others, now }: Deletion): readonly Known[] {
  return [...staying.map(knownOf), ...others.flatMap(({ authorities }) => authorities.map(listedAs))].filter(
    ({ notBefore, notAfter }) =>
      (notBefore === undefined || notBefore <= now) && (notAfter === undefined || notAfter > now),
  );
}

/** Entra finds an issuer by its key identifier. Where it has none, only the same certificate can take its place. */
function isOfSameKey(other: Known, { key, thumbprint }: Known): boolean {
  return other.thumbprint === thumbprint || (key !== '' && other.key === key);
}

/** What is in time and has nothing of its key that stays: who was issued by it loses an issuer. */
function goneOf(deletion: Deletion): readonly ExportedAuthority[] {
  const present = presentIn(deletion);
  return deletion.removed.filter(
    (one) =>
      one.certificate.notAfter > deletion.now && !present.some((other) => isOfSameKey(other, knownOf(one))),
  );
}

/** The same, and what stays only as a certificate whose own issuer is not there: a chain ends at it. */
function lostOf(deletion: Deletion): readonly ExportedAuthority[] {
  const present = presentIn(deletion);
  const subjects = namesOfAll(deletion.staying);
  const leadsOn = (other: Known, one: Known): boolean =>
    other.isRoot ||
    other.thumbprint === one.thumbprint ||
    other.issuer.some((name) => one.issuer.includes(name) || subjects.has(name));
  return deletion.removed.filter((removed) => {
    const one = knownOf(removed);
    return (
      removed.certificate.notAfter > deletion.now &&
      !present.some((other) => isOfSameKey(other, one) && leadsOn(other, one))
    );
  });
}

function knownOf({ certificate, thumbprint }: ExportedAuthority): Known {
  const { subjectKeyIdentifier = '', issuer, notBefore, notAfter } = certificate;
  return {
    key: subjectKeyIdentifier.toUpperCase(),
    thumbprint,
    isRoot: isRootCertificate(certificate),
    issuer: namesOf(issuer),
    notBefore,
    notAfter,
  };
}

function listedAs({ subjectKeyIdentifier, thumbprint, type, issuer, expirationDateTime }: Authority): Known {
  return {
    key: subjectKeyIdentifier,
    thumbprint,
    isRoot: type === 'root',
    issuer: [comparable(issuer)],
    notBefore: undefined,
    notAfter: expirationDateTime,
  };
}

function orphansOf(deletion: Deletion): Impact['orphans'] {
  const { removed, staying, others } = deletion;
  const lost = goneOf(deletion);
  const lostKeys = new Set(lost.map(keyOf).filter((key) => key !== ''));
  const lostNames = namesOfAll(lost);
  const keylessNames = namesOfAll(lost.filter((one) => keyOf(one) === ''));
  const here = staying.filter(({ certificate }) => {
    const issuerKey = certificate.authorityKeyIdentifier?.toUpperCase();
    const issuerName = comparable(formatDistinguishedName(certificate.issuer));
    return (
      !isRootCertificate(certificate) &&
      (issuerKey === undefined
        ? lostNames.has(issuerName)
        : lostKeys.has(issuerKey) || keylessNames.has(issuerName))
    );
  });
  const lostThumbprints = new Set(removed.map(({ thumbprint }) => thumbprint));
  // The service's lists tell of an authority elsewhere only the issuer's name.
  const there = others.flatMap(({ name, authorities }) =>
    authorities
      .filter((one) => lostNames.has(comparable(one.issuer)) && !isRootOf(one, lostThumbprints))
      .map((one) => ({ name: one.displayName, configuration: name })),
  );
  return [...here.map(({ displayName }) => ({ name: displayName, configuration: undefined })), ...there];
}

function isRootOf(authority: Authority, removed: ReadonlySet<string>): boolean {
  return authority.type === 'root' || removed.has(authority.thumbprint);
}

const keyOf = ({ certificate }: ExportedAuthority): string =>
  certificate.subjectKeyIdentifier?.toUpperCase() ?? '';

function namesOfAll(authorities: readonly ExportedAuthority[]): ReadonlySet<string> {
  return new Set(authorities.flatMap(({ certificate: { subject } }) => namesOf(subject)));
}

type Name = ExportedAuthority['certificate']['subject'];

/** A name as text may begin at either end. */
function namesOf(name: Name): string[] {
  return [comparable(formatDistinguishedName(name)), comparable(formatGeneralFirst(name))];
}

function comparable(name: string): string {
  return name.replaceAll(/\s*([,=+])\s*/g, '$1').toLowerCase();
}
