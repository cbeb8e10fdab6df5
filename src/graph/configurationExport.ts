import { Asn1Error } from '../pki/asn1Reader.ts';
import { type Certificate, readCertificate, thumbprintOf } from '../pki/certificate.ts';
import { caTypeOf } from '../pki/chains.ts';
import { decodeBase64 } from '../pki/text.ts';
import { isRecord } from './isRecord.ts';
import type { AuthoritySettings, CertifiedAuthority, Configuration } from './model.ts';

/** An authority as it is written down: its certificate, and everything about it that was set. */
export interface ExportedAuthority extends AuthoritySettings {
  /** The id that it had; a restored or imported one has another. */
  readonly id: string;
  /** SHA-1, 40 upper-case hex digits. */
  readonly thumbprint: string;
  readonly certificate: Certificate;
}

/** A configuration with all that is in it, as it was at some time: an export or a backup. */
export interface ConfigurationExport {
  /** ISO 8601. */
  readonly exportedAt: string;
  readonly tenantId: string;
  readonly configurationId: string;
  readonly displayName: string;
  readonly authorities: readonly ExportedAuthority[];
}

const format = 'entra-cba-pki configuration 1';

/** What an export cannot be read for. `entry` counts from 1. */
export type ExportProblem =
  | { readonly kind: 'notJson' }
  | { readonly kind: 'otherFormat' }
  | { readonly kind: 'badEntry'; readonly entry: number; readonly what: string };

/** @throws {Asn1Error} where the service sent a certificate that cannot be read */
export function exportOf(
  tenantId: string,
  { id, displayName }: Pick<Configuration, 'id' | 'displayName'>,
  authorities: readonly CertifiedAuthority[],
  now: Date,
): ConfigurationExport {
  return {
    exportedAt: now.toISOString(),
    tenantId,
    configurationId: id,
    displayName,
    authorities: authorities.map(exportedAuthorityOf),
  };
}

function exportedAuthorityOf({ authority, certificate: der }: CertifiedAuthority): ExportedAuthority {
  const certificate = readCertificate(der);
  return {
    id: authority.id,
    thumbprint: thumbprintOf(der),
    displayName: authority.displayName,
    type: authority.type === 'unknown' ? caTypeOf(certificate) : authority.type,
    certificateRevocationListUrl: authority.certificateRevocationListUrl,
    deltaCertificateRevocationListUrl: authority.deltaCertificateRevocationListUrl,
    isIssuerHintEnabled: authority.isIssuerHintEnabled,
    certificate,
  };
}

/** The export as JSON that a person can read, in an order that does not depend on the service's. */
export function writeExport(exported: ConfigurationExport): string {
  const { authorities, ...head } = exported;
  const entries = authorities
    .toSorted(
      (one, other) =>
        one.displayName.localeCompare(other.displayName, 'en', { numeric: true }) ||
        one.thumbprint.localeCompare(other.thumbprint),
    )
    .map((authority) => ({
      id: authority.id,
      displayName: authority.displayName,
      type: authority.type,
      certificateRevocationListUrl: authority.certificateRevocationListUrl,
      deltaCertificateRevocationListUrl: authority.deltaCertificateRevocationListUrl,
      isIssuerHintEnabled: authority.isIssuerHintEnabled,
      thumbprint: authority.thumbprint,
      expirationDateTime: authority.certificate.notAfter.toISOString(),
      certificate: Buffer.from(authority.certificate.der).toString('base64'),
    }));
  return `${JSON.stringify({ format, ...head, authorities: entries }, undefined, 2)}\n`;
}

/** Reads what `writeExport` wrote, by hand or by a program changed since: nothing in it is taken on trust. */
export function readExport(
  text: string,
): { readonly exported: ConfigurationExport } | { readonly problem: ExportProblem } {
  let parsed: unknown;
  try {
    // Editors of Windows put a byte order mark before it.
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return { problem: { kind: 'notJson' } };
  }
  if (!isRecord(parsed) || parsed['format'] !== format || !Array.isArray(parsed['authorities'])) {
    return { problem: { kind: 'otherFormat' } };
  }
  const authorities: ExportedAuthority[] = [];
  for (const [index, entry] of parsed['authorities'].entries()) {
    const read = readEntry(entry);
    if (typeof read === 'string') {
      return { problem: { kind: 'badEntry', entry: index + 1, what: read } };
    }
    authorities.push(read);
  }
  const { exportedAt, tenantId, configurationId, displayName } = parsed;
  const exported = {
    exportedAt: textOf(exportedAt),
    tenantId: textOf(tenantId),
    configurationId: textOf(configurationId),
    displayName: textOf(displayName),
    authorities,
  };
  return { exported };
}

/** An entry, or what is wrong with it. */
function readEntry(entry: unknown): ExportedAuthority | string {
  if (!isRecord(entry)) {
    return 'not an object';
  }
  const { type, certificate: base64, isIssuerHintEnabled, ...rest } = entry;
  const der = typeof base64 === 'string' ? decodeBase64(base64) : undefined;
  if (!der) {
    return 'certificate';
  }
  if (type !== 'root' && type !== 'intermediate') {
    return 'type';
  }
  let certificate: Certificate;
  try {
    certificate = readCertificate(der);
  } catch (error) {
    if (error instanceof Asn1Error) {
      return 'certificate';
    }
    throw error;
  }
  const thumbprint = thumbprintOf(der);
  if (textOf(rest['thumbprint']).toUpperCase() !== thumbprint) {
    return 'thumbprint';
  }
  return {
    id: textOf(rest['id']),
    thumbprint,
    displayName: textOf(rest['displayName']),
    type,
    certificateRevocationListUrl: textOf(rest['certificateRevocationListUrl']),
    deltaCertificateRevocationListUrl: textOf(rest['deltaCertificateRevocationListUrl']),
    isIssuerHintEnabled: isIssuerHintEnabled === true,
    certificate,
  };
}

/** Only the settings of an authority, as they are sent to the service. */
export function settingsOf(authority: AuthoritySettings): AuthoritySettings {
  const {
    displayName,
    type,
    certificateRevocationListUrl,
    deltaCertificateRevocationListUrl,
    isIssuerHintEnabled,
  } = authority;
  return {
    displayName,
    type,
    certificateRevocationListUrl,
    deltaCertificateRevocationListUrl,
    isIssuerHintEnabled,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
