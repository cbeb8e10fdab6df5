import * as vscode from 'vscode';
import { type Finding, messageOf } from '../pki/rules/finding.ts';
import { addressOfRule, rules, type Severity } from '../pki/rules/ruleTable.ts';

export const diagnosticSource = 'CBA PKI';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/**
 * Findings as entries of the Problems panel.
 * @param lineOf the line of a member, counted from 1, where the file is text
 */
export function diagnosticsOf(
  findings: readonly Finding[],
  lineOf: (position: number) => number | undefined,
): vscode.Diagnostic[] {
  return findings.map((finding) => {
    const { rule, severity, position } = finding;
    const line = (position === undefined ? undefined : lineOf(position)) ?? 1;
    const message = `${messageOf(finding)} ${rules[rule].advice()}`;
    const diagnostic = new vscode.Diagnostic(wholeLine(line), message, severities[severity]);
    diagnostic.source = diagnosticSource;
    diagnostic.code = { value: rule, target: vscode.Uri.parse(addressOfRule(rule)) };
    return diagnostic;
  });
}

/** @param line counted from 1 */
function wholeLine(line: number): vscode.Range {
  return new vscode.Range(line - 1, 0, line - 1, 1000);
}
