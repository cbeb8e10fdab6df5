import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { buildExtension } from './build.ts';

const projectRoot = join(import.meta.dirname, '..');

/** Where the packaged extension is put. */
export const vsixPath = join(projectRoot, 'dist-package', 'entra-cba-pki.vsix');

/** Builds the extension as it is published and packages it; returns its path. */
export async function packageExtension(): Promise<string> {
  await buildExtension({ sourceMaps: false });
  await mkdir(join(projectRoot, 'dist-package'), { recursive: true });
  // Somebody may be installing the one that is there: it is replaced in one step.
  const partial = `${vsixPath}.${process.pid}.partial`;
  await createVSIX({
    cwd: projectRoot,
    packagePath: partial,
    dependencies: false, // everything is bundled
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  await rename(partial, vsixPath);
  return vsixPath;
}

if (import.meta.main) {
  await packageExtension();
  const { size } = await stat(vsixPath);
  console.log(`${vsixPath}: ${Math.round(size / 1024)} KB`);
}
