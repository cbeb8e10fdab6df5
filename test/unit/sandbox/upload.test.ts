import { beforeAll, describe, expect, test } from 'vitest';
import { writeBundle } from '../../../src/pki/bundle.ts';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import { issueAuthority } from '../../../src/sandbox/certificateIssuer.ts';
import type { SandboxServer } from '../../../src/sandbox/server.ts';
import {
  makeAuthority,
  makeBundle,
  makePfx,
  makeRevocationList,
  makeStreamedMessage,
  type OpensslAuthority,
} from '../../support/openssl.ts';
import {
  type Answer,
  createConfiguration,
  endOfJob,
  expectFault,
  hostFile,
  openSandbox,
  send,
  uploadAddress,
  uploadBytes,
} from './client.ts';

let root: OpensslAuthority;
let intermediate: OpensslAuthority;
let expired: OpensslAuthority;
let person: OpensslAuthority;
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
  person = await makeAuthority({ name: 'Somebody', issuer: root, authority: false });
  bundle = await makeBundle([root, intermediate], 'der');
});

interface Opened {
  readonly sandbox: SandboxServer;
  readonly path: string;
  readonly list: string;
}

async function open(): Promise<Opened> {
  const sandbox = await openSandbox();
  const { path } = await createConfiguration(sandbox);
  return { sandbox, path, list: `${path}/certificateAuthorities` };
}

/** Authorities without an OpenSSL process for each. */
function issueMany(count: number): Buffer[] {
  const [notBefore, notAfter] = [new Date('2025-01-01'), new Date('2035-01-01')];
  return Array.from({ length: count }, (_, index) => {
    const subject = { commonName: `CA ${index + 1}` };
    return issueAuthority({ subject, notBefore, notAfter }).certificate;
  });
}

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

describe('a file that fails leaves the configuration as it was and says', () => {
  async function fail(bytes: Uint8Array, prepare?: (opened: Opened) => Promise<unknown>): Promise<string> {
    const opened = await open();
    await prepare?.(opened);
    const { sandbox, path, list } = opened;
    const before = await send(sandbox, 'GET', list);
    const ended = await uploadBytes(sandbox, path, bytes);
    expect(ended.json['status']).toBe('failed');
    expect((await send(sandbox, 'GET', list)).value).toEqual(before.value);
    return String(ended.json['statusDetails']);
  }

  test('that its hash differs, and which was found', async () => {
    const { sandbox, path, list } = await open();
    const ended = await uploadAddress(
      sandbox,
      path,
      await hostFile(sandbox, 'x.p7b', bundle),
      'ab'.repeat(32),
    );
    expect(ended.json).toMatchObject({
      status: 'failed',
      statusDetails: `The SHA-256 of the file differs: expected ${'AB'.repeat(32)}, found ${sha256OfBytes(bundle)}.`,
    });
    expect((await send(sandbox, 'GET', list)).value).toEqual([]);
  });

  test.each<[string, () => Promise<Uint8Array> | Uint8Array, RegExp]>([
    ['that it is empty', () => Buffer.of(), /not a PKCS #7 bundle .* but empty\.$/],
    ['that it is a text', () => Buffer.from('hello'), /but a text\.$/],
    [
      'that it is a web page',
      () => Buffer.from('<!DOCTYPE html><title>Sign in</title>'),
      /but a web page\.$/,
    ],
    ['that it is a certificate', () => root.der, /but a single certificate\.$/],
    ['that it is a certificate in PEM', () => Buffer.from(root.pem), /but a single certificate\.$/],
    [
      'that it is a CRL',
      async () => Buffer.from(await makeRevocationList(root)),
      /but a certificate revocation list\.$/,
    ],
    [
      'that it is a PFX',
      () => makePfx(root),
      /but a PFX .*private key\. Anybody who knows the address may have read it\.$/,
    ],
    [
      'that it is a private key',
      async () =>
        Buffer.from(
          `-----BEGIN PRIVATE KEY-----\n${Buffer.from('302e020100300506032b6570042204200101010101010101010101010101010101010101010101010101010101010101', 'hex').toString('base64')}\n-----END PRIVATE KEY-----\n`,
        ),
      /but a private key\./,
    ],
    [
      'that it is truncated',
      () => bundle.subarray(0, 300),
      /is a damaged PKCS #7 bundle: .*\(at byte \d+\)\.$/,
    ],
    ['that it has no certificates', () => makeBundle([], 'der'), /^The bundle holds no certificates\.$/],
  ])('%s', async (_, make, reason) => {
    expect(await fail(await make())).toMatch(reason);
  });

  test('which certificate is not that of a CA', async () => {
    const reason = await fail(await makeBundle([root, person], 'der'));
    expect(reason).toMatch(/^Not the certificate of a certificate authority: /);
    expect(reason).toContain(`“Somebody” (CN=Somebody,O=Test,C=US, thumbprint ${person.thumbprint})`);
    expect(reason).not.toContain(root.thumbprint);
  });

  test('the first three of many', async () => {
    const people = await Promise.all(
      [1, 2, 3, 4].map((number) => makeAuthority({ name: `P${number}`, authority: false })),
    );
    expect(await fail(await makeBundle([...people, person], 'der'))).toMatch(
      /“P1”.*“P2”.*“P3”.*; and 2 more\.$/,
    );
  });

  test('which member is damaged', async () => {
    const damaged = Buffer.from(bundle);
    const at = damaged.indexOf(intermediate.der);
    damaged[at + 4] = 0x04; // the signed part of the certificate is no SEQUENCE any more
    expect(await fail(damaged)).toMatch(
      new RegExp(`^Member 2 of the bundle is damaged \\(at byte ${at}\\): `),
    );
  });

  test('which certificate the configuration already has', async () => {
    const reason = await fail(bundle, async ({ sandbox, path }) => {
      await uploadBytes(sandbox, path, await makeBundle([intermediate], 'der'));
    });
    expect(reason).toBe(
      `Duplicate Certificate exists: the configuration already has “Issuing CA” (CN=Issuing CA,O=Test,C=US, thumbprint ${intermediate.thumbprint}).`,
    );
  });

  test('which certificate it holds twice', async () => {
    const reason = await fail(writeBundle([root.der, intermediate.der, root.der]));
    expect(reason).toMatch(/^Duplicate Certificate exists: the file holds more than once “Root CA” /);
    expect(reason).toContain(root.thumbprint);
    expect(reason).not.toContain(intermediate.thumbprint);
  });

  test('that there would be more than 250 authorities', async () => {
    const [first, ...others] = issueMany(251);
    expect(await fail(writeBundle([...others, ...(first ? [first] : [])]))).toMatch(
      /would have 251 .* at most 250/,
    );
    const reason = await fail(writeBundle(others), async ({ sandbox, path }) => {
      await uploadBytes(sandbox, path, bundle);
    });
    expect(reason).toMatch(/^With the 250 of the file the configuration would have 252 /);
  });

  test('which certificate is larger than 8 KB', async () => {
    const large = await makeAuthority({ name: 'Large CA', extensions: [`nsComment = ${'x'.repeat(8192)}`] });
    const reason = await fail(await makeBundle([root, large], 'der'));
    expect(reason).toMatch(/^A certificate is larger than 8 KB \(8192 bytes\): “Large CA” /);
    expect(reason).toContain(large.thumbprint);
  });

  test('that it is larger than 2 MB, and one of 2 MB is not', async () => {
    const padding = Buffer.alloc(2 * 1024 * 1024 - bundle.length);
    const { sandbox, path } = await open();
    expect((await uploadBytes(sandbox, path, Buffer.concat([bundle, padding]))).json['status']).toBe(
      'succeeded',
    );
    expect(await fail(Buffer.concat([bundle, padding, Buffer.of(0)]))).toBe(
      'The file is larger than 2 MB (2097152 bytes).',
    );
  });
});

describe('the upload action', () => {
  const hash = 'AB'.repeat(32);

  test.each<[string, object, RegExp]>([
    ['no address', { sha256FileHash: hash }, /'uploadUrl'/],
    ['an empty address', { uploadUrl: '', sha256FileHash: hash }, /'uploadUrl'/],
    ['an address that is no string', { uploadUrl: 1, sha256FileHash: hash }, /'uploadUrl'.*string/],
    [
      'an address that is none',
      { uploadUrl: 'bundle.p7b', sha256FileHash: hash },
      /'uploadUrl'.*http or https/,
    ],
    [
      'a file address',
      { uploadUrl: 'file:///etc/passwd', sha256FileHash: hash },
      /'uploadUrl'.*http or https/,
    ],
    [
      'an ftp address',
      { uploadUrl: 'ftp://x.example/b.p7b', sha256FileHash: hash },
      /'uploadUrl'.*http or https/,
    ],
    [
      'an address that is not ASCII',
      { uploadUrl: 'http://x.example/ü', sha256FileHash: hash },
      /'uploadUrl'.*ASCII/,
    ],
    ['no hash', { uploadUrl: 'http://127.0.0.1/' }, /'sha256FileHash'/],
    ['an empty hash', { uploadUrl: 'http://127.0.0.1/', sha256FileHash: '' }, /'sha256FileHash'/],
    [
      'a hash that is no string',
      { uploadUrl: 'http://127.0.0.1/', sha256FileHash: [hash] },
      /'sha256FileHash'.*string/,
    ],
    [
      'another parameter',
      { uploadUrl: 'http://127.0.0.1/', sha256FileHash: hash, replace: true },
      /'replace'/,
    ],
  ])('refuses %s', async (_, body, message) => {
    const { sandbox, path } = await open();
    const before = await send(sandbox, 'GET', path);
    expectFault(await send(sandbox, 'POST', `${path}/upload`, body), 400, 'Request_BadRequest', message);
    expect((await send(sandbox, 'GET', path)).json).toEqual(before.json);
  });

  test('may be called by its full name', async () => {
    const { sandbox, path } = await open();
    const body = { uploadUrl: await hostFile(sandbox, 'x', bundle), sha256FileHash: sha256OfBytes(bundle) };
    expect((await send(sandbox, 'POST', `${path}/microsoft.graph.upload`, body)).status).toBe(204);
    expect((await endOfJob(sandbox, path)).json['status']).toBe('succeeded');
  });

  test('answers at once; the configuration runs for the delay, refuses a second upload, and can be changed meanwhile', async () => {
    const sandbox = await openSandbox({ jobDelaySeconds: 0.3 });
    const { path } = await createConfiguration(sandbox);
    const body = { uploadUrl: await hostFile(sandbox, 'x', bundle), sha256FileHash: sha256OfBytes(bundle) };
    const before = await send(sandbox, 'GET', path);
    const started = performance.now();
    expect((await send(sandbox, 'POST', `${path}/upload`, body)).status).toBe(204);
    const running = await send(sandbox, 'GET', path);
    expect(running.json).toMatchObject({ status: 'running', statusDetails: null });
    expect(running.json['lastModifiedDateTime']).not.toBe(before.json['lastModifiedDateTime']);
    expectFault(
      await send(sandbox, 'POST', `${path}/upload`, body),
      400,
      'Request_BadRequest',
      /Another upload/,
    );
    const renamed = await send(sandbox, 'PATCH', path, { displayName: 'Renamed' });
    expect(renamed.json).toMatchObject({ status: 'running', displayName: 'Renamed' });
    const other = await createConfiguration(sandbox, 'Another');
    expect((await send(sandbox, 'POST', `${other.path}/upload`, body)).status).toBe(204);
    const ended: Answer = await endOfJob(sandbox, path);
    expect(performance.now() - started).toBeGreaterThan(290);
    expect(ended.json).toMatchObject({ status: 'succeeded', displayName: 'Renamed' });
    expect((await endOfJob(sandbox, other.path)).json['status']).toBe('succeeded');
    expect((await send(sandbox, 'POST', `${path}/upload`, body)).status).toBe(204);
    expect((await endOfJob(sandbox, path)).json['statusDetails']).toMatch(/^Duplicate Certificate exists/);
  });

  test('compares the file with what the configuration holds in the end', async () => {
    const sandbox = await openSandbox({ jobDelaySeconds: 0.2 });
    const { path } = await createConfiguration(sandbox);
    const body = { uploadUrl: await hostFile(sandbox, 'x', bundle), sha256FileHash: sha256OfBytes(bundle) };
    await send(sandbox, 'POST', `${path}/upload`, body);
    const added = {
      certificate: root.der.toString('base64'),
      expirationDateTime: root.notAfter.toISOString(),
      thumbprint: root.thumbprint,
    };
    expect((await send(sandbox, 'POST', `${path}/certificateAuthorities`, added)).status).toBe(201);
    expect((await endOfJob(sandbox, path)).json['statusDetails']).toMatch(/already has “Root CA”/);
    expect((await send(sandbox, 'GET', `${path}/certificateAuthorities/$count`)).text).toBe('1');
  });

  test('ends with its configuration', async () => {
    const sandbox = await openSandbox({ jobDelaySeconds: 60 });
    const { path, id } = await createConfiguration(sandbox);
    const body = { uploadUrl: await hostFile(sandbox, 'x', bundle), sha256FileHash: sha256OfBytes(bundle) };
    await send(sandbox, 'POST', `${path}/upload`, body);
    expect((await send(sandbox, 'DELETE', path)).status).toBe(204);
    const restored = await send(sandbox, 'POST', `/v1.0/directory/deletedItems/${id}/restore`);
    expect(restored.json).toMatchObject({
      status: 'failed',
      statusDetails: expect.stringContaining('was deleted'),
    });
    expect((await send(sandbox, 'GET', `${path}/certificateAuthorities`)).value).toEqual([]);
    expect((await send(sandbox, 'POST', `${path}/upload`, body)).status).toBe(204);
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
