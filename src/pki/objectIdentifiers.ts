/** Object identifiers that this code reads or writes, by the names their standards give them. */
export const oids = {
  // PKCS #7 content types, RFC 5652 and RFC 5083
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  digestedData: '1.2.840.113549.1.7.5',
  encryptedData: '1.2.840.113549.1.7.6',
  authEnvelopedData: '1.2.840.113549.1.9.16.1.23',
  // Certificate extensions, RFC 5280 §4.2.1
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  cRLDistributionPoints: '2.5.29.31',
  authorityKeyIdentifier: '2.5.29.35',
  freshestCRL: '2.5.29.46',
  subjectAltName: '2.5.29.17',
  nameConstraints: '2.5.29.30',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  extendedKeyUsage: '2.5.29.37',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  // CRL extensions, RFC 5280 §5.2
  cRLNumber: '2.5.29.20',
  deltaCRLIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  // Extensions of a Microsoft CA and a kind of name, MS-WCCE §2.2.2.7
  microsoftCaVersion: '1.3.6.1.4.1.311.21.1',
  microsoftTemplateName: '1.3.6.1.4.1.311.20.2',
  microsoftTemplate: '1.3.6.1.4.1.311.21.7',
  userPrincipalName: '1.3.6.1.4.1.311.20.2.3',
  // Access methods, RFC 5280 §4.2.2.1
  ocsp: '1.3.6.1.5.5.7.48.1',
  caIssuers: '1.3.6.1.5.5.7.48.2',
  // Name attributes and algorithms
  rsaEncryption: '1.2.840.113549.1.1.1',
  mgf1: '1.2.840.113549.1.1.8',
  commonName: '2.5.4.3',
  organizationName: '2.5.4.10',
  emailAddress: '1.2.840.113549.1.9.1',
  organizationalUnitName: '2.5.4.11',
  countryName: '2.5.4.6',
  ecdsaWithSHA256: '1.2.840.10045.4.3.2',
} as const;

/** Short names of RFC 4514 §3, and the two that OpenSSL adds for attributes often met in CA names. */
export const attributeShortNames: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.6', 'C'],
  ['2.5.4.9', 'street'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.97', 'organizationIdentifier'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['1.2.840.113549.1.9.1', 'emailAddress'],
]);
