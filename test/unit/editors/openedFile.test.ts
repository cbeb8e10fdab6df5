import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { addressesOf } from '../../../src/editors/detailsView.ts';
import { OpenedFile } from '../../../src/editors/openedFile.ts';
import type { DetailsView } from '../../../src/editors/protocol.ts';
import { readCertificateFile } from '../../../src/pki/certificateFile.ts';
import { makeAuthority, type OpensslAuthority } from '../../support/openssl.ts';
import { spliceBundle } from '../../support/pkiFixtures.ts';

const now = new Date('2030-06-01T00:00:00Z');
const [startDate, endDate] = [new Date('2025-01-01T00:00:00Z'), new Date('2040-01-01T00:00:00Z')];
const day = 24 * 60 * 60 * 1000;

function opened(...members: readonly OpensslAuthority[]): OpenedFile {
  const bytes = spliceBundle(members.map(({ der }) => der));
  const reading = readCertificateFile(bytes);
  if (reading.outcome !== 'read') {
    throw new Error('The bundle cannot be read.');
  }
  const looked = { name: 'a.p7b', size: bytes.length, sha256: 'AB' };
  return new OpenedFile(looked, reading.file, { now, warningDays: 60, severities: {} });
}

function valueOf(details: DetailsView | undefined, section: string, label: string): string[] {
  return (details?.sections ?? [])
    .filter(({ title }) => title === section)
    .flatMap(({ facts }) => facts.filter((fact) => fact.label === label).map(({ value }) => value));
}

let root: OpensslAuthority;
let issuing: OpensslAuthority;
let person: OpensslAuthority;
let orphan: OpensslAuthority;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root', startDate, endDate });
  issuing = await makeAuthority({
    name: 'Issuing',
    issuer: root,
    startDate,
    endDate: new Date(now.getTime() + 60 * day),
    crlAddresses: ['ldap:///x', 'http://crl.example/a.crl'],
    extensions: [
      'authorityInfoAccess = caIssuers;URI:https://ca.example/root.cer,OCSP;URI:javascript:alert(1)',
    ],
  });
  person = await makeAuthority({
    name: 'Somebody',
    issuer: issuing,
    startDate,
    endDate: new Date(now.getTime() - 1000),
    authority: false,
    extensions: ['subjectAltName = otherName:1.3.6.1.4.1.311.20.2.3;UTF8:some@body.example'],
  });
  orphan = await makeAuthority({
    name: 'Orphan',
    issuer: await makeAuthority({ name: 'Gone' }),
    startDate: new Date(now.getTime() + day),
    endDate,
  });
});

describe('the view of a file', () => {
  it('has a row for each certificate, in the order of the file', () => {
    const { members, kind, isBundle, now: time } = opened(person, issuing, root, orphan).view();
    expect(members).toMatchObject([
      { position: 1, name: 'Somebody', issuerName: 'Issuing', kind: 'endEntity', validity: 'expired' },
      { position: 2, name: 'Issuing', kind: 'intermediate', validity: 'expiring' },
      { position: 3, name: 'Root', kind: 'root', validity: 'valid', thumbprint: root.thumbprint },
      { position: 4, name: 'Orphan', kind: 'intermediate', validity: 'notYetValid' },
    ]);
    expect({ kind, isBundle, time }).toEqual({
      kind: 'PKCS #7 bundle, DER',
      isBundle: true,
      time: now.getTime(),
    });
  });

  it('has the chains from the roots down, each certificate once', () => {
    const { chain } = opened(orphan, person, issuing, root, root).view();
    expect(chain.map(({ position, depth }) => [position, depth])).toEqual([
      [4, 0],
      [3, 1],
      [2, 2],
      [5, 0],
      [1, 0],
    ]);
    expect(chain.at(-1)?.missingIssuer).toBe('Gone');
    expect(chain.filter(({ missingIssuer }) => missingIssuer !== undefined)).toHaveLength(1);
  });

  it('has the findings, errors first', async () => {
    const findings = await opened(person, issuing, root).findings(new AbortController().signal);
    expect(findings[0]).toMatchObject({
      rule: 'CBA002',
      severity: 'error',
      position: 1,
      title: 'Not a CA certificate',
    });
    const order = ['error', 'warning', 'information'];
    const places = findings.map(({ severity }) => order.indexOf(severity));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });
});

describe('the details of a certificate', () => {
  it('are what Node reads', () => {
    const details = opened(root, issuing).details(2);
    const node = new X509Certificate(issuing.der);
    expect(valueOf(details, 'Identifiers', 'Thumbprint (SHA-256)')).toEqual([
      node.fingerprint256.replaceAll(':', ''),
    ]);
    expect(valueOf(details, 'Identifiers', 'Serial number')).toEqual([node.serialNumber]);
    expect(valueOf(details, 'Subject', 'RFC 4514')).toEqual(['CN=Issuing,O=Test,C=US']);
    expect(valueOf(details, 'Subject', 'In the order of the certificate')).toEqual([
      'C=US,O=Test,CN=Issuing',
    ]);
    expect(valueOf(details, 'Key and signature', 'Public key')).toEqual(['EC, prime256v1, 256 bits']);
    expect(valueOf(details, 'Revocation', 'CRL of its issuer')).toEqual([
      'ldap:///x',
      'http://crl.example/a.crl',
    ]);
    expect(valueOf(opened(person).details(1), 'Alternative names', 'UPN')).toEqual(['some@body.example']);
  });

  it('open addresses of the web only', () => {
    const details = opened(issuing).details(1);
    expect(details && [...addressesOf(details)]).toEqual([
      'http://crl.example/a.crl',
      'https://ca.example/root.cer',
    ]);
  });

  it('lead from the root down, with who signed whom', () => {
    const path = opened(person, issuing, root).details(1)?.path;
    expect(path?.map(({ name, signature }) => `${name} ${signature}`)).toEqual([
      'Root valid',
      'Issuing valid',
      'Somebody valid',
    ]);
    expect(opened(orphan).details(1)?.path).toMatchObject([
      { signature: 'unknown', text: 'issuer Gone is not in the file' },
    ]);
  });

  it('say where they cannot be read, and keep what can', async () => {
    const odd = await makeAuthority({ name: 'Odd', extensions: ['certificatePolicies = DER:0203010101'] });
    const details = opened(odd).details(1);
    expect(valueOf(details, 'Details', 'Cannot be read')).toHaveLength(1);
    expect(valueOf(details, 'Subject', 'Name')).toEqual(['Odd']);
  });

  it('are not there for a place where there is no certificate', () => {
    expect(opened(root).details(7)).toBeUndefined();
  });
});

it('a comparison tells what is in both, and what is only there', () => {
  const members = new Map([
    [issuing.thumbprint, 'Issuing'],
    ['FF', 'Another'],
  ]);
  expect(opened(root, issuing).compareWith({ name: 'X', members })).toEqual({
    name: 'X',
    common: [2],
    missing: ['Another'],
  });
});
