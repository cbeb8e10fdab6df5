import {
  type Asn1Element,
  Asn1Error,
  Asn1Reader,
  expectUniversal,
  isContext,
  isUniversal,
  universal,
} from './asn1Reader.ts';
import { decodeIntegerHex } from './asn1Values.ts';
import { addressesOfPoint, readAuthorityKeyIdentifier, readTime } from './certificate.ts';
import {
  type ExtensionField,
  findExtensions,
  type SignedFields,
  unwrapExtension,
} from './certificateFields.ts';
import { type DistinguishedName, readDistinguishedName } from './distinguishedName.ts';
import { type FileKind, kindOfBinary, kindOfText } from './fileKind.ts';
import { oids } from './objectIdentifiers.ts';
import { runToEnd, type Steps } from './slices.ts';
import { decodeCutBase64, decodeText, readPemBlocks } from './text.ts';

/** What has to be known of a CRL (RFC 5280 §5) to tell whose it is and whether it is of use. Hex is lower case without separators. */
export interface RevocationList {
  /** How it was served; Entra reads DER only. */
  readonly form: 'der' | 'text';
  /** The CRL in DER. */
  readonly der: Uint8Array;
  /** Where its parts lie, to verify its signature with. */
  readonly fields: SignedFields;
  readonly issuer: DistinguishedName;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly authorityKeyIdentifier: string | undefined;
  /** CRLNumber, which grows with every issue. */
  readonly number: string | undefined;
  /** BaseCRLNumber; only a delta CRL has one. */
  readonly deltaOf: string | undefined;
  /** How many certificates are revoked in it. */
  readonly entries: number;
  /** Whether it speaks of some certificates or some reasons only (IssuingDistributionPoint): a segment of the whole. */
  readonly isPartial: boolean;
  /** Addresses in its IssuingDistributionPoint: where a CA cuts its CRL into partitions, each has its own. */
  readonly issuedAt: readonly string[];
}

export type RevocationListReading =
  | { readonly outcome: 'read'; readonly list: RevocationList }
  | { readonly outcome: 'refused'; readonly kind: FileKind }
  | { readonly outcome: 'damaged'; readonly offset: number; readonly message: string };

/** How many revoked certificates are counted between two steps. */
const entriesInStep = 20_000;

/** Reads a CRL. Never throws for what the bytes are. */
export function readRevocationList(bytes: Uint8Array): RevocationListReading {
  return runToEnd(readRevocationListSteps(bytes));
}

/** The same in steps: a CRL may name a million certificates. They are counted one by one, in constant memory. */
export function* readRevocationListSteps(bytes: Uint8Array): Steps<RevocationListReading> {
  const kind = kindOfBinary(bytes);
  if (kind === 'revocationList') {
    return yield* readDer(bytes, 'der');
  }
  const text = kind === 'unknown' ? decodeText(bytes) : undefined;
  if (text === undefined) {
    return { outcome: 'refused', kind };
  }
  const blocks = readPemBlocks(text).map((block) => block.bytes);
  const bodies = blocks.length > 0 ? blocks : [decodeCutBase64(text)];
  const kinds = bodies.map((body) => (body ? kindOfBinary(body) : 'unknown'));
  const body = bodies[kinds.indexOf('revocationList')];
  if (body) {
    return yield* readDer(body, 'text');
  }
  const other = kinds.find((each) => each !== 'unknown');
  return { outcome: 'refused', kind: other ?? kindOfText(text) };
}

function* readDer(der: Uint8Array, form: RevocationList['form']): Steps<RevocationListReading> {
  try {
    return { outcome: 'read', list: { form, der, ...(yield* readFields(der)) } };
  } catch (error) {
    if (error instanceof Asn1Error) {
      return { outcome: 'damaged', offset: error.offset, message: error.message };
    }
    throw error;
  }
}

// CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue }; TBSCertList ::= SEQUENCE { version OPTIONAL,
//   signature, issuer, thisUpdate, nextUpdate OPTIONAL, revokedCertificates OPTIONAL, crlExtensions [0] OPTIONAL }, RFC 5280 §5.1
function* readFields(der: Uint8Array): Steps<Omit<RevocationList, 'form' | 'der'>> {
  const reader = new Asn1Reader(der);
  const outer = reader.read();
  if (outer.end !== der.length) {
    throw new Asn1Error('unexpected', outer.end, 'There are bytes behind the CRL');
  }
  const [tbs, signatureAlgorithm, signature] = reader.sequence(outer, 'The CRL');
  const fields = reader.sequence(tbs, 'The signed part of the CRL');
  if (isUniversal(fields[0], universal.integer)) {
    fields.shift(); // the version
  }
  const [signedAlgorithm, issuer, thisUpdate, ...optional] = fields;
  const nextUpdate = isTime(optional[0]) ? optional.shift() : undefined;
  const revoked = isUniversal(optional[0], universal.sequence) ? optional.shift() : undefined;
  const extensions = findExtensions(
    reader,
    optional.find((field) => isContext(field, 0)),
  );
  const point = extensions.get(oids.issuingDistributionPoint);
  const pointFields = point
    ? reader.sequence(unwrapExtension(reader, point), 'The issuing distribution point')
    : [];
  return {
    fields: {
      reader,
      signedPart: expectUniversal(tbs, universal.sequence, 'The signed part of the CRL'),
      signedAlgorithm,
      signatureAlgorithm,
      signature: expectUniversal(signature, universal.bitString, 'The signature of the CRL', outer.start),
    },
    issuer: readDistinguishedName(reader, issuer),
    thisUpdate: readTime(reader, thisUpdate),
    nextUpdate: nextUpdate && readTime(reader, nextUpdate),
    authorityKeyIdentifier: readAuthorityKeyIdentifier(reader, extensions.get(oids.authorityKeyIdentifier)),
    number: readNumber(reader, extensions.get(oids.cRLNumber)),
    deltaOf: readNumber(reader, extensions.get(oids.deltaCRLIndicator)),
    entries: yield* countEntries(reader, revoked),
    isPartial: isSegment(reader, pointFields),
    issuedAt: addressesOfPoint(reader, pointFields),
  };
}

function isTime(element: Asn1Element | undefined): boolean {
  return isUniversal(element, universal.utcTime) || isUniversal(element, universal.generalizedTime);
}

function* countEntries(reader: Asn1Reader, revoked: Asn1Element | undefined): Steps<number> {
  let entries = 0;
  const end = revoked?.contentEnd ?? 0;
  for (let offset = revoked?.contentStart ?? 0; offset < end; ) {
    const entry = reader.read(offset, end);
    offset = expectUniversal(entry, universal.sequence, 'An entry of the CRL').end;
    entries += 1;
    if (entries % entriesInStep === 0) {
      yield;
    }
  }
  return entries;
}

function readNumber(reader: Asn1Reader, extension: ExtensionField | undefined): string | undefined {
  return (
    extension &&
    decodeIntegerHex(
      reader.content(
        expectUniversal(unwrapExtension(reader, extension), universal.integer, 'A number of the CRL'),
      ),
    )
  );
}

// IssuingDistributionPoint ::= SEQUENCE { distributionPoint [0], onlyContainsUserCerts [1], onlyContainsCACerts [2],
//   onlySomeReasons [3], indirectCRL [4], onlyContainsAttributeCerts [5] }, RFC 5280 §5.2.5
function isSegment(reader: Asn1Reader, fields: readonly Asn1Element[]): boolean {
  return fields.some(
    (field) =>
      isContext(field, 3) ||
      ([1, 2, 4, 5].some((tag) => isContext(field, tag)) && (reader.content(field)[0] ?? 0) !== 0),
  );
}
