import { der, hex } from '../pkiFixtures.ts';

/** Parts of a certificate in DER, those that are not the usual ones. */
export interface CertificateParts {
  readonly serial?: Buffer;
  readonly issuer?: Buffer;
  readonly notBefore?: Buffer;
  readonly subject?: Buffer;
  readonly publicKey?: Buffer;
  /** One behind the other. */
  readonly extensions?: Buffer;
  readonly signature?: Buffer;
}

export const commonName = hex('0603550403');
const time = hex('170d3234303130313030303030305a');
const algorithm = hex('300a06082a8648ce3d040302');
const publicKey = der(
  0x30,
  hex('301306072a8648ce3d020106082a8648ce3d030107'),
  der(3, [0, 4], Buffer.alloc(64, 7)),
);

/** What passes for a certificate, with fields of any size. OpenSSL would not take most of them. */
export function certificate(parts: CertificateParts): Buffer {
  const signedPart = der(
    0x30,
    hex('a003020102'),
    parts.serial ?? hex('020101'),
    algorithm,
    parts.issuer ?? nameOf('I'),
    der(0x30, parts.notBefore ?? time, time),
    parts.subject ?? nameOf('S'),
    parts.publicKey ?? publicKey,
    parts.extensions ? der(0xa3, der(0x30, parts.extensions)) : [],
  );
  return der(0x30, signedPart, algorithm, parts.signature ?? hex('03020000'));
}

/** The smallest that is read as a certificate. */
export const tinyCertificate = der(
  0x30,
  der(
    0x30,
    hex('a003020102 020101 3000 3000'),
    der(0x30, hex('170b323430313031303030305a'), hex('170b333430313031303030305a')),
    hex('3000 3000'),
  ),
  hex('3000 030100'),
);

/** The smallest that looks like one at first sight. */
export const nearlyCertificate = hex('3006 3002 a000 3000');

export function nameOf(text: string): Buffer {
  return der(0x30, valueOf(0x0c, Buffer.from(text)));
}

/** A relative distinguished name with a common name of this type. */
export function valueOf(tag: number, content: Buffer): Buffer {
  return der(0x31, der(0x30, commonName, der(tag, content)));
}

/** A certificate of a subject with these relative distinguished names. */
export function named(...names: readonly Buffer[]): Buffer {
  return certificate({ subject: der(0x30, ...names) });
}

export function extension(type: string, value: Buffer): Buffer {
  return der(0x30, der(6, hex(type)), der(4, value));
}

/** The identifiers of the subject's and the issuer's key. */
export function keys(subject: number, issuer: number): Buffer {
  const identifier = (number: number): number[] => [1, number >> 8, number & 0xff];
  return Buffer.concat([
    extension('551d0e', der(4, identifier(subject))),
    extension('551d23', der(0x30, der(0x80, identifier(issuer)))),
  ]);
}
