import * as vscode from 'vscode';
import { compose, type Services } from './composition.ts';

/** Called by VS Code. Gives the services to tests inside the extension host, and to nobody else. */
export function activate(context: vscode.ExtensionContext): Services | undefined {
  const services = compose(context);
  return context.extensionMode === vscode.ExtensionMode.Test ? services : undefined;
}
