import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** A secret that was found where none may be. The secret itself is not told again. */
export interface Leak {
  readonly place: string;
  /** The first characters, to tell which one it was. */
  readonly secret: string;
}

/** Every way in which a secret may have been written down: as it is, in an address, in JSON, in base64, in UTF-16. */
function writings(secret: string): Buffer[] {
  const texts = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  return [
    ...[...new Set(texts)].flatMap((text) => [Buffer.from(text), Buffer.from(text, 'utf16le')]),
    // The middle of the base64, which is the same whatever stands before it, where that is a multiple of three bytes long.
    Buffer.from(Buffer.from(secret).toString('base64').slice(0, -4)),
  ];
}

/** Secrets in a content. Those of less than 8 characters would be found by chance. */
export function leaksIn(place: string, content: Uint8Array | string, secrets: Iterable<string>): Leak[] {
  const bytes = Buffer.from(content);
  return [...secrets]
    .filter((secret) => secret.length >= 8)
    .filter((secret) => writings(secret).some((writing) => bytes.includes(writing)))
    .map((secret) => ({ place, secret: `${secret.slice(0, 6)}…` }));
}

/** Secrets in the files of a folder, at any depth. */
export async function leaksInFolder(folder: string, secrets: Iterable<string>): Promise<Leak[]> {
  const all = [...secrets];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const leaks: Leak[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    leaks.push(...leaksIn(relative(folder, path), await contentOf(path), all));
  }
  return leaks;
}

/** Drafts that are renamed when they are whole may be gone by now; they are looked at under the name that they have then. */
async function contentOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return Buffer.alloc(0);
    }
    throw error;
  }
}
