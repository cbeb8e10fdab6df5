import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { SignatureOutcome } from '../../src/pki/signature.ts';
import { inTurns } from './inTurns.ts';
import { openssl } from './openssl.ts';
import { makeKey } from './opensslKeys.ts';
import { itemAt, partOf } from './pkiFixtures.ts';
import {
  authorityLine,
  type Certified,
  certified,
  certify,
  exportKey,
  makeEd25519Key,
  signAnew,
  withoutKeyIdentifiers,
  withPublicKey,
} from './signedCertificates.ts';

/** Every way to sign a certificate that is met, with certificates that were signed so. */

const signerKinds = [
  ...(['rsa', 'rsaPss', 'rsaPssSha384'] as const),
  ...(['p224', 'p256', 'p384', 'p521', 'secp256k1', 'brainpool'] as const),
  ...(['ed25519', 'ed448', 'dsa', 'mlDsa44', 'mlDsa65', 'mlDsa87'] as const),
] as const;
export type SignerKind = (typeof signerKinds)[number];

/** Keys of one family make signatures with the same algorithms. */
type KeyFamily = Exclude<SignerKind, 'rsaPssSha384' | 'p224' | 'p256' | 'p384' | 'p521'> | 'ec';

interface Signer {
  readonly family: KeyFamily;
  readonly makeKey: () => KeyObject | Promise<KeyObject>;
}

const curve = (namedCurve: string): Signer => ({
  family: 'ec',
  makeKey: () => generateKeyPairSync('ec', { namedCurve }).privateKey,
});

const signers: Readonly<Record<SignerKind, Signer>> = {
  rsa: { family: 'rsa', makeKey: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey },
  rsaPss: { family: 'rsaPss', makeKey: async () => createPrivateKey(await makeKey('rsaPss')) },
  rsaPssSha384: { family: 'rsaPss', makeKey: makeRestrictedKey },
  p224: curve('secp224r1'),
  p256: curve('prime256v1'),
  p384: curve('secp384r1'),
  p521: curve('secp521r1'),
  secp256k1: curve('secp256k1'),
  brainpool: curve('brainpoolP256r1'),
  ed25519: { family: 'ed25519', makeKey: () => generateKeyPairSync('ed25519').privateKey },
  ed448: { family: 'ed448', makeKey: () => generateKeyPairSync('ed448').privateKey },
  dsa: {
    family: 'dsa',
    makeKey: () => generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey,
  },
  mlDsa44: { family: 'mlDsa44', makeKey: () => generateKeyPairSync('ml-dsa-44').privateKey },
  mlDsa65: { family: 'mlDsa65', makeKey: () => generateKeyPairSync('ml-dsa-65').privateKey },
  mlDsa87: { family: 'mlDsa87', makeKey: () => generateKeyPairSync('ml-dsa-87').privateKey },
};

/** A key that says itself with which hash and at least how much salt it signs. */
async function makeRestrictedKey(): Promise<KeyObject> {
  const options = ['rsa_keygen_bits:2048', 'rsa_pss_keygen_md:sha384', 'rsa_pss_keygen_mgf1_md:sha384'];
  const parameters = [...options, 'rsa_pss_keygen_saltlen:40'].flatMap((option) => ['-pkeyopt', option]);
  return createPrivateKey(await openssl(['genpkey', '-algorithm', 'RSA-PSS', ...parameters]));
}

interface SignatureCase {
  readonly name: string;
  readonly kind: SignerKind;
  /** Options of `openssl req`; without them the `openssl` command makes no such signature. */
  readonly signing: readonly string[] | undefined;
  /** What is to be said of a true signature with OpenSSL and with BoringSSL. */
  readonly openssl: Exclude<SignatureOutcome, 'invalid'>;
  readonly boringssl: Exclude<SignatureOutcome, 'invalid'>;
  /** Whether the algorithm tells which kind of key made it. */
  readonly named: boolean;
}

/** `nameless`: also for OpenSSL nothing but a number, that says nothing of the key. */
type Support = 'both' | 'openssl' | 'none' | 'nameless';

function signatureCase(
  name: string,
  kind: SignerKind,
  support: Support,
  signing: readonly string[] | undefined,
): SignatureCase {
  return {
    name,
    kind,
    signing,
    openssl: support === 'both' || support === 'openssl' ? 'valid' : 'unverifiable',
    boringssl: support === 'both' ? 'valid' : 'unverifiable',
    named: support !== 'nameless',
  };
}

const plain = (kind: SignerKind, support: Support, ...hashes: readonly string[]): SignatureCase[] =>
  hashes.map((hash) => signatureCase(`${kind} with ${hash}`, kind, support, [`-${hash}`]));

function pss(
  kind: SignerKind,
  support: Support,
  hash: string,
  salt: number | 'max',
  maskHash = hash,
): SignatureCase {
  const name = `RSASSA-PSS by ${kind} with ${hash}, a salt of ${salt} and ${maskHash} in the mask`;
  const options = [
    'rsa_padding_mode:pss',
    `rsa_pss_saltlen:${salt}`,
    ...(kind === 'rsaPssSha384' ? [] : [`rsa_mgf1_md:${maskHash}`]),
  ];
  return signatureCase(name, kind, support, [
    `-${hash}`,
    ...options.flatMap((option) => ['-sigopt', option]),
  ]);
}

const everyHash = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;

export const signatureCases: readonly SignatureCase[] = [
  ...plain('rsa', 'both', ...everyHash),
  ...plain('rsa', 'openssl', 'md5', 'sha3-256', 'sha3-384', 'sha3-512'),
  ...plain('rsa', 'nameless', 'sha512-256'),
  pss('rsa', 'both', 'sha1', 20),
  pss('rsa', 'both', 'sha224', 28),
  pss('rsa', 'both', 'sha256', 32),
  pss('rsa', 'both', 'sha256', 0),
  pss('rsa', 'both', 'sha384', 'max'),
  pss('rsa', 'both', 'sha512', 20),
  pss('rsa', 'none', 'sha256', 32, 'sha1'),
  pss('rsa', 'none', 'sha1', 20, 'sha256'),
  pss('rsa', 'none', 'sha512-256', 32),
  pss('rsaPss', 'both', 'sha256', 32),
  pss('rsaPss', 'both', 'sha512', 11),
  pss('rsaPss', 'none', 'sha512', 64, 'sha256'),
  pss('rsaPssSha384', 'both', 'sha384', 40),
  pss('rsaPssSha384', 'both', 'sha384', 64),
  ...plain('p256', 'both', ...everyHash),
  ...plain('p384', 'both', ...everyHash),
  ...plain('p521', 'both', ...everyHash),
  ...plain('p224', 'openssl', 'sha256'),
  ...plain('secp256k1', 'openssl', ...everyHash),
  ...plain('brainpool', 'openssl', ...everyHash),
  ...plain('p256', 'nameless', 'sha3-256'),
  ...plain('ed25519', 'both', 'sha256'),
  ...plain('ed448', 'openssl', 'sha256'),
  ...plain('dsa', 'openssl', 'sha1', 'sha256'),
  ...plain('dsa', 'nameless', 'sha384'),
  ...(['mlDsa44', 'mlDsa65', 'mlDsa87'] as const).map((kind) =>
    signatureCase(kind, kind, 'openssl', undefined),
  ),
];

/** The kinds of keys that make no signature of this case: RSASSA-PSS is made by both kinds of RSA keys. */
export function strangersTo({ kind, name }: SignatureCase): readonly SignerKind[] {
  const families = name.startsWith('RSASSA-PSS') ? ['rsa', 'rsaPss'] : [signers[kind].family];
  return signerKinds.filter((other) => !families.includes(signers[other].family));
}

export interface SignedCase extends SignatureCase {
  /** In DER. */
  readonly certificate: Buffer;
}

export interface SignatureFixtures {
  readonly issuer: (kind: SignerKind) => Certified;
  /** Of the same kind and with the same name. */
  readonly other: (kind: SignerKind) => Certified;
  readonly cases: readonly SignedCase[];
}

export async function makeSignatureFixtures(): Promise<SignatureFixtures> {
  const [issuer, other] = [await makeIssuers(), await makeIssuers()];
  const leafKey = makeEd25519Key();
  const cases = await inTurns(
    signatureCases.map((one) => async () => {
      const signer = issuer(one.kind);
      const certificate = one.signing
        ? (await certifyLeaf(leafKey, signer, one.signing)).der
        : signByNode((await certifyLeaf(leafKey, issuer('ed25519'), [])).der, signer.key);
      return { ...one, certificate };
    }),
  );
  return { issuer, other, cases };
}

async function certifyLeaf(key: string, issuer: Certified, signing: readonly string[]): Promise<Certified> {
  const extensions = ['basicConstraints = CA:false', ...withoutKeyIdentifiers];
  return certify({ subject: '/CN=Leaf', key, issuer, signing, extensions });
}

async function makeIssuers(): Promise<(kind: SignerKind) => Certified> {
  const made = await inTurns(
    signerKinds.map((kind) => async () => makeIssuer(await signers[kind].makeKey())),
  );
  return (kind) => itemAt(made, signerKinds.indexOf(kind));
}

async function makeIssuer(key: KeyObject): Promise<Certified> {
  const subject = '/CN=Issuer';
  const extensions = [authorityLine, ...withoutKeyIdentifiers];
  if (!key.asymmetricKeyType?.startsWith('ml-dsa')) {
    const hash = key.asymmetricKeyDetails?.hashAlgorithm ?? 'sha256';
    return certify({ subject, key: exportKey(key), signing: [`-${hash}`], extensions });
  }
  const template = await certify({ subject, extensions });
  const keyPem = exportKey(key);
  return certified(signByNode(withPublicKey(template.der, publicKeyOf(keyPem)), keyPem), keyPem);
}

/** The public half in DER, a SubjectPublicKeyInfo. */
function publicKeyOf(keyPem: string): Buffer {
  return createPublicKey(keyPem).export({ type: 'spki', format: 'der' });
}

/** With a key whose algorithm has no parameters and a hash of its own. */
function signByNode(certificate: Uint8Array, keyPem: string): Buffer {
  return signAnew(certificate, partOf(publicKeyOf(keyPem), 0), (part) => sign(null, part, keyPem));
}
