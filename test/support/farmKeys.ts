import { join } from 'node:path';
import { inTurns } from './inTurns.ts';
import { openssl } from './openssl.ts';

/** Keys of every kind that OpenSSL makes quickly, once for thousands of certificates. */

const options = (...values: string[]): string[] => values.flatMap((value) => ['-pkeyopt', value]);
const rsa = (bits: number, ...others: string[]): string[] => [
  '-algorithm',
  'RSA',
  ...options(`rsa_keygen_bits:${bits}`, ...others),
];
const curve = (name: string, encoding = 'named_curve'): string[] => [
  '-algorithm',
  'EC',
  ...options(`ec_paramgen_curve:${name}`, `ec_param_enc:${encoding}`),
];
const pss = (bits: number, ...others: string[]): string[] => [
  '-algorithm',
  'RSA-PSS',
  ...options(`rsa_keygen_bits:${bits}`, ...others),
];
/** A key that is to be used with one hash, and with salts no shorter than this. */
const limitedPss = (hash: string, salt: number): string[] =>
  pss(2048, `rsa_pss_keygen_md:${hash}`, `rsa_pss_keygen_mgf1_md:${hash}`, `rsa_pss_keygen_saltlen:${salt}`);

/** Of several primes: for a reader it is as long as other keys, and OpenSSL finds it in a second. */
const manyPrimes = (count: number): string => `rsa_keygen_primes:${count}`;

const parameters = {
  rsa2048: rsa(2048),
  rsa1024: rsa(1024),
  rsa2047: rsa(2047, 'rsa_keygen_pubexp:3'),
  rsa3072: rsa(3072, manyPrimes(3)),
  rsa4096: rsa(4096, manyPrimes(4)),
  rsa8192: rsa(8192, manyPrimes(5)),
  rsaPss: pss(3072, manyPrimes(3)),
  rsaPssSha256: limitedPss('sha256', 32),
  rsaPssSha512: limitedPss('sha512', 10),
  p256: curve('P-256'),
  p384: curve('P-384'),
  p521: curve('P-521'),
  secp224r1: curve('secp224r1'),
  secp256k1: curve('secp256k1'),
  prime192v1: curve('prime192v1'),
  sect571r1: curve('sect571r1'),
  brainpoolP256r1: curve('brainpoolP256r1'),
  brainpoolP384r1: curve('brainpoolP384r1'),
  brainpoolP512r1: curve('brainpoolP512r1'),
  brainpoolP256t1: curve('brainpoolP256t1'),
  brainpoolP384t1: curve('brainpoolP384t1'),
  brainpoolP512t1: curve('brainpoolP512t1'),
  explicitP256: curve('P-256', 'explicit'),
  ed25519: ['-algorithm', 'ED25519'],
  ed448: ['-algorithm', 'ED448'],
} as const;

export type FarmKey = keyof typeof parameters | 'dsa1024' | 'dsa2048';
/** Keys that sign nothing, so that somebody else has to certify them without a request. */
export const silentKeys = ['X25519', 'X448'] as const;

export const farmKeys: readonly FarmKey[] = [
  ...Object.keys(parameters).filter((key): key is keyof typeof parameters => key in parameters),
  'dsa1024',
  'dsa2048',
];

export function keyFile(directory: string, key: string): string {
  return join(directory, `${key}.key.pem`);
}

/** Makes all of them, in files. */
export async function makeFarmKeys(directory: string): Promise<void> {
  const known = Object.entries(parameters).map(
    ([key, choice]) =>
      () =>
        openssl(['genpkey', ...choice, '-out', keyFile(directory, key)]),
  );
  const silent = silentKeys.map(
    (key) => () => openssl(['genpkey', '-algorithm', key, '-out', keyFile(directory, key)]),
  );
  const dsa = ([1024, 2048] as const).map((bits) => () => makeDsaKey(keyFile(directory, `dsa${bits}`), bits));
  await inTurns([...dsa, ...known, ...silent]);
}

async function makeDsaKey(file: string, bits: number): Promise<Buffer> {
  const choice = ['-algorithm', 'DSA', ...options(`dsa_paramgen_bits:${bits}`)];
  const group = await openssl(['genpkey', '-genparam', ...choice]);
  return openssl(['genpkey', '-paramfile', 'group.pem', '-out', file], { 'group.pem': group });
}
