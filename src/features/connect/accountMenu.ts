import * as vscode from 'vscode';
import type { Connection } from '../../auth/connection.ts';
import type { ConnectionOwner } from '../../auth/connectionOwner.ts';
import type { CommandId } from '../../ids.ts';
import { back, type PickRow, type Prompts } from '../../platform/prompts.ts';

/** What can be done about the account and the tenant, for whoever clicks them in the status bar. */
export async function showAccountMenu(connection: ConnectionOwner, prompts: Prompts): Promise<void> {
  const current = await connection.restore();
  const frame = { title: titleOf(current), step: 1, totalSteps: 1, canGoBack: false };
  const chosen = await prompts.pick<CommandId>(frame, {
    placeholder: vscode.l10n.t('Account and tenant'),
    rows: menuRows(current),
  });
  if (chosen !== back) {
    await vscode.commands.executeCommand(chosen);
  }
}

function titleOf(connection: Connection): string {
  switch (connection.kind) {
    case 'signedOut':
      return vscode.l10n.t('Not Signed In');
    case 'signedIn':
      return connection.account.label;
    case 'sandbox':
      return vscode.l10n.t('Sandbox Tenant');
  }
}

function menuRows(connection: Connection): PickRow<CommandId>[] {
  const { t } = vscode.l10n;
  const rows: (PickRow<CommandId> | false)[] = [
    connection.kind !== 'signedIn' && {
      label: t('Sign In'),
      icon: 'sign-in',
      value: 'cbaPki.account.signIn',
    },
    connection.kind === 'signedIn' && {
      label: t('Switch Account…'),
      icon: 'account',
      description: connection.account.label,
      value: 'cbaPki.account.switch',
    },
    {
      label: t('Switch Tenant…'),
      icon: 'organization',
      ...(connection.kind === 'signedIn' ? { description: connection.tenantId } : {}),
      value: 'cbaPki.account.switchTenant',
    },
    {
      label: t('Switch Cloud…'),
      icon: 'cloud',
      ...(connection.kind === 'signedIn'
        ? { description: new URL(connection.options.cloud.graphRoot).host }
        : {}),
      value: 'cbaPki.account.switchCloud',
    },
    { label: t('Switch Sign-In Method…'), icon: 'key', value: 'cbaPki.account.switchMethod' },
    connection.kind === 'sandbox'
      ? { label: t('Leave Sandbox Tenant'), icon: 'beaker-stop', value: 'cbaPki.sandbox.leave' }
      : { label: t('Open Sandbox Tenant'), icon: 'beaker', value: 'cbaPki.sandbox.open' },
    { label: '', separator: true },
    { label: t('Check Sign-In'), icon: 'checklist', value: 'cbaPki.account.check' },
    {
      label: t('Set Up Application Registration…'),
      icon: 'wand',
      value: 'cbaPki.account.setUpRegistration',
    },
    connection.kind === 'signedIn' && {
      label: t('Sign Out'),
      icon: 'sign-out',
      value: 'cbaPki.account.signOut',
    },
  ];
  return rows.filter((row) => row !== false);
}
