import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { addressesOf } from '../../../src/editors/detailsView.ts';
import { OpenedFile } from '../../../src/editors/openedFile.ts';
import { makeAuthority, type OpensslAuthority } from '../../support/openssl.ts';
import { variantsOf } from '../../support/pkiFixtures.ts';
import { day, endDate, now, opened, startDate, valuesOf } from './openedFixtures.ts';

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
    expect(valuesOf(details, 'Identifiers', 'Thumbprint (SHA-256)')).toEqual([
      node.fingerprint256.replaceAll(':', ''),
    ]);
    expect(valuesOf(details, 'Identifiers', 'Serial number')).toEqual([node.serialNumber]);
    expect(valuesOf(details, 'Subject', 'RFC 4514')).toEqual(['CN=Issuing,O=Test,C=US']);
    expect(valuesOf(details, 'Subject', 'In the order of the certificate')).toEqual([
      'C=US,O=Test,CN=Issuing',
    ]);
    expect(valuesOf(details, 'Key and signature', 'Public key')).toEqual(['EC, prime256v1, 256 bits']);
    expect(valuesOf(details, 'Revocation', 'CRL of its issuer')).toEqual([
      'ldap:///x',
      'http://crl.example/a.crl',
    ]);
    expect(valuesOf(opened(person).details(1), 'Alternative names', 'UPN')).toEqual(['some@body.example']);
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
    expect(valuesOf(details, 'Details', 'Cannot be read')).toHaveLength(1);
    expect(valuesOf(details, 'Subject', 'Name')).toEqual(['Odd']);
  });

  it('are not there for a place where there is no certificate', () => {
    expect(opened(root).details(7)).toBeUndefined();
  });
});

describe('findings', () => {
  it('are those of the severities that a user chose', async () => {
    const { file } = opened(person, issuing, root);
    const looked = { name: 'a.p7b', size: 1, sha256: undefined };
    const severities = { CBA002: 'off', CBA005: 'error' } as const;
    const chosen = new OpenedFile(looked, file, { now, warningDays: 60, severities });
    const found = await chosen.findings(new AbortController().signal);
    expect(found.map(({ rule }) => rule)).not.toContain('CBA002');
    expect(found[0]).toMatchObject({ rule: 'CBA005', severity: 'error', position: 2 });
  });

  it('stop when told', async () => {
    const stopped = new AbortController();
    stopped.abort(new Error('closed'));
    await expect(opened(root).findings(stopped.signal)).rejects.toThrow('closed');
  });
});

it('a file whose hash is not known has none', () => {
  const { file } = opened(root);
  const looked = { name: 'b.p7b', size: 5, sha256: undefined };
  const view = new OpenedFile(looked, file, { now, warningDays: 60, severities: {} }).view();
  expect(view).toMatchObject({ name: 'b.p7b', size: 5, sha256: '' });
});

it('members are found by their position', () => {
  const file = opened(root, issuing);
  expect(file.memberAt(2)?.certificate.der).toEqual(issuing.der);
  expect([0, 3, -1, 1.5, Number.NaN].map((position) => file.memberAt(position))).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
});

describe('a comparison', () => {
  it('tells what is in both, and what is only there', () => {
    const members = new Map([
      ['FF', 'Another'],
      [issuing.thumbprint, 'Issuing by another name'],
      ['EE', 'Other'],
    ]);
    expect(opened(root, issuing).compareWith({ name: 'X', members })).toEqual({
      name: 'X',
      common: [2],
      missing: ['Another', 'Other'],
    });
  });

  it('with the file itself has all in common, also what is there twice', () => {
    const members = new Map([
      [root.thumbprint, 'Root'],
      [issuing.thumbprint, 'Issuing'],
    ]);
    expect(opened(root, issuing, root).compareWith({ name: 'X', members })).toEqual({
      name: 'X',
      common: [1, 2, 3],
      missing: [],
    });
  });

  it('with nothing, or with others of the same names, has nothing in common', () => {
    const [variant] = variantsOf(root.der, 1);
    const file = opened(root);
    expect(file.compareWith({ name: 'X', members: new Map() })).toEqual({
      name: 'X',
      common: [],
      missing: [],
    });
    const others = new Map([[new X509Certificate(variant ?? '').fingerprint.replaceAll(':', ''), 'Root']]);
    expect(file.compareWith({ name: 'X', members: others })).toMatchObject({ common: [], missing: ['Root'] });
  });
});
