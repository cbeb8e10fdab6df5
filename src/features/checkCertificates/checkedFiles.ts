import type { CheckContext } from '../../pki/rules/checkContext.ts';
import { checkFiles } from '../../pki/rules/checkFiles.ts';
import type { Finding } from '../../pki/rules/finding.ts';
import { runInSlices } from '../../pki/slices.ts';
import type { LookedInto } from '../certificateFiles.ts';

/** A file with what the rules found in it; nothing where it could not be read. */
export interface CheckedFile {
  readonly looked: LookedInto;
  readonly findings: readonly Finding[];
}

/**
 * Runs the rules over files, together, so that an issuer may be in another file than what it issued.
 * @throws the signal's reason when aborted
 */
export async function checkLookedInto(
  files: readonly LookedInto[],
  context: CheckContext,
  signal: AbortSignal,
): Promise<readonly CheckedFile[]> {
  const readable = files.flatMap((looked) =>
    'file' in looked.content ? [{ looked, file: looked.content.file, size: looked.size }] : [],
  );
  const findings = await runInSlices(checkFiles(readable, context), signal);
  const byFile = new Map(readable.map(({ looked }, index) => [looked, findings[index] ?? []]));
  return files.map((looked) => ({ looked, findings: byFile.get(looked) ?? [] }));
}
