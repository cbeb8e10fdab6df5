import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import type { ConfigurationExport } from '../../graph/configurationExport.ts';
import { isRecord } from '../../graph/isRecord.ts';

/** Why a backup was made. */
export type BackupReason = 'configurationDeleted' | 'authoritiesDeleted' | 'classicStoreEmptied';

/** What is known of a backup without reading it. */
export interface BackupEntry {
  readonly id: string;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly reason: BackupReason;
  readonly tenantId: string;
  readonly displayName: string;
  readonly configurationId: string;
  readonly authorities: number;
}

/**
 * Keeps what is about to be deleted, certificates and settings, in the storage of the extension until somebody prunes it.
 * Certificates are public; nothing else is in it that is not in the tenant for every reader to see. What there is is told by the
 * files alone, so that two windows cannot lose each other's.
 */
export class BackupStore {
  readonly #folder: vscode.Uri;
  readonly #clock: Clock;

  constructor(storage: vscode.Uri, clock: Clock) {
    this.#folder = vscode.Uri.joinPath(storage, 'backups');
    this.#clock = clock;
  }

  /** The backups of a tenant, the newest first. */
  async entries(tenantId: string): Promise<readonly BackupEntry[]> {
    const entries = await Promise.all((await this.#names()).map((name) => this.#entry(name)));
    return entries
      .filter((entry) => entry?.tenantId === tenantId)
      .filter((entry) => entry !== undefined)
      .toSorted((one, other) => other.madeAt.localeCompare(one.madeAt));
  }

  /** The newest backup of a configuration that was deleted. */
  async ofConfiguration(tenantId: string, configurationId: string): Promise<BackupEntry | undefined> {
    return (await this.entries(tenantId)).find(
      (entry) => entry.configurationId === configurationId && entry.reason === 'configurationDeleted',
    );
  }

  /** Writes a backup. Nothing may be deleted before this has succeeded. */
  async make(reason: BackupReason, exported: ConfigurationExport): Promise<BackupEntry> {
    const madeAt = this.#clock.now().toISOString();
    const { tenantId, displayName, configurationId, authorities } = exported;
    const entry: BackupEntry = {
      id: `${madeAt.replaceAll(/\D/g, '')}-${crypto.randomUUID().slice(0, 8)}`,
      madeAt,
      reason,
      tenantId,
      displayName,
      configurationId,
      authorities: authorities.length,
    };
    const { writeExport } = await import('../../graph/configurationExport.ts');
    await vscode.workspace.fs.createDirectory(this.#folder);
    await vscode.workspace.fs.writeFile(this.fileOf(entry), Buffer.from(writeExport(exported)));
    // Last: what is listed is there as a whole.
    await vscode.workspace.fs.writeFile(this.#entryFileOf(entry), Buffer.from(JSON.stringify(entry)));
    return entry;
  }

  /** @throws {Error} where its file is not there any more or was damaged */
  async read(entry: BackupEntry): Promise<ConfigurationExport> {
    const { readExport } = await import('../../graph/configurationExport.ts');
    const bytes = await vscode.workspace.fs.readFile(this.fileOf(entry));
    const reading = readExport(Buffer.from(bytes).toString('utf8'));
    if ('problem' in reading) {
      throw new Error(`The backup ${entry.id} is damaged: ${reading.problem.kind}`);
    }
    return reading.exported;
  }

  /** Deletes backups for good. */
  async prune(entries: readonly BackupEntry[]): Promise<void> {
    // A file that is gone already is no harm.
    await Promise.allSettled(
      entries
        .flatMap((entry) => [this.#entryFileOf(entry), this.fileOf(entry)])
        .map((uri) => vscode.workspace.fs.delete(uri)),
    );
  }

  /** Where a backup is kept. */
  fileOf({ id }: Pick<BackupEntry, 'id'>): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, `${id}.json`);
  }

  #entryFileOf({ id }: Pick<BackupEntry, 'id'>): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, `${id}${entryEnding}`);
  }

  async #names(): Promise<readonly string[]> {
    try {
      const files = await vscode.workspace.fs.readDirectory(this.#folder);
      return files.map(([name]) => name).filter((name) => name.endsWith(entryEnding));
    } catch {
      return []; // there is no folder before the first backup
    }
  }

  /** Undefined where a file is none of ours, or was pruned in another window. */
  async #entry(name: string): Promise<BackupEntry | undefined> {
    try {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.#folder, name));
      const entry: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
      return isEntry(entry) && name === `${entry.id}${entryEnding}` ? entry : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Of the small file beside a backup that says what it is of, so that a list need not read them all. */
const entryEnding = '.entry.json';

const reasons: readonly unknown[] = [
  'configurationDeleted',
  'authoritiesDeleted',
  'classicStoreEmptied',
] satisfies BackupReason[];

function isEntry(value: unknown): value is BackupEntry {
  const texts = ['id', 'madeAt', 'tenantId', 'displayName', 'configurationId'];
  return (
    isRecord(value) &&
    texts.every((name) => typeof value[name] === 'string') &&
    typeof value['authorities'] === 'number' &&
    reasons.includes(value['reason'])
  );
}
