import { sha256OfBytes } from '../pki/fileHash.ts';

/** A file that the sandbox serves. */
export interface HostedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Largest file that is taken. Far above the 2 MB of a bundle, so that too large ones can be tried as well. */
export const maximumHostedBytes = 32 * 1024 * 1024;
/** All files together; the oldest make room. They are kept in memory, in an editor's process. */
const maximumTotalBytes = 4 * maximumHostedBytes;

/** Files that were given an address, so that an upload can fetch them. */
export class FileHost {
  readonly #files = new Map<string, HostedFile>();

  /** Takes a file and returns the path at which it is served. The same bytes under the same name are one file. */
  store(name: string, bytes: Buffer): string {
    const digest = sha256OfBytes(bytes).slice(0, 16).toLowerCase();
    const key = `${digest}/${name}`;
    this.#files.delete(key); // so that it counts as the newest
    this.#files.set(key, { name, bytes });
    this.#makeRoom();
    return `/files/${digest}/${encodeURIComponent(name)}`;
  }

  /** The file that is served at `/files/{digest}/{name}`. */
  find(digest: string, name: string): HostedFile | undefined {
    return this.#files.get(`${digest}/${name}`);
  }

  /** Forgets every file of a name. */
  remove(name: string): void {
    for (const [key, file] of this.#files) {
      if (file.name === name) {
        this.#files.delete(key);
      }
    }
  }

  /** Oldest first. */
  all(): HostedFile[] {
    return [...this.#files.values()];
  }

  clear(): void {
    this.#files.clear();
  }

  #makeRoom(): void {
    let total = this.all().reduce((sum, file) => sum + file.bytes.length, 0);
    for (const [key, file] of this.#files) {
      if (total <= maximumTotalBytes) {
        return;
      }
      this.#files.delete(key);
      total -= file.bytes.length;
    }
  }
}
