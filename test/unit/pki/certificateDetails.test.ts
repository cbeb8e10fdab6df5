import { describe, expect, it } from 'vitest';
import { readCertificateDetails } from '../../../src/pki/certificateDetails.ts';
import { openssl } from '../../support/openssl.ts';

/** A self-signed certificate in DER that OpenSSL made with these parameters of `req`. */
async function made(key: readonly string[], more: readonly string[] = []): Promise<Buffer> {
  const common = 'req -x509 -nodes -keyout key.pem -subj /CN=Details -days 30 -outform DER'.split(' ');
  return openssl([...common, ...key, ...more]);
}
const withExtensions = async (...extensions: readonly string[]) =>
  readCertificateDetails(
    await made(
      ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
      extensions.flatMap((extension) => ['-addext', extension]),
    ),
  );

describe('the key and the signature of a certificate', () => {
  it.each<[string, readonly string[], object, object]>([
    ['RSA', ['-newkey', 'rsa:2048'], { algorithm: 'RSA', bits: 2048 }, { name: 'sha256WithRSAEncryption' }],
    ['RSA of an odd size', ['-newkey', 'rsa:3070', '-sha512'], { bits: 3070 }, { hash: 'sha512' }],
    [
      'RSA with a PSS signature',
      ['-newkey', 'rsa:2048', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:48', '-sha384'],
      { algorithm: 'RSA' },
      { name: 'rsassaPss', hash: 'sha384', saltLength: 48 },
    ],
    [
      'an RSA-PSS key',
      ['-newkey', 'rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048'],
      { algorithm: 'RSA-PSS', bits: 2048 },
      { name: 'rsassaPss', hash: 'sha256' },
    ],
    [
      'P-256',
      ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
      { algorithm: 'EC', bits: 256, curve: 'prime256v1' },
      { name: 'ecdsa-with-SHA256' },
    ],
    [
      'P-384',
      ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-sha384'],
      { bits: 384, curve: 'secp384r1' },
      { name: 'ecdsa-with-SHA384' },
    ],
    [
      'P-521',
      ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521'],
      { bits: 521, curve: 'secp521r1' },
      {},
    ],
    [
      'brainpool',
      ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:brainpoolP384r1'],
      { bits: 384, curve: 'brainpoolP384r1' },
      {},
    ],
    ['Ed25519', ['-newkey', 'ed25519'], { algorithm: 'Ed25519', bits: undefined }, { name: 'ED25519' }],
    ['Ed448', ['-newkey', 'ed448'], { algorithm: 'Ed448' }, { name: 'ED448', hash: undefined }],
  ])('are those of %s', async (_, key, publicKey, signatureAlgorithm) => {
    expect(readCertificateDetails(await made(key))).toMatchObject({ publicKey, signatureAlgorithm });
  });

  it('has the hash of the key that OpenSSL takes for the key identifier', async () => {
    const der = await made(['-newkey', 'rsa:2048']);
    const text = await openssl(
      ['x509', '-inform', 'DER', '-in', 'c.der', '-noout', '-ext', 'subjectKeyIdentifier'],
      { 'c.der': der },
    );
    const ski = /([0-9A-F]{2}:){19}[0-9A-F]{2}/.exec(text.toString())?.[0].replaceAll(':', '');
    expect(readCertificateDetails(der).publicKey.sha1).toBe(ski);
  });
});

describe('the extensions of a certificate', () => {
  it('tell its uses', async () => {
    const all =
      'digitalSignature,nonRepudiation,keyEncipherment,dataEncipherment,keyAgreement,keyCertSign,cRLSign,encipherOnly,decipherOnly';
    const details = await withExtensions(`keyUsage=critical,${all}`, 'extendedKeyUsage=clientAuth,1.2.3.4');
    expect(details.keyUsage).toEqual(all.split(','));
    expect(details.extendedKeyUsage).toEqual(['1.3.6.1.5.5.7.3.2', '1.2.3.4']);
  });

  it('are none where there are none', async () => {
    const details = await withExtensions();
    expect(details).toMatchObject({
      keyUsage: undefined,
      extendedKeyUsage: [],
      policies: [],
      policyMappings: [],
      nameConstraints: undefined,
      authorityInformation: { ocsp: [], issuers: [] },
      subjectAlternativeNames: [],
      microsoft: { caVersion: undefined, templateName: undefined, template: undefined },
      unknownExtensions: [],
    });
  });

  it('tell other names of the holder', async () => {
    const { subjectAlternativeNames } = await withExtensions(
      'subjectAltName=otherName:1.3.6.1.4.1.311.20.2.3;UTF8:ada@contoso.example,email:a@b.example,DNS:*.b.example,URI:urn:x,IP:10.1.2.3,IP:2001:db8::1,RID:1.2.3,otherName:1.2.3.5;UTF8:x',
    );
    expect(subjectAlternativeNames).toEqual([
      { kind: 'upn', value: 'ada@contoso.example' },
      { kind: 'email', value: 'a@b.example' },
      { kind: 'dns', value: '*.b.example' },
      { kind: 'uri', value: 'urn:x' },
      { kind: 'ip', value: '10.1.2.3' },
      { kind: 'ip', value: '2001:db8:0:0:0:0:0:1' },
      { kind: 'registeredId', value: '1.2.3' },
      { kind: 'other', value: '1.2.3.5:0c0178' },
    ]);
  });

  it('tell what it may issue for', async () => {
    const details = await withExtensions(
      'nameConstraints=critical,permitted;DNS:.contoso.example,permitted;email:contoso.example,excluded;IP:10.0.0.0/255.0.0.0',
      'certificatePolicies=1.2.3.4,2.5.29.32.0',
      'policyMappings=1.2.3.4:1.2.3.5',
    );
    expect(details.nameConstraints).toEqual({
      permitted: [
        { kind: 'dns', value: '.contoso.example' },
        { kind: 'email', value: 'contoso.example' },
      ],
      excluded: [{ kind: 'ip', value: '10.0.0.0/255.0.0.0' }],
    });
    expect(details.policies).toEqual(['1.2.3.4', '2.5.29.32.0']);
    expect(details.policyMappings).toEqual([{ issuer: '1.2.3.4', subject: '1.2.3.5' }]);
  });

  it('tell where its issuer and its status are', async () => {
    const { authorityInformation } = await withExtensions(
      'authorityInfoAccess=OCSP;URI:http://ocsp.example/,caIssuers;URI:http://pki.example/ca.crt',
    );
    expect(authorityInformation).toEqual({
      ocsp: ['http://ocsp.example/'],
      issuers: ['http://pki.example/ca.crt'],
    });
  });

  it('tell the version and the template of a Microsoft CA', async () => {
    const { microsoft, unknownExtensions } = await withExtensions(
      '1.3.6.1.4.1.311.21.1=DER:0203020003', // certificate index 3, key index 2
      '1.3.6.1.4.1.311.20.2=DER:1E0A00530075006200430041', // SubCA
      '1.3.6.1.4.1.311.21.7=DER:300F06072B06010401823702016402010A',
    );
    expect(microsoft).toEqual({
      caVersion: '3.2',
      templateName: 'SubCA',
      template: { oid: '1.3.6.1.4.1.311', version: '100.10' },
    });
    expect(unknownExtensions).toEqual([]);
  });

  it('that nobody knows are kept as they are', async () => {
    const { unknownExtensions } = await withExtensions('1.2.3.4.5=critical,DER:0500');
    expect(unknownExtensions).toEqual([{ oid: '1.2.3.4.5', critical: true, value: '0500' }]);
  });
});
