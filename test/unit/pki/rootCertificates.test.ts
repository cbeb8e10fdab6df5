import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificateDetails } from '../../../src/pki/certificateDetails.ts';
import { readCertificateFile } from '../../../src/pki/certificateFile.ts';
import { openssl } from '../../support/openssl.ts';

/** The CA certificates that Node brings along, as this reader, Node and the OpenSSL command read them. */
const file = Buffer.from(rootCertificates.join('\n'));
const reading = readCertificateFile(file);
const members = reading.outcome === 'read' ? reading.file.certificates : [];
const byNode = rootCertificates.map((pem) => new X509Certificate(pem));
let byOpenssl: string[];

beforeAll(async () => {
  const text = (
    await openssl(['storeutl', '-noout', '-text', '-certs', 'all.pem'], { 'all.pem': file })
  ).toString();
  byOpenssl = text.split(/^\d+: Certificate$/m).slice(1);
});

const usages: Readonly<Record<string, string>> = {
  'Digital Signature': 'digitalSignature',
  'Non Repudiation': 'nonRepudiation',
  'Certificate Sign': 'keyCertSign',
  'CRL Sign': 'cRLSign',
};

const valueBehind = (text: string, pattern: RegExp): string | undefined => pattern.exec(text)?.[1]?.trim();

describe('the CA certificates of the Internet', () => {
  it('are all read, in order', () => {
    expect(rootCertificates.length).toBeGreaterThan(100);
    expect(reading).toMatchObject({
      outcome: 'read',
      file: { kind: 'certificate', form: 'pem', damaged: [] },
    });
    expect(members.map(({ position }) => position)).toEqual(byNode.map((_, index) => index + 1));
    expect(byOpenssl).toHaveLength(byNode.length);
  });

  it('have the serial number, validity and bytes that Node finds', () => {
    for (const [index, node] of byNode.entries()) {
      const certificate = members[index]?.certificate;
      expect(certificate?.serialNumber.replace(/^0+(?=.)/, '').toUpperCase()).toBe(
        node.serialNumber.replace(/^0+(?=.)/, ''),
      );
      expect(certificate?.notBefore).toEqual(node.validFromDate);
      expect(certificate?.notAfter).toEqual(node.validToDate);
      expect(certificate?.basicConstraints?.ca ?? false).toBe(node.ca);
      expect(Buffer.compare(certificate?.der ?? Buffer.of(), node.raw)).toBe(0);
    }
  });

  it('have the key that Node finds', () => {
    for (const node of byNode) {
      const { publicKey } = readCertificateDetails(node.raw);
      const { modulusLength, namedCurve } = node.publicKey.asymmetricKeyDetails ?? {};
      expect(publicKey.algorithm.toLowerCase()).toBe(node.publicKey.asymmetricKeyType);
      expect(publicKey.curve).toBe(namedCurve);
      if (modulusLength !== undefined) {
        expect(publicKey.bits).toBe(modulusLength);
      }
    }
  });

  it('have the signature algorithm, key identifier and key usage that OpenSSL prints', () => {
    for (const [index, text] of byOpenssl.entries()) {
      const der = byNode[index]?.raw ?? Buffer.of();
      const details = readCertificateDetails(der);
      expect(details.signatureAlgorithm.name).toBe(valueBehind(text, /Signature Algorithm: (\S+)/));
      const ski = valueBehind(text, /Subject Key Identifier:[^\n]*\n\s*([0-9A-F:]+)/);
      expect(members[index]?.certificate.subjectKeyIdentifier?.toUpperCase()).toBe(ski?.replaceAll(':', ''));
      const usage = valueBehind(text, /X509v3 Key Usage:[^\n]*\n\s*([^\n]+)/);
      expect(details.keyUsage).toEqual(usage?.split(', ').map((name) => usages[name] ?? name));
    }
  });
});
