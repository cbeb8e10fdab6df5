import { readCertificate } from '../../src/pki/certificate.ts';
import { readCertificateFile } from '../../src/pki/certificateFile.ts';
import type { CheckContext, KnownAuthorities } from '../../src/pki/rules/checkContext.ts';
import { checkFiles, type FileToCheck } from '../../src/pki/rules/checkFiles.ts';
import { type Finding, messageOf } from '../../src/pki/rules/finding.ts';
import type { RuleId } from '../../src/pki/rules/ruleTable.ts';
import { runToEnd } from '../../src/pki/slices.ts';
import { makeAuthority, type OpensslAuthority, type OpensslRequest } from './openssl.ts';
import { der, hex, partsOf, withFields } from './pkiFixtures.ts';

/** What the tests of the rules share: certificates that are valid at one fixed moment, and findings as text. */

export const now = new Date('2030-06-01T00:00:00Z');
export const startDate = new Date('2025-01-01T00:00:00Z');
export const endDate = new Date('2040-01-01T00:00:00Z');

/** A certificate authority that is valid long before and after `now`. */
export async function issue(request: OpensslRequest): Promise<OpensslAuthority> {
  return makeAuthority({ startDate, endDate, ...request });
}

/** Keys whose kind decides, as options of `openssl req`. */
export const rsa = (bits: number): readonly string[] => ['-newkey', `rsa:${bits}`];
export const curve = (name: string): readonly string[] => [
  '-newkey',
  'ec',
  '-pkeyopt',
  `ec_paramgen_curve:${name}`,
  '-pkeyopt',
  'ec_param_enc:named_curve',
];

/** An authority whose certificate has so many bytes: RSA signatures have one length, those of ECDSA have not. */
export async function issueOfSize(name: string, size: number): Promise<OpensslAuthority> {
  const withComment = async (length: number): Promise<OpensslAuthority> =>
    issue({ name, key: rsa(2048), extensions: [`nsComment = ${'x'.repeat(length)}`] });
  const length = 1000;
  const first = await withComment(length);
  const right = await withComment(length + size - first.der.length);
  if (right.der.length !== size) {
    throw new Error(`The certificate has ${right.der.length} bytes and not ${size}.`);
  }
  return right;
}

/** A file of PEM blocks. */
export function pemFile(...authorities: readonly OpensslAuthority[]): Buffer {
  return Buffer.from(authorities.map(({ pem }) => pem).join(''));
}

/** The certificate as one that was signed with another algorithm, an AlgorithmIdentifier in DER. */
export function withSignatureAlgorithm(certificate: Uint8Array, algorithm: Uint8Array): Buffer {
  const inside = withFields(certificate, (fields) => fields.with(2, Buffer.from(algorithm)));
  const [tbs = Buffer.of(), , signature = Buffer.of()] = partsOf(inside);
  return der(0x30, tbs, algorithm, signature);
}

export const md2WithRsa = hex('30 0d 06 09 2a 86 48 86 f7 0d 01 01 02 05 00');

/** What a configuration has that holds these. */
export function holding(...authorities: readonly OpensslAuthority[]): KnownAuthorities {
  return {
    thumbprints: new Set(authorities.map(({ thumbprint }) => thumbprint)),
    keyIdentifiers: new Set(authorities.map(keyIdentifierOf)),
  };
}

export function keyIdentifierOf({ der: bytes }: OpensslAuthority): string {
  const { subjectKeyIdentifier } = readCertificate(bytes);
  if (subjectKeyIdentifier === undefined) {
    throw new Error('The certificate has no subject key identifier.');
  }
  return subjectKeyIdentifier;
}

/** The file in the bytes, with the size that they have. */
export function fileOf(bytes: Uint8Array): FileToCheck {
  const reading = readCertificateFile(bytes);
  if (reading.outcome !== 'read') {
    throw new Error(`This is no file of certificates: ${JSON.stringify(reading)}`);
  }
  return { file: reading.file, size: bytes.length };
}

/** The findings of each file. */
export function checkAll(
  files: readonly FileToCheck[],
  context: Partial<CheckContext> = {},
): readonly (readonly Finding[])[] {
  return runToEnd(checkFiles(files, { now, warningDays: 60, severities: {}, ...context }));
}

/** The findings of a file that is looked at by itself. */
export function findingsIn(bytes: Uint8Array, context: Partial<CheckContext> = {}): readonly Finding[] {
  return checkAll([fileOf(bytes)], context)[0] ?? [];
}

/** What a rule tells of a file: `severity, position: message`, without the position where it is about the file. */
export function told(rule: RuleId, bytes: Uint8Array, context: Partial<CheckContext> = {}): string[] {
  return linesOf(rule, findingsIn(bytes, context));
}

export function linesOf(rule: RuleId, findings: readonly Finding[]): string[] {
  return findings
    .filter((finding) => finding.rule === rule)
    .map((finding) => {
      const place = finding.position === undefined ? '' : `, ${finding.position}`;
      return `${finding.severity}${place}: ${messageOf(finding)}`;
    });
}

/** Ids of all that is found, in order. */
export function rulesIn(findings: readonly Finding[]): RuleId[] {
  return findings.map(({ rule }) => rule);
}
