import type * as vscode from 'vscode';
import { isRecord } from '../../graph/isRecord.ts';
import type { HostPlace } from './bundleHosts.ts';

/** Where a bundle gets its address from, as the user chose. */
export type HostChoice =
  | { readonly kind: 'address' }
  | { readonly kind: 'hosted'; readonly place: HostPlace; readonly signature: ChosenSignature | undefined };

/** A signature that was pasted for a container. */
export interface ChosenSignature {
  /** A secret. Undefined where it is in the secret storage already. */
  readonly text: string | undefined;
  /** Whether it stays in the secret storage after the upload. */
  readonly isKept: boolean;
}

const placeKey = 'hosting.lastPlace';
const kindKey = 'hosting.lastKind';

/** What was chosen last, across windows and restarts. */
export class LastPlace {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** The container that was chosen last, also where something else was chosen since. */
  get place(): Exclude<HostPlace, { kind: 'sandbox' }> | undefined {
    const value = this.#memory.get<unknown>(placeKey);
    if (!isRecord(value) || typeof value['container'] !== 'string') {
      return undefined;
    }
    const { kind, container } = value;
    return kind === 'signedIn' || kind === 'shared' ? { kind, container } : undefined;
  }

  /** What was chosen last: a container, the sandbox, or an address; undefined where nothing ever was. */
  get kind(): 'container' | 'sandbox' | 'address' | undefined {
    const value = this.#memory.get<unknown>(kindKey);
    return value === 'container' || value === 'sandbox' || value === 'address' ? value : undefined;
  }

  async remember(choice: HostChoice): Promise<void> {
    if (choice.kind === 'hosted' && choice.place.kind !== 'sandbox') {
      await this.#memory.update(placeKey, choice.place);
      await this.#memory.update(kindKey, 'container');
    } else {
      await this.#memory.update(kindKey, choice.kind === 'address' ? 'address' : 'sandbox');
    }
  }
}
