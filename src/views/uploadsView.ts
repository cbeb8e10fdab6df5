import * as vscode from 'vscode';
import type { UploadsModel } from '../features/uploads/uploadsModel.ts';
import type { CommandId, ViewId } from '../ids.ts';
import type { UploadNode } from './uploadRow.ts';

const viewId: ViewId = 'cbaPki.uploads';

/** The view "Uploads": what runs, and what came of the last ones. */
export class UploadsView implements vscode.TreeDataProvider<UploadNode>, vscode.Disposable {
  readonly #uploads: UploadsModel;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #disposables: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(uploads: UploadsModel) {
    this.#uploads = uploads;
    this.#disposables = vscode.Disposable.from(
      this.#changed,
      vscode.window.createTreeView(viewId, { treeDataProvider: this }),
      uploads.onDidChange(() => this.#changed.fire(undefined)),
    );
  }

  getChildren(parent?: UploadNode): UploadNode[] {
    if (parent) {
      return [];
    }
    this.#uploads.watchFiles();
    return [...this.#uploads.uploads];
  }

  async getTreeItem(node: UploadNode): Promise<vscode.TreeItem> {
    const [{ uploadView }, { itemOf }] = await rows();
    const view = uploadView(node, new Date());
    const item = itemOf(view);
    if (node.kind === 'endedUpload') {
      const command: CommandId = 'cbaPki.upload.show';
      item.command = { command, title: view.label, arguments: [node] };
    }
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: UploadNode): Promise<vscode.TreeItem> {
    const [{ uploadView }, { tooltipFor }] = await rows();
    item.tooltip = tooltipFor(uploadView(node, new Date()));
    return item;
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

/** How rows look comes with the first of them. */
function rows() {
  return Promise.all([import('./uploadRow.ts'), import('./treeItem.ts')]);
}
