import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSavedSandbox, type SavedSandbox } from './savedShape.ts';

/** A data file that cannot be read or written. The message is a sentence that names the file. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
  readonly path: string;

  constructor(path: string, problem: string, cause?: unknown) {
    super(`The data file ${path} ${problem}`, { cause });
    this.path = path;
  }
}

/**
 * Reads a data file; undefined where there is none yet.
 * @throws {DataFileError} where it cannot be read, or holds something else: it is then left as it is
 */
export async function readDataFile(path: string): Promise<SavedSandbox | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw new DataFileError(path, `cannot be read (${codeOf(error)}).`, error);
  }
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch (error) {
    throw new DataFileError(path, 'is damaged: it is not JSON. Repair it, or move it away.', error);
  }
  if (!isSavedSandbox(saved)) {
    throw new DataFileError(path, 'is not that of a sandbox tenant. Repair it, or move it away.');
  }
  return saved;
}

/** Keeps a data file up to date: changes in quick succession are one write, and a write never leaves half a file. */
export class DataFile {
  readonly path: string;
  readonly #snapshot: () => SavedSandbox;
  readonly #milliseconds: number;
  #timer: NodeJS.Timeout | undefined;
  #dirty = false;
  #writing: Promise<void> = Promise.resolve();

  /** @param milliseconds how long to wait for further changes before writing */
  constructor(path: string, snapshot: () => SavedSandbox, milliseconds = 100) {
    this.path = path;
    this.#snapshot = snapshot;
    this.#milliseconds = milliseconds;
  }

  changed(): void {
    this.#dirty = true;
    // A write that fails here stays due: the next change tries again, and `flush` tells.
    this.#timer ??= setTimeout(() => void this.flush().catch(() => undefined), this.#milliseconds);
  }

  /**
   * Writes what is not written yet.
   * @throws {DataFileError} where that fails
   */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const write = this.#writeAfter(this.#writing);
    this.#writing = write.catch(() => undefined);
    return write;
  }

  async #writeAfter(previous: Promise<void>): Promise<void> {
    await previous;
    if (!this.#dirty) {
      return;
    }
    this.#dirty = false;
    try {
      await this.#write();
    } catch (error) {
      this.#dirty = true;
      throw error;
    }
  }

  async #write(): Promise<void> {
    const text = JSON.stringify(this.#snapshot());
    const temporary = `${this.path}.${randomUUID()}.tmp`;
    try {
      await mkdir(dirname(this.path), { recursive: true });
      // Addresses of running uploads may be signed: nobody else may read them.
      await writeFile(temporary, text, { mode: 0o600, flush: true });
      await rename(temporary, this.path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined); // there may be none
      throw new DataFileError(this.path, `cannot be written (${codeOf(error)}).`, error);
    }
  }
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
