import * as vscode from 'vscode';
import { type OpenPemDocuments, pemSelector } from './openPemDocuments.ts';

/** Registers what VS Code asks of a text with certificates: lenses and quick fixes. Their code is read when it is asked. */
export function registerPemDocuments(documents: OpenPemDocuments): vscode.Disposable {
  return vscode.Disposable.from(
    documents,
    vscode.languages.registerCodeLensProvider(pemSelector, {
      onDidChangeCodeLenses: documents.onDidChange,
      async provideCodeLenses(document) {
        const { codeLensesOf } = await import('./pemCodeLenses.ts');
        const text = await documents.readOrNothing(document);
        return text ? codeLensesOf(document.uri, text) : [];
      },
    }),
    vscode.languages.registerCodeActionsProvider(
      pemSelector,
      {
        async provideCodeActions(document, _range, { diagnostics }) {
          const { codeActionsFor, isOwn } = await import('./pemCodeActions.ts');
          const own = diagnostics.filter(isOwn);
          const text = own.length > 0 ? await documents.readOrNothing(document) : undefined;
          return text ? own.flatMap((diagnostic) => codeActionsFor(document, text, diagnostic)) : [];
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}
