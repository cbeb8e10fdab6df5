import type { CertificateAuthorityDetail, CertificateBasedAuthPki } from '@microsoft/microsoft-graph-types';
import { decodeBase64 } from '../pki/text.ts';
import { GraphRequestError } from './errors.ts';
import { isRecord } from './isRecord.ts';
import { redact } from './redact.ts';

/** A PKI configuration (`certificateBasedAuthPki`). */
export interface Configuration {
  readonly id: string;
  readonly displayName: string;
  /** An open set: `running`, `succeeded` and `failed` are known, others are shown as they are. */
  readonly status: string;
  readonly statusDetails: string;
  /** ISO 8601 with the service's own precision: compared as text, and changed whenever the configuration or one of its authorities is. */
  readonly lastModifiedDateTime: string;
}

/** A CA in a configuration (`certificateAuthorityDetail`), without its certificate. */
export interface Authority {
  readonly id: string;
  readonly displayName: string;
  readonly type: 'root' | 'intermediate' | 'unknown';
  readonly issuer: string;
  /** The authority's own subject key identifier in upper-case hex (the service calls it `issuerSubjectKeyIdentifier`). */
  readonly subjectKeyIdentifier: string;
  /** SHA-1 of the certificate in upper-case hex. */
  readonly thumbprint: string;
  readonly createdDateTime: Date | undefined;
  readonly expirationDateTime: Date | undefined;
  readonly certificateRevocationListUrl: string;
  readonly deltaCertificateRevocationListUrl: string;
  readonly isIssuerHintEnabled: boolean;
}

/** What of an authority can be changed. Empty addresses take an address away. */
export interface AuthoritySettings {
  readonly displayName: string;
  readonly type: 'root' | 'intermediate';
  readonly certificateRevocationListUrl: string;
  readonly deltaCertificateRevocationListUrl: string;
  readonly isIssuerHintEnabled: boolean;
}

/** An authority together with its certificate. */
export interface CertifiedAuthority {
  readonly authority: Authority;
  /** DER. */
  readonly certificate: Uint8Array;
}

/** What is needed of a certificate to make an authority of it. */
export interface NewAuthority {
  /** DER. */
  readonly certificate: Uint8Array;
  /** SHA-1, 40 upper-case hex digits. */
  readonly thumbprint: string;
  readonly expirationDateTime: Date;
  /** Upper-case hex; empty where the certificate has none. */
  readonly subjectKeyIdentifier: string;
  readonly settings: AuthoritySettings;
}

export type ConfigurationState = 'running' | 'succeeded' | 'failed' | 'other';

/** What a configuration's status means; compared without case. */
export function stateOf(configuration: Configuration): ConfigurationState {
  const status = configuration.status.toLowerCase();
  return status === 'running' || status === 'succeeded' || status === 'failed' ? status : 'other';
}

/** Properties of an authority that a list needs: all but `certificate`, which makes up most of the payload. */
export const authorityListProperties: readonly (keyof CertificateAuthorityDetail)[] = [
  'id',
  'displayName',
  'certificateAuthorityType',
  'issuer',
  'issuerSubjectKeyIdentifier',
  'thumbprint',
  'createdDateTime',
  'expirationDateTime',
  'certificateRevocationListUrl',
  'deltaCertificateRevocationListUrl',
  'isIssuerHintEnabled',
];

/**
 * A configuration from an entity as Graph sends it, bare or wrapped in `{"value": {…}}` as two documentation samples have it.
 * @throws {GraphRequestError} `protocol` where it has no id
 */
export function configurationFrom(body: unknown): Configuration {
  const entity = new Entity<CertificateBasedAuthPki>(unwrap(body));
  return {
    id: entity.id(),
    displayName: entity.text('displayName'),
    status: entity.text('status'),
    statusDetails: redact(entity.text('statusDetails')),
    lastModifiedDateTime: entity.text('lastModifiedDateTime'),
  };
}

/** An authority from an entity as Graph sends it. */
export function authorityFrom(body: unknown): Authority {
  const entity = new Entity<CertificateAuthorityDetail>(unwrap(body));
  const type = entity.text('certificateAuthorityType').toLowerCase();
  return {
    id: entity.id(),
    displayName: entity.text('displayName'),
    type: type === 'root' || type === 'intermediate' ? type : 'unknown',
    issuer: entity.text('issuer'),
    subjectKeyIdentifier: entity.text('issuerSubjectKeyIdentifier').toUpperCase(),
    thumbprint: entity.text('thumbprint').toUpperCase(),
    createdDateTime: entity.date('createdDateTime'),
    expirationDateTime: entity.date('expirationDateTime'),
    certificateRevocationListUrl: entity.text('certificateRevocationListUrl'),
    deltaCertificateRevocationListUrl: entity.text('deltaCertificateRevocationListUrl'),
    isIssuerHintEnabled: entity.property('isIssuerHintEnabled') === true,
  };
}

/**
 * An authority with its certificate from an entity as Graph sends it.
 * @throws {GraphRequestError} `protocol` where there is no certificate in it
 */
export function certifiedAuthorityFrom(body: unknown): CertifiedAuthority {
  const text = new Entity<CertificateAuthorityDetail>(unwrap(body)).text('certificate');
  const certificate = text === '' ? undefined : decodeBase64(text);
  if (!certificate) {
    throw new GraphRequestError('protocol', 'The service sent an authority without its certificate.');
  }
  return { authority: authorityFrom(body), certificate };
}

/** When a deleted item was deleted, where the service says so. */
export function deletedDateTimeFrom(body: unknown): Date | undefined {
  return new Entity<CertificateAuthorityDetail>(unwrap(body)).date('deletedDateTime');
}

/** The settings as they go over the wire. Only what is given is sent. */
export function wireSettings(settings: Partial<AuthoritySettings>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name === 'type' ? 'certificateAuthorityType' : name,
      value === '' ? null : value,
    ]),
  );
}

/** Whether an authority is as the settings say. */
export function hasSettings(authority: Authority, settings: Partial<AuthoritySettings>): boolean {
  const changed: Partial<Authority> = { ...authority, ...settings };
  return Object.entries(authority).every(
    ([name, value]) => new Map(Object.entries(changed)).get(name) === value,
  );
}

function unwrap(body: unknown): unknown {
  return isRecord(body) && isRecord(body['value']) ? body['value'] : body;
}

/** Reads properties without regard to case: documentation samples spell `deltacertificateRevocationListUrl`. */
class Entity<Wire> {
  readonly #properties: ReadonlyMap<string, unknown>;

  constructor(body: unknown) {
    this.#properties = new Map(
      isRecord(body) ? Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]) : [],
    );
  }

  property(name: keyof Wire & string): unknown {
    return this.#properties.get(name.toLowerCase());
  }

  text(name: keyof Wire & string): string {
    const value = this.property(name);
    return typeof value === 'string' ? value : '';
  }

  date(name: keyof Wire & string): Date | undefined {
    const date = new Date(this.text(name));
    return Number.isNaN(date.getTime()) ? undefined : date;
  }

  id(): string {
    const id = this.#properties.get('id');
    if (typeof id !== 'string' || id === '') {
      throw new GraphRequestError('protocol', 'The service sent an object without an id.');
    }
    return id;
  }
}
