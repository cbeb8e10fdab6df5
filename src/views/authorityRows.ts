import type { Authority } from '../graph/model.ts';
import type { AuthorityNode } from './treeNode.ts';

/** How authorities are shown. */
export interface Listing {
  /** What is typed to find authorities; empty for all. */
  readonly filter: string;
  readonly sort: 'name' | 'expiry' | 'type';
  readonly grouping: 'flat' | 'chain';
}

export const usualListing: Listing = { filter: '', sort: 'type', grouping: 'flat' };

/**
 * Tells whether an authority is one that is looked for: by its name, its issuer, its thumbprint or its subject key identifier, in whatever
 * way their digits are written.
 */
export function finderOf(filter: string): (authority: Authority) => boolean {
  // Windows copies a thumbprint with a mark before it that nobody sees.
  const text = filter
    .replaceAll(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase();
  if (text === '') {
    return () => true;
  }
  const digits = text.replaceAll(/[\s:-]/g, '').toUpperCase();
  const isHex = /^[0-9A-F]{2,}$/.test(digits);
  return ({ displayName, issuer, thumbprint, subjectKeyIdentifier }) =>
    displayName.toLowerCase().includes(text) ||
    issuer.toLowerCase().includes(text) ||
    (isHex && (thumbprint.includes(digits) || subjectKeyIdentifier.includes(digits)));
}

/** The rows of a configuration's authorities, found, sorted and grouped as the listing says. */
export function authorityRows(
  configurationId: string,
  authorities: readonly Authority[],
  { filter, sort, grouping }: Listing,
): readonly AuthorityNode[] {
  const shown = authorities.filter(finderOf(filter)).toSorted(orderOf(sort));
  if (grouping === 'flat') {
    return shown.map((authority) => ({ kind: 'authority', configurationId, authority }));
  }
  return chainRows(configurationId, shown);
}

function orderOf(sort: Listing['sort']): (one: Authority, other: Authority) => number {
  const rank = ({ type }: Authority): number => (type === 'root' ? 0 : 1);
  const time = ({ expirationDateTime }: Authority): number => expirationDateTime?.getTime() ?? Infinity;
  const byName = (one: Authority, other: Authority): number =>
    collator.compare(one.displayName, other.displayName);
  switch (sort) {
    case 'name':
      return byName;
    case 'expiry':
      return (one, other) => compare(time(one), time(other)) || byName(one, other);
    case 'type':
      return (one, other) => rank(one) - rank(other) || byName(one, other);
  }
}

/** Making one costs more than to sort 250 names with it. */
const collator = new Intl.Collator(undefined, { numeric: true });

function compare(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/**
 * Below each authority those that it issued. The service's lists tell the issuer by its name only, and the authority's own name in its
 * display name, unless that was changed; a root's own name is that of its issuer.
 */
function chainRows(configurationId: string, authorities: readonly Authority[]): AuthorityNode[] {
  const byName = new Map<string, Authority>();
  for (const authority of authorities) {
    for (const name of ownNames(authority)) {
      if (!byName.has(name)) {
        byName.set(name, authority);
      }
    }
  }
  const issuerOf = (authority: Authority): Authority | undefined => {
    const issuer = authority.type === 'root' ? undefined : findIssuer(byName, authority.issuer);
    return issuer === authority ? undefined : issuer;
  };
  const issuedBy = Map.groupBy(authorities, issuerOf);
  const placed = new Set<Authority>();
  const rowOf = (authority: Authority): AuthorityNode => {
    placed.add(authority);
    const issued = (issuedBy.get(authority) ?? []).filter((one) => !placed.has(one)).map(rowOf);
    return { kind: 'authority', configurationId, authority, ...(issued.length > 0 && { issued }) };
  };
  const top = (issuedBy.get(undefined) ?? []).map(rowOf);
  // Those whose issuers run in a circle are below nobody.
  const rest = authorities.filter((one) => !placed.has(one));
  return [...top, ...rest.flatMap((one) => (placed.has(one) ? [] : [rowOf(one)]))];
}

function ownNames({ displayName, issuer, type }: Authority): string[] {
  return [
    ...(type === 'root' ? [comparable(issuer), commonNameIn(issuer)] : []),
    comparable(displayName),
    commonNameIn(displayName),
  ].filter((name) => name !== '');
}

function findIssuer(byName: ReadonlyMap<string, Authority>, issuer: string): Authority | undefined {
  return byName.get(comparable(issuer)) ?? byName.get(commonNameIn(issuer));
}

function comparable(name: string): string {
  return name.replaceAll(/\s*([,=+])\s*/g, '$1').toLowerCase();
}

/** The common name in a distinguished name; a text without one is taken as a common name itself. */
function commonNameIn(name: string): string {
  const found = /(?:^|[,+]\s*)CN\s*=\s*("(?:\\.|[^"\\])*"|(?:\\.|[^,+\\])+)/i.exec(name)?.[1];
  return `cn:${unescaped((found ?? name).trim()).toLowerCase()}`;
}

/** The value of an attribute without the escapes of RFC 4514 §2.4, and without the quotes of older forms. */
function unescaped(value: string): string {
  return value
    .replace(/^"(.*)"$/s, '$1')
    .replaceAll(/(?:\\[\da-f]{2})+|\\(.)/gis, (escape, character?: string) =>
      character === undefined ? Buffer.from(escape.replaceAll('\\', ''), 'hex').toString('utf8') : character,
    );
}
