import { t } from '@vscode/l10n';
import type { LoadedList } from '../features/browseTrustStore/loadedList.ts';
import type { Authority } from '../graph/model.ts';
import { finderOf } from './authorityRows.ts';

/** Chooses the configurations that a filter leaves, and counts what it finds. */
export class FilterMessage {
  readonly #filter: string;
  #found = 0;
  #looked = 0;
  #unread = 0;

  constructor(filter: string) {
    this.#filter = filter;
  }

  /** Whether a configuration is shown: something was found in it, or not all of it was read yet. */
  takes(known: LoadedList<Authority> | undefined): boolean {
    if (this.#filter === '') {
      return true;
    }
    if (!known) {
      this.#unread += 1;
      return true;
    }
    const found = known.items.filter(finderOf(this.#filter)).length;
    this.#found += found;
    this.#looked += known.items.length;
    const isPart = known.next !== undefined;
    this.#unread += isPart ? 1 : 0;
    return found > 0 || isPart;
  }

  /** What stands above the tree; undefined for nothing. */
  get text(): string | undefined {
    if (this.#filter === '') {
      return undefined;
    }
    const found = t('“{0}”: {1} of {2} authorities', this.#filter, this.#found, this.#looked);
    return this.#unread === 0
      ? found
      : t('{0}. Not read to the end yet: {1} configurations', found, this.#unread);
  }
}
