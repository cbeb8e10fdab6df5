import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import type { DeletedItem } from '../../graph/deletedItems.ts';
import { RecentChanges } from '../recentChanges.ts';
import type { Tenancies, Tenancy } from '../tenancy.ts';

interface Loading {
  readonly tenancy: Tenancy;
  items: Promise<readonly DeletedItem[]>;
}

export function nameOfDeleted(item: DeletedItem): string {
  const { displayName, id } = item.kind === 'deletedConfiguration' ? item.configuration : item.authority;
  return displayName || id;
}

/** The deleted items of the connected tenant, read when somebody looks. */
export class RecycleBinModel implements vscode.Disposable {
  readonly #tenancies: Tenancies;
  readonly #clock: Clock;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChange = this.#changed.event;
  #loading: Loading | undefined;
  #recent: RecentChanges<DeletedItem>;

  constructor(tenancies: Tenancies, clock: Clock) {
    this.#tenancies = tenancies;
    this.#clock = clock;
    this.#recent = new RecentChanges(clock);
  }

  /** The newest first. */
  async items(): Promise<readonly DeletedItem[]> {
    const tenancy = await this.#tenancies.require();
    if (this.#loading?.tenancy !== tenancy) {
      const loading: Loading = { tenancy, items: this.#read(tenancy) };
      this.#loading = loading;
      loading.items.catch(() => {
        if (this.#loading === loading) {
          this.#loading = undefined;
        }
      });
    }
    return this.#loading.items;
  }

  async #read(tenancy: Tenancy): Promise<readonly DeletedItem[]> {
    const all = await tenancy.deletedItems.all(tenancy.signal);
    const shown = this.#recent.over(all, true);
    const timeOf = ({ deletedDateTime }: DeletedItem): number => deletedDateTime?.getTime() ?? 0;
    return shown.toSorted((one, other) => timeOf(other) - timeOf(one));
  }

  /** Takes an item out that was just restored or deleted for good. */
  remove(tenancy: Tenancy, id: string): void {
    if (tenancy !== this.#tenancies.current) {
      return;
    }
    this.#recent.removed(id);
    const loading = this.#loading;
    if (loading) {
      loading.items = loading.items.then((items) => items.filter((item) => item.id !== id));
    }
    this.#changed.fire(undefined);
  }

  /** Takes in what was just deleted: the service's lists may not have it for minutes. */
  put(tenancy: Tenancy, item: DeletedItem): void {
    if (tenancy === this.#tenancies.current) {
      this.#recent.created(item);
      this.refresh();
    }
  }

  /** Has everything read again when somebody looks: something was deleted, or the user asked. */
  refresh(): void {
    this.#loading = undefined;
    this.#changed.fire(undefined);
  }

  /** Forgets also what was changed: another tenant is connected. */
  forget(): void {
    this.#recent = new RecentChanges(this.#clock);
    this.refresh();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
