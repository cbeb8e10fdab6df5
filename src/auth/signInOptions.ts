import * as vscode from 'vscode';
import { ExpectedError } from '../platform/failure.ts';
import { type Cloud, customCloud, knownClouds, rootOf } from './clouds.ts';

export const signInMethods = ['vscode', 'deviceCode', 'clientCertificate'] as const;
/** Who signs in: VS Code's own provider, or one of the two of this extension. */
export type SignInMethod = (typeof signInMethods)[number];

/** Where, how and as which application to sign in. */
export interface SignInOptions {
  readonly method: SignInMethod;
  readonly cloud: Cloud;
  /** Tenant id or domain; empty for the account's own tenant. */
  readonly tenantId: string;
  /** Application (client) id; empty for VS Code's own application. */
  readonly clientId: string;
}

/** The settings `cbaPki.signIn.*` as they were written. */
export interface SignInSettings {
  readonly method: string;
  readonly cloud: string;
  readonly customLoginRoot: string;
  readonly customGraphRoot: string;
  readonly tenantId: string;
  readonly clientId: string;
}

/** VS Code's own application. Source: VS Code, extensions/microsoft-authentication. */
export const vscodeClientId = 'aebc6443-996d-45c2-90f0-388ff96faa56';

/** @throws {ExpectedError} `signIn.settings` where the roots of a custom cloud are missing or no https addresses */
export function signInOptionsFrom(settings: SignInSettings): SignInOptions {
  const { tenantId, clientId } = settings;
  const method = signInMethods.find((candidate) => candidate === settings.method) ?? 'vscode';
  return { method, cloud: cloudFrom(settings), tenantId, clientId };
}

/** Whether two sign-ins would lead to the same place. */
export function isSameSignIn(one: SignInOptions, other: SignInOptions): boolean {
  return (
    one.method === other.method &&
    one.cloud.loginRoot === other.cloud.loginRoot &&
    one.cloud.graphRoot === other.cloud.graphRoot &&
    one.tenantId === other.tenantId &&
    one.clientId === other.clientId
  );
}

function cloudFrom({ cloud, customLoginRoot, customGraphRoot }: SignInSettings): Cloud {
  if (cloud !== 'custom') {
    return Object.values(knownClouds).find(({ id }) => id === cloud) ?? knownClouds.public;
  }
  return customCloud(
    checkedRoot('cbaPki.signIn.customLoginRoot', customLoginRoot),
    checkedRoot('cbaPki.signIn.customGraphRoot', customGraphRoot),
  );
}

function checkedRoot(setting: string, text: string): string {
  const root = rootOf(text);
  if (root === undefined) {
    throw new ExpectedError(
      'signIn.settings',
      vscode.l10n.t(
        'The setting {setting} has to be an https address without a path, such as https://login.example.org.',
        { setting },
      ),
      [{ title: vscode.l10n.t('Switch Cloud…'), command: 'cbaPki.account.switchCloud' }],
    );
  }
  return root;
}
