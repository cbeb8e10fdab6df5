import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileViewOf, findingViews } from '../../../src/editors/fileView.ts';
import type { MemberRow } from '../../../src/editors/protocol.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { Chains } from '../../../src/pki/chains.ts';
import type { Finding } from '../../../src/pki/rules/finding.ts';
import { rules } from '../../../src/pki/rules/ruleTable.ts';
import {
  makeAuthority,
  makeBundle,
  makeRevocationList,
  type OpensslAuthority,
} from '../../support/openssl.ts';
import { der, printCertificate, spliceBundle, withFields } from '../../support/pkiFixtures.ts';
import { certify } from '../../support/signedCertificates.ts';
import { day, endDate, now, opened, openedBytes, startDate } from './openedFixtures.ts';

const emptyName = der(0x30);

let root: OpensslAuthority;
beforeAll(async () => {
  root = await makeAuthority({ name: 'Root', startDate, endDate });
});

function rowAt(member: { readonly der: Uint8Array }, time: Date, warningDays = 60): MemberRow | undefined {
  return openedBytes(spliceBundle([member.der]), { now: time, warningDays }).view().members[0];
}

describe('the row of a certificate', () => {
  it('has what OpenSSL prints of it', async () => {
    const issuing = await makeAuthority({ name: 'Issuing', issuer: root, startDate, endDate });
    const row = opened(root, issuing).view().members[1];
    const printed = await printCertificate(
      issuing.der,
      '-serial',
      '-fingerprint',
      '-sha1',
      '-ext',
      'subjectKeyIdentifier',
    );
    const hexBehind = (mark: RegExp): string | undefined => mark.exec(printed)?.[1]?.replaceAll(':', '');
    expect(row).toEqual({
      position: 2,
      name: 'Issuing',
      issuerName: 'Root',
      kind: 'intermediate',
      notBefore: startDate.getTime(),
      notAfter: endDate.getTime(),
      validity: 'valid',
      thumbprint: hexBehind(/Fingerprint=(.+)/i),
      subjectKeyIdentifier: hexBehind(/Subject Key Identifier: \n +(.+)/),
      serialNumber: hexBehind(/serial=(.+)/),
    });
    expect(row?.subjectKeyIdentifier).toHaveLength(40);
  });

  it.each<[string, readonly string[], MemberRow['kind']]>([
    ['a self-signed CA', ['basicConstraints = CA:true', 'keyUsage = keyCertSign'], 'root'],
    ['a self-signed CA without key usage', ['basicConstraints = CA:true'], 'root'],
    ['a self-signed certificate that is no CA', ['basicConstraints = CA:false'], 'endEntity'],
    ['one without basic constraints', ['keyUsage = keyCertSign'], 'endEntity'],
    ['one that may not sign', ['basicConstraints = CA:true', 'keyUsage = cRLSign'], 'endEntity'],
  ])('tells what %s is', async (_, extensions, kind) => {
    expect(rowAt(await certify({ subject: '/CN=Kind', extensions }), now)?.kind).toBe(kind);
  });

  it('has no identifier where the certificate has none', async () => {
    const extensions = [
      'basicConstraints = CA:true',
      'subjectKeyIdentifier = none',
      'authorityKeyIdentifier = none',
    ];
    expect(rowAt(await certify({ subject: '/CN=X', extensions }), now)?.subjectKeyIdentifier).toBe('');
  });

  it('says so where a name is empty, and takes the best part of one without a common name', async () => {
    const nameless = withFields(root.der, (fields) => fields.with(3, emptyName).with(5, emptyName));
    expect(rowAt({ der: nameless }, now)).toMatchObject({ name: '(no name)', issuerName: '(no name)' });
    const unit = await certify({ subject: '/C=DE/O=Company/OU=Unit' });
    const country = await certify({ subject: '/C=DE' });
    expect(rowAt(unit, now)?.name).toBe('Unit');
    expect(rowAt(country, now)?.name).toBe('C=DE');
  });

  const [first, last] = [startDate.getTime(), endDate.getTime()];
  it.each<[string, number, number, MemberRow['validity']]>([
    ['a millisecond before it begins', first - 1, 60, 'notYetValid'],
    ['when it begins', first, 60, 'valid'],
    ['a millisecond before the warning', last - 60 * day - 1, 60, 'valid'],
    ['when the warning begins', last - 60 * day, 60, 'expiring'],
    ['in its last millisecond', last, 60, 'expiring'],
    ['a millisecond after its end', last + 1, 60, 'expired'],
    ['a millisecond before its end, without warning', last - 1, 0, 'valid'],
    ['at its end, without warning', last, 0, 'expiring'],
    ['with a warning longer than its life', first, 36_500, 'expiring'],
    ['before it begins, with such a warning', first - 1, 36_500, 'notYetValid'],
  ])('tells its validity %s', (_, time, warningDays, validity) => {
    expect(rowAt(root, new Date(time), warningDays)?.validity).toBe(validity);
  });

  it('says the same as the rules at every edge', async () => {
    const told = { expired: 'CBA003', notYetValid: 'CBA004', expiring: 'CBA005', valid: undefined } as const;
    for (const time of [first - 1, first, last - 60 * day - 1, last - 60 * day, last, last + 1]) {
      const file = openedBytes(spliceBundle([root.der]), { now: new Date(time) });
      const findings = await file.findings(new AbortController().signal);
      const rule = findings.map((finding) => finding.rule).find((id) => /CBA00[345]/.test(id));
      expect(rule).toBe(told[file.view().members[0]?.validity ?? 'valid']);
    }
  });
});

describe('the view of a file', () => {
  it('says what else is in it', async () => {
    const list = await makeRevocationList(root);
    const bundle = await makeBundle([root], 'pem', [list]);
    const view = openedBytes(bundle).view();
    expect(view).toMatchObject({
      name: 'a.p7b',
      kind: 'PKCS #7 bundle, PEM',
      size: bundle.length,
      sha256: 'AB',
      isBundle: true,
      revocationLists: 1,
      damaged: 0,
      now: now.getTime(),
    });
    const damaged = openedBytes(spliceBundle([der(0x30, [2, 1, 1]), root.der])).view();
    expect(damaged).toMatchObject({ damaged: 1, members: [{ position: 2 }], chain: [{ position: 2 }] });
  });

  it.each([
    ['DER', (each: OpensslAuthority) => each.der, 'Certificates, DER'],
    ['PEM', (each: OpensslAuthority) => Buffer.from(each.pem), 'Certificates, PEM'],
    ['base64', (each: OpensslAuthority) => Buffer.from(each.der.toString('base64')), 'Certificates, base64'],
  ])('says that a certificate in %s is no bundle', (_, bytesOf, kind) => {
    const { isBundle, kind: described } = openedBytes(bytesOf(root)).view();
    expect({ isBundle, described }).toEqual({ isBundle: false, described: kind });
  });

  it('says that there are only lists', async () => {
    const list = Buffer.from(await makeRevocationList(root));
    expect(openedBytes(list).view()).toMatchObject({
      kind: 'Revocation list (CRL), PEM',
      members: [],
      chain: [],
    });
  });

  it('takes the moment and the warning from whoever asks', () => {
    const member = { position: 7, offset: 0, line: undefined, certificate: readCertificate(root.der) };
    const file = { ...openedBytes(root.der).file, certificates: [member] };
    const time = new Date(new X509Certificate(root.der).validToDate.getTime() + 1);
    const context = { now: time, warningDays: 1, severities: {} };
    const view = fileViewOf('x', { file, size: 3, sha256: '' }, new Chains([member]), context);
    expect(view).toMatchObject({
      size: 3,
      members: [{ position: 7, validity: 'expired' }],
      now: time.getTime(),
    });
  });
});

describe('the views of findings', () => {
  const finding = (rule: Finding['rule'], severity: Finding['severity'], position?: number): Finding => ({
    rule,
    severity,
    position,
    detail: position === undefined ? undefined : `detail ${position}`,
  });

  it('have errors first, and else keep their order', () => {
    const views = findingViews([
      finding('CBA022', 'information', 1),
      finding('CBA003', 'warning', 1),
      finding('CBA002', 'error', 2),
      finding('CBA026', 'information'),
      finding('CBA001', 'error', 1),
      finding('CBA005', 'warning', 3),
    ]);
    expect(views.map(({ rule }) => rule)).toEqual([
      'CBA002',
      'CBA001',
      'CBA003',
      'CBA005',
      'CBA022',
      'CBA026',
    ]);
    expect(views.map(({ position, detail }) => [position, detail])).toContainEqual([undefined, undefined]);
  });

  it('say what the rule says, with the severity that was found', () => {
    const { title, consequence, advice, source } = rules.CBA003;
    expect(findingViews([finding('CBA003', 'information', 4)])).toEqual([
      {
        rule: 'CBA003',
        severity: 'information',
        position: 4,
        title: title(),
        detail: 'detail 4',
        consequence: consequence(),
        advice: advice(),
        source: source.name,
      },
    ]);
  });
});
