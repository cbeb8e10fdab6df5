import { type Bundle, readBundle, writeBundle } from '../pki/bundle.ts';
import { fileOfBundle } from '../pki/certificateFile.ts';
import type { KnownAuthorities } from '../pki/rules/checkContext.ts';
import { checkFiles } from '../pki/rules/checkFiles.ts';
import type { Finding, GroupedFinding } from '../pki/rules/finding.ts';
import { runInSlices } from '../pki/slices.ts';
import { checkUpload } from '../pki/uploadCheck.ts';
import { settings } from '../platform/settings.ts';
import type { FoundCertificate } from './collectCertificates.ts';

/** What the rules say of each certificate among the others, as members of one bundle. */
export async function findingsOfEach(
  certificates: readonly FoundCertificate[],
  now: Date,
  signal: AbortSignal,
): Promise<ReadonlyMap<FoundCertificate, readonly Finding[]>> {
  const { bundle, size } = bundleOf(certificates);
  const file = fileOfBundle(bundle);
  const [findings = []] = await runInSlices(checkFiles([{ file, size }], settings.checkContext(now)), signal);
  const byPosition = Map.groupBy(findings, ({ position }) => position);
  return new Map(certificates.map((certificate, index) => [certificate, byPosition.get(index + 1) ?? []]));
}

/** What an upload of a bundle of these certificates would run into. */
export async function findingsOfBundle(
  certificates: readonly FoundCertificate[],
  now: Date,
  known: KnownAuthorities | undefined,
  signal: AbortSignal,
): Promise<readonly GroupedFinding[]> {
  const { bundle, size } = bundleOf(certificates);
  const context = { ...settings.checkContext(now), ...(known ? { known } : {}) };
  return (await runInSlices(checkUpload(bundle, size, context), signal)).findings;
}

function bundleOf(certificates: readonly FoundCertificate[]): { bundle: Bundle; size: number } {
  const bytes = writeBundle(certificates.map(({ certificate }) => certificate.der));
  const reading = readBundle(bytes);
  if (reading.outcome !== 'bundle') {
    throw new Error('A bundle that was just written cannot be read.');
  }
  return { bundle: reading.bundle, size: bytes.length };
}
