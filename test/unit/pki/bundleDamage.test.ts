import { beforeAll, describe, expect, it } from 'vitest';
import { readBundle } from '../../../src/pki/bundle.ts';
import { makeAuthority, makeBundle, type OpensslAuthority } from '../../support/openssl.ts';
import { bundleOf, der, hex, spliceBundle } from '../../support/pkiFixtures.ts';

let root: OpensslAuthority;
let bundle: Buffer;
let bundleText: string;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root CA' });
  bundle = await makeBundle([root], 'der');
  bundleText = (await makeBundle([root], 'pem')).toString();
});

describe('a bundle that is damaged', () => {
  it.each([
    ['cut off', () => bundle.subarray(0, 200)],
    ['cut off in PEM', () => Buffer.from(bundleText.slice(0, 300))],
    ['without signed data', () => der(0x30, hex('06 09 2a 86 48 86 f7 0d 01 07 02'))],
    [
      'with a version that is none',
      () => Buffer.from(bundle.toString('hex').replace('020101', '040101'), 'hex'),
    ],
    ['with PEM that is no base64', () => Buffer.from('-----BEGIN PKCS7-----\nMIIB!\n-----END PKCS7-----\n')],
    ['with nothing in its PEM', () => Buffer.from('-----BEGIN PKCS #7 SIGNED DATA-----\n')],
    ['with a broken set of CRLs', () => spliceBundle([root.der], [hex('a1 02 30 05')])],
  ])('is told with the reason: %s', (_, bytes) => {
    expect(readBundle(bytes())).toEqual({
      outcome: 'damaged',
      offset: expect.any(Number),
      message: expect.stringMatching(/^[A-Z].{10}/),
    });
  });

  it('in PEM is told with the line of the first block that is broken', () => {
    const broken = '-----BEGIN PKCS7-----\n!\n-----END PKCS7-----\n';
    expect(readBundle(Buffer.from(`${root.pem}${broken}${broken}`))).toEqual({
      outcome: 'damaged',
      offset: 0,
      message: `There is no base64 behind the BEGIN in line ${root.pem.split('\n').length}`,
    });
  });

  it('in PEM is read where another block holds a good one', async () => {
    const good = (await bundleOf([root.der], 'PEM')).toString();
    const text = `-----BEGIN PKCS7-----\n!\n-----END PKCS7-----\n${good}`;
    expect(readBundle(Buffer.from(text))).toMatchObject({ outcome: 'bundle', bundle: { otherBlocks: 1 } });
  });
});
