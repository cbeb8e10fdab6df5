import assert from 'node:assert/strict';
import { Asn1Error } from '../../src/pki/asn1Reader.ts';
import { readBundle, writeBundle } from '../../src/pki/bundle.ts';
import type { Certificate } from '../../src/pki/certificate.ts';
import { readCertificateDetails } from '../../src/pki/certificateDetails.ts';
import { type CertificateFile, readCertificateFile } from '../../src/pki/certificateFile.ts';
import { inChainOrder } from '../../src/pki/chains.ts';
import { comparableName, displayNameOf, formatDistinguishedName } from '../../src/pki/distinguishedName.ts';

/** `certificates` where at least one was read. */
export type Outcome = 'certificates' | 'nothing' | 'refused' | 'damaged';

/**
 * Reads the bytes in every way there is, and everything that depends on them. Throws where something comes out that no input may
 * bring about.
 */
export function readEverything(bytes: Uint8Array): Outcome {
  const before = Buffer.from(bytes);
  const reading = readCertificateFile(bytes);
  const bundle = readBundle(bytes);
  assert.ok(before.equals(bytes), 'the input was changed');
  if (reading.outcome !== 'read') {
    if (reading.outcome === 'damaged') {
      assertMessage(reading.message);
      assert.ok(reading.offset >= 0 && reading.offset <= bytes.length);
    }
    return reading.outcome;
  }
  const { file } = reading;
  assertPlaces(file, bytes);
  if (bundle.outcome === 'bundle' && file.form !== 'pem') {
    assertSameBytes(derOf(file.certificates), derOf(bundle.bundle.certificates));
    assert.equal(file.damaged.length, bundle.bundle.damaged.length);
  }
  for (const { certificate } of file.certificates) {
    readCertificateWhole(certificate);
  }
  const ordered = inChainOrder(file.certificates);
  assert.equal(new Set(ordered).size, file.certificates.length);
  writeAndReadBack(file);
  return file.certificates.length > 0 ? 'certificates' : 'nothing';
}

function derOf(members: readonly { readonly certificate: Certificate }[]): Uint8Array[] {
  return members.map(({ certificate }) => certificate.der);
}

function assertSameBytes(actual: readonly Uint8Array[], expected: readonly Uint8Array[]): void {
  assert.equal(actual.length, expected.length);
  for (const [index, der] of actual.entries()) {
    assert.equal(Buffer.compare(der, expected[index] ?? Buffer.of()), 0, `member ${index} is not as it was`);
  }
}

/** A sentence of ours: it grows with no input. */
function assertMessage(message: string): void {
  assert.ok(message.length > 10 && message.length < 200, message.slice(0, 200));
}

function assertPlaces(
  { form, certificates, damaged, trailingBytes }: CertificateFile,
  bytes: Uint8Array,
): void {
  const positions = new Set([...certificates, ...damaged].map(({ position }) => position));
  assert.equal(positions.size, certificates.length + damaged.length);
  assert.ok(!positions.has(0));
  assert.ok(trailingBytes >= 0 && trailingBytes <= bytes.length);
  for (const { message, offset } of damaged) {
    assertMessage(message);
    assert.ok(offset >= 0 && offset <= bytes.length);
  }
  let last = 0;
  for (const { position, offset, line, certificate } of certificates) {
    assert.ok(position > last);
    last = position;
    assert.equal(line !== undefined, form === 'pem');
    if (form === 'der' || form === 'ber') {
      const found = bytes.subarray(offset, offset + certificate.der.length);
      assert.equal(Buffer.compare(found, certificate.der), 0, 'a member is not what stands at its offset');
    }
  }
}

function readCertificateWhole(certificate: Certificate): void {
  const { subject, issuer, version, notBefore, notAfter, serialNumber } = certificate;
  assert.ok(version >= 1 && version <= 3);
  assert.ok(Number.isFinite(notBefore.getTime()) && Number.isFinite(notAfter.getTime()));
  assert.match(serialNumber, /^[0-9a-f]*$/);
  for (const name of [subject, issuer]) {
    assert.doesNotMatch(formatDistinguishedName(name), /[\p{Cc}\u2028\u2029]/u);
    assert.doesNotMatch(displayNameOf(name), /[\p{Cc}\u2028\u2029]/u);
    assert.equal(comparableName(name), comparableName(name).toLowerCase());
  }
  try {
    readCertificateDetails(certificate.der);
  } catch (error) {
    // Only this may come out of an extension, which is malformed then.
    if (!(error instanceof Asn1Error)) {
      throw error;
    }
    assertMessage(error.message);
  }
}

/** A bundle takes certificates as they are, whatever is in them. */
function writeAndReadBack({ certificates }: CertificateFile): void {
  const members = derOf(certificates);
  const written = writeBundle(members);
  const reading = readBundle(written);
  // A bundle takes fewer members than a file may hold.
  if (members.length > 10_000) {
    assert.equal(reading.outcome, 'damaged');
    return;
  }
  assert.equal(reading.outcome, 'bundle');
  const { bundle } = reading;
  assertSameBytes(derOf(bundle.certificates), members);
  const { form, damaged, otherMembers, revocationLists, trailingBytes } = bundle;
  assert.deepEqual(
    { form, damaged, otherMembers, revocationLists, trailingBytes },
    { form: 'der', damaged: [], otherMembers: 0, revocationLists: 0, trailingBytes: 0 },
  );
}
