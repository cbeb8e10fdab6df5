import type { Page } from '../../graph/page.ts';
import type { RecentChanges } from '../recentChanges.ts';
import type { Tenancy } from '../tenancy.ts';

/** What was loaded of a list, in the service's order, and whether there is more. */
export interface LoadedList<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

export interface Loading<T> {
  readonly tenancy: Tenancy;
  readonly list: Promise<LoadedList<T>>;
  /** The list once it is there, for those who must not wait. */
  loaded: LoadedList<T> | undefined;
}

/** A page as the service sent it, with what this window has changed since the service's lists were made. */
export function withChanges<T extends { readonly id: string }>(
  page: Page<T>,
  recent: RecentChanges<T>,
  isFirst: boolean,
): LoadedList<T> {
  return { items: recent.over(page.items, isFirst && page.next === undefined), next: page.next };
}

export function remember<T>(tenancy: Tenancy, list: Promise<LoadedList<T>>): Loading<T> {
  const loading: Loading<T> = { tenancy, list, loaded: undefined };
  list.then(
    (value) => {
      loading.loaded = value;
    },
    () => undefined,
  );
  return loading;
}

export function loaded<T>(tenancy: Tenancy, list: LoadedList<T>): Loading<T> {
  return { tenancy, list: Promise.resolve(list), loaded: list };
}

/** Both lists; what is in both is there once, as the second has it. A list may change between two of its pages. */
export function joined<T extends { readonly id: string }>(one: readonly T[], other: readonly T[]): T[] {
  return [...new Map([...one, ...other].map((item) => [item.id, item])).values()];
}
