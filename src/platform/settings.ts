import * as vscode from 'vscode';
import type { ApiVersion } from '../graph/transport.ts';
import type { SettingId } from '../ids.ts';

/** The extension's settings, read when needed so that a change counts at once. Values outside of their range fall back. */
export const settings = {
  apiVersion: (): ApiVersion => (read('cbaPki.graph.apiVersion') === 'beta' ? 'beta' : 'v1.0'),
  clientId: (): string => text('cbaPki.signIn.clientId'),
  tenantId: (): string => text('cbaPki.signIn.tenantId'),
  cloud: (): string => text('cbaPki.signIn.cloud'),
  expiryWarningDays: (): number => number('cbaPki.expiry.warningDays', 60),
  sandboxJobSeconds: (): number => number('cbaPki.sandbox.jobSeconds', 5),
  sandboxOpenAtStart: (): boolean => read('cbaPki.sandbox.openAtStart') === true,
};

/** Calls back when one of the settings changed. */
export function onDidChangeSettings(ids: readonly SettingId[], listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (ids.some((id) => event.affectsConfiguration(id))) {
      listener();
    }
  });
}

function read(id: SettingId): unknown {
  return vscode.workspace.getConfiguration().get<unknown>(id);
}

function text(id: SettingId): string {
  const value = read(id);
  return typeof value === 'string' ? value.trim() : '';
}

function number(id: SettingId, fallback: number): number {
  const value = read(id);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : fallback;
}
