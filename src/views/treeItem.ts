import * as vscode from 'vscode';
import type { CommandId } from '../ids.ts';
import { decoratedUri } from './expiryDecorations.ts';
import type { NodeView, TooltipLine } from './nodeView.ts';
import type { TreeNode } from './treeNode.ts';

const collapsibleStates = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
} as const;

/** VS Code's item for what a row looks like. The tooltip is made when it is looked at. */
export function itemOf(view: NodeView): vscode.TreeItem {
  const item = new vscode.TreeItem(view.label, collapsibleStates[view.collapsible]);
  item.id = view.id;
  item.description = view.description ?? '';
  item.iconPath = new vscode.ThemeIcon(view.icon, view.color ? new vscode.ThemeColor(view.color) : undefined);
  item.contextValue = view.contextValue;
  item.accessibilityInformation = { label: view.accessibleLabel };
  if (view.expiry) {
    item.resourceUri = decoratedUri(view.id, view.expiry);
  }
  return item;
}

/** The item of a row of the configurations, with what it does when it is clicked. */
export function treeItemOf(node: TreeNode, view: NodeView): vscode.TreeItem {
  const item = itemOf(view);
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
export function tooltipFor(view: NodeView): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('', true);
  tooltip.appendMarkdown('**').appendText(view.label).appendMarkdown('**\n\n');
  for (const line of view.tooltip) {
    appendLine(tooltip, line);
  }
  return tooltip;
}

/** The same with links that copy the identifiers. */
export function tooltipOf(node: TreeNode, view: NodeView): vscode.MarkdownString {
  const tooltip = tooltipFor(view);
  const links = copyLinks(node);
  if (links.length > 0) {
    const target = node.kind === 'authority' ? { ...node, issued: undefined } : node;
    const argument = encodeURIComponent(JSON.stringify([target]));
    tooltip.isTrusted = { enabledCommands: links.map(({ command }) => command) };
    tooltip.appendMarkdown(
      `\n\n${links.map(({ command, title }) => `[$(copy) ${title}](command:${command}?${argument})`).join(' · ')}`,
    );
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

function copyLinks(node: TreeNode): { readonly command: CommandId; readonly title: string }[] {
  switch (node.kind) {
    case 'configuration':
      return [{ command: 'cbaPki.configuration.copyId', title: vscode.l10n.t('Copy Id') }];
    case 'authority':
      return [
        { command: 'cbaPki.authority.copyThumbprint', title: vscode.l10n.t('Copy Thumbprint') },
        {
          command: 'cbaPki.authority.copySubjectKeyIdentifier',
          title: vscode.l10n.t('Copy Subject Key Identifier'),
        },
        { command: 'cbaPki.authority.copyId', title: vscode.l10n.t('Copy Id') },
      ];
    case 'loadMore':
    case 'failure':
    case 'coming':
    case 'note':
      return [];
  }
}
