import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCertificateFile } from '../../../src/pki/certificateFile.ts';
import { writePem } from '../../../src/pki/pem.ts';
import { openssl } from '../../support/openssl.ts';
import { makeCertificate } from '../../support/pkiFixtures.ts';

/** What OpenSSL finds in PEM, in DER again. */
const readByOpenssl = (text: string) =>
  openssl(['x509', '-in', 'certificate.pem', '-outform', 'DER'], { 'certificate.pem': text });
const writtenByOpenssl = async (bytes: Uint8Array): Promise<string> => {
  const form = ['-inform', 'DER', '-in', 'certificate.der', '-outform', 'PEM'];
  return (await openssl(['x509', ...form], { 'certificate.der': bytes })).toString();
};

/** A certificate with just so many bytes more than a multiple of 48, which is a line. */
async function withRemainder(wanted: number): Promise<Buffer> {
  const madeWith = (length: number) =>
    makeCertificate({ extensions: [`nsComment = ${'x'.repeat(length)}`], serial: '4711' });
  // Long enough for all its lengths to have three octets, so that a letter more is a byte more.
  const length = 300;
  const missing = (wanted + 48 - ((await madeWith(length)).length % 48)) % 48;
  return madeWith(length + missing);
}

describe('a certificate in PEM', () => {
  it.each([0, 1, 2, 3, 24, 46, 47])(
    'is as OpenSSL writes it, %i bytes behind a whole line',
    async (remainder) => {
      const bytes = await withRemainder(remainder);
      expect(bytes.length % 48).toBe(remainder);
      const text = writePem(bytes);
      expect(text).toBe(await writtenByOpenssl(bytes));
      expect(await readByOpenssl(text)).toEqual(bytes);
    },
  );

  it('has lines of 64 characters, none of them empty, and ends with a line', async () => {
    const lines = writePem(await withRemainder(0)).split('\n');
    expect([lines[0], lines.at(-2), lines.at(-1)]).toEqual([
      '-----BEGIN CERTIFICATE-----',
      '-----END CERTIFICATE-----',
      '',
    ]);
    expect(new Set(lines.slice(1, -2).map((line) => line.length))).toEqual(new Set([64]));
  });

  it('can be put together with others, and each is read', async () => {
    const all = [await withRemainder(0), await withRemainder(5), await makeCertificate()];
    const text = all.map(writePem).join('');
    const printed = await openssl(['storeutl', '-certs', '-noout', '-text', 'all.pem'], { 'all.pem': text });
    expect(printed.toString()).toContain('Total found: 3');
    const reading = readCertificateFile(Buffer.from(text));
    const members = reading.outcome === 'read' ? reading.file.certificates : [];
    expect(members.map(({ certificate }) => Buffer.from(certificate.der))).toEqual(all);
  });

  it('is that of the bytes in view only, not of the buffer behind them', async () => {
    const bytes = await makeCertificate({ subject: '/CN=Inside' });
    const around = new Uint8Array(bytes.length + 20).fill(0xff);
    around.set(bytes, 7);
    const text = writePem(around.subarray(7, 7 + bytes.length));
    expect(new X509Certificate(text).subject).toBe('CN=Inside');
    expect(text).toBe(writePem(bytes));
  });
});
