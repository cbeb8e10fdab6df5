import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../graph/clock.ts';

/** How long the service's lists may not show a change, in milliseconds. Its documentation speaks of minutes. */
const latenessOfLists = 10 * 60_000;

interface Change<T> {
  /** What a list may still have: it may be at any state since. */
  readonly befores: readonly T[];
  readonly after: T;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * What was just created, changed and removed, laid over the lists of the service, which show it late: nothing that is new is missing,
 * nothing that is gone comes back, and nothing looks as it did before, until the list has caught up or the time is over.
 */
export class RecentChanges<T extends { readonly id: string }> {
  readonly #clock: Clock;
  readonly #created = new Map<string, { readonly item: T; readonly at: number }>();
  readonly #removed = new Map<string, number>();
  readonly #changed = new Map<string, Change<T>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  created(item: T): void {
    this.#removed.delete(item.id);
    this.#created.set(item.id, { item, at: this.#clock.now().getTime() });
  }

  /** @param before as it was known; only where a list still has exactly that, `after` is shown instead */
  changed(before: T, after: T): void {
    const at = this.#clock.now().getTime();
    const created = this.#created.get(after.id);
    if (created) {
      this.#created.set(after.id, { item: after, at: created.at });
    }
    const earlier = this.#changed.get(after.id)?.befores ?? [];
    this.#changed.set(after.id, { befores: [...earlier, before], after, at });
  }

  removed(id: string): void {
    this.#created.delete(id);
    this.#changed.delete(id);
    this.#removed.set(id, this.#clock.now().getTime());
  }

  /** Ids of what was removed a moment ago; what a list has after that time was restored by somebody. */
  get removedIds(): ReadonlySet<string> {
    const oldest = this.#clock.now().getTime() - latenessOfLists;
    return new Set([...this.#removed].flatMap(([id, at]) => (at < oldest ? [] : [id])));
  }

  /**
   * A list as the service sent it, with what it does not show yet.
   * @param isWhole whether it is all of the list: then what is not in it is gone indeed
   */
  over(items: readonly T[], isWhole: boolean): readonly T[] {
    const oldest = this.#clock.now().getTime() - latenessOfLists;
    const shown = new Set(items.map(({ id }) => id));
    for (const [id, { at }] of this.#created) {
      if (at < oldest || shown.has(id)) {
        this.#created.delete(id);
      }
    }
    for (const [id, at] of this.#removed) {
      if (at < oldest || (isWhole && !shown.has(id))) {
        this.#removed.delete(id);
      }
    }
    for (const [id, { at }] of this.#changed) {
      if (at < oldest) {
        this.#changed.delete(id);
      }
    }
    if (this.#created.size === 0 && this.#removed.size === 0 && this.#changed.size === 0) {
      return items;
    }
    return [
      ...items.filter(({ id }) => !this.#removed.has(id)).map((item) => this.asChanged(item)),
      ...[...this.#created.values()].map(({ item }) => item),
    ];
  }

  /** An item of a list as it was changed just now, where the list does not show that yet. */
  asChanged(item: T): T {
    const change = this.#changed.get(item.id);
    if (!change) {
      return item;
    }
    if (change.befores.some((before) => isDeepStrictEqual(item, before))) {
      return change.after;
    }
    // The list has caught up, or somebody else has changed it since.
    this.#changed.delete(item.id);
    return item;
  }
}
