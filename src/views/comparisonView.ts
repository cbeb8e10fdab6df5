import * as vscode from 'vscode';
import type { ComparisonModel } from '../features/compare/comparisonModel.ts';
import type { ViewId } from '../ids.ts';
import type { ComparisonNode } from './comparisonRows.ts';

const viewId: ViewId = 'cbaPki.comparison';

/** The view "Comparison": what differs between a configuration and something else, with what can be done about it. */
export class ComparisonView implements vscode.TreeDataProvider<ComparisonNode>, vscode.Disposable {
  readonly #comparisons: ComparisonModel;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<ComparisonNode>;
  readonly #disposables: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(comparisons: ComparisonModel) {
    this.#comparisons = comparisons;
    this.#view = vscode.window.createTreeView(viewId, { treeDataProvider: this, canSelectMany: true });
    this.#disposables = vscode.Disposable.from(
      this.#changed,
      this.#view,
      comparisons.onDidChange(() => this.#show()),
    );
  }

  /** Brings the view to the front, where there is anything to see. */
  async reveal(): Promise<void> {
    const [first] = await this.getChildren();
    if (first) {
      await this.#view.reveal(first, { select: false, focus: true });
    }
  }

  async getChildren(parent?: ComparisonNode): Promise<ComparisonNode[]> {
    const { shown } = this.#comparisons;
    if (!shown || parent?.kind === 'compared') {
      return [];
    }
    const [{ groupRows, rowsOfGroup }] = await rows();
    if (!parent) {
      return groupRows(shown.comparison);
    }
    const { describeSettings } = await import('../features/compare/compareConfiguration.ts');
    return rowsOfGroup(shown.comparison, parent.group, (pair) => describeSettings(pair, pair.settings));
  }

  getParent(): undefined {
    return undefined;
  }

  async getTreeItem(node: ComparisonNode): Promise<vscode.TreeItem> {
    const [{ comparisonView }, { itemOf }] = await rows();
    return itemOf(comparisonView(node, this.#other));
  }

  async resolveTreeItem(item: vscode.TreeItem, node: ComparisonNode): Promise<vscode.TreeItem> {
    const [{ comparisonView }, { tooltipFor }] = await rows();
    item.tooltip = tooltipFor(comparisonView(node, this.#other));
    return item;
  }

  get #other(): string {
    return this.#comparisons.shown?.reference.name ?? '';
  }

  #show(): void {
    const { shown } = this.#comparisons;
    this.#view.description = shown?.configuration.displayName ?? '';
    const { missing, extra, renewed, changed } = shown?.comparison ?? {};
    const isAlike = [missing, extra, renewed, changed].every((group) => (group ?? []).length === 0);
    this.#view.message =
      shown && isAlike
        ? vscode.l10n.t('{name} and {other} are alike.', {
            name: shown.configuration.displayName,
            other: shown.reference.name,
          })
        : '';
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

/** How rows look comes with the first of them. */
function rows() {
  return Promise.all([import('./comparisonRows.ts'), import('./treeItem.ts')]);
}
