import type * as vscode from 'vscode';
import type { Files } from '../platform/files.ts';

/** Writes files; when it is cancelled or fails, those that were written are taken away again. */
export async function writeAllOrNothing(
  files: Files,
  outputs: readonly { readonly uri: vscode.Uri; readonly bytes: Uint8Array }[],
  signal: AbortSignal,
): Promise<void> {
  const written: vscode.Uri[] = [];
  try {
    for (const { uri, bytes } of outputs) {
      signal.throwIfAborted();
      await files.write(uri, bytes);
      written.push(uri);
    }
  } catch (error) {
    await Promise.allSettled(written.map((uri) => files.remove(uri)));
    throw error;
  }
}
