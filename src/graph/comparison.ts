import { type Certificate, thumbprintOf } from '../pki/certificate.ts';
import { comparableName, displayNameOf } from '../pki/distinguishedName.ts';
import { type ExportedAuthority, settingsOf } from './configurationExport.ts';
import type { AuthoritySettings } from './model.ts';

/** A certificate of one side of a comparison, with its settings where it is of a configuration or an export. */
export interface ComparedAuthority {
  readonly name: string;
  /** SHA-1, 40 upper-case hex digits. */
  readonly thumbprint: string;
  readonly certificate: Certificate;
  /** Undefined where the side is of certificates alone, as a bundle is. */
  readonly settings: AuthoritySettings | undefined;
  /** The id in the trust store, where it is there. */
  readonly id: string | undefined;
}

export type SettingName = keyof AuthoritySettings;

/** What is on both sides. */
export interface ComparedPair {
  readonly ours: ComparedAuthority;
  readonly theirs: ComparedAuthority;
}

/** What differs between a configuration (ours) and something that it is held against (theirs). */
export interface Comparison {
  /** Only in theirs. */
  readonly missing: readonly ComparedAuthority[];
  /** Only in ours. */
  readonly extra: readonly ComparedAuthority[];
  /** The same key or the same name, with another certificate. */
  readonly renewed: readonly ComparedPair[];
  /** The same certificate, with other settings. */
  readonly changed: readonly (ComparedPair & { readonly settings: readonly SettingName[] })[];
  readonly same: readonly ComparedPair[];
}

export function comparedFromExport(authority: ExportedAuthority): ComparedAuthority {
  const { displayName, thumbprint, certificate, id } = authority;
  return {
    name: displayName || displayNameOf(certificate.subject),
    thumbprint,
    certificate,
    settings: settingsOf(authority),
    id,
  };
}

export function comparedFromCertificate(certificate: Certificate): ComparedAuthority {
  return {
    name: displayNameOf(certificate.subject),
    thumbprint: thumbprintOf(certificate.der),
    certificate,
    settings: undefined,
    id: undefined,
  };
}

/** Compares two sides. A certificate that a side holds twice counts once. */
export function compareAuthorities(
  ours: readonly ComparedAuthority[],
  theirs: readonly ComparedAuthority[],
): Comparison {
  const ourOnes = new Map(ours.map((one) => [one.thumbprint, one]));
  const theirOnes = new Map(theirs.map((one) => [one.thumbprint, one]));
  const pairs = [...ourOnes.values()].flatMap((one): ComparedPair[] => {
    const other = theirOnes.get(one.thumbprint);
    return other ? [{ ours: one, theirs: other }] : [];
  });
  const judged = pairs.map(({ ours: one, theirs: other }) => ({
    ours: one,
    theirs: other,
    settings: differingSettings(one, other),
  }));
  const extra = [...ourOnes.values()].filter(({ thumbprint }) => !theirOnes.has(thumbprint));
  const missing = [...theirOnes.values()].filter(({ thumbprint }) => !ourOnes.has(thumbprint));
  const renewed = renewedAmong(extra, missing);
  const paired = new Set(renewed.flatMap((pair) => [pair.ours, pair.theirs]));
  return {
    missing: missing.filter((one) => !paired.has(one)).toSorted(byName),
    extra: extra.filter((one) => !paired.has(one)).toSorted(byName),
    renewed: renewed.toSorted((one, other) => byName(one.ours, other.ours)),
    changed: judged
      .filter(({ settings }) => settings.length > 0)
      .toSorted((one, other) => byName(one.ours, other.ours)),
    same: judged
      .filter(({ settings }) => settings.length === 0)
      .toSorted((one, other) => byName(one.ours, other.ours)),
  };
}

function byName(one: ComparedAuthority, other: ComparedAuthority): number {
  return (
    one.name.localeCompare(other.name, 'en', { numeric: true }) ||
    one.thumbprint.localeCompare(other.thumbprint)
  );
}

const settingNames: readonly SettingName[] = [
  'displayName',
  'type',
  'certificateRevocationListUrl',
  'deltaCertificateRevocationListUrl',
  'isIssuerHintEnabled',
];

function differingSettings(
  { settings: one }: ComparedAuthority,
  { settings: other }: ComparedAuthority,
): readonly SettingName[] {
  return one && other ? settingNames.filter((name) => one[name] !== other[name]) : [];
}

function longestFirst(one: ComparedAuthority, other: ComparedAuthority): number {
  return other.certificate.notAfter.getTime() - one.certificate.notAfter.getTime();
}

/** Pairs what has the same key, then what has the same name; of several candidates the one that is valid longest. */
function renewedAmong(
  extra: readonly ComparedAuthority[],
  missing: readonly ComparedAuthority[],
): readonly ComparedPair[] {
  const pairs: ComparedPair[] = [];
  const taken = new Set<ComparedAuthority>();
  const keyOf = ({ certificate }: ComparedAuthority): string => certificate.subjectKeyIdentifier ?? '';
  const nameOf = ({ certificate: { subject } }: ComparedAuthority): string =>
    subject.length === 0 ? '' : comparableName(subject);
  // On both sides the one that is valid longest comes first: the order of the service's lists decides nothing.
  const ours = extra.toSorted(longestFirst);
  for (const valueOf of [keyOf, nameOf]) {
    const candidates = Map.groupBy(missing, valueOf);
    for (const one of ours) {
      const value = valueOf(one);
      const theirs = (value === '' || taken.has(one) ? [] : (candidates.get(value) ?? []))
        .filter((other) => !taken.has(other))
        .toSorted(longestFirst)[0];
      if (theirs) {
        pairs.push({ ours: one, theirs });
        taken.add(one).add(theirs);
      }
    }
  }
  return pairs;
}
