import type { ExportedAuthority } from '../../src/graph/configurationExport.ts';
import { readCertificate, thumbprintOf } from '../../src/pki/certificate.ts';

/** An authority of a configuration, with no address and no hint, as an export has it. */
export function exportedAuthority(
  { der, name }: { readonly der: Uint8Array; readonly name: string },
  changes: Partial<ExportedAuthority> = {},
): ExportedAuthority {
  return {
    id: name,
    displayName: name,
    thumbprint: thumbprintOf(der),
    type: 'intermediate',
    certificateRevocationListUrl: '',
    deltaCertificateRevocationListUrl: '',
    isIssuerHintEnabled: false,
    certificate: readCertificate(der),
    ...changes,
  };
}
