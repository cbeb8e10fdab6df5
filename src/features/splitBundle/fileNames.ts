import type { Certificate } from '../../pki/certificate.ts';
import { displayNameOf } from '../../pki/distinguishedName.ts';
import { fileNameOf } from '../fileName.ts';

/**
 * A name for the file of each certificate: its place, so that they sort as in the bundle, and whose it is. Only of characters that
 * every file system takes, and none that is taken already.
 */
export function fileNamesFor(
  certificates: readonly Certificate[],
  extension: string,
  taken: readonly string[],
): readonly string[] {
  const used = new Set(taken.map(comparable));
  const digits = String(certificates.length).length;
  return certificates.map(({ subject }, index) => {
    const place = String(index + 1).padStart(digits, '0');
    const base = `${place} ${fileNameOf(displayNameOf(subject), '')}`.trim();
    let name = `${base}.${extension}`;
    for (let copy = 2; used.has(comparable(name)); copy += 1) {
      name = `${base} (${copy}).${extension}`;
    }
    used.add(comparable(name));
    return name;
  });
}

/** File systems of Windows and macOS make no difference between cases, and that of macOS none between forms of Unicode. */
function comparable(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
