import * as vscode from 'vscode';
import type { ConfigurationNode, TreeNode } from './treeNode.ts';

/** Most rows that are opened at once: more than fit on a screen help nobody. */
const limit = 12;

/** Knows which configurations are open in the tree, and opens those in which a filter has found something. */
export class OpenedRows implements vscode.Disposable {
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #opened = new Set<string>();
  #filter = '';
  /** Configurations that were opened because of the filter. */
  readonly #offered = new Set<string>();
  readonly #disposables: vscode.Disposable;

  constructor(view: vscode.TreeView<TreeNode>) {
    this.#view = view;
    this.#disposables = vscode.Disposable.from(
      view.onDidExpandElement(({ element }) => {
        if (element.kind === 'configuration') {
          this.#opened.add(element.configuration.id);
        }
      }),
      view.onDidCollapseElement(({ element }) => {
        if (element.kind === 'configuration') {
          this.#opened.delete(element.configuration.id);
        }
      }),
    );
  }

  /**
   * Opens rows that are about to be shown because of a filter, each once: who closes one again wants it closed. The first comes last, so
   * that it is the one in sight.
   */
  open(filter: string, rows: readonly ConfigurationNode[]): void {
    if (filter !== this.#filter) {
      this.#filter = filter;
      this.#offered.clear();
    }
    const fresh = rows.slice(0, limit).filter(({ configuration }) => !this.#offered.has(configuration.id));
    fresh.forEach(({ configuration }) => this.#offered.add(configuration.id));
    const closed = fresh.filter(({ configuration }) => !this.#opened.has(configuration.id));
    if (closed.length === 0) {
      return;
    }
    // Once the tree has them.
    setTimeout(() => {
      for (const row of closed.toReversed()) {
        // A row that a further letter has taken away again is not to be found.
        this.#view
          .reveal(row, { select: false, focus: false, expand: true })
          .then(undefined, () => undefined);
      }
    }, 100);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
