import * as vscode from 'vscode';
import type { HashProblem } from '../../pki/fileHash.ts';

/** What is wrong with a hash that was typed or pasted. */
export function describeHashProblem(problem: HashProblem, digits: number): string {
  switch (problem) {
    case 'empty':
      return vscode.l10n.t('Enter the SHA-256 of the file.');
    case 'none':
      return vscode.l10n.t('There is no SHA-256 in this text: it is 64 digits of 0–9 and A–F.');
    case 'several':
      return vscode.l10n.t('There is more than one SHA-256 in this text. Paste only the line of this file.');
    case 'wrongLength':
      return sentenceForLength(digits);
  }
}

function sentenceForLength(digits: number): string {
  switch (digits) {
    case 32:
      return vscode.l10n.t('32 digits are an MD5. The service wants the SHA-256, which has 64.');
    case 40:
      return vscode.l10n.t('40 digits are a SHA-1. The service wants the SHA-256, which has 64.');
    case 128:
      return vscode.l10n.t('128 digits are a SHA-512. The service wants the SHA-256, which has 64.');
    default:
      return vscode.l10n.t('A SHA-256 has 64 digits; this one has {digits}.', { digits });
  }
}
