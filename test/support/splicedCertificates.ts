import { generateKeyPairSync, sign } from 'node:crypto';
import { der, hex, partOf, partsOf, withFields, withSubject } from './pkiFixtures.ts';

/** What the `openssl` command does not make, out of certificates that it made. */

/** All that OpenSSL reads and does not make. */
export function splicedCertificates(certificate: Uint8Array): Buffer[] {
  return [
    ...mlDsaCertificates(certificate),
    version2Certificate(certificate),
    emptyIdentifiers(certificate),
    rareStrings(certificate),
  ];
}

/** Self-signed with ML-DSA, of which Node's OpenSSL (3.5) knows more than the command may do. */
function mlDsaCertificates(certificate: Uint8Array): Buffer[] {
  return (['ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'] as const).map((kind) => {
    const { publicKey, privateKey } = generateKeyPairSync(kind);
    const key = publicKey.export({ type: 'spki', format: 'der' });
    const algorithm = partOf(key, 0);
    const other = withFields(certificate, (fields) => fields.with(2, algorithm).with(6, key));
    const [tbs = Buffer.of()] = partsOf(other);
    return der(0x30, tbs, algorithm, der(0x03, [0], sign(null, tbs, privateKey)));
  });
}

/** Version 2, with unique identifiers of issuer and subject (RFC 5280 §4.1.2.8) instead of extensions. */
function version2Certificate(certificate: Uint8Array): Buffer {
  return withFields(certificate, ([, ...fields]) => [
    der(0xa0, der(0x02, [1])),
    ...fields.slice(0, -1),
    der(0x81, [0, 0xca, 0xfe]),
    der(0x82, [4, 0xf0]),
  ]);
}

/** Key identifiers that hold nothing, which OpenSSL leaves out when it is asked for them. */
function emptyIdentifiers(certificate: Uint8Array): Buffer {
  const extension = (oid: string, value: string): Buffer => der(0x30, hex(oid), der(0x04, hex(value)));
  const list = der(0x30, extension('0603551d0e', '0400'), extension('0603551d23', '3000'));
  return withFields(certificate, (fields) => [...fields.slice(0, -1), der(0xa3, list)]);
}

/** A name in the string types in which OpenSSL reads one and writes none: UniversalString and NumericString. */
function rareStrings(certificate: Uint8Array): Buffer {
  const universal = hex('00000041 000000e4 00004e2d 0001f600 0000002c');
  const name = [
    attribute('0603550403', 0x1c, universal),
    attribute('060355040b', 0x12, Buffer.from('12 34')),
  ];
  return withSubject(certificate, der(0x30, ...name));
}

/** A common name in a VisibleString, which is none of the types that RFC 5280 §4.1.2.4 lets a name have. */
export function visibleString(certificate: Uint8Array, text: string): Buffer {
  return withSubject(certificate, der(0x30, attribute('0603550403', 0x1a, Buffer.from(text))));
}

function attribute(oid: string, tag: number, content: Uint8Array): Buffer {
  return der(0x31, der(0x30, hex(oid), der(tag, content)));
}
