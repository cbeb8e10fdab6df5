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
    await this.#memory.update(key, [...this.#without(entry), entry]);
  }

  async remove(entry: JournalEntry): Promise<void> {
    await this.#memory.update(key, this.#without(entry));
  }

  #without({ baseline, tenantId }: JournalEntry): JournalEntry[] {
    return this.entries.filter(
      (other) => other.tenantId !== tenantId || other.baseline.configurationId !== baseline.configurationId,
    );
  }
}
