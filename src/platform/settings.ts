import * as vscode from 'vscode';
import type { ApiVersion } from '../graph/transport.ts';
import type { SettingId } from '../ids.ts';
import type { CheckContext } from '../pki/rules/checkContext.ts';
import type { RuleSeverities } from '../pki/rules/finding.ts';

/** The extension's settings, read when needed so that a change counts at once. Values outside of their range fall back. */
export const settings = {
  apiVersion: (): ApiVersion => (read('cbaPki.graph.apiVersion') === 'beta' ? 'beta' : 'v1.0'),
  signIn: () => ({
    method: text('cbaPki.signIn.method'),
    cloud: text('cbaPki.signIn.cloud'),
    customLoginRoot: text('cbaPki.signIn.customLoginRoot'),
    customGraphRoot: text('cbaPki.signIn.customGraphRoot'),
    tenantId: text('cbaPki.signIn.tenantId'),
    clientId: text('cbaPki.signIn.clientId'),
  }),
  expiryWarningDays: (): number => number('cbaPki.expiry.warningDays', 60),
  /** In which light certificates are looked at, before it is known what they are for. */
  checkContext: (now: Date): CheckContext => ({
    now,
    warningDays: settings.expiryWarningDays(),
    severities: ruleSeverities(),
  }),
  checksOpenFiles: (): boolean => read('cbaPki.diagnostics.openFiles') !== false,
  /** What becomes of a bundle that was put into a container for an upload. */
  afterUpload: (): 'ask' | 'remove' | 'keep' => {
    const value = read('cbaPki.hosting.afterUpload');
    return value === 'remove' || value === 'keep' ? value : 'ask';
  },
  sandboxJobSeconds: (): number => number('cbaPki.sandbox.jobSeconds', 5),
  sandboxOpenAtStart: (): boolean => read('cbaPki.sandbox.openAtStart') === true,
};

/** Writes settings of the user, as if they had been changed in the settings editor. */
export async function writeSettings(values: Partial<Readonly<Record<SettingId, string>>>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  for (const [id, value] of Object.entries(values)) {
    // What is so already is not written again: every write is a change that others follow.
    if ((configuration.get<unknown>(id) ?? '') !== value) {
      // An empty text is the default, and better left out of the file.
      await configuration.update(id, value === '' ? undefined : value, vscode.ConfigurationTarget.Global);
    }
  }
}

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

/** Values that are none are left out: then the rule's own severity counts. */
function ruleSeverities(): RuleSeverities {
  const value = read('cbaPki.rules');
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).filter(([id, severity]) => /^CBA\d{3}$/.test(id) && isChoice(severity)),
      )
    : {};
}

function isChoice(value: unknown): boolean {
  return value === 'error' || value === 'warning' || value === 'information' || value === 'off';
}

function text(id: SettingId): string {
  const value = read(id);
  return typeof value === 'string' ? value.trim() : '';
}

function number(id: SettingId, fallback: number): number {
  const value = read(id);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : fallback;
}
