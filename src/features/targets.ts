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

/** The authority that a command was called on, if any. */
export function authorityOf(target: unknown): Authority | undefined {
  return isTarget<AuthorityTarget>(target, 'authority') ? target.authority : undefined;
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
