import { toHex } from '../../src/pki/asn1Values.ts';
import { type Certificate, readCertificate, thumbprintOf } from '../../src/pki/certificate.ts';
import { type CertificateDetails, readCertificateDetails } from '../../src/pki/certificateDetails.ts';
import { findCertificateFields } from '../../src/pki/certificateFields.ts';
import { formatDistinguishedName, type NameAttribute } from '../../src/pki/distinguishedName.ts';

/** All that our reader tells of a certificate, flat and in plain values, to be held against what OpenSSL tells of it. */
export interface ComparedFields
  extends Pick<
      Certificate,
      | 'version'
      | 'serialNumber'
      | 'subjectKeyIdentifier'
      | 'authorityKeyIdentifier'
      | 'basicConstraints'
      | 'mayIssueCertificates'
      | 'crlDistributionPoints'
      | 'freshestCrlDistributionPoints'
    >,
    Pick<
      CertificateDetails,
      | 'keyUsage'
      | 'extendedKeyUsage'
      | 'policies'
      | 'policyMappings'
      | 'nameConstraints'
      | 'authorityInformation'
      | 'subjectAlternativeNames'
      | 'microsoft'
      | 'unknownExtensions'
    > {
  readonly thumbprint: string;
  /** By RFC 4514. */
  readonly subject: string;
  readonly issuer: string;
  /** In the order of the certificate. */
  readonly subjectAttributes: readonly (readonly NameAttribute[])[];
  readonly issuerAttributes: readonly (readonly NameAttribute[])[];
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly keyAlgorithm: string;
  readonly keyBits: number | undefined;
  readonly curve: string | undefined;
  readonly keySha1: string;
  readonly signatureOid: string;
  readonly signatureName: string;
  readonly signatureHash: string | undefined;
  readonly maskHash: string | undefined;
  readonly saltLength: number | undefined;
  readonly extensions: CertificateDetails['unknownExtensions'];
}

export function readComparedFields(der: Uint8Array): ComparedFields {
  const { notBefore, notAfter, subject, issuer, der: _, ...certificate } = readCertificate(der);
  const { publicKey, signatureAlgorithm, ...details } = readCertificateDetails(der);
  const { reader, extensions } = findCertificateFields(der);
  return {
    ...certificate,
    ...details,
    thumbprint: thumbprintOf(der),
    subject: formatDistinguishedName(subject),
    issuer: formatDistinguishedName(issuer),
    subjectAttributes: subject,
    issuerAttributes: issuer,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    keyAlgorithm: publicKey.algorithm,
    keyBits: publicKey.bits,
    curve: publicKey.curve,
    keySha1: publicKey.sha1,
    signatureOid: signatureAlgorithm.oid,
    signatureName: signatureAlgorithm.name,
    signatureHash: signatureAlgorithm.hash,
    maskHash: signatureAlgorithm.maskHash,
    saltLength: signatureAlgorithm.saltLength,
    extensions: [...extensions].map(([oid, { critical, value }]) => ({
      oid,
      critical,
      value: toHex(reader.content(value)),
    })),
  };
}
