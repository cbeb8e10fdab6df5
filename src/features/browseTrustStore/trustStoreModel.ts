import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import type { Authority, Configuration } from '../../graph/model.ts';
import { RecentChanges } from '../recentChanges.ts';
import type { Tenancies, Tenancy } from '../tenancy.ts';
import { joined, type LoadedList, type Loading, loaded, remember, withChanges } from './loadedList.ts';

/**
 * What has been read of the connected trust store. Reads when asked, once; answers that come after a refresh or a change
 * of the connection are dropped. What this window has changed is shown at once, also while the service's lists are behind.
 */
export class TrustStoreModel implements vscode.Disposable {
  readonly #tenancies: Tenancies;
  readonly #changed = new vscode.EventEmitter<undefined>();
  /** Fires when something was read anew or has to be. */
  readonly onDidChange = this.#changed.event;
  #configurations: Loading<Configuration> | undefined;
  readonly #authorities = new Map<string, Loading<Authority>>();
  /** What was last seen of each configuration, kept while it is read again. */
  readonly #lastSeen = new Map<string, { readonly tenancy: Tenancy; readonly items: readonly Authority[] }>();
  readonly #clock: Clock;
  #recentConfigurations: RecentChanges<Configuration>;
  /** By configuration. */
  readonly #recentAuthorities = new Map<string, RecentChanges<Authority>>();

  constructor(tenancies: Tenancies, clock: Clock) {
    this.#tenancies = tenancies;
    this.#clock = clock;
    this.#recentConfigurations = new RecentChanges(clock);
  }

  /** The configurations read so far; reads the first page where none were. */
  async configurations(): Promise<LoadedList<Configuration>> {
    const tenancy = await this.#tenancies.require();
    if (this.#configurations?.tenancy !== tenancy) {
      const reading = tenancy.trustStore.listConfigurations(tenancy.signal);
      const loading = remember(
        tenancy,
        reading.then((page) => withChanges(page, this.#recentConfigurations, true)),
      );
      this.#configurations = loading;
      loading.list.catch(() => {
        if (this.#configurations === loading) {
          this.#configurations = undefined;
        }
      });
    }
    return this.#configurations.list;
  }

  /** Every configuration, all pages: a picker must not leave any out. */
  async allConfigurations(): Promise<readonly Configuration[]> {
    for (;;) {
      const { items, next } = await this.configurations();
      if (next === undefined) {
        return items;
      }
      await this.loadMoreConfigurations();
    }
  }

  /** Reads the next page of configurations. */
  async loadMoreConfigurations(): Promise<void> {
    const { items, next } = await this.configurations();
    const before = this.#configurations;
    const tenancy = await this.#tenancies.require();
    // What was read first may be forgotten by now.
    if (next === undefined || before?.loaded?.items !== items) {
      return;
    }
    const page = withChanges(
      await tenancy.trustStore.listConfigurations(tenancy.signal, next),
      this.#recentConfigurations,
      false,
    );
    if (this.#configurations === before) {
      this.#configurations = loaded(tenancy, { items: joined(items, page.items), next: page.next });
      this.#changed.fire(undefined);
    }
  }

  /** The authorities read so far of a configuration; reads the first page where none were. */
  async authorities(configurationId: string): Promise<LoadedList<Authority>> {
    const tenancy = await this.#tenancies.require();
    const known = this.#authorities.get(configurationId);
    if (known?.tenancy === tenancy) {
      return known.list;
    }
    const reading = tenancy.trustStore.listAuthorities(configurationId, tenancy.signal);
    const loading = remember(
      tenancy,
      reading.then((page) => withChanges(page, this.#recentIn(configurationId), true)),
    );
    this.#authorities.set(configurationId, loading);
    const isCurrent = (): boolean => this.#authorities.get(configurationId) === loading;
    loading.list.then(
      ({ items }) => isCurrent() && this.#lastSeen.set(configurationId, { tenancy, items }),
      () => isCurrent() && this.#authorities.delete(configurationId),
    );
    return loading.list;
  }

  /** Reads the next page of a configuration's authorities. */
  async loadMoreAuthorities(configurationId: string): Promise<void> {
    const { items, next } = await this.authorities(configurationId);
    const before = this.#authorities.get(configurationId);
    const tenancy = await this.#tenancies.require();
    if (next === undefined || before?.loaded?.items !== items) {
      return;
    }
    const page = withChanges(
      await tenancy.trustStore.listAuthorities(configurationId, tenancy.signal, next),
      this.#recentIn(configurationId),
      false,
    );
    if (this.#authorities.get(configurationId) === before) {
      const list = { items: joined(items, page.items), next: page.next };
      this.#authorities.set(configurationId, loaded(tenancy, list));
      this.#lastSeen.set(configurationId, { tenancy, items: list.items });
      this.#changed.fire(undefined);
    }
  }

  /** Every authority of a configuration, all pages. */
  async allAuthorities(configurationId: string): Promise<readonly Authority[]> {
    for (;;) {
      const { items, next } = await this.authorities(configurationId);
      if (next === undefined) {
        return items;
      }
      await this.loadMoreAuthorities(configurationId);
    }
  }

  /** The authorities of a configuration as far as they are here; asks nobody. */
  knownAuthorities(configurationId: string): LoadedList<Authority> | undefined {
    return this.#authorities.get(configurationId)?.loaded;
  }

  /** The configurations as far as they are here; asks nobody. */
  get knownConfigurations(): readonly Configuration[] {
    return this.#configurations?.loaded?.items ?? [];
  }

  /** Every authority that was seen so far in the connected tenant, in whatever configuration that is still there. */
  get allSeenAuthorities(): readonly Authority[] {
    const tenancy = this.#tenancies.current;
    const list = this.#configurations?.loaded;
    const isGone = (configurationId: string): boolean =>
      list !== undefined && list.next === undefined && !list.items.some(({ id }) => id === configurationId);
    return [...this.#lastSeen].flatMap(([id, seen]) =>
      seen.tenancy === tenancy && !isGone(id) ? seen.items : [],
    );
  }

  /** Takes over a configuration as it was just read; its authorities are read again when it has changed. */
  update(tenancy: Tenancy, configuration: Configuration): void {
    const loading = this.#configurations;
    const before = loading?.loaded?.items.find(({ id }) => id === configuration.id);
    if (!loading?.loaded || loading.tenancy !== tenancy || !before || isSame(before, configuration)) {
      return;
    }
    const { items, next } = loading.loaded;
    const list = items.map((item) => (item.id === configuration.id ? configuration : item));
    this.#configurations = loaded(tenancy, { items: list, next });
    if (before.lastModifiedDateTime !== configuration.lastModifiedDateTime) {
      this.#authorities.delete(configuration.id);
    }
    this.#changed.fire(undefined);
  }

  /** Takes over a configuration that was just renamed: the service's lists may have its old name for minutes. */
  renamed(tenancy: Tenancy, configuration: Configuration): void {
    const before = this.knownConfigurations.find(({ id }) => id === configuration.id);
    if (before && tenancy === this.#tenancies.current) {
      this.#recentConfigurations.changed(before, configuration);
    }
    this.update(tenancy, configuration);
  }

  /** Takes in a configuration that was just created or restored: the service's lists may not have it for minutes. */
  add(tenancy: Tenancy, configuration: Configuration): void {
    if (tenancy !== this.#tenancies.current) {
      return;
    }
    this.#recentConfigurations.created(configuration);
    const loading = this.#configurations;
    if (loading?.loaded && loading.tenancy === tenancy) {
      const { items, next } = loading.loaded;
      this.#configurations = loaded(tenancy, { items: joined(items, [configuration]), next });
      this.#changed.fire(undefined);
    }
  }

  /** Takes a configuration out that was just deleted: the service's lists may have it for minutes. */
  remove(tenancy: Tenancy, configurationId: string): void {
    if (tenancy !== this.#tenancies.current) {
      return;
    }
    this.#recentConfigurations.removed(configurationId);
    this.#authorities.delete(configurationId);
    this.#lastSeen.delete(configurationId);
    const loading = this.#configurations;
    if (loading?.loaded) {
      const { items, next } = loading.loaded;
      const left = items.filter(({ id }) => id !== configurationId);
      this.#configurations = loaded(tenancy, { items: left, next });
    }
    this.#changed.fire(undefined);
  }

  /** Takes in an authority that was just added, restored or changed. */
  putAuthority(tenancy: Tenancy, configurationId: string, authority: Authority): void {
    this.#changeAuthorities(tenancy, configurationId, (items, recent) => {
      const before = items.find(({ id }) => id === authority.id);
      if (before) {
        recent.changed(before, authority);
      } else {
        recent.created(authority);
      }
      return joined(items, [authority]);
    });
  }

  /** Takes an authority out that was just deleted. */
  removeAuthority(tenancy: Tenancy, configurationId: string, authorityId: string): void {
    this.#changeAuthorities(tenancy, configurationId, (items, recent) => {
      recent.removed(authorityId);
      return items.filter(({ id }) => id !== authorityId);
    });
  }

  /** Ids of authorities that were deleted a moment ago, and that the service's lists may still have. */
  recentlyRemovedFrom(configurationId: string): ReadonlySet<string> {
    return this.#recentIn(configurationId).removedIds;
  }

  /** An authority as a list has it, with what was changed here a moment ago. */
  asChanged(configurationId: string, authority: Authority): Authority {
    return this.#recentIn(configurationId).asChanged(authority);
  }

  #changeAuthorities(
    tenancy: Tenancy,
    configurationId: string,
    change: (items: readonly Authority[], recent: RecentChanges<Authority>) => readonly Authority[],
  ): void {
    if (tenancy !== this.#tenancies.current) {
      return;
    }
    const known = this.#authorities.get(configurationId);
    const before = known?.loaded?.items ?? this.#lastSeen.get(configurationId)?.items ?? [];
    const items = change(before, this.#recentIn(configurationId));
    if (known?.loaded) {
      this.#authorities.set(configurationId, loaded(tenancy, { items, next: known.loaded.next }));
      this.#lastSeen.set(configurationId, { tenancy, items });
    } else {
      // What is being read now may be from before.
      this.#authorities.delete(configurationId);
    }
    this.#changed.fire(undefined);
  }

  #recentIn(configurationId: string): RecentChanges<Authority> {
    const recent = this.#recentAuthorities.get(configurationId) ?? new RecentChanges(this.#clock);
    this.#recentAuthorities.set(configurationId, recent);
    return recent;
  }

  /** Forgets everything, so that it is read again when somebody looks. */
  refresh(): void {
    this.#configurations = undefined;
    this.#authorities.clear();
    this.#changed.fire(undefined);
  }

  /** Forgets also what was seen before: it belongs to a tenant that is not connected any more. */
  forget(): void {
    this.#lastSeen.clear();
    this.#recentConfigurations = new RecentChanges(this.#clock);
    this.#recentAuthorities.clear();
    this.refresh();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function isSame(one: Configuration, other: Configuration): boolean {
  return (
    one.displayName === other.displayName &&
    one.status === other.status &&
    one.statusDetails === other.statusDetails &&
    one.lastModifiedDateTime === other.lastModifiedDateTime
  );
}
