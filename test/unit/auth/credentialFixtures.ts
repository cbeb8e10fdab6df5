import { createPrivateKey, createPublicKey, sign, verify, X509Certificate } from 'node:crypto';
import { expect } from 'vitest';
import { type CredentialReading, readClientCredential } from '../../../src/auth/msal/clientCredential.ts';
import { fingerprintOf, type Identity, publicKeyOf } from '../../support/opensslKeys.ts';

export const passphrase = 'correct horse 7';

/** Reads files as the user would choose them; a text stands for its UTF-8. */
export function read(files: readonly (string | Uint8Array)[], secret?: string): CredentialReading {
  return readClientCredential(
    files.map((file) => (typeof file === 'string' ? Buffer.from(file) : file)),
    secret,
  );
}

/** That the reading is this identity: by OpenSSL's fingerprint and public key, and by a signature that verifies. */
export async function expectIdentity(
  reading: CredentialReading,
  { certificate, key }: Identity,
  chain: readonly string[] = [],
): Promise<void> {
  if (reading.outcome !== 'credential') {
    throw new Error(`No credential: ${JSON.stringify(reading)}`);
  }
  const { thumbprint, certificates, privateKey } = reading.credential;
  expect(thumbprint).toBe(await fingerprintOf(certificate));
  expect(derOf(certificates)).toEqual(derOf([certificate, ...chain].join('\n')));
  expect(privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(await publicKeyOf(privateKey)).toBe(await publicKeyOf(key));
  const data = Buffer.from('signed by the application');
  const signature = sign('sha256', data, createPrivateKey(privateKey));
  expect(verify('sha256', data, createPublicKey(certificate), signature)).toBe(true);
}

/** The certificates of a PEM text, each as hex, in order. */
function derOf(pem: string): string[] {
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(([block]) =>
    new X509Certificate(block).raw.toString('hex'),
  );
}
