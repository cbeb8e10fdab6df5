import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { issueAuthority } from '../../../src/sandbox/certificateIssuer.ts';
import type { Authority, TenantState } from '../../../src/sandbox/model.ts';
import { sampleState } from '../../../src/sandbox/sampleData.ts';
import { openssl, verifyChain } from '../../support/openssl.ts';
import {
  configurations,
  deletedAuthorities,
  deletedConfigurations,
  openSandbox,
  readObject,
  send,
} from './client.ts';

const day = 24 * 60 * 60 * 1000;

test('a sandbox starts with configurations, deleted items and a classic store', async () => {
  const sandbox = await openSandbox({ empty: false });
  const listed = await send(sandbox, 'GET', configurations);
  expect(listed.value.map((one) => [one['displayName'], one['status']])).toEqual([
    ['Contoso Corporate PKI', 'succeeded'],
    ['Contoso Smart Cards 2019', 'succeeded'],
    ['Fabrikam Partner PKI', 'failed'],
    ['Contoso Pilot', 'succeeded'],
  ]);
  expect(listed.value[2]?.['statusDetails']).toMatch(
    /^The SHA-256 of the file differs: expected [0-9A-F]{64}, found [0-9A-F]{64}\.$/,
  );
  const counts = await Promise.all(
    listed.value.map(
      async (one) =>
        (await send(sandbox, 'GET', `${configurations}/${String(one['id'])}/certificateAuthorities/$count`))
          .text,
    ),
  );
  expect(counts).toEqual(['4', '2', '2', '0']);
  const deleted = await send(sandbox, 'GET', deletedConfigurations);
  expect(deleted.value.map((one) => one['displayName'])).toEqual(['Contoso Lab PKI']);
  const lab = `${configurations}/${String(deleted.value[0]?.['id'])}`;
  await send(sandbox, 'POST', `/v1.0/directory/deletedItems/${String(deleted.value[0]?.['id'])}/restore`);
  expect((await send(sandbox, 'GET', `${lab}/certificateAuthorities`)).value).toHaveLength(2);
  const [retired] = (await send(sandbox, 'GET', deletedAuthorities)).value;
  expect(
    (await send(sandbox, 'POST', `/v1.0/directory/deletedItems/${String(retired?.['id'])}/restore`)).status,
  ).toBe(200);
  const { tenantId } = readObject((await send(sandbox, 'GET', '/sandbox')).text);
  const [store] = (
    await send(sandbox, 'GET', `/v1.0/organization/${String(tenantId)}/certificateBasedAuthConfiguration`)
  ).value;
  expect(store?.['certificateAuthorities']).toHaveLength(2);
});

describe('the sample certificates', () => {
  const now = new Date('2026-05-06T07:08:09.123Z');
  let state: TenantState;
  let all: Authority[];
  const pem = (authority: { certificate: string }): string =>
    `-----BEGIN CERTIFICATE-----\n${authority.certificate.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  const der = (authority: { certificate: string }): Buffer => Buffer.from(authority.certificate, 'base64');

  beforeAll(() => {
    state = sampleState(now);
    all = [
      ...state.configurations.flatMap((one) => one.authorities),
      ...state.deletedAuthorities.map((one) => one.authority),
    ];
  });

  test('are well, soon to expire, and expired', () => {
    const days = new Map(
      all.map((one) => [
        one.displayName,
        Math.floor((Date.parse(one.expirationDateTime) - now.getTime()) / day),
      ]),
    );
    expect(days.get('Contoso VPN CA')).toBe(19); // 20 days but for the fraction of a second
    expect(days.get('Contoso Smart Card CA 2019')).toBeLessThan(0);
    expect([...days.values()].filter((left) => left < 60)).toHaveLength(3);
    expect([...days.values()].filter((left) => left > 150)).toHaveLength(8);
  });

  test('chain to their roots, as OpenSSL sees it', async () => {
    const current = sampleState(new Date());
    const groups = [
      ...current.configurations.map((one) => one.authorities.map(pem)),
      current.classicAuthorities.map(pem),
    ].filter((group) => group.length > 0);
    expect(groups).toHaveLength(5);
    for (const [root = '', ...others] of groups) {
      await verifyChain(root, root);
      for (const other of others) {
        const isExpired = Date.parse(new X509Certificate(other).validTo) < Date.now();
        const verified = verifyChain(other, root);
        await (isExpired
          ? expect(verified).rejects.toThrow(/certificate has expired/)
          : expect(verified).resolves.toBeUndefined());
      }
    }
  });

  test('have identifiers of their own and those of their issuers, and distribution points of their issuers', () => {
    const certificates = all.map((one) => readCertificate(der(one)));
    expect(new Set(certificates.map((one) => one.subjectKeyIdentifier)).size).toBe(all.length);
    expect(new Set(certificates.map((one) => one.serialNumber)).size).toBe(all.length);
    for (const [index, authority] of all.entries()) {
      const certificate = certificates[index];
      const issuer = all.find(
        (one) => one.certificateAuthorityType === 'root' && one.issuer === authority.issuer,
      );
      expect(authority.issuerSubjectKeyIdentifier).toBe(certificate?.subjectKeyIdentifier?.toUpperCase());
      if (authority.certificateAuthorityType === 'root') {
        expect([certificate?.authorityKeyIdentifier, authority.certificateRevocationListUrl]).toEqual([
          undefined,
          null,
        ]);
      } else {
        expect(certificate?.authorityKeyIdentifier?.toUpperCase()).toBe(issuer?.issuerSubjectKeyIdentifier);
        const slug = issuer?.displayName.toLowerCase().replaceAll(' ', '-');
        expect(authority.certificateRevocationListUrl).toMatch(
          new RegExp(`^http://crl\\.(contoso|fabrikam)\\.example/${slug}\\.crl$`),
        );
      }
    }
  });

  test('are new each time and made quickly', () => {
    const started = performance.now();
    const again = sampleState(now);
    expect(performance.now() - started).toBeLessThan(500); // 10 ms by measure; this is only to see a wrong order of it
    const thumbprints = new Set(all.map((one) => one.thumbprint));
    expect(
      again.configurations.flatMap((one) => one.authorities).some((one) => thumbprints.has(one.thumbprint)),
    ).toBe(false);
  });
});

test('an issued certificate says what was asked for, in the words of OpenSSL', async () => {
  const [notBefore, notAfter] = [new Date('2020-01-02T03:04:05Z'), new Date('2055-01-02T03:04:05Z')];
  const root = issueAuthority({ subject: { commonName: 'Root' }, notBefore, notAfter });
  const issued = issueAuthority({
    subject: { commonName: 'Ünter CA', organization: 'Contoso', country: 'DE' },
    issuer: root,
    notBefore,
    notAfter,
    pathLength: 3,
    crlAddress: 'http://crl.example/root.crl',
    keyUsage: ['digitalSignature', 'keyCertSign'],
  });
  const form = ['-inform', 'DER', '-noout', '-text', '-nameopt', 'RFC2253,utf8,-esc_msb'];
  const printed = await openssl(['x509', '-in', 'ca.der', ...form], { 'ca.der': issued.certificate });
  const text = printed.toString();
  for (const expected of [
    /Version: 3/,
    /Serial Number:\s+[0-9a-f]{2}(:[0-9a-f]{2}){0,15}\n/,
    /Signature Algorithm: ecdsa-with-SHA256/,
    /Issuer: CN=Root\n/,
    /Not Before: Jan +2 03:04:05 2020 GMT/,
    /Not After : Jan +2 03:04:05 2055 GMT/,
    /Subject: CN=Ünter CA,O=Contoso,C=DE\n/,
    /NIST CURVE: P-256/,
    /Basic Constraints: critical\s+CA:TRUE, pathlen:3/,
    /Key Usage: critical\s+Digital Signature, Certificate Sign\n/,
    /Authority Key Identifier:/,
    /URI:http:\/\/crl\.example\/root\.crl/,
  ]) {
    expect(text).toMatch(expected);
  }
  const identifier = (id: Buffer): string => (id.toString('hex').toUpperCase().match(/../g) ?? []).join(':');
  expect(text).toContain(identifier(issued.subjectKeyIdentifier));
  expect(text).toContain(identifier(root.subjectKeyIdentifier));
  expect(new X509Certificate(issued.certificate).checkPrivateKey(issued.privateKey)).toBe(true);
  // DER wants the key usage without trailing zero bits (X.690 §11.2.2), which OpenSSL does not look at.
  const keyUsage = (der: Buffer): string | undefined =>
    /0603551d0f0101ff0404(.{8})/.exec(der.toString('hex'))?.[1];
  expect([keyUsage(issued.certificate), keyUsage(root.certificate)]).toEqual(['03020284', '03020106']);
});

test('serial numbers are positive and at most 20 octets', () => {
  const dates = { notBefore: new Date(), notAfter: new Date(Date.now() + day) };
  const serials = Array.from(
    { length: 50 },
    () =>
      new X509Certificate(issueAuthority({ subject: { commonName: 'x' }, ...dates }).certificate)
        .serialNumber,
  );
  expect(new Set(serials).size).toBe(50);
  expect(serials.filter((serial) => serial.startsWith('-') || serial.length > 40)).toEqual([]);
});
