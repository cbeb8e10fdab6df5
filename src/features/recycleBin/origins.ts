import type * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import { daysKept } from '../../graph/deletedItems.ts';

/** Which configuration an authority was deleted from. */
export interface Origin {
  readonly configurationId: string;
  readonly configurationName: string;
}

interface SavedOrigin extends Origin {
  readonly authorityId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const key = 'recycleBin.origins';

/** Most authorities that are remembered: 20 full configurations. */
const limit = 5000;

/** Remembers where deleted authorities came from: the service does not say. */
export class Origins {
  readonly #memory: vscode.Memento;
  readonly #clock: Clock;

  constructor(memory: vscode.Memento, clock: Clock) {
    this.#memory = memory;
    this.#clock = clock;
  }

  of(authorityId: string): Origin | undefined {
    return this.#all.find((saved) => saved.authorityId === authorityId);
  }

  /** To be called before the authorities are deleted. */
  async remember(authorityIds: readonly string[], origin: Origin): Promise<void> {
    const at = this.#clock.now().getTime();
    const ids = new Set(authorityIds);
    const oldest = at - (daysKept + 1) * 24 * 60 * 60 * 1000;
    const { configurationId, configurationName } = origin;
    await this.#memory.update(
      key,
      [
        ...authorityIds.map((authorityId) => ({ authorityId, configurationId, configurationName, at })),
        ...this.#all.filter((saved) => !ids.has(saved.authorityId) && saved.at > oldest),
      ].slice(0, limit),
    );
  }

  get #all(): readonly SavedOrigin[] {
    return this.#memory.get<readonly SavedOrigin[]>(key, []);
  }
}
