import {
  makeAuthority,
  makeBundle,
  makeRevocationList,
  makeStreamedMessage,
  type OpensslAuthority,
} from './openssl.ts';
import {
  asVersion1,
  der,
  hex,
  makeCertificate,
  partOf,
  pem,
  spliceBundle,
  withValidity,
} from './pkiFixtures.ts';

/** A file that is to be spoilt. */
export interface CertificateSeed {
  readonly name: string;
  readonly bytes: Buffer;
  /** Certificates in it. */
  readonly count: number;
}

/** Every extension that is read. */
const extensions = [
  'basicConstraints = critical, CA:true, pathlen:2',
  'subjectKeyIdentifier = hash',
  'authorityKeyIdentifier = keyid',
  'keyUsage = critical, keyCertSign',
  'extendedKeyUsage = clientAuth',
  'subjectAltName = otherName:1.3.6.1.4.1.311.20.2.3;UTF8:a@b.example, email:a@b.example, IP:10.1.2.3, dirName:holder',
  'nameConstraints = permitted;DNS:.b.example, excluded;IP:10.0.0.0/255.0.0.0',
  'certificatePolicies = 1.2.3.4',
  'policyMappings = 1.2.3.4:1.2.3.5',
  'authorityInfoAccess = OCSP;URI:http://o.example/, caIssuers;URI:http://i.example/',
  'crlDistributionPoints = URI:http://c.example/a.crl, URI:ldap://c.example/a',
  'freshestCRL = URI:http://c.example/d.crl',
  '1.3.6.1.4.1.311.21.1 = DER:0203020003',
  '1.3.6.1.4.1.311.20.2 = DER:1E040053004D',
  '1.3.6.1.4.1.311.21.7 = DER:300F06072B06010401823702016402010A',
  'nsComment = nobody looks into this',
];
const sections = ['[holder]', 'CN = Somebody'];

/** Files of every form in which certificates are met, made by OpenSSL. */
export async function makeSeeds(): Promise<readonly CertificateSeed[]> {
  const root = await makeAuthority({ name: 'Root CA', crlAddresses: ['http://crl.example/root.crl'] });
  const [issuing, list, elliptic, rsaPss, edwards, rsa] = await Promise.all([
    makeAuthority({ name: 'Issuing, "CA"', issuer: root }),
    makeRevocationList(root),
    makeCertificate({ key: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], extensions, sections }),
    makeCertificate({
      key: ['-newkey', 'rsa:1024', '-sigopt', 'rsa_padding_mode:pss'],
      extensions,
      sections,
    }),
    makeCertificate({ subject: '/C=DE/O=Größe+OU=x/CN=Ω', stringMask: 'MASK:0x800' }),
    makeCertificate({ key: ['-newkey', 'rsa:1024'], stringMask: 'nombstr' }),
  ]);
  const chain = [root, issuing];
  const century = der(0x18, Buffer.from('20500101000000Z'));
  const old = asVersion1(rsa);
  const streamed = await makeStreamedMessage(chain);
  const listDer = Buffer.from(list.split('\n').slice(1, -2).join(''), 'base64');
  const seed = (name: string, bytes: Uint8Array | string, count: number): CertificateSeed => ({
    name,
    bytes: Buffer.from(bytes),
    count,
  });
  return [
    seed('EC with all extensions', elliptic, 1),
    seed('RSASSA-PSS with all extensions', rsaPss, 1),
    seed('Ed25519 with a name in BMPString', edwards, 1),
    seed('RSA in version 1', old, 1),
    seed('a date in GeneralizedTime', withValidity(elliptic, century, century), 1),
    seed('certificates behind each other', Buffer.concat([elliptic, rsaPss, issuing.der, root.der]), 4),
    seed('PEM', root.pem, 1),
    seed('PEM with CRLF and several blocks', textAround(chain, list).replaceAll('\n', '\r\n'), 2),
    seed('PEM with CR', root.pem.replaceAll('\n', '\r'), 1),
    seed('PEM in UTF-16', Buffer.from(`\ufeff${textAround(chain, list)}`, 'utf16le'), 2),
    seed('PEM in big-endian UTF-16', Buffer.from(`\ufeff${root.pem}`, 'utf16le').swap16(), 1),
    seed('bundle in DER', await makeBundle([root, issuing], 'der'), 2),
    seed('bundle in PEM', await makeBundle(chain, 'pem'), 2),
    seed('bundle with a CRL', await makeBundle(chain, 'der', [list]), 2),
    seed('signed message in BER', streamed, 2),
    seed('bundle with odd members', spliceBundle([old, hex('a0 00'), listDer, edwards]), 2),
    seed('base64 without armour', (await makeBundle([root], 'der')).toString('base64'), 1),
    seed('base64 in lines', elliptic.toString('base64').replaceAll(/.{64}/g, '$&\r\n'), 1),
    seed('revocation list', listDer, 0),
    seed('public key', partOf(elliptic, 0, 6), 0),
  ];
}

/** As `openssl s_client` and careful people write their files. */
function textAround([root, issuing]: readonly OpensslAuthority[], list: string): string {
  return `Root\n=====\n${root?.pem}\nissuer: CN=Root\n \n${issuing?.pem}${list}The end\n${pem('X', Buffer.of(5, 0))}`;
}
