import { t } from '@vscode/l10n';
import type { CertificateFile } from './certificateFile.ts';

const forms: Readonly<Record<CertificateFile['form'], string>> = {
  der: 'DER',
  ber: 'BER',
  pem: 'PEM',
  base64: 'base64',
};

/** What a file is, such as `PKCS #7 bundle, DER`. */
export function describeFileKind({ kind, form }: Pick<CertificateFile, 'kind' | 'form'>): string {
  return t('{kind}, {form}', { kind: describeKind(kind), form: forms[form] });
}

function describeKind(kind: CertificateFile['kind']): string {
  switch (kind) {
    case 'bundle':
      return t('PKCS #7 bundle');
    case 'certificate':
      return t('Certificates');
    case 'revocationList':
      return t('Revocation list (CRL)');
  }
}
