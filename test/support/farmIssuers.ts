import type { FarmKey } from './farmKeys.ts';

/** Every way to sign that OpenSSL offers for the keys of the farm. */
export interface IssuerRecipe {
  readonly key: FarmKey;
  /** What `-md` takes; OpenSSL overlooks it where the key has a hash of its own. */
  readonly hash: string;
  readonly options: readonly string[];
}

const plain = (key: FarmKey, ...hashes: string[]): IssuerRecipe[] =>
  hashes.map((hash) => ({ key, hash, options: [] }));

function pss(key: FarmKey, hash: string, salt: number | 'digest' | 'max', maskHash = hash): IssuerRecipe {
  const options = [
    ...(key.startsWith('rsaPss') ? [] : ['rsa_padding_mode:pss']),
    `rsa_pss_saltlen:${salt}`,
    ...(key.startsWith('rsaPssSha') ? [] : [`rsa_mgf1_md:${maskHash}`]),
  ];
  return { key, hash, options: options.flatMap((option) => ['-sigopt', option]) };
}

const everyHash = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

export const issuerRecipes: readonly IssuerRecipe[] = [
  ...plain('rsa2048', 'md5', ...everyHash, 'sha512-224', 'sha512-256'),
  ...plain('rsa2048', 'sha3-224', 'sha3-256', 'sha3-384', 'sha3-512'),
  ...plain('rsa2047', 'sha256'),
  ...plain('rsa3072', 'sha256'),
  ...plain('rsa4096', 'sha512'),
  ...everyHash.map((hash) => pss('rsa2048', hash, 'digest')),
  pss('rsa2048', 'sha1', 20, 'sha256'),
  pss('rsa2048', 'sha256', 20),
  pss('rsa2048', 'sha256', 0, 'sha1'),
  pss('rsa2048', 'sha512-256', 32), // with SHA-3 OpenSSL 3.0 fails
  pss('rsa3072', 'sha384', 'max'),
  pss('rsaPss', 'sha256', 'digest'),
  pss('rsaPss', 'sha512', 11, 'sha256'),
  pss('rsaPssSha256', 'sha256', 32),
  pss('rsaPssSha512', 'sha512', 128),
  ...plain('p256', ...everyHash, 'sha3-256'),
  ...plain('p384', 'sha384'),
  ...plain('p521', 'sha512'),
  ...plain('brainpoolP384r1', 'sha384'),
  ...plain('brainpoolP512t1', 'sha512'),
  ...plain('secp256k1', 'sha256'),
  ...plain('explicitP256', 'sha256'),
  ...plain('ed25519', 'sha256'),
  ...plain('ed448', 'sha256'),
  ...plain('dsa1024', 'sha1', 'sha256'),
  ...plain('dsa2048', 'sha224', 'sha384', 'sha512'),
  ...plain('rsa8192', 'sha512'),
];
