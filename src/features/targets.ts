import * as vscode from 'vscode';
import { isRecord } from '../graph/isRecord.ts';
import type { Authority, Configuration } from '../graph/model.ts';

/** A configuration as the tree hands it to a command. */
export interface ConfigurationTarget {
  readonly kind: 'configuration';
  readonly configuration: Configuration;
}

/** An authority as the tree hands it to a command. */
export interface AuthorityTarget {
  readonly kind: 'authority';
  readonly configurationId: string;
  readonly authority: Authority;
}

/** The configuration that a command was called on, if any: commands come from the palette, too. */
export function configurationOf(target: unknown): Configuration | undefined {
  return isTarget<ConfigurationTarget>(target, 'configuration') ? target.configuration : undefined;
}

/** The authorities that a command was called on: the selection of the tree, else the one row. */
export function authorityTargets(target: unknown, selection: unknown): readonly AuthorityTarget[] {
  const all: readonly unknown[] = Array.isArray(selection) && selection.length > 0 ? selection : [target];
  return all.filter((each) => isTarget<AuthorityTarget>(each, 'authority'));
}

function isTarget<T extends { readonly kind: string }>(target: unknown, kind: T['kind']): target is T {
  return isRecord(target) && target['kind'] === kind;
}

/** The file that a command was called on: from a menu, else the one in the active editor. */
export function fileOf(target: unknown): vscode.Uri | undefined {
  if (target instanceof vscode.Uri) {
    return target;
  }
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = isRecord(input) ? input['uri'] : undefined;
  return uri instanceof vscode.Uri && uri.scheme !== 'untitled' ? uri : undefined;
}
