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
  /** How many are of a CA of which no certificate that is in time stays anywhere, while they are in time themselves. */
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
  const lost = lostOf(deletion);
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
    lost: lost.length,
    expired: removed.filter(({ certificate }) => certificate.notAfter <= now).length,
    orphans: orphansOf(deletion, lost),
    scopes: [...(namesConfiguration ? [configuration.displayName] : []), ...scoped],
    exemptions: named(policy?.exemptSubjectKeyIdentifiers ?? []),
    isPolicyKnown: policy !== undefined,
  };
}

/** A certificate that stays: what is known of it where it is. */
interface Staying {
  readonly key: string;
  readonly thumbprint: string;
  readonly isRoot: boolean;
  /** Comparable. */
  readonly issuer: string;
  readonly notBefore: Date | undefined;
  readonly notAfter: Date | undefined;
}

/**
 * Entra finds an issuer by its key identifier and takes none that is not in time, so a CA is missed when no other certificate of its key
 * stays that is, and that leads on to the same root. Where it has no key identifier, only the same certificate can take its place.
 */
function lostOf({ removed, staying, others, now }: Deletion): readonly ExportedAuthority[] {
  const present = [
    ...staying.map(stayingOf),
    ...others.flatMap(({ authorities }) => authorities.map(listedAs)),
  ].filter(
    ({ notBefore, notAfter }) =>
      (notBefore === undefined || notBefore <= now) && (notAfter === undefined || notAfter > now),
  );
  return removed.filter(
    (one) => one.certificate.notAfter > now && !present.some((other) => replaces(other, stayingOf(one))),
  );
}

function replaces(other: Staying, { key, thumbprint, issuer }: Staying): boolean {
  const isOfKey = key !== '' && other.key === key;
  return other.thumbprint === thumbprint || (isOfKey && (other.isRoot || other.issuer === issuer));
}

function stayingOf({ certificate, thumbprint }: ExportedAuthority): Staying {
  const { subjectKeyIdentifier = '', issuer, notBefore, notAfter } = certificate;
  return {
    key: subjectKeyIdentifier.toUpperCase(),
    thumbprint,
    isRoot: isRootCertificate(certificate),
    issuer: comparable(formatDistinguishedName(issuer)),
    notBefore,
    notAfter,
  };
}

function listedAs({
  subjectKeyIdentifier,
  thumbprint,
  type,
  issuer,
  expirationDateTime,
}: Authority): Staying {
  return {
    key: subjectKeyIdentifier,
    thumbprint,
    isRoot: type === 'root',
    issuer: comparable(issuer),
    notBefore: undefined,
    notAfter: expirationDateTime,
  };
}

function orphansOf(
  { removed, staying, others }: Deletion,
  lost: readonly ExportedAuthority[],
): Impact['orphans'] {
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
