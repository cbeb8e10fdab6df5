import type * as vscode from 'vscode';
import type { UploadBaseline } from '../../graph/uploadJob.ts';

/** An upload that was asked for and whose end nobody has seen yet. Holds no address: it may be a secret. */
export interface JournalEntry {
  readonly tenantId: string;
  readonly configurationName: string;
  readonly bundleName: string;
  readonly baseline: UploadBaseline;
  /** How many authorities the configuration had before. */
  readonly authoritiesBefore: number;
}

const key = 'uploads';

/** Remembers running uploads across windows and restarts. One per configuration, as the service allows. */
export class UploadJournal {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  get entries(): readonly JournalEntry[] {
    return this.#memory.get<JournalEntry[]>(key, []);
  }

  async add(entry: JournalEntry): Promise<void> {
    await this.#memory.update(key, [...this.entries.filter((other) => !isSameTarget(other, entry)), entry]);
  }

  async remove(entry: JournalEntry): Promise<void> {
    // A later upload to the same configuration has an entry of its own, which stays.
    const left = this.entries.filter(
      (other) => !isSameTarget(other, entry) || other.baseline.startedAt !== entry.baseline.startedAt,
    );
    await this.#memory.update(key, left);
  }

  /** Whether an upload to the configuration is remembered as running. */
  has(tenantId: string, configurationId: string): boolean {
    return this.entries.some(
      (entry) => entry.tenantId === tenantId && entry.baseline.configurationId === configurationId,
    );
  }
}

function isSameTarget(one: JournalEntry, other: JournalEntry): boolean {
  return one.tenantId === other.tenantId && one.baseline.configurationId === other.baseline.configurationId;
}
