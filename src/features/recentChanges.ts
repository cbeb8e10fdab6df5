import type { Clock } from '../graph/clock.ts';

/** How long the service's lists may not show a change, in milliseconds. Its documentation speaks of minutes. */
const latenessOfLists = 10 * 60_000;

/**
 * What was just created and removed, laid over the lists of the service, which show it late: nothing that is new is missing, and
 * nothing that is gone comes back, until the list has caught up or the time is over.
 */
export class RecentChanges<T extends { readonly id: string }> {
  readonly #clock: Clock;
  readonly #created = new Map<string, { readonly item: T; readonly at: number }>();
  readonly #removed = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  created(item: T): void {
    this.#removed.delete(item.id);
    this.#created.set(item.id, { item, at: this.#clock.now().getTime() });
  }

  removed(id: string): void {
    this.#created.delete(id);
    this.#removed.set(id, this.#clock.now().getTime());
  }

  get removedIds(): ReadonlySet<string> {
    return new Set(this.#removed.keys());
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
    if (this.#created.size === 0 && this.#removed.size === 0) {
      return items;
    }
    return [
      ...items.filter(({ id }) => !this.#removed.has(id)),
      ...[...this.#created.values()].map(({ item }) => item),
    ];
  }
}
