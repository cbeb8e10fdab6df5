import * as vscode from 'vscode';
import type { ContextKey } from '../ids.ts';

/** Sets a `when` clause context key; undefined removes it. */
export function setContextKey(key: ContextKey, value: string | undefined): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
