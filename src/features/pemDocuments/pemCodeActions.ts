import * as vscode from 'vscode';
import type { RuleId } from '../../pki/rules/ruleTable.ts';
import { diagnosticSource } from '../findingDiagnostics.ts';
import type { CertificateBlock, PemText } from './pemText.ts';

/** Where taking the certificate out of the file mends the file. */
const mendedByRemoval: ReadonlySet<string> = new Set<RuleId>([
  'CBA001',
  'CBA002',
  'CBA003',
  'CBA008',
  'CBA032',
]);

/** Where writing a bundle anew mends it. */
const mendedByWriting: ReadonlySet<string> = new Set<RuleId>([
  'CBA026',
  'CBA027',
  'CBA028',
  'CBA029',
  'CBA030',
  'CBA033',
]);

export function isOwn({ source }: vscode.Diagnostic): boolean {
  return source === diagnosticSource;
}

/** The fixes for a finding that need no judgement. */
export function codeActionsFor(
  document: vscode.TextDocument,
  { blocks }: PemText,
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction[] {
  const rule = typeof diagnostic.code === 'object' ? String(diagnostic.code.value) : '';
  const block = blocks.find(({ line }) => line - 1 === diagnostic.range.start.line);
  const actions: vscode.CodeAction[] = [];
  // A bundle in one block cannot lose a member by taking lines away.
  if (mendedByRemoval.has(rule) && block && block.members.length < 2) {
    actions.push(removal(document, block, diagnostic));
  }
  if (mendedByWriting.has(rule)) {
    const title = vscode.l10n.t('Create a bundle from this file…');
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.command = { title, command: 'cbaPki.bundle.create', arguments: [document.uri] };
    action.diagnostics = [diagnostic];
    actions.push(action);
  }
  return actions;
}

function removal(
  document: vscode.TextDocument,
  { line, endLine }: CertificateBlock,
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction {
  const action = new vscode.CodeAction(
    vscode.l10n.t('Remove this certificate from the file'),
    vscode.CodeActionKind.QuickFix,
  );
  action.edit = new vscode.WorkspaceEdit();
  action.edit.delete(document.uri, document.validateRange(new vscode.Range(line - 1, 0, endLine, 0)));
  action.diagnostics = [diagnostic];
  return action;
}
