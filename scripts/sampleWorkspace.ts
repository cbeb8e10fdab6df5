import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Fills a folder with what a person can try the extension on. */
export async function prepareSampleWorkspace(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'README.md'), '# Sample workspace\n');
}
