import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Asn1Error } from '../src/pki/asn1Reader.ts';
import { readCertificateDetails } from '../src/pki/certificateDetails.ts';
import {
  type CertificateFileReading,
  type FileMember,
  readCertificateFile,
} from '../src/pki/certificateFile.ts';
import { formatDistinguishedName } from '../src/pki/distinguishedName.ts';
import { describeRefusal } from '../src/pki/refusal.ts';
import { checkFiles } from '../src/pki/rules/checkFiles.ts';
import { messageOf } from '../src/pki/rules/finding.ts';
import { runToEnd } from '../src/pki/slices.ts';

const usage = `Usage: npm run -s inspect -- FILE…

Prints one JSON object a file: what it is and what certificates are in it, as the extension reads them.
Exit code 0: all were read; 2: one was refused; 1: one could not be read from the disk.`;

/** For bug reports, and for holding the reader against other programs. */
async function main(files: readonly string[]): Promise<number> {
  if (files.length === 0 || files.includes('--help')) {
    console.log(usage);
    return files.length === 0 ? 1 : 0;
  }
  let code = 0;
  for (const file of files) {
    try {
      const bytes = await readFile(file);
      const reading = readCertificateFile(bytes);
      console.log(JSON.stringify({ file, ...describe(bytes, reading) }));
      code = reading.outcome === 'read' || code === 1 ? code : 2;
    } catch (error) {
      console.log(
        JSON.stringify({ file, unreadable: error instanceof Error ? error.message : String(error) }),
      );
      code = 1;
    }
  }
  return code;
}

function describe(bytes: Uint8Array, reading: CertificateFileReading): object {
  const common = { size: bytes.length, sha256: digest('sha256', bytes) };
  if (reading.outcome !== 'read') {
    return { ...common, refused: describeRefusal(reading) };
  }
  const { file } = reading;
  const context = { now: new Date(), warningDays: 60, severities: {} };
  const [findings = []] = runToEnd(checkFiles([{ file, size: bytes.length }], context));
  return {
    kind: file.kind,
    form: file.form,
    ...common,
    members: file.certificates.map(describeMember),
    damaged: file.damaged.map(({ position, offset, line, message }) => ({
      index: position,
      offset,
      ...(line === undefined ? {} : { line }),
      message,
    })),
    revocationLists: file.revocationLists,
    trailingBytes: file.trailingBytes,
    findings: findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      member: finding.position ?? null,
      message: messageOf(finding),
    })),
  };
}

function describeMember({ position, offset, line, certificate }: FileMember): object {
  return {
    index: position,
    offset,
    ...(line === undefined ? {} : { line }),
    subject: formatDistinguishedName(certificate.subject),
    issuer: formatDistinguishedName(certificate.issuer),
    serial: certificate.serialNumber,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    sha1: digest('sha1', certificate.der),
    sha256: digest('sha256', certificate.der),
    ski: certificate.subjectKeyIdentifier ?? null,
    aki: certificate.authorityKeyIdentifier ?? null,
    ca: certificate.basicConstraints?.ca ?? false,
    pathLength: certificate.basicConstraints?.pathLength ?? null,
    distributionPoints: certificate.crlDistributionPoints,
    ...describeDetails(certificate.der),
  };
}

/** A damaged extension hides nothing but the details. */
function describeDetails(der: Uint8Array): object {
  try {
    const { keyUsage, publicKey, signatureAlgorithm, subjectAlternativeNames } = readCertificateDetails(der);
    const { algorithm, bits, curve } = publicKey;
    return {
      keyUsage: keyUsage ?? null,
      key: { algorithm, bits: bits ?? null, curve: curve ?? null },
      signatureAlgorithm: signatureAlgorithm.name,
      upn: subjectAlternativeNames.flatMap(({ kind, value }) => (kind === 'upn' ? [value] : [])),
    };
  } catch (error) {
    if (error instanceof Asn1Error) {
      return { damagedDetails: error.message };
    }
    throw error;
  }
}

function digest(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

process.exitCode = await main(process.argv.slice(2));
