import { beforeAll, describe, expect, test } from 'vitest';
import { writeBundle } from '../../../src/pki/bundle.ts';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import {
  makeAuthority,
  makeBundle,
  makePfx,
  makeRevocationList,
  type OpensslAuthority,
} from '../../support/openssl.ts';
import { hostFile, send, uploadAddress, uploadBytes } from './client.ts';
import { issueMany, type Opened, open } from './uploadFixtures.ts';

let root: OpensslAuthority;
let intermediate: OpensslAuthority;
let person: OpensslAuthority;
let bundle: Buffer;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root CA' });
  intermediate = await makeAuthority({ name: 'Issuing CA', issuer: root });
  person = await makeAuthority({ name: 'Somebody', issuer: root, authority: false });
  bundle = await makeBundle([root, intermediate], 'der');
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
