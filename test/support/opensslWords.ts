import type { KeyUsage } from '../../src/pki/certificateDetails.ts';

/** OpenSSL's words for what our reader gives in the words of the standards, or by object identifier. */

/** Ours are those of RFC 5280 §4.2.1.3. */
export const keyUsageWords: ReadonlyMap<string, KeyUsage> = new Map([
  ['Digital Signature', 'digitalSignature'],
  ['Non Repudiation', 'nonRepudiation'],
  ['Key Encipherment', 'keyEncipherment'],
  ['Data Encipherment', 'dataEncipherment'],
  ['Key Agreement', 'keyAgreement'],
  ['Certificate Sign', 'keyCertSign'],
  ['CRL Sign', 'cRLSign'],
  ['Encipher Only', 'encipherOnly'],
  ['Decipher Only', 'decipherOnly'],
]);

export const objectWords: Readonly<Record<string, string>> = {
  'TLS Web Server Authentication': '1.3.6.1.5.5.7.3.1',
  'TLS Web Client Authentication': '1.3.6.1.5.5.7.3.2',
  'Code Signing': '1.3.6.1.5.5.7.3.3',
  'E-mail Protection': '1.3.6.1.5.5.7.3.4',
  'Time Stamping': '1.3.6.1.5.5.7.3.8',
  'OCSP Signing': '1.3.6.1.5.5.7.3.9',
  'Microsoft Smartcard Login': '1.3.6.1.4.1.311.20.2.2',
  'Any Extended Key Usage': '2.5.29.37.0',
  'X509v3 Any Policy': '2.5.29.32.0',
};

/** Ours are those in which administrators speak; what is not here has the same name, or is a difference. */
export const keyAlgorithmWords: Readonly<Record<string, string>> = {
  rsaEncryption: 'RSA',
  rsassaPss: 'RSA-PSS',
  'id-ecPublicKey': 'EC',
  dsaEncryption: 'DSA',
  ED25519: 'Ed25519',
  ED448: 'Ed448',
};

/** OpenSSL knows these from version 3.5 on, and prints earlier that they are undefined. */
export const mlDsaWords: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.3.17': 'ML-DSA-44',
  '2.16.840.1.101.3.4.3.18': 'ML-DSA-65',
  '2.16.840.1.101.3.4.3.19': 'ML-DSA-87',
};
