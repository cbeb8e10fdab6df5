import * as vscode from 'vscode';
import type { ConnectionOwner } from '../auth/connectionOwner.ts';
import type { PendingWork } from '../features/pendingWork.ts';
import type { Origins } from '../features/recycleBin/origins.ts';
import type { RecycleBinModel } from '../features/recycleBin/recycleBinModel.ts';
import type { CommandId, ViewId } from '../ids.ts';
import { setContextKey } from '../platform/contextKeys.ts';
import { failureOf } from '../platform/failure.ts';
import type { DeletedNode } from './deletedRow.ts';

const viewId: ViewId = 'cbaPki.deletedItems';

export interface DeletedItemsViewServices {
  readonly connection: ConnectionOwner;
  readonly recycleBin: RecycleBinModel;
  readonly pending: PendingWork;
  readonly origins: Origins;
  readonly log: (what: string, error: unknown) => void;
}

/** The view "Deleted": what can still be restored. It reads nothing before it is opened. */
export class DeletedItemsView implements vscode.TreeDataProvider<DeletedNode>, vscode.Disposable {
  readonly #services: DeletedItemsViewServices;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #disposables: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(services: DeletedItemsViewServices) {
    this.#services = services;
    const { connection, recycleBin, pending } = services;
    this.#disposables = vscode.Disposable.from(
      this.#changed,
      vscode.window.createTreeView(viewId, { treeDataProvider: this, canSelectMany: true }),
      recycleBin.onDidChange(() => this.#changed.fire(undefined)),
      pending.onDidChange(() => this.#changed.fire(undefined)),
      connection.onDidChange(() => recycleBin.forget()),
    );
  }

  async getChildren(parent?: DeletedNode): Promise<DeletedNode[]> {
    if (parent) {
      return [];
    }
    const { connection, recycleBin, pending, origins } = this.#services;
    try {
      await connection.restore();
      if (connection.current?.kind === 'signedOut') {
        return [];
      }
      const items = await recycleBin.items();
      setContextKey('cbaPki.deletedItems.state', items.length === 0 ? 'empty' : 'shown');
      return items.map((item) => ({
        kind: 'deletedItem',
        item,
        pending: pending.kindOf(item.id),
        origin: item.kind === 'deletedAuthority' ? origins.of(item.id)?.configurationName : undefined,
      }));
    } catch (error) {
      const failure = failureOf(error);
      if (failure.outcome === 'cancelled') {
        return [];
      }
      this.#services.log('deleted items', error);
      setContextKey('cbaPki.deletedItems.state', 'failed');
      return [{ kind: 'failure', message: failure.message }];
    }
  }

  async getTreeItem(node: DeletedNode): Promise<vscode.TreeItem> {
    const [{ deletedView }, { itemOf }] = await rows();
    const view = deletedView(node, new Date());
    const item = itemOf(view);
    if (node.kind === 'failure') {
      item.command = { command: 'cbaPki.deletedItems.refresh' satisfies CommandId, title: view.label };
    }
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: DeletedNode): Promise<vscode.TreeItem> {
    const [{ deletedView }, { tooltipFor }] = await rows();
    item.tooltip = tooltipFor(deletedView(node, new Date()));
    return item;
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

/** How rows look comes with the first of them. */
function rows() {
  return Promise.all([import('./deletedRow.ts'), import('./treeItem.ts')]);
}
