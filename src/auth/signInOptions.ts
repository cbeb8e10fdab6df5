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

/**
 * Whatever decides where tokens go is taken as it was written or not at all.
 * @throws {ExpectedError} `signIn.settings` where one of the settings is unusable
 */
export function signInOptionsFrom(settings: SignInSettings): SignInOptions {
  const { tenantId, clientId } = settings;
  const method = signInMethods.find((candidate) => candidate === settings.method);
  if (!method) {
    throw unusable('cbaPki.signIn.method', settings.method);
  }
  if (tenantId !== '' && !isTenantName(tenantId)) {
    throw unusable('cbaPki.signIn.tenantId', tenantId);
  }
  if (clientId !== '' && !isGuid(clientId)) {
    throw unusable('cbaPki.signIn.clientId', clientId);
  }
  return { method, cloud: cloudFrom(settings), tenantId, clientId };
}

export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Whether a text is the id of a tenant or one of its domains. */
export function isTenantName(text: string): boolean {
  return isGuid(text) || /^(?=.{4,253}$)([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i.test(text);
}

function unusable(setting: string, value: string): ExpectedError {
  return new ExpectedError(
    'signIn.settings',
    vscode.l10n.t(
      'The setting {setting} cannot be “{value}”. Its description in the settings says what it can be.',
      {
        setting,
        value,
      },
    ),
  );
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
    const known = Object.values(knownClouds).find(({ id }) => id === cloud);
    if (!known) {
      throw unusable('cbaPki.signIn.cloud', cloud);
    }
    return known;
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
