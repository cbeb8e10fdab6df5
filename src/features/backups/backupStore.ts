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

const indexKey = 'backups';

/**
 * Keeps what is about to be deleted, certificates and settings, in the storage of the extension until somebody prunes it.
 * Certificates are public; nothing else is in it that is not in the tenant for every reader to see.
 */
export class BackupStore {
  readonly #folder: vscode.Uri;
  readonly #memory: vscode.Memento;
  readonly #clock: Clock;

  constructor(storage: vscode.Uri, memory: vscode.Memento, clock: Clock) {
    this.#folder = vscode.Uri.joinPath(storage, 'backups');
    this.#memory = memory;
    this.#clock = clock;
  }

  /** The backups of a tenant, the newest first. */
  entries(tenantId: string): readonly BackupEntry[] {
    return this.#index.filter((entry) => entry.tenantId === tenantId).toReversed();
  }

  /** The newest backup of a configuration that was deleted. */
  ofConfiguration(tenantId: string, configurationId: string): BackupEntry | undefined {
    return this.entries(tenantId).find(
      (entry) => entry.configurationId === configurationId && entry.reason === 'configurationDeleted',
    );
  }

  /** Writes a backup. Nothing may be deleted before this has succeeded. */
  async make(reason: BackupReason, exported: ConfigurationExport): Promise<BackupEntry> {
    const madeAt = this.#clock.now().toISOString();
    const id = `${madeAt.replaceAll(/\D/g, '')}-${crypto.randomUUID().slice(0, 8)}`;
    const { tenantId, displayName, configurationId, authorities } = exported;
    const { writeExport } = await import('../../graph/configurationExport.ts');
    await vscode.workspace.fs.createDirectory(this.#folder);
    await vscode.workspace.fs.writeFile(this.fileOf({ id }), Buffer.from(writeExport(exported)));
    const entry: BackupEntry = {
      id,
      madeAt,
      reason,
      tenantId,
      displayName,
      configurationId,
      authorities: authorities.length,
    };
    await this.#memory.update(indexKey, [...this.#index, entry]);
    return entry;
  }

  /** @throws {Error} where its file is not there any more or was damaged */
  async read({ id }: BackupEntry): Promise<ConfigurationExport> {
    const { readExport } = await import('../../graph/configurationExport.ts');
    const bytes = await vscode.workspace.fs.readFile(this.fileOf({ id }));
    const reading = readExport(Buffer.from(bytes).toString('utf8'));
    if ('problem' in reading) {
      throw new Error(`The backup ${id} is damaged: ${reading.problem.kind}`);
    }
    return reading.exported;
  }

  /** Deletes backups for good. */
  async prune(entries: readonly BackupEntry[]): Promise<void> {
    const ids = new Set(entries.map(({ id }) => id));
    await this.#memory.update(
      indexKey,
      this.#index.filter(({ id }) => !ids.has(id)),
    );
    // A file that is gone already is no harm.
    await Promise.allSettled(entries.map(({ id }) => vscode.workspace.fs.delete(this.fileOf({ id }))));
  }

  get #index(): readonly BackupEntry[] {
    const saved = this.#memory.get<readonly BackupEntry[]>(indexKey, []);
    return saved.filter((entry) => isRecord(entry) && /^[\w-]+$/.test(entry.id));
  }

  /** Where a backup is kept. */
  fileOf({ id }: Pick<BackupEntry, 'id'>): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, `${id}.json`);
  }
}
