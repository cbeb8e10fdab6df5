import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import type { Authority, Configuration } from '../../graph/model.ts';
import { fileNameOf } from '../fileName.ts';
import type { Tenancies, Tenancy } from '../tenancy.ts';

/** Scheme of the files of the trust store. */
export const storeScheme = 'cba-pki-store';

/** What of a configuration or an authority can be looked at as a file. */
export type StoreFileForm = 'json' | 'pem' | 'p7b' | 'cer';

interface ReadFile {
  readonly bytes: Uint8Array;
  readonly mtime: number;
}

/** Most files that are kept after they were read, for editors that ask for them several times. */
const keptFiles = 16;

/**
 * The trust store as read-only files: configurations as JSON, PEM or bundle, authorities as certificates. They are read from the service
 * when somebody opens them, and open in whatever editor is right for their ending, the certificate viewer among them.
 */
export class StoreFiles implements vscode.FileSystemProvider {
  readonly #tenancies: Tenancies;
  readonly #clock: Clock;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #read = new Map<string, Promise<ReadFile>>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(tenancies: Tenancies, clock: Clock) {
    this.#tenancies = tenancies;
    this.#clock = clock;
  }

  configurationFile(
    { tenantId }: Tenancy,
    { id, displayName }: Configuration,
    form: StoreFileForm,
  ): vscode.Uri {
    return uriOf([tenantId, id], displayName, form);
  }

  authorityFile(
    { tenantId }: Tenancy,
    { id: configurationId }: Configuration,
    { id, displayName }: Authority,
    form: StoreFileForm,
  ): vscode.Uri {
    return uriOf([tenantId, configurationId, id], displayName, form);
  }

  /** Has a file read from the service again: it is opened by somebody who wants to see it as it is now. */
  renew(uri: vscode.Uri): void {
    if (this.#read.delete(uri.path)) {
      this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    }
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { bytes, mtime } = await this.#file(uri);
    return {
      type: vscode.FileType.File,
      ctime: mtime,
      mtime,
      size: bytes.length,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.#file(uri)).bytes;
  }

  readDirectory(): [] {
    return [];
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #file(uri: vscode.Uri): Promise<ReadFile> {
    const known = this.#read.get(uri.path);
    if (known) {
      return known;
    }
    const reading = readStoreFile(this.#tenancies, this.#clock, uri).then((bytes) => ({
      bytes,
      mtime: this.#clock.now().getTime(),
    }));
    this.#read.set(uri.path, reading);
    reading.catch(() => this.#read.delete(uri.path));
    const [oldest] = this.#read.keys();
    if (this.#read.size > keptFiles && oldest !== undefined) {
      this.#read.delete(oldest);
    }
    return reading;
  }
}

/** The readers and writers of certificates come with the first file. */
async function readStoreFile(tenancies: Tenancies, clock: Clock, uri: vscode.Uri): Promise<Uint8Array> {
  const { storeFileContent } = await import('./storeFileContent.ts');
  return storeFileContent(tenancies, clock, uri);
}

function uriOf(place: readonly string[], displayName: string, form: StoreFileForm): vscode.Uri {
  const path = `/${[...place, `${fileNameOf(displayName)}.${form}`].join('/')}`;
  return vscode.Uri.from({ scheme: storeScheme, path });
}
