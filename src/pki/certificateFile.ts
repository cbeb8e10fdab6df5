import { Asn1Error, Asn1Reader } from './asn1Reader.ts';
import {
  type Bundle,
  type BundleReading,
  type DamagedMember,
  maximumMembers,
  readBundleSteps,
} from './bundle.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { type FileKind, kindOfBinary, kindOfText } from './fileKind.ts';
import { runToEnd, type Steps } from './slices.ts';
import { decodeCutBase64, decodeText, readPemBlocks } from './text.ts';

/** A certificate of a file, counted from 1 over the whole file. */
export interface FileMember {
  readonly position: number;
  /** Where it begins in the bytes that hold it: those of the file, or of its PEM block. */
  readonly offset: number;
  /** Line of its PEM block, counted from 1; undefined in a binary file. */
  readonly line: number | undefined;
  readonly certificate: Certificate;
}

/** What a file of certificates holds, whatever its form. */
export interface CertificateFile {
  /** `bundle` where a PKCS #7 is in it, `revocationList` where there is nothing else. */
  readonly kind: 'certificate' | 'bundle' | 'revocationList';
  readonly form: 'der' | 'ber' | 'pem' | 'base64';
  readonly certificates: readonly FileMember[];
  readonly damaged: readonly (DamagedMember & { readonly line: number | undefined })[];
  readonly revocationLists: number;
  /** Attribute certificates and other members of a bundle that are no X.509 certificate. */
  readonly otherMembers: number;
  /** Whether content is signed in a bundle. */
  readonly hasContent: boolean;
  /** Bytes behind what was read. */
  readonly trailingBytes: number;
  /** PEM blocks beside the first bundle, when it is to be used as a bundle. */
  readonly otherBlocks: number;
}

/** What is said of the first certificate that is one too many. */
const tooMany = `There are more than ${maximumMembers} certificates, and the others are not read`;

const nothingElse = {
  revocationLists: 0,
  otherMembers: 0,
  hasContent: false,
  trailingBytes: 0,
  otherBlocks: 0,
};

export type CertificateFileReading =
  | { readonly outcome: 'read'; readonly file: CertificateFile }
  | Exclude<BundleReading, { outcome: 'bundle' }>;

/**
 * Reads a file of certificates: X.509 in DER, one or several behind each other; PEM under any label, with several kinds in one
 * file; PKCS #7 in every form; base64 without armour. A private key anywhere in it has the whole file refused. Never throws for
 * what the bytes are.
 */
export function readCertificateFile(bytes: Uint8Array): CertificateFileReading {
  return runToEnd(readCertificateFileSteps(bytes));
}

/** The same in steps, one for each certificate or block. */
export function* readCertificateFileSteps(bytes: Uint8Array): Steps<CertificateFileReading> {
  const kind = kindOfBinary(bytes);
  if (kind !== 'unknown') {
    return yield* readBinary(bytes, kind, 'der');
  }
  const text = decodeText(bytes);
  return text === undefined ? { outcome: 'refused', kind } : yield* readText(text);
}

function* readText(text: string): Steps<CertificateFileReading> {
  if (/-----BEGIN [^\r\n-]*PRIVATE KEY/i.test(text)) {
    return { outcome: 'refused', kind: 'privateKey' };
  }
  const blocks = readPemBlocks(text);
  if (blocks.length === 0) {
    const decoded = decodeCutBase64(text);
    const kind = decoded ? kindOfBinary(decoded) : kindOfText(text);
    return decoded && kind !== 'unknown'
      ? yield* readBinary(decoded, kind, 'base64')
      : { outcome: 'refused', kind: decoded ? 'text' : kind };
  }
  const parts: Part[] = [];
  for (const { bytes, line } of blocks.slice(0, maximumMembers)) {
    parts.push({ line, reading: bytes && (yield* readBinary(bytes, kindOfBinary(bytes), 'pem')) });
    yield;
  }
  const secret = parts.find(({ reading }) => reading?.outcome === 'refused' && isSecret(reading.kind));
  if (secret?.reading) {
    return secret.reading;
  }
  return joined(parts);
}

function isSecret(kind: FileKind): boolean {
  return kind === 'privateKey' || kind === 'pfx';
}

interface Part {
  readonly line: number;
  /** Undefined where there is no base64 in the block. */
  readonly reading: CertificateFileReading | undefined;
}

/** The blocks of a PEM file as one: what cannot be read is damage of the file, and does not hide the others. */
function joined(parts: readonly Part[]): CertificateFileReading {
  const certificates: FileMember[] = [];
  const damaged: CertificateFile['damaged'][number][] = [];
  const others = { ...nothingElse };
  let bundles = 0;
  let position = 0;
  for (const { line, reading } of parts) {
    if (reading?.outcome === 'read') {
      const { file } = reading;
      bundles += file.kind === 'bundle' ? 1 : 0;
      others.revocationLists += file.revocationLists;
      others.otherMembers += file.otherMembers;
      others.hasContent ||= file.hasContent;
      others.trailingBytes += file.trailingBytes;
      for (const member of file.certificates) {
        certificates.push({ ...member, line, position: position + member.position });
      }
      for (const member of file.damaged) {
        damaged.push({ ...member, line, position: position + member.position });
      }
      position += file.certificates.length + file.damaged.length + file.otherMembers;
    } else {
      position += 1;
      damaged.push({ position, line, offset: 0, message: messageFor(reading) });
    }
  }
  const [first] = parts;
  if (certificates.length + others.revocationLists === 0 && first) {
    return first.reading && first.reading.outcome !== 'read'
      ? first.reading
      : {
          outcome: 'damaged',
          offset: 0,
          message: `There is no base64 behind the BEGIN in line ${first.line}`,
        };
  }
  return {
    outcome: 'read',
    file: {
      kind: bundles > 0 ? 'bundle' : certificates.length > 0 ? 'certificate' : 'revocationList',
      form: 'pem',
      certificates,
      damaged,
      ...others,
      otherBlocks: bundles > 0 ? parts.length - 1 : 0,
    },
  };
}

function messageFor(reading: Exclude<CertificateFileReading, { outcome: 'read' }> | undefined): string {
  if (!reading) {
    return 'There is no base64 in the block';
  }
  return reading.outcome === 'damaged' ? reading.message : `The block is no certificate but: ${reading.kind}`;
}

function* readBinary(
  bytes: Uint8Array,
  kind: FileKind,
  form: 'der' | 'pem' | 'base64',
): Steps<CertificateFileReading> {
  if (kind === 'bundle') {
    return yield* fromBundle(bytes, form);
  }
  if (kind === 'certificate') {
    return yield* readConcatenated(bytes, form);
  }
  return kind === 'revocationList' ? readRevocationList(bytes, form) : { outcome: 'refused', kind };
}

/** There is nothing to read in it here but its end. */
function readRevocationList(bytes: Uint8Array, form: 'der' | 'pem' | 'base64'): CertificateFileReading {
  const end = endOf(bytes);
  if (end === undefined) {
    return { outcome: 'damaged', offset: 0, message: 'The revocation list is cut off' };
  }
  return {
    outcome: 'read',
    file: {
      kind: 'revocationList',
      form,
      certificates: [],
      damaged: [],
      ...nothingElse,
      revocationLists: 1,
      trailingBytes: bytes.length - end,
    },
  };
}

function* fromBundle(bytes: Uint8Array, form: 'der' | 'pem' | 'base64'): Steps<CertificateFileReading> {
  const reading = yield* readBundleSteps(bytes);
  if (reading.outcome !== 'bundle') {
    return reading;
  }
  const file = fileOfBundle(reading.bundle, bytes.byteOffset);
  if (file.hasContent && file.certificates.length + file.damaged.length === 0) {
    return { outcome: 'refused', kind: 'signedContent' };
  }
  return { outcome: 'read', file: { ...file, form: form === 'der' ? file.form : form } };
}

/**
 * A bundle as a file of certificates.
 * @param start where the (decoded) bundle begins in the memory that its certificates are parts of
 */
export function fileOfBundle(bundle: Bundle, start = 0): CertificateFile {
  return {
    ...bundle,
    kind: 'bundle',
    certificates: bundle.certificates.map(({ position, certificate }) => ({
      position,
      offset: certificate.der.byteOffset - start,
      line: undefined,
      certificate,
    })),
    damaged: bundle.damaged.map((member) => ({ ...member, line: undefined })),
  };
}

/** Certificates in DER, one behind the other, until something else comes. */
function* readConcatenated(bytes: Uint8Array, form: 'der' | 'pem' | 'base64'): Steps<CertificateFileReading> {
  const certificates: FileMember[] = [];
  const damaged: CertificateFile['damaged'][number][] = [];
  let offset = 0;
  for (let position = 1; offset < bytes.length; position += 1) {
    const rest = bytes.subarray(offset);
    const kind = kindOfBinary(rest);
    if (isSecret(kind)) {
      return { outcome: 'refused', kind };
    }
    if (kind !== 'certificate') {
      break;
    }
    if (position > maximumMembers) {
      damaged.push({ position, offset, line: undefined, message: tooMany });
      break;
    }
    const end = endOf(rest);
    try {
      certificates.push({
        position,
        offset,
        line: undefined,
        certificate: readCertificate(rest.subarray(0, end ?? rest.length)),
      });
    } catch (error) {
      if (!(error instanceof Asn1Error)) {
        throw error;
      }
      damaged.push({ position, offset: offset + error.offset, line: undefined, message: error.message });
    }
    offset += end ?? rest.length;
    yield;
  }
  const [spoilt] = damaged;
  if (certificates.length === 0 && spoilt) {
    return { outcome: 'damaged', offset: spoilt.offset, message: spoilt.message };
  }
  return {
    outcome: 'read',
    file: {
      kind: 'certificate',
      form,
      certificates,
      damaged,
      ...nothingElse,
      trailingBytes: bytes.length - offset,
    },
  };
}

/** Where the first element ends; undefined where it is cut off. */
function endOf(bytes: Uint8Array): number | undefined {
  try {
    return new Asn1Reader(bytes).read().end;
  } catch (error) {
    if (error instanceof Asn1Error) {
      return undefined;
    }
    throw error;
  }
}
