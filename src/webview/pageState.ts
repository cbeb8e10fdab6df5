import type {
  ChainPlace,
  ComparisonView,
  DetailsView,
  FileView,
  FindingView,
  MemberRow,
  ViewSeverity,
} from '../editors/protocol.ts';

export type Mode = 'chain' | 'list' | 'timeline';
export type SortKey = 'position' | 'name' | 'issuerName' | 'kind' | 'notAfter' | 'findings';
export type Show = 'all' | 'findings' | 'expired' | 'authorities' | 'others' | 'onlyHere' | 'common';

/** What survives that the page is hidden or the window is loaded anew. */
export interface KeptState {
  readonly mode: Mode;
  readonly selected: number | undefined;
  readonly filter: string;
  readonly show: Show;
  readonly sort: SortKey;
  readonly isDescending: boolean;
}

export interface PageState extends KeptState {
  readonly file: FileView | undefined;
  readonly problem: { readonly name: string; readonly message: string } | undefined;
  /** Undefined while the file is still being checked. */
  readonly findings: readonly FindingView[] | undefined;
  readonly details: DetailsView | undefined;
  readonly comparison: ComparisonView | undefined;
}

export const initialState: PageState = {
  mode: 'chain',
  selected: undefined,
  filter: '',
  show: 'all',
  sort: 'position',
  isDescending: false,
  file: undefined,
  problem: undefined,
  findings: undefined,
  details: undefined,
  comparison: undefined,
};

export function keptOf({ mode, selected, filter, show, sort, isDescending }: PageState): KeptState {
  return { mode, selected, filter, show, sort, isDescending };
}

/** What the rules say of one certificate. */
export interface Told {
  readonly count: number;
  readonly worst: ViewSeverity | undefined;
}

/** A certificate as the list shows it. */
export interface ShownRow {
  readonly row: MemberRow;
  readonly told: Told;
  /** Its place in the chains; only in the order of the chains. */
  readonly place: ChainPlace | undefined;
  readonly isCommon: boolean;
}

const nothing: Told = { count: 0, worst: undefined };

/** By certificate; findings come errors first, so the first one of a certificate is its worst. */
function toldByMember(findings: readonly FindingView[]): ReadonlyMap<number, Told> {
  const told = new Map<number, Told>();
  for (const { position, severity } of findings) {
    if (position !== undefined) {
      const before = told.get(position);
      told.set(position, { count: (before?.count ?? 0) + 1, worst: before?.worst ?? severity });
    }
  }
  return told;
}

/** The rows to show: filtered, and in the order of the chains or of a column. */
export function shownRows(state: PageState): readonly ShownRow[] {
  const { file, mode, findings = [], comparison } = state;
  if (!file) {
    return [];
  }
  const told = toldByMember(findings);
  const common = new Set(comparison?.common);
  const places = new Map(file.chain.map((place) => [place.position, place]));
  const rows = new Map(file.members.map((row) => [row.position, row]));
  const ordered =
    mode === 'chain' ? file.chain.flatMap(({ position }) => rows.get(position) ?? []) : file.members;
  const shown = ordered
    .map((row) => ({
      row,
      told: told.get(row.position) ?? nothing,
      place: mode === 'chain' ? places.get(row.position) : undefined,
      isCommon: common.has(row.position),
    }))
    .filter((each) => isShown(each, state));
  return mode === 'chain' ? shown : shown.toSorted(comparing(state));
}

function isShown({ row, told: { worst }, isCommon }: ShownRow, { show, filter }: PageState): boolean {
  const wanted: Readonly<Record<Show, boolean>> = {
    all: true,
    findings: worst === 'error' || worst === 'warning',
    expired: row.validity === 'expired' || row.validity === 'expiring',
    authorities: row.kind !== 'endEntity',
    others: row.kind === 'endEntity',
    onlyHere: !isCommon,
    common: isCommon,
  };
  return wanted[show] && matches(row, filter);
}

/** Fewer digits than this are somewhere in nearly every identifier. */
const shortestIdentifier = 4;

/** Every word has to be somewhere in the names or, without separators, in the identifiers. */
function matches(row: MemberRow, filter: string): boolean {
  const names = `${row.name}\n${row.issuerName}`.toLowerCase();
  const identifiers = `${row.thumbprint}\n${row.subjectKeyIdentifier}\n${row.serialNumber}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => {
      const digits = word.replaceAll(/[:-]/g, '');
      return names.includes(word) || (digits.length >= shortestIdentifier && identifiers.includes(digits));
    });
}

function comparing({ sort, isDescending }: PageState): (one: ShownRow, other: ShownRow) => number {
  const direction = isDescending ? -1 : 1;
  return (one, other) => {
    const [a, b] = [valueOf(one, sort), valueOf(other, sort)];
    const order = typeof a === 'string' ? a.localeCompare(String(b)) : a - Number(b);
    return direction * order || one.row.position - other.row.position;
  };
}

function valueOf({ row, told: { count, worst } }: ShownRow, sort: SortKey): string | number {
  const weights: Readonly<Record<ViewSeverity, number>> = {
    error: 2_000_000,
    warning: 1_000_000,
    information: 0,
  };
  return sort === 'findings' ? count + (worst ? weights[worst] : -1) : row[sort];
}
