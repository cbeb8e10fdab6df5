import * as vscode from 'vscode';
import type { ComparedAuthority, Comparison } from '../../graph/comparison.ts';
import type { Configuration } from '../../graph/model.ts';
import { setContextKey } from '../../platform/contextKeys.ts';
import type { Tenancy } from '../tenancy.ts';

/** What a configuration is compared with. */
export interface Reference {
  readonly name: string;
  /** Reads it, as it is now. */
  readonly read: (signal: AbortSignal) => Promise<readonly ComparedAuthority[]>;
}

/** A comparison on screen. */
export interface ShownComparison {
  readonly tenancy: Tenancy;
  readonly configuration: Configuration;
  readonly reference: Reference;
  readonly ours: readonly ComparedAuthority[];
  readonly theirs: readonly ComparedAuthority[];
  readonly comparison: Comparison;
}

/** Holds the comparison that the view "Comparison" shows. */
export class ComparisonModel implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChange = this.#changed.event;
  #shown: ShownComparison | undefined;

  get shown(): ShownComparison | undefined {
    return this.#shown;
  }

  show(comparison: ShownComparison | undefined): void {
    this.#shown = comparison;
    setContextKey('cbaPki.comparison', comparison ? 'shown' : 'none');
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
