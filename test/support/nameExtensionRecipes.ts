import { critical, plain, type Recipe } from './extensionRecipe.ts';

/** Extensions that hold names and addresses. */

const addresses = [
  'http://crl.example.com/a.crl',
  'http://[2001:db8::1]:8080/a%20b.crl?x=1&y=2',
  'ldap:///CN=CA??base?objectClass=x',
  'https://crl.example.com/a.crl',
  'HTTP://UPPER.EXAMPLE/A.CRL',
  'file://server/share/a.crl',
  `http://crl.example.com/${'long/'.repeat(60)}a.crl`,
];

/** A name in other extensions. It is no UTF-8 for OpenSSL's configuration file, so that it gets an Ã¶ instead of the ö. */
const directorySection = '[directory]\nC = DE\nO = Test & Söhne\nOU = one\nCN = Directory name';
/** OpenSSL prints a name among alternative names in its old form: octets as they are in any string type, a slash like any other. */
const plainDirectorySection = '[plainDirectory]\nC = DE\nDC = example\nO = Test & Sons\nCN = Directory name';

const constraintBases = [
  'DNS:example.com',
  'DNS:.example.com',
  'email:example.com',
  'email:a@example.com',
  'email:.example.com',
  'URI:.example.com',
  'URI:host.example.com',
  'IP:10.0.0.0/255.0.0.0',
  'IP:192.168.1.0/255.255.255.128',
  'IP:2001:db8::/ffff:ffff::',
  'IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0',
  'dirName:directory',
  'RID:1.3.5.8',
  'otherName:1.3.6.1.4.1.311.20.2.3;FORMAT:UTF8,UTF8:@exämple.com',
  'otherName:1.3.6.1.4.1.99999.3;IA5:odd',
];

export const nameConstraints: Recipe = (choice) => ({
  lines: [`nameConstraints = ${critical(choice)}@constraints`],
  sections: [
    list(
      'constraints',
      choice.someOf(constraintBases, 10).map((base) => `${choice.oneOf(['permitted', 'excluded'])};${base}`),
    ),
    directorySection,
  ],
});

/** One to four distribution points: addresses, several in one, with reasons, relative to the issuer, of another issuer. */
export function distributionPoints(extension: string, prefix: string): Recipe {
  return (choice) => {
    const [first, second, third] = [
      choice.oneOf(addresses),
      choice.oneOf(addresses),
      choice.oneOf(addresses),
    ];
    const points = [
      `URI:${choice.oneOf(addresses)}`,
      `${prefix}Several`,
      `${prefix}Relative`,
      `${prefix}Indirect`,
    ];
    return {
      lines: [`${extension} = ${critical(choice)}${choice.someOf(points, 4).join(', ')}`],
      sections: [
        `[${prefix}Several]\nfullname = URI:${first}, URI:${second}, dirName:directory\nreasons = keyCompromise, CACompromise`,
        `[${prefix}Relative]\nrelativename = relative\nCRLissuer = dirName:directory`,
        `[${prefix}Indirect]\nfullname = dirName:directory, URI:${third}\nCRLissuer = dirName:directory`,
        '[relative]\nCN = relative part',
        directorySection,
      ],
    };
  };
}

export const authorityInfoAccess: Recipe = (choice) => ({
  lines: [
    `authorityInfoAccess = ${critical(choice)}${choice
      .someOf(
        [
          'OCSP;URI:http://ocsp.example.com',
          'OCSP;URI:http://ocsp2.example.com/a?b',
          'caIssuers;URI:http://ca.example.com/a.cer',
          'caIssuers;URI:ldap:///CN=CA??base',
          'caIssuers;DNS:ca.example.com',
          'caIssuers;dirName:plainDirectory',
          '1.3.6.1.4.1.99999.4;URI:http://other.example.com',
        ],
        6,
      )
      .join(', ')}`,
  ],
  sections: [plainDirectorySection],
});

/** No UPN in an IA5String: with it, OpenSSL 3.0 prints none of the names. */
const alternativeNames = [
  'email:a@example.com',
  'DNS:www.example.com',
  'DNS:*.example.com',
  'DNS:xn--mnchen-3ya.example',
  'URI:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  'URI:http://münchen.example',
  'IP:192.0.2.1',
  'IP:2001:db8::1',
  'IP:::',
  'RID:1.3.5.8',
  'dirName:plainDirectory',
  'otherName:1.3.6.1.4.1.311.20.2.3;UTF8:user@example.com',
  'otherName:1.3.6.1.4.1.311.20.2.3;FORMAT:UTF8,UTF8:üser😀@example.com',
  'otherName:1.3.6.1.4.1.99999.5;UTF8:text',
  'otherName:1.3.6.1.4.1.99999.6;INTEGER:70000',
  'otherName:1.3.6.1.5.2.2;SEQUENCE:principal',
];

export const subjectAltName: Recipe = (choice) => ({
  lines: [`subjectAltName = ${critical(choice)}@names`],
  sections: [
    list('names', choice.someOf(alternativeNames, 12)),
    plainDirectorySection,
    '[principal]\nrealm = EXP:0, GENSTR:EXAMPLE\nname = EXP:1, INTEGER:1',
  ],
});

/** Kinds of names that OpenSSL makes only from hex: x400Address, ediPartyName, and addresses of no known length. */
export const rawAlternativeNames: Recipe = (choice) =>
  plain(
    `subjectAltName = DER:${choice.oneOf(['3004a3023000', '3007a505a1030c0161', '300587030a0000', '30028700', '3000'])}`,
  );

/** General names in a section of their own, where a comma is part of them. */
function list(section: string, names: readonly string[]): string {
  return [`[${section}]`, ...names.map((name, index) => name.replace(':', `.${index} = `))].join('\n');
}
