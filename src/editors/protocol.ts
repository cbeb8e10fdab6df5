/** What the viewer's page and its host say to each other, and the shapes of what the page shows. Types only. */

export type ViewSeverity = 'error' | 'warning' | 'information';

/** A certificate as a row of the list. */
export interface MemberRow {
  /** Counted from 1 over the whole file. */
  readonly position: number;
  readonly name: string;
  readonly issuerName: string;
  readonly kind: 'root' | 'intermediate' | 'endEntity';
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly validity: 'valid' | 'expiring' | 'expired' | 'notYetValid';
  /** Hex, as it is copied. */
  readonly thumbprint: string;
  readonly subjectKeyIdentifier: string;
  readonly serialNumber: string;
}

/** A place in the picture of the chains: roots first, what they issued below them. */
export interface ChainPlace {
  readonly position: number;
  /** 0 for a root, or for a certificate whose issuer is not in the file. */
  readonly depth: number;
  /** Places beside this one under the same issuer, and which of them this is, counted from 1. */
  readonly siblings: number;
  readonly place: number;
  /** For a certificate whose issuer is not in the file: the issuer's name. */
  readonly missingIssuer?: string;
  /** Other issuers in the file: it is cross-certified. */
  readonly otherIssuers: readonly number[];
}

export interface FindingView {
  readonly rule: string;
  readonly severity: ViewSeverity;
  readonly position: number | undefined;
  readonly title: string;
  /** What exactly, where the title does not say it all. */
  readonly detail: string | undefined;
  readonly consequence: string;
  readonly advice: string;
  /** Name of the page or section where it is written. */
  readonly source: string;
}

/** The file as a whole. */
export interface FileView {
  readonly name: string;
  /** Such as `PKCS #7 bundle, DER`. */
  readonly kind: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly isBundle: boolean;
  readonly members: readonly MemberRow[];
  readonly chain: readonly ChainPlace[];
  readonly damaged: number;
  readonly revocationLists: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A fact about a certificate; `address` where it can be opened in a browser. */
export interface DetailFact {
  readonly label: string;
  readonly value: string;
  readonly address?: string;
}

export interface DetailSection {
  readonly title: string;
  readonly facts: readonly DetailFact[];
}

/** A certificate on the way from the root to the selected one. */
export interface PathLink {
  readonly position: number;
  readonly name: string;
  readonly signature: 'valid' | 'invalid' | 'unverifiable' | 'unknown';
  readonly text: string;
}

export interface DetailsView {
  readonly position: number;
  readonly sections: readonly DetailSection[];
  readonly path: readonly PathLink[];
  /** How many other ways lead upwards. */
  readonly otherPaths: number;
}

/** Beside another file or a configuration. */
export interface ComparisonView {
  readonly name: string;
  /** Positions that are there as well. */
  readonly common: readonly number[];
  /** Names of what is there and not here. */
  readonly missing: readonly string[];
}

export type HostMessage =
  /** Translations, when there are some. Comes first. */
  | { readonly type: 'texts'; readonly contents: Readonly<Record<string, string>> }
  | { readonly type: 'file'; readonly file: FileView }
  | { readonly type: 'problem'; readonly name: string; readonly message: string }
  | { readonly type: 'findings'; readonly findings: readonly FindingView[] }
  | { readonly type: 'details'; readonly details: DetailsView }
  | { readonly type: 'select'; readonly position: number }
  | { readonly type: 'comparison'; readonly comparison: ComparisonView | undefined };

export type PageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'details'; readonly position: number }
  | { readonly type: 'copy'; readonly text: string; readonly what: string }
  | { readonly type: 'copyPem'; readonly position: number }
  | { readonly type: 'export'; readonly position: number; readonly form: 'der' | 'pem' }
  | { readonly type: 'openAddress'; readonly position: number; readonly address: string }
  | { readonly type: 'openSource'; readonly rule: string }
  | { readonly type: 'compare' }
  | { readonly type: 'stopComparing' }
  | { readonly type: 'upload' }
  | { readonly type: 'createBundle' }
  | { readonly type: 'openAsText' };
