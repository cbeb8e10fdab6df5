import * as vscode from 'vscode';
import { setContextKey } from '../platform/contextKeys.ts';
import { type Listing, usualListing } from './authorityRows.ts';

const key = 'view.listing';

/** How the authorities are shown, remembered across windows; what is looked for is not. */
export class ListingState implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChange = this.#changed.event;
  #listing: Listing;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    this.#listing = { ...usualListing, ...this.#remembered() };
    this.#tell();
  }

  get listing(): Listing {
    return this.#listing;
  }

  set(change: Partial<Listing>): void {
    this.#listing = { ...this.#listing, ...change };
    const { sort, grouping } = this.#listing;
    void this.#memory.update(key, { sort, grouping });
    this.#tell();
    this.#changed.fire(undefined);
  }

  /** What was remembered may be from another version, in which other words were used. */
  #remembered(): Partial<Listing> {
    const { sort, grouping } = this.#memory.get<Partial<Listing>>(key, {});
    return {
      ...(sort === 'name' || sort === 'expiry' || sort === 'type' ? { sort } : {}),
      ...(grouping === 'flat' || grouping === 'chain' ? { grouping } : {}),
    };
  }

  #tell(): void {
    setContextKey('cbaPki.authorities.filtered', this.#listing.filter === '' ? 'no' : 'yes');
    setContextKey('cbaPki.authorities.grouping', this.#listing.grouping);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
