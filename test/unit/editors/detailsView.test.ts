import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { addressesOf } from '../../../src/editors/detailsView.ts';
import type { DetailSection } from '../../../src/editors/protocol.ts';
import { opensslFields } from '../../support/opensslFields.ts';
import { printAll } from '../../support/opensslPrints.ts';
import { der, itemAt, makeCertificate, printCertificate, withFields } from '../../support/pkiFixtures.ts';
import { opened, valuesOf } from './openedFixtures.ts';

const everyExtension = [
  'basicConstraints = critical, CA:true, pathlen:3',
  'keyUsage = critical, keyCertSign, cRLSign, digitalSignature',
  'extendedKeyUsage = clientAuth, 1.3.6.1.4.1.311.20.2.2, 1.2.3.4.5',
  'subjectKeyIdentifier = hash',
  'authorityKeyIdentifier = keyid:always',
  'crlDistributionPoints = URI:http://crl.example/a.crl, URI:ldap://ldap.example/cn=a',
  'freshestCRL = URI:http://crl.example/delta.crl',
  'certificatePolicies = 1.2.3.4, 2.5.29.32.0',
  'policyMappings = 1.2.3.4:1.2.3.5',
  'nameConstraints = permitted;DNS:example.com, permitted;email:.example.com, permitted;IP:10.0.0.0/255.0.0.0, ' +
    'permitted;dirName:directory, excluded;URI:.bad.example',
  'subjectAltName = DNS:ca.example, email:ca@example.com, URI:https://ca.example/, IP:10.1.2.3, RID:1.2.3.4, ' +
    'dirName:directory, otherName:1.3.6.1.4.1.311.20.2.3;UTF8:ca@example.com, otherName:1.2.3.4;UTF8:x',
  'authorityInfoAccess = caIssuers;URI:http://ca.example/ca.cer, OCSP;URI:http://ocsp.example',
  '1.3.6.1.4.1.311.21.1 = ASN1:INTEGER:131074',
  '1.3.6.1.4.1.311.20.2 = ASN1:BMP:SubCA',
  '1.3.6.1.4.1.311.21.7 = ASN1:SEQUENCE:template',
  'nsComment = a comment',
  '1.2.3.4.5.6 = critical, DER:0500',
];
const sections = [
  '[directory]\nC = DE\nO = Test',
  '[template]\nid = OID:1.3.6.1.4.1.311.21.8.1\nmajor = INTEGER:100\nminor = INTEGER:4',
];

const wordsOfKinds = {
  email: 'E-mail',
  dns: 'DNS',
  uri: 'URI',
  ip: 'IP',
  directory: 'Directory name',
  registeredId: 'Registered identifier',
  upn: 'UPN',
  other: 'Other name',
};
const namesOfUses: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.2': 'clientAuth (1.3.6.1.5.5.7.3.2)',
  '1.3.6.1.4.1.311.20.2.2': 'smartCardLogon (1.3.6.1.4.1.311.20.2.2)',
};

/** What the page shall show, told by OpenSSL alone. */
async function toldByOpenssl(bytes: Buffer): Promise<readonly DetailSection[]> {
  const fields = opensslFields(itemAt(await printAll([bytes]), 0));
  const fact = (label: string, value: string | undefined) => ({ label, value: value ?? '' });
  const facts = (label: string, values: readonly string[]) => values.map((value) => fact(label, value));
  const web = (label: string, values: readonly string[]) =>
    values.map((value) => ({ label, value, ...(value.startsWith('http') && { address: value }) }));
  const upper = (digits: string | undefined): string => (digits ?? '').toUpperCase();
  const named = ({ kind, value }: (typeof fields)['subjectAlternativeNames'][number]) => [
    wordsOfKinds[kind],
    value,
  ];
  const bounds = (label: string, names: (typeof fields)['subjectAlternativeNames'] = []) =>
    facts(
      label,
      names.map((name) => named(name).join(': ')),
    );
  const name = [
    fact('Name', 'Everything'),
    fact('RFC 4514', fields.subject),
    fact('In the order of the certificate', fields.subject.split(',').toReversed().join(',')),
  ];
  const { basicConstraints, nameConstraints, microsoft, authorityInformation: information } = fields;
  return [
    { title: 'Subject', facts: name },
    { title: 'Issuer', facts: name },
    {
      title: 'Validity',
      facts: [
        fact('Not before', fields.notBefore.replace('.000', '')),
        fact('Not after', fields.notAfter.replace('.000', '')),
      ],
    },
    {
      title: 'Identifiers',
      facts: [
        fact('Serial number', upper(fields.serialNumber)),
        fact('Thumbprint (SHA-1)', fields.thumbprint),
        fact('Thumbprint (SHA-256)', new X509Certificate(bytes).fingerprint256.replaceAll(':', '')),
        fact('Subject key identifier', upper(fields.subjectKeyIdentifier)),
        fact('Authority key identifier', upper(fields.authorityKeyIdentifier)),
        fact('Version', `${fields.version}`),
        fact('Size', `${bytes.length} bytes`),
      ],
    },
    {
      title: 'Revocation',
      facts: [
        ...web('CRL of its issuer', fields.crlDistributionPoints),
        ...web('Delta CRL of its issuer', fields.freshestCrlDistributionPoints),
      ],
    },
    {
      title: 'Key and signature',
      facts: [
        fact('Public key', `${fields.keyAlgorithm}, ${fields.curve}, ${fields.keyBits} bits`),
        fact('SHA-1 of the public key', fields.keySha1),
        fact('Signature algorithm', fields.signatureName),
      ],
    },
    {
      title: 'Use',
      facts: [
        fact(
          'Basic constraints',
          `CA:${upper(`${basicConstraints?.ca}`)}, pathlen:${basicConstraints?.pathLength}`,
        ),
        fact('Key usage', fields.keyUsage?.join(', ')),
        fact('Extended key usage', fields.extendedKeyUsage.map((use) => namesOfUses[use] ?? use).join(', ')),
        ...facts('Policy', fields.policies),
        ...facts(
          'Policy mapping',
          fields.policyMappings.map(({ issuer, subject }) => `${issuer} → ${subject}`),
        ),
        ...bounds('Permitted names', nameConstraints?.permitted),
        ...bounds('Excluded names', nameConstraints?.excluded),
      ],
    },
    {
      title: 'Alternative names',
      facts: fields.subjectAlternativeNames.map((each) => fact(wordsOfKinds[each.kind], each.value)),
    },
    {
      title: 'Issuer information',
      facts: [...web('Certificate of the issuer', information.issuers), ...web('OCSP', information.ocsp)],
    },
    {
      title: 'Microsoft CA',
      facts: [
        fact('CA version', microsoft.caVersion),
        fact('Template', microsoft.templateName),
        fact('Template identifier', `${microsoft.template?.oid} (${microsoft.template?.version})`),
      ],
    },
    {
      title: 'Other extensions',
      facts: fields.unknownExtensions.map(({ oid, critical, value }) =>
        fact(critical ? `${oid} (critical)` : oid, value),
      ),
    },
  ];
}

const p256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
const made = (extensions: readonly string[], key: readonly string[] = ['-newkey', 'ed25519']) =>
  makeCertificate({ subject: '/C=DE/O=Test/CN=Everything', extensions, sections, key });
const detailsOf = (bytes: Uint8Array) => opened({ der: bytes }).details(1);

describe('the details of a certificate with every extension', () => {
  it('are what OpenSSL prints, in all sections', async () => {
    const bytes = await made(everyExtension, p256);
    const told = await toldByOpenssl(bytes);
    expect(detailsOf(bytes)?.sections).toEqual(told);
    const all = told.flatMap(({ facts }) => facts);
    expect(all.filter(({ value }) => value === '' || value.includes('undefined'))).toEqual([]);
    expect(all).toHaveLength(47);
  });
});

describe('a fact', () => {
  it('is not there where the certificate says nothing', async () => {
    const bytes = await made(['subjectKeyIdentifier = none', 'authorityKeyIdentifier = none']);
    expect(detailsOf(bytes)?.sections.map(({ title, facts }) => [title, facts.length])).toEqual([
      ['Subject', 3],
      ['Issuer', 3],
      ['Validity', 2],
      ['Identifiers', 5],
      ['Key and signature', 3],
    ]);
  });

  it('is not there for a name without parts', async () => {
    const bytes = withFields(await made(['basicConstraints = CA:true']), (fields) =>
      fields.with(3, der(0x30)).with(5, der(0x30)),
    );
    expect(detailsOf(bytes)?.sections[0]?.title).toBe('Validity');
  });

  it.each<[string, readonly string[], string, RegExp]>([
    ['RSA', ['-newkey', 'rsa:2048'], 'RSA, 2048 bits', /Public-Key: \(2048 bit/],
    ['Ed25519', ['-newkey', 'ed25519'], 'Ed25519', /ED25519 Public-Key/],
    ['P-384', p256.with(3, 'ec_paramgen_curve:P-384'), 'EC, secp384r1, 384 bits', /OID: secp384r1/],
  ])('tells the key %s', async (_, key, text, printed) => {
    const bytes = await made([], key);
    expect(await printCertificate(bytes, '-text')).toMatch(printed);
    expect(valuesOf(detailsOf(bytes), 'Key and signature', 'Public key')).toEqual([text]);
  });

  it('tells hash and salt of a PSS signature', async () => {
    const pss = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:48', '-sha384'];
    const bytes = await made([], ['-newkey', 'rsa:2048', ...pss]);
    expect(await printCertificate(bytes, '-text')).toMatch(/Salt Length: 0x30/);
    expect(valuesOf(detailsOf(bytes), 'Key and signature', 'Signature algorithm')).toEqual([
      'rsassaPss, sha384, salt of 48 bytes',
    ]);
  });

  it.each([
    ['CA:true', 'CA:TRUE'],
    ['CA:true, pathlen:0', 'CA:TRUE, pathlen:0'],
    ['CA:false', 'CA:FALSE'],
  ])('tells the basic constraints %s', async (line, text) => {
    const bytes = await made([`basicConstraints = ${line}`]);
    expect(valuesOf(detailsOf(bytes), 'Use', 'Basic constraints')).toEqual([text]);
  });
});

describe('an address', () => {
  it.each([
    ['http://crl.example/a.crl', true],
    ['HTTPS://crl.example/a.crl', true],
    ['ldap://crl.example/cn=a', false],
    ['file:///etc/passwd', false],
    ['javascript:alert(1)//http://', false],
    ['command:workbench.action.quit', false],
    ['http://', false],
    ['http://[', false],
    [' http://crl.example', false],
  ])('that is %j can be opened: %s', async (address, canBeOpened) => {
    // As the bytes of a distribution point, so that OpenSSL does not read its own marks in the address.
    const general = der(0x86, Buffer.from(address));
    const point = der(0x30, der(0x30, der(0xa0, der(0xa0, general))));
    const details = detailsOf(await made([`crlDistributionPoints = DER:${point.toString('hex')}`]));
    expect(valuesOf(details, 'Revocation', 'CRL of its issuer')).toEqual([address]);
    expect(details && [...addressesOf(details)]).toEqual(canBeOpened ? [address] : []);
  });

  it('in a name or an alternative name cannot be opened', async () => {
    const details = detailsOf(await made(['subjectAltName = URI:https://ca.example/']));
    expect(valuesOf(details, 'Alternative names', 'URI')).toEqual(['https://ca.example/']);
    expect(details && addressesOf(details).size).toBe(0);
  });
});
