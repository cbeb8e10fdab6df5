import { type OpensslAuthority, openssl } from './openssl.ts';

/** Private keys, and certificates for them, made by the `openssl` command. All in PEM. */

export interface Identity {
  readonly certificate: string;
  /** PKCS #8, not encrypted. */
  readonly key: string;
}

const keyParameters = {
  rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  rsaPss: ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'],
  ellipticCurve: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  ed25519: ['-algorithm', 'ED25519'],
} as const;

export type KeyKind = keyof typeof keyParameters;

export async function makeKey(kind: KeyKind): Promise<string> {
  return (await openssl(['genpkey', ...keyParameters[kind]])).toString();
}

/** A key with a certificate, self-signed where nobody issues it. Its length hangs on nothing but the name and the kind. */
export async function makeIdentity(
  name: string,
  kind: KeyKind = 'rsa',
  issuer?: OpensslAuthority,
): Promise<Identity> {
  const key = await makeKey(kind);
  const files = {
    'key.pem': key,
    ...(issuer && { 'issuer.pem': issuer.pem, 'issuer-key.pem': issuer.keyPem }),
  };
  const signer = issuer ? ['-CA', 'issuer.pem', '-CAkey', 'issuer-key.pem'] : [];
  const subject = ['-subj', `/O=Test/CN=${name}`, '-days', '30', '-set_serial', '4711'];
  const certificate = await openssl(['req', '-x509', '-key', 'key.pem', ...signer, ...subject], files);
  return { certificate: certificate.toString(), key };
}

/** @param form parameters of `openssl pkcs8 -topk8`, such as `-v2 des3` */
export async function encryptKey(key: string, form: readonly string[], passphrase: string): Promise<string> {
  const parameters = ['pkcs8', '-topk8', '-in', 'key.pem', '-passout', `pass:${passphrase}`, ...form];
  return (await openssl(parameters, { 'key.pem': key })).toString();
}

/** PKCS #1 in PEM, encrypted in OpenSSL's own old way. */
export async function encryptKeyTraditionally(
  key: string,
  cipher: string,
  passphrase: string,
): Promise<string> {
  const parameters = ['rsa', '-traditional', cipher, '-in', 'key.pem', '-passout', `pass:${passphrase}`];
  return (await openssl(parameters, { 'key.pem': key })).toString();
}

/**
 * A PFX with certificate and key.
 * @param form further parameters of `openssl pkcs12 -export`, such as `-legacy`
 * @param chain certificates to go with it
 */
export async function exportPfx(
  { certificate, key }: Identity,
  passphrase: string,
  form: readonly string[] = [],
  chain: readonly string[] = [],
): Promise<Buffer> {
  const files = { 'certificate.pem': certificate, 'key.pem': key, 'chain.pem': chain.join('') };
  const identity = ['-in', 'certificate.pem', '-inkey', 'key.pem'];
  const others = chain.length > 0 ? ['-certfile', 'chain.pem'] : [];
  return openssl(
    ['pkcs12', '-export', ...identity, ...others, '-passout', `pass:${passphrase}`, ...form],
    files,
  );
}

/** SHA-256 of a certificate as `openssl x509` prints it, without the colons. */
export async function fingerprintOf(certificate: string): Promise<string> {
  const parameters = ['x509', '-in', 'certificate.pem', '-noout', '-fingerprint', '-sha256'];
  const line = (await openssl(parameters, { 'certificate.pem': certificate })).toString();
  return line.slice(line.indexOf('=') + 1).replaceAll(/[^0-9A-F]/g, '');
}

/** The public half of a private key. */
export async function publicKeyOf(key: string): Promise<string> {
  return (await openssl(['pkey', '-in', 'key.pem', '-pubout'], { 'key.pem': key })).toString();
}
