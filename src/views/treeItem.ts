import * as vscode from 'vscode';
import type { CommandId } from '../ids.ts';
import { decoratedUri } from './expiryDecorations.ts';
import type { NodeView, TooltipLine, TreeNode } from './nodes.ts';

/** VS Code's item for a row. The tooltip is made when it is looked at. */
export function treeItemOf(node: TreeNode, view: NodeView): vscode.TreeItem {
  const item = new vscode.TreeItem(
    view.label,
    view.collapsible ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  item.id = view.id;
  item.description = view.description ?? '';
  item.iconPath = new vscode.ThemeIcon(view.icon, view.color ? new vscode.ThemeColor(view.color) : undefined);
  item.contextValue = view.contextValue;
  item.accessibilityInformation = { label: view.accessibleLabel };
  if (view.expiry) {
    item.resourceUri = decoratedUri(view.id, view.expiry);
  }
  if (node.kind === 'loadMore') {
    item.command = commandOf('cbaPki.configurations.loadMore', view.label, node);
  }
  if (node.kind === 'failure') {
    item.command = commandOf('cbaPki.configurations.retry', view.label, node);
  }
  return item;
}

function commandOf(command: CommandId, title: string, node: TreeNode): vscode.Command {
  return { command, title, arguments: [node] };
}

/** Facts and identifiers; values come from the service and are never read as markup. */
export function tooltipOf(node: TreeNode, view: NodeView): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('', true);
  tooltip.appendMarkdown('**').appendText(view.label).appendMarkdown('**\n\n');
  for (const line of view.tooltip) {
    appendLine(tooltip, line);
  }
  const link = copyLink(node);
  if (link) {
    tooltip.isTrusted = { enabledCommands: [link.command] };
    tooltip.appendMarkdown(`\n\n[$(copy) ${link.title}](command:${link.command}?${link.argument})`);
  }
  return tooltip;
}

function appendLine(tooltip: vscode.MarkdownString, { name, value, isCode }: TooltipLine): void {
  if (name !== '') {
    tooltip.appendText(`${name}: `);
  }
  if (isCode) {
    tooltip.appendMarkdown(`\`${value.replaceAll('`', '')}\``);
  } else {
    tooltip.appendText(value);
  }
  tooltip.appendMarkdown('  \n');
}

function copyLink(node: TreeNode): { command: CommandId; title: string; argument: string } | undefined {
  const argument = encodeURIComponent(JSON.stringify([node]));
  switch (node.kind) {
    case 'configuration':
      return { command: 'cbaPki.configuration.copyId', title: vscode.l10n.t('Copy Id'), argument };
    case 'authority':
      return {
        command: 'cbaPki.authority.copyThumbprint',
        title: vscode.l10n.t('Copy Thumbprint'),
        argument,
      };
    case 'loadMore':
    case 'failure':
    case 'note':
      return undefined;
  }
}
