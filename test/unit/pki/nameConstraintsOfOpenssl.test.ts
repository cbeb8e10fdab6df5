import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { readCertificateDetails } from '../../../src/pki/certificateDetails.ts';
import { formatDistinguishedName } from '../../../src/pki/distinguishedName.ts';
import type { GeneralName } from '../../../src/pki/generalName.ts';
import { findViolation } from '../../../src/pki/nameConstraints.ts';
import { inTurns } from '../../support/inTurns.ts';
import { itemAt } from '../../support/pkiFixtures.ts';
import {
  authorityLine,
  type Certified,
  certify,
  makeEd25519Key,
  verdictOf,
} from '../../support/signedCertificates.ts';

type Verdict = 'OK' | 'permitted subtree violation' | 'excluded subtree violation';

interface Row {
  /** As OpenSSL writes it; `dir` stands for the name below. */
  readonly constraints: string;
  readonly directory?: readonly string[];
  readonly alternativeName?: string;
  readonly subject?: string;
  readonly verdict: Verdict;
}

const permitted = 'permitted subtree violation';
const excluded = 'excluded subtree violation';

const row = (constraints: string, alternativeName: string, verdict: Verdict): Row => ({
  constraints,
  alternativeName,
  verdict,
});
const directoryRow = (
  kind: string,
  directory: readonly string[],
  subject: string,
  verdict: Verdict,
): Row => ({
  constraints: `${kind};dirName:dir`,
  directory,
  subject,
  verdict,
});

const rows: readonly Row[] = [
  row('permitted;DNS:example.com', 'DNS:www.example.com', 'OK'),
  row('permitted;DNS:example.com', 'DNS:example.com', 'OK'),
  row('permitted;DNS:example.com', 'DNS:badexample.com', permitted),
  row('permitted;DNS:EXAMPLE.com', 'DNS:www.example.COM', 'OK'),
  row('permitted;DNS:.example.com', 'DNS:www.example.com', 'OK'),
  row('permitted;DNS:.example.com', 'DNS:example.com', permitted),
  row('permitted;DNS:.example.com', 'DNS:badexample.com', permitted),
  row('permitted;DNS:example.com', 'email:a@b.org', 'OK'),
  row('permitted;DNS:example.com', 'DNS:a.example.com, DNS:b.example.org', permitted),
  row('permitted;DNS:example.org, permitted;DNS:example.com', 'DNS:a.example.com', 'OK'),
  row('excluded;DNS:example.com', 'DNS:www.example.com', excluded),
  row('excluded;DNS:example.com', 'DNS:www.example.org', 'OK'),
  row('excluded;DNS:.example.com', 'DNS:example.com', 'OK'),
  row('DER:3006a10430028200', 'DNS:example.com', excluded), // excluded;DNS: of no name, which the command does not write
  row('permitted;DNS:example.com, excluded;DNS:secret.example.com', 'DNS:a.secret.example.com', excluded),
  row('permitted;email:admin@example.com', 'email:admin@EXAMPLE.com', 'OK'),
  row('permitted;email:admin@example.com', 'email:other@example.com', permitted),
  row('permitted;email:admin@example.com', 'email:ADMIN@example.com', permitted),
  row('permitted;email:example.com', 'email:a@example.com', 'OK'),
  row('permitted;email:example.com', 'email:a@mail.example.com', permitted),
  row('permitted;email:.example.com', 'email:a@mail.example.com', 'OK'),
  row('permitted;email:.example.com', 'email:a@example.com', permitted),
  row('excluded;email:example.com', 'email:a@EXAMPLE.com', excluded),
  row('permitted;URI:www.example.com', 'URI:https://www.example.com:8080/path', 'OK'),
  row('permitted;URI:example.com', 'URI:https://www.example.com/', permitted),
  row('permitted;URI:.example.com', 'URI:https://www.example.com/', 'OK'),
  row('permitted;URI:.example.com', 'URI:https://example.com/', permitted),
  row('excluded;URI:.example.com', 'URI:ldap://www.EXAMPLE.com/cn=x', excluded),
  row('permitted;IP:10.0.0.0/255.0.0.0', 'IP:10.1.2.3', 'OK'),
  row('permitted;IP:10.0.0.0/255.0.0.0', 'IP:11.1.2.3', permitted),
  row('permitted;IP:10.1.2.128/255.255.255.128', 'IP:10.1.2.127', permitted),
  row('permitted;IP:0.0.0.0/0.0.0.0', 'IP:2001:db8::1', permitted),
  row('excluded;IP:0.0.0.0/0.0.0.0', 'IP:203.0.113.9', excluded),
  row('excluded;IP:0.0.0.0/0.0.0.0', 'IP:2001:db8::1', 'OK'),
  row('permitted;IP:2001:db8::/ffff:ffff::', 'IP:2001:db8:1::1', 'OK'),
  row('permitted;IP:2001:db8::/ffff:ffff::', 'IP:2001:db9::1', permitted),
  row('excluded;IP:2001:db8:8000::/ffff:ffff:8000::', 'IP:2001:db8:ffff::1', excluded),
  directoryRow('permitted', ['O = Test'], '/O=Test/CN=Leaf', 'OK'),
  directoryRow('permitted', ['O = TEST'], '/O=test/CN=Leaf', 'OK'),
  directoryRow('permitted', ['O = My Test'], '/O=My  Test/CN=Leaf', 'OK'),
  directoryRow('permitted', ['O = Test'], '/O=Test /CN=Leaf', 'OK'),
  directoryRow('permitted', ['O = Test'], '/C=US/O=Test/CN=Leaf', permitted),
  directoryRow('permitted', ['O = Test'], '/O=Test2/CN=Leaf', permitted),
  directoryRow('permitted', ['C = US', 'O = Test'], '/C=US/O=Test', 'OK'),
  directoryRow('permitted', ['C = US', 'O = Test'], '/C=US', permitted),
  directoryRow('permitted', [String.raw`O = "Test, Inc."`], '/O=Test, Inc./CN=Leaf', 'OK'),
  directoryRow('permitted', ['O = Test'], '/CN=Leaf,O=Test', permitted),
  directoryRow('excluded', ['O = Test'], '/CN=Leaf,O=Test', 'OK'),
  directoryRow('excluded', ['O = Test'], String.raw`/O=Test/CN=ends with a backslash\\`, excluded),
  directoryRow('excluded', ['O = Test'], '/O=Other/CN=Leaf', 'OK'),
  directoryRow('excluded', ['O = My Test'], '/O=my  TEST/CN=Leaf', excluded),
  {
    constraints: 'permitted;dirName:dir',
    directory: ['O = Test'],
    subject: '/O=Test/CN=Leaf',
    alternativeName: 'DNS:anything.example',
    verdict: 'OK',
  },
];

interface Pair {
  readonly authority: Certified;
  readonly leaf: Certified;
}

const key = makeEd25519Key();

async function makePair({ constraints, directory, alternativeName, subject }: Row): Promise<Pair> {
  const authority = await certify({
    subject: '/CN=Authority',
    extensions: [authorityLine, `nameConstraints = critical, ${constraints}`],
    sections: ['[dir]', ...(directory ?? [])],
  });
  const leaf = await certify({
    subject: subject ?? '/CN=Leaf',
    key,
    issuer: authority,
    extensions: [
      'basicConstraints = CA:false',
      ...(alternativeName === undefined ? [] : [`subjectAltName = ${alternativeName}`]),
    ],
  });
  return { authority, leaf };
}

/** What is found by us, with the names that a certificate has. */
function violationIn({ authority, leaf }: Pair): GeneralName | undefined {
  const { nameConstraints } = readCertificateDetails(authority.der);
  const subject = formatDistinguishedName(readCertificate(leaf.der).subject);
  const { subjectAlternativeNames } = readCertificateDetails(leaf.der);
  if (!nameConstraints) {
    throw new Error('The authority has no name constraints.');
  }
  return findViolation(nameConstraints, [{ kind: 'directory', value: subject }, ...subjectAlternativeNames]);
}

describe('name constraints of OpenSSL', () => {
  let pairs: Pair[];
  beforeAll(async () => {
    pairs = await inTurns(rows.map((each) => () => makePair(each)));
  });

  it.each(
    rows.map(
      ({ constraints, directory, alternativeName, subject, verdict }, index) =>
        [`${constraints} ${directory?.join('/') ?? ''}`, alternativeName ?? subject, verdict, index] as const,
    ),
  )('%s with %s: %s', async (_, __, verdict, index) => {
    const pair = itemAt(pairs, index);
    expect(await verdictOf(pair.leaf, pair.authority)).toBe(verdict);
    expect(violationIn(pair) === undefined).toBe(verdict === 'OK');
  });

  it('reach certificates that stand further below', async () => {
    const authority = await certify({
      subject: '/CN=Authority',
      extensions: [authorityLine, 'nameConstraints = critical, permitted;DNS:example.com'],
    });
    const middle = await certify({ subject: '/CN=Middle', issuer: authority });
    const alternativeName = 'subjectAltName = DNS:example.org';
    const leaf = await certify({ subject: '/CN=Leaf', issuer: middle, extensions: [alternativeName] });
    expect(violationIn({ authority, leaf })).toEqual({ kind: 'dns', value: 'example.org' });
    expect(violationIn({ authority, leaf: middle })).toBeUndefined();
  });
});
