import * as vscode from 'vscode';
import { cloudIds } from '../../auth/clouds.ts';
import type { ConnectionOwner } from '../../auth/connectionOwner.ts';
import { isTenantName } from '../../auth/signInOptions.ts';
import type { CommandId } from '../../ids.ts';
import { type Back, back, type Frame, type PickRow, type Prompts } from '../../platform/prompts.ts';
import { settings, writeSettings } from '../../platform/settings.ts';
import { readIds, registrationScript, type ScriptKind } from './registrationScript.ts';

const haveIds = 'haveIds';
type Choice = ScriptKind | typeof haveIds;

/** "Set Up Application Registration…": says why, gives a script, and takes the ids that it prints. */
export async function setUpRegistration(
  connection: ConnectionOwner,
  prompts: Prompts,
  first: unknown,
): Promise<void> {
  for (let known: Choice | undefined = first === haveIds ? haveIds : undefined; ; known = undefined) {
    const choice = known ?? (await askHow(prompts));
    if (choice === back) {
      return;
    }
    if (choice === haveIds) {
      const ids = await askForIds(prompts);
      if (ids === back) {
        continue;
      }
      // What was registered stays true, whether somebody signs in now or not.
      await writeSettings({ 'cbaPki.signIn.clientId': ids.clientId, 'cbaPki.signIn.tenantId': ids.tenantId });
      await connection.settingsChanged();
      await connection.signIn();
      return;
    }
    await openScript(choice);
    return;
  }
}

function askHow(prompts: Prompts): Promise<Choice | Back> {
  // The Azure CLI has no Graph of its own for the DoD.
  const hasCli = settings.signIn().cloud !== 'usGovernmentDoD';
  const cli: PickRow<Choice> = {
    label: vscode.l10n.t('Script for Azure CLI'),
    icon: 'terminal-bash',
    detail: vscode.l10n.t('Opens the script, to be read and run by an administrator.'),
    value: 'azureCli',
  };
  const rows: PickRow<Choice>[] = [
    {
      label: vscode.l10n.t(
        'Most tenants do not let the application of VS Code use the PKI permissions. An application of your own tenant may: a public client without a secret, with two delegated permissions. It signs in as you, so it can never do more than you may.',
      ),
      icon: 'info',
    },
    { label: '', separator: true },
    ...(hasCli ? [cli] : []),
    {
      label: vscode.l10n.t('Script for Microsoft Graph PowerShell'),
      icon: 'terminal-powershell',
      detail: vscode.l10n.t('Opens the script, to be read and run by an administrator.'),
      value: 'powerShell',
    },
    {
      label: vscode.l10n.t('I have the ids: enter them…'),
      icon: 'key',
      detail: vscode.l10n.t('The line that the script printed, or the client id and the tenant id.'),
      value: haveIds,
    },
  ];
  return prompts.pick(frame(1), {
    placeholder: vscode.l10n.t('How do you want to register the application?'),
    rows,
  });
}

async function askForIds(
  prompts: Prompts,
): Promise<{ readonly clientId: string; readonly tenantId: string } | Back> {
  const { clientId, tenantId } = settings.signIn();
  const text = await prompts.text(frame(2), {
    prompt: vscode.l10n.t('Paste the last line of the script, or the client id and the tenant id'),
    placeholder: 'clientId=… tenantId=…',
    value: clientId === '' || tenantId === '' ? '' : `clientId=${clientId} tenantId=${tenantId}`,
    validate: (entered) =>
      readIds(entered)
        ? undefined
        : vscode.l10n.t(
            'Two ids of the form 00000000-0000-0000-0000-000000000000 are needed: first the client id of the application, then the id of the tenant.',
          ),
  });
  return text === back ? back : (readIds(text) ?? back);
}

async function openScript(kind: ScriptKind): Promise<void> {
  const { cloud, tenantId } = settings.signIn();
  const document = await vscode.workspace.openTextDocument({
    language: kind === 'azureCli' ? 'shellscript' : 'powershell',
    content: registrationScript(
      kind,
      cloudIds.find((id) => id === cloud) ?? 'public',
      isTenantName(tenantId) ? tenantId : '',
    ),
  });
  await vscode.window.showTextDocument(document);
  void offerNextStep();
}

/** Stays until the script has run, which takes minutes and may be somebody else's task. */
async function offerNextStep(): Promise<void> {
  const enter = vscode.l10n.t('Enter Ids…');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Have an administrator read and run this script. Then enter the ids that it prints: here, or later with “Set Up Application Registration…”.',
    ),
    enter,
  );
  if (chosen === enter) {
    const command: CommandId = 'cbaPki.account.setUpRegistration';
    await vscode.commands.executeCommand(command, haveIds);
  }
}

const frame = (step: number): Frame => ({
  title: vscode.l10n.t('Set Up Application Registration'),
  step,
  totalSteps: 2,
  canGoBack: step > 1,
});
