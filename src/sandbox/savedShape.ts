import type { TenantState } from './model.ts';
import { isRecord } from './requestBody.ts';

interface SavedFile {
  readonly name: string;
  readonly base64: string;
}

/** What a data file holds. Certificates are in it, private keys never are: the sandbox has none after its start. */
export interface SavedSandbox {
  readonly format: typeof savedFormat;
  /** Tells one sandbox from another, for ever. */
  readonly instance: string;
  /** The ports under which this sandbox was spoken to, the latest last: addresses of its files name them. */
  readonly ports: readonly number[];
  readonly state: Omit<TenantState, 'policy'> & Partial<Pick<TenantState, 'policy'>>;
  readonly files: readonly SavedFile[];
}

export const savedFormat = 'entra-cba-pki sandbox 1';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isDate: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isPort: Check = (value) => Number.isInteger(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const orMissing =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const record =
  (properties: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) && Object.entries(properties).every(([name, check]) => check(value[name]));

const isAuthority = record({
  id: isText,
  deletedDateTime: orNull(isDate),
  certificate: isText,
  certificateAuthorityType: oneOf('root', 'intermediate'),
  certificateRevocationListUrl: orNull(isText),
  createdDateTime: isDate,
  deltaCertificateRevocationListUrl: orNull(isText),
  displayName: isText,
  expirationDateTime: isDate,
  isIssuerHintEnabled: isFlag,
  issuer: isText,
  issuerSubjectKeyIdentifier: orNull(isText),
  thumbprint: isText,
});

const isConfiguration = record({
  id: isText,
  displayName: isText,
  deletedDateTime: orNull(isDate),
  lastModifiedDateTime: isDate,
  status: oneOf('running', 'succeeded', 'failed'),
  statusDetails: orNull(isText),
  authorities: listOf(isAuthority),
});

const isClassicAuthority = record({
  isRootAuthority: isFlag,
  certificate: isText,
  certificateRevocationListUrl: orNull(isText),
  deltaCertificateRevocationListUrl: orNull(isText),
  issuer: isText,
  issuerSki: isText,
});

const isSaved = record({
  format: oneOf(savedFormat),
  instance: isText,
  ports: listOf(isPort),
  state: record({
    configurations: listOf(isConfiguration),
    deletedAuthorities: listOf(record({ configurationId: isText, authority: isAuthority })),
    classicAuthorities: listOf(isClassicAuthority),
    policy: orMissing(
      record({
        scopes: listOf(record({ subjectKeyIdentifier: isText, configurationId: isText })),
        exemptSubjectKeyIdentifiers: listOf(isText),
        requiresRevocationLists: isFlag,
        sendsIssuerHints: isFlag,
      }),
    ),
    jobs: listOf(
      record({
        id: isText,
        configurationId: isText,
        uploadUrl: isText,
        sha256FileHash: isText,
        fetched: orMissing(isText),
      }),
    ),
  }),
  files: listOf(record({ name: isText, base64: isText })),
});

/** Whether a value read from a data file has the shape of one, so that nothing else can end up in a tenant. */
export function isSavedSandbox(value: unknown): value is SavedSandbox {
  return isSaved(value);
}
