import { t } from '@vscode/l10n';
import type { BundleReading } from './bundle.ts';
import type { FileKind } from './fileKind.ts';

/** Why a file is no bundle that could be uploaded, and what to do about it. */
export function describeRefusal(reading: Exclude<BundleReading, { outcome: 'bundle' }>): string {
  return reading.outcome === 'damaged'
    ? t('The bundle is damaged or cut off: {message}. Get the file again.', { message: reading.message })
    : describeKind(reading.kind);
}

function describeKind(kind: FileKind): string {
  switch (kind) {
    case 'empty':
      return t('The file is empty.');
    case 'privateKey':
      return t(
        'The file holds a private key. Private keys are never read or uploaded: make a bundle of the certificates alone.',
      );
    case 'pfx':
      return t(
        'The file is a PFX (PKCS #12), which holds a private key. It is never uploaded: export the CA certificates alone as .p7b.',
      );
    case 'certificate':
      return t('The file holds a certificate, but not in a PKCS #7 bundle (.p7b), which the upload wants.');
    case 'revocationList':
      return t('The file is a revocation list (CRL), not a PKCS #7 bundle of certificates.');
    case 'certificateRequest':
      return t(
        'The file is a certificate request (CSR). The trust store takes certificates that were issued.',
      );
    case 'publicKey':
      return t('The file is a public key, not a PKCS #7 bundle of certificates.');
    case 'envelopedData':
      return t('The file is encrypted (PKCS #7 enveloped data), not a bundle of certificates.');
    case 'otherPkcs7':
      return t('The file is PKCS #7, but of a type that holds no certificates.');
    case 'signedContent':
      return t('The file is a signed message without certificates, not a bundle of certificates.');
    case 'zip':
      return t('The file is a ZIP archive. Unpack it and choose the .p7b file inside.');
    case 'javaKeyStore':
      return t('The file is a Java key store. Export its CA certificates as .p7b.');
    case 'html':
      return t('The file is a web page. A download probably ended at a sign-in or error page.');
    case 'json':
      return t('The file is JSON, not a PKCS #7 bundle of certificates.');
    case 'text':
    case 'unknown':
    case 'bundle':
      return t('The file is not a PKCS #7 bundle of certificates.');
  }
}
