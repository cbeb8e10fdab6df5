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

const key = 'hosting.lastPlace';

/** The place that was chosen last, across windows and restarts. */
export class LastPlace {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  get place(): HostPlace | undefined {
    const value = this.#memory.get<unknown>(key);
    if (!isRecord(value) || typeof value['container'] !== 'string') {
      return undefined;
    }
    const { kind, container } = value;
    return kind === 'signedIn' || kind === 'shared' ? { kind, container } : undefined;
  }

  async remember(place: HostPlace): Promise<void> {
    if (place.kind !== 'sandbox') {
      await this.#memory.update(key, place);
    }
  }
}
