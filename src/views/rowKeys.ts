import * as vscode from 'vscode';
import type { CommandId } from '../ids.ts';
import type { CommandRegistry } from '../platform/commandRegistry.ts';
import type { ConfigurationsView } from './configurationsView.ts';

/** Registers what the keys Delete and F2 do with the rows that are selected: what the menus of these rows offer. */
export function registerRowKeys(registry: CommandRegistry, view: ConfigurationsView): void {
  registry.register('cbaPki.row.delete', () =>
    run(view, 'cbaPki.configuration.delete', 'cbaPki.authorities.delete'),
  );
  registry.register('cbaPki.row.change', () =>
    run(view, 'cbaPki.configuration.rename', 'cbaPki.authorities.edit'),
  );
}

async function run(
  view: ConfigurationsView,
  onConfiguration: CommandId,
  onAuthorities: CommandId,
): Promise<void> {
  const { selection } = view;
  const [first] = selection;
  if (first?.kind === 'configuration') {
    await vscode.commands.executeCommand(onConfiguration, first);
  } else if (first?.kind === 'authority') {
    await vscode.commands.executeCommand(onAuthorities, first, selection);
  }
}
