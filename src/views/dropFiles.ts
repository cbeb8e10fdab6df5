import * as vscode from 'vscode';
import type { CommandId } from '../ids.ts';
import type { TreeNode } from './treeNode.ts';

const uriList = 'text/uri-list';

/** Files that are dropped on a configuration, or on an authority in it, are added to it. */
export class DropFiles implements vscode.TreeDragAndDropController<TreeNode> {
  readonly dropMimeTypes = [uriList];
  readonly dragMimeTypes: readonly string[] = [];
  readonly #configurationOf: (node: TreeNode) => TreeNode | undefined;

  /** @param configurationOf the row of the configuration that a row belongs to */
  constructor(configurationOf: (node: TreeNode) => TreeNode | undefined) {
    this.#configurationOf = configurationOf;
  }

  async handleDrop(target: TreeNode | undefined, data: vscode.DataTransfer): Promise<void> {
    const text = (await data.get(uriList)?.asString()) ?? '';
    const uris = text
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => vscode.Uri.parse(line));
    const configuration = target && this.#configurationOf(target);
    if (uris.length > 0 && configuration) {
      // Not waited for: VS Code shows a drop as going on until this returns, and questions come next.
      void vscode.commands.executeCommand('cbaPki.authorities.add' satisfies CommandId, configuration, uris);
    }
  }
}
