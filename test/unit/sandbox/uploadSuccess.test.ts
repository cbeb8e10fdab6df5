import { beforeAll, describe, expect, test } from 'vitest';
import { writeBundle } from '../../../src/pki/bundle.ts';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import {
  makeAuthority,
  makeBundle,
  makeRevocationList,
  makeStreamedMessage,
  type OpensslAuthority,
} from '../../support/openssl.ts';
import { expectFault, hostFile, send, uploadAddress, uploadBytes } from './client.ts';
import { issueMany, open } from './uploadFixtures.ts';

let root: OpensslAuthority;
let intermediate: OpensslAuthority;
let expired: OpensslAuthority;
let bundle: Buffer;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root CA' });
  const crlAddresses = [
    'ldap://ldap.example/root',
    'http://crl.example/root.crl',
    'http://other.example/root.crl',
  ];
  intermediate = await makeAuthority({ name: 'Issuing CA', issuer: root, crlAddresses });
  const [startDate, endDate] = [new Date('2019-01-01'), new Date('2020-01-01')];
  expired = await makeAuthority({ name: 'Old CA', issuer: root, startDate, endDate });
  bundle = await makeBundle([root, intermediate], 'der');
});

describe('a bundle that succeeds', () => {
  test('leaves its authorities with what their certificates say, and the CRL address that the service would take', async () => {
    const { sandbox, path, list } = await open();
    const before = await send(sandbox, 'GET', path);
    const ended = await uploadBytes(sandbox, path, bundle);
    expect(ended.json).toMatchObject({
      status: 'succeeded',
      statusDetails: '2 certificate authorities were added.',
    });
    expect(ended.json['lastModifiedDateTime']).not.toBe(before.json['lastModifiedDateTime']);
    const { value } = await send(sandbox, 'GET', list);
    expect(value).toMatchObject([
      {
        certificate: root.der.toString('base64'),
        certificateAuthorityType: 'root',
        displayName: 'Root CA',
        certificateRevocationListUrl: null,
        expirationDateTime: root.notAfter.toISOString(),
        thumbprint: root.thumbprint,
      },
      {
        certificate: intermediate.der.toString('base64'),
        certificateAuthorityType: 'intermediate',
        displayName: 'Issuing CA',
        issuer: 'CN=Root CA,O=Test,C=US',
        issuerSubjectKeyIdentifier: expect.stringMatching(/^[0-9A-F]{40}$/),
        // The first http one of the certificate itself, although the CRL there is its issuer's.
        certificateRevocationListUrl: 'http://crl.example/root.crl',
        deltaCertificateRevocationListUrl: null,
        isIssuerHintEnabled: false,
        thumbprint: intermediate.thumbprint,
      },
    ]);
  });

  test.each<[string, () => Promise<Buffer> | Buffer, string[]]>([
    ['in PEM', () => makeBundle([root, intermediate], 'pem'), ['Root CA', 'Issuing CA']],
    [
      'in PEM with CRLF and text around it',
      async () =>
        Buffer.from(
          `Our CAs\r\n\r\n${(await makeBundle([root], 'pem')).toString().replaceAll('\n', '\r\n')}\r\nend`,
        ),
      ['Root CA'],
    ],
    [
      'in BER with indefinite lengths, beside content',
      () => makeStreamedMessage([root, intermediate]),
      ['Issuing CA', 'Root CA'],
    ],
    ['in BER, wrapped by hand', () => asIndefinite(bundle), ['Root CA', 'Issuing CA']],
    [
      'with a CRL in it',
      async () => makeBundle([root], 'der', [await makeRevocationList(root)]),
      ['Root CA'],
    ],
    ['with bytes behind it', () => Buffer.concat([bundle, Buffer.from('\n')]), ['Root CA', 'Issuing CA']],
    ['with an expired certificate', () => makeBundle([expired], 'der'), ['Old CA']],
  ])('may be %s', async (_, make, names) => {
    const { sandbox, path, list } = await open();
    const ended = await uploadBytes(sandbox, path, await make());
    expect(ended.json).toMatchObject({ status: 'succeeded' });
    const added = (await send(sandbox, 'GET', list)).value.map((one) => String(one['displayName']));
    expect(added.toSorted()).toEqual(names.toSorted());
  });

  test('is appended to what is there', async () => {
    const { sandbox, path, list } = await open();
    await uploadBytes(sandbox, path, await makeBundle([root], 'der'));
    const second = await uploadBytes(sandbox, path, await makeBundle([intermediate], 'der'));
    expect(second.json).toMatchObject({
      status: 'succeeded',
      statusDetails: '1 certificate authority was added.',
    });
    expect((await send(sandbox, 'GET', list)).value.map((one) => one['displayName'])).toEqual([
      'Root CA',
      'Issuing CA',
    ]);
  });

  test('may fill a configuration with 250 authorities', async () => {
    const { sandbox, path, list } = await open();
    const ended = await uploadBytes(sandbox, path, writeBundle(issueMany(250)));
    expect(ended.json).toMatchObject({
      status: 'succeeded',
      statusDetails: '250 certificate authorities were added.',
    });
    expect((await send(sandbox, 'GET', `${list}/$count`)).text).toBe('250');
    const root250 = {
      certificate: root.der.toString('base64'),
      expirationDateTime: root.notAfter.toISOString(),
      thumbprint: root.thumbprint,
    };
    expectFault(await send(sandbox, 'POST', list, root250), 400, 'Request_BadRequest', /at most 250/);
    const [full] = (await send(sandbox, 'GET', list)).value;
    await send(sandbox, 'DELETE', `${list}/${String(full?.['id'])}`);
    expect((await send(sandbox, 'POST', list, root250)).status).toBe(201);
    const restored = await send(
      sandbox,
      'POST',
      `/v1.0/directory/deletedItems/${String(full?.['id'])}/restore`,
    );
    expectFault(restored, 400, 'Request_BadRequest', /at most 250/);
  });

  test('is compared with its hash without regard to case', async () => {
    const { sandbox, path } = await open();
    const address = await hostFile(sandbox, 'x.p7b', bundle);
    const ended = await uploadAddress(sandbox, path, address, sha256OfBytes(bundle).toLowerCase());
    expect(ended.json['status']).toBe('succeeded');
  });
});

/** The same bundle with indefinite lengths around its certificates: of ContentInfo, [0], SignedData and the set. */
function asIndefinite(der: Buffer): Buffer {
  const end = Buffer.of(0, 0);
  const oid = der.subarray(der.indexOf(Buffer.of(0x06, 0x09)), der.indexOf(Buffer.of(0x06, 0x09)) + 11);
  const data = Buffer.from('300b06092a864886f70d010701', 'hex');
  const certificates = [Buffer.of(0xa0, 0x80), root.der, intermediate.der, end];
  const signedData = [
    Buffer.from('3080020101', 'hex'),
    Buffer.of(0x31, 0),
    data,
    ...certificates,
    Buffer.of(0x31, 0),
    end,
  ];
  return Buffer.concat([Buffer.of(0x30, 0x80), oid, Buffer.of(0xa0, 0x80), ...signedData, end, end]);
}
