import {
  type Asn1Element,
  Asn1Error,
  Asn1Reader,
  expectUniversal,
  isContext,
  isUniversal,
  universal,
} from './asn1Reader.ts';
import { writeContext, writeInteger, writeObjectIdentifier, writeSequence, writeSet } from './asn1Writer.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { type FileKind, kindOfBinary, kindOfText } from './fileKind.ts';
import { oids } from './objectIdentifiers.ts';
import { runToEnd, type Steps } from './slices.ts';
import { decodeCutBase64, decodeText, type PemBlock, readPemBlocks } from './text.ts';

/** A certificate of a bundle and where it stands in it, counted from 1. */
export interface BundleCertificate {
  readonly position: number;
  readonly certificate: Certificate;
}

/** A member that is no readable certificate; the others are not touched by it. */
export interface DamagedMember {
  readonly position: number;
  /** Offset of the member in the (decoded) bundle, in bytes. */
  readonly offset: number;
  readonly message: string;
}

/** What a PKCS #7 SignedData (RFC 5652 §5.1) holds. */
export interface Bundle {
  /** `ber` where an indefinite length is used; `pem` and `base64` are text around the same bytes. */
  readonly form: 'der' | 'ber' | 'pem' | 'base64';
  readonly certificates: readonly BundleCertificate[];
  readonly damaged: readonly DamagedMember[];
  readonly revocationLists: number;
  /** Attribute certificates and other members that are no X.509 certificate. */
  readonly otherMembers: number;
  /** Whether content is signed in it: then it is a signed message, not a certs-only bundle. */
  readonly hasContent: boolean;
  readonly signers: number;
  /** Bytes behind the end of the SignedData. */
  readonly trailingBytes: number;
  /** PEM blocks of the same file beside the one that was read. */
  readonly otherBlocks: number;
}

export type BundleReading =
  | { readonly outcome: 'bundle'; readonly bundle: Bundle }
  | { readonly outcome: 'refused'; readonly kind: FileKind }
  | { readonly outcome: 'damaged'; readonly offset: number; readonly message: string };

/** Most members that are looked at: far above what the service takes, far below what would exhaust memory. */
export const maximumMembers = 10_000;

/** What begins a private key in PEM, whatever its form: an encrypted one may be no DER, so the label is all there is. */
const privateKeyMark = /-----BEGIN [^\r\n-]*PRIVATE KEY/i;

/** Reads a .p7b file in any of the forms in which it is met. Never throws for what the bytes are. */
export function readBundle(bytes: Uint8Array): BundleReading {
  return runToEnd(readBundleSteps(bytes));
}

/** The same in steps, one for each member. */
export function* readBundleSteps(bytes: Uint8Array): Steps<BundleReading> {
  const kind = kindOfBinary(bytes);
  if (kind === 'bundle') {
    return refuseSecretBehind(bytes, yield* readSignedData(bytes));
  }
  const text = kind === 'unknown' ? decodeText(bytes) : undefined;
  return text === undefined ? { outcome: 'refused', kind } : yield* readTextBundle(text);
}

/** A file is hosted as it is, with what stands behind its bundle: a private key there would be published. */
function refuseSecretBehind(bytes: Uint8Array, reading: BundleReading): BundleReading {
  if (reading.outcome !== 'bundle' || reading.bundle.trailingBytes === 0) {
    return reading;
  }
  const rest = bytes.subarray(bytes.length - reading.bundle.trailingBytes);
  const kind = kindOfBinary(rest);
  if (isSecret(kind)) {
    return { outcome: 'refused', kind };
  }
  return privateKeyMark.test(decodeText(rest) ?? '') ? { outcome: 'refused', kind: 'privateKey' } : reading;
}

function isSecret(kind: FileKind): boolean {
  return kind === 'privateKey' || kind === 'pfx';
}

function* readTextBundle(text: string): Steps<BundleReading> {
  if (privateKeyMark.test(text)) {
    return { outcome: 'refused', kind: 'privateKey' };
  }
  const blocks = readPemBlocks(text);
  if (blocks.length > 0) {
    return yield* readPemBundle(blocks);
  }
  const decoded = decodeCutBase64(text);
  if (!decoded) {
    return { outcome: 'refused', kind: kindOfText(text) };
  }
  const kind = kindOfBinary(decoded);
  return kind === 'bundle'
    ? refuseSecretBehind(decoded, yield* readSignedData(decoded, 'base64'))
    : { outcome: 'refused', kind: kind === 'unknown' ? 'text' : kind };
}

function* readPemBundle(blocks: readonly PemBlock[]): Steps<BundleReading> {
  const kinds = blocks.map((block) => (block.bytes ? kindOfBinary(block.bytes) : 'unknown'));
  const secret = kinds.find(isSecret);
  if (secret) {
    return { outcome: 'refused', kind: secret };
  }
  const body = blocks[kinds.indexOf('bundle')]?.bytes;
  if (body) {
    return refuseSecretBehind(body, yield* readSignedData(body, 'pem', blocks.length - 1));
  }
  const spoilt = blocks.find((block) => !block.bytes && /PKCS ?#?7|CMS/i.test(block.label));
  return spoilt
    ? { outcome: 'damaged', offset: 0, message: `There is no base64 behind the BEGIN in line ${spoilt.line}` }
    : { outcome: 'refused', kind: kinds.find((kind) => kind !== 'unknown') ?? 'text' };
}

function* readSignedData(bytes: Uint8Array, form?: 'pem' | 'base64', otherBlocks = 0): Steps<BundleReading> {
  try {
    const reader = new Asn1Reader(bytes);
    const contentInfo = reader.read();
    const [, wrapper] = reader.sequence(contentInfo, 'The bundle');
    if (!isContext(wrapper, 0)) {
      throw new Asn1Error('unexpected', contentInfo.start, 'The signed data is missing');
    }
    const [signedData] = reader.children(wrapper);
    const fields = reader.sequence(signedData, 'The signed data', wrapper.start);
    const [version, , content, ...rest] = fields;
    expectUniversal(version, universal.integer, 'The version of the signed data', wrapper.start);
    const certificateSet = rest.find((field) => isContext(field, 0));
    const revocationSet = rest.find((field) => isContext(field, 1));
    const signerInfos = rest.find((field) => isUniversal(field, universal.set));
    const members = certificateSet ? yield* readMembers(reader, certificateSet) : noMembers;
    const bundle: Bundle = {
      form: form ?? ([contentInfo, wrapper, signedData, ...fields].some(isIndefinite) ? 'ber' : 'der'),
      ...members,
      revocationLists: revocationSet ? reader.children(revocationSet).length : 0,
      hasContent: reader.sequence(content, 'The content', wrapper.start).length > 1,
      signers: signerInfos ? reader.children(signerInfos).length : 0,
      trailingBytes: bytes.length - contentInfo.end,
      otherBlocks,
    };
    return { outcome: 'bundle', bundle };
  } catch (error) {
    if (error instanceof Asn1Error) {
      return { outcome: 'damaged', offset: error.offset, message: error.message };
    }
    throw error;
  }
}

function isIndefinite(element: Asn1Element | undefined): boolean {
  return element?.indefinite === true;
}

type Members = Pick<Bundle, 'certificates' | 'damaged' | 'otherMembers'>;
const noMembers: Members = { certificates: [], damaged: [], otherMembers: 0 };

/** Walks the set member by member, so that what stands before a broken one is kept. */
function* readMembers(reader: Asn1Reader, set: Asn1Element): Steps<Members> {
  const certificates: BundleCertificate[] = [];
  const damaged: DamagedMember[] = [];
  let otherMembers = 0;
  let position = 0;
  for (let offset = set.contentStart; offset < set.contentEnd; ) {
    yield;
    position += 1;
    if (position > maximumMembers) {
      throw new Asn1Error('tooMany', offset, `The bundle has more than ${maximumMembers} members`);
    }
    let member: Asn1Element;
    try {
      member = reader.read(offset, set.contentEnd);
    } catch (error) {
      damaged.push({ position, offset, message: messageOf(error) });
      break;
    }
    offset = member.end;
    if (!isUniversal(member, universal.sequence)) {
      otherMembers += 1;
      continue;
    }
    try {
      certificates.push({ position, certificate: readCertificate(reader.raw(member)) });
    } catch (error) {
      damaged.push({ position, offset: member.start, message: messageOf(error) });
    }
  }
  return { certificates, damaged, otherMembers };
}

function messageOf(error: unknown): string {
  if (error instanceof Asn1Error) {
    return error.message;
  }
  throw error;
}

/**
 * A certs-only SignedData in DER (RFC 5652 §5, RFC 8551 §3.8) around the certificates as they are: their bytes are
 * copied, never encoded again, and stay in the given order.
 */
export function writeBundle(certificates: readonly Uint8Array[]): Buffer {
  const version1 = writeInteger(Buffer.from([1]));
  const signedData = writeSequence(
    version1,
    writeSet(),
    writeSequence(writeObjectIdentifier(oids.data)),
    writeContext(0, Buffer.concat(certificates)),
    writeSet(),
  );
  return writeSequence(writeObjectIdentifier(oids.signedData), writeContext(0, signedData));
}
