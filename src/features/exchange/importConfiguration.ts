import * as vscode from 'vscode';
import type { ConfigurationExport } from '../../graph/configurationExport.ts';
import { serviceLimits } from '../../pki/serviceLimits.ts';
import { type Back, back, type Frame, type PickRow } from '../../platform/prompts.ts';
import { runWizard } from '../../platform/wizard.ts';
import { askForConfigurationName } from '../configurationName.ts';
import { addExported } from '../manageAuthorities/addExported.ts';
import { createNamed } from '../manageConfigurations/createConfiguration.ts';
import type { ManageServices } from '../manageServices.ts';
import { readExportFile } from './readExportFile.ts';

/** Recreates a configuration of the file of an export, in whatever tenant is connected. */
export async function importConfiguration(
  services: ManageServices,
  chosen: vscode.Uri | undefined,
): Promise<void> {
  await services.tenancies.require();
  const exported = await readExportFile(
    services,
    chosen,
    vscode.l10n.t('Choose the export of a configuration'),
  );
  await importExport(services, exported);
}

/** Asks for the name, shows what will be done, creates the configuration and adds the authorities. */
export async function importExport(services: ManageServices, exported: ConfigurationExport): Promise<void> {
  const { tenancies, model, prompts } = services;
  const tenancy = await tenancies.require();
  const taken = new Set((await model.allConfigurations()).map(({ displayName }) => displayName));
  const state = { name: freeName(exported.displayName, taken) };
  const askForName = async (frame: Frame): Promise<Back | undefined> => {
    const question = { prompt: vscode.l10n.t('Name of the new PKI configuration'), value: state.name };
    const name = await askForConfigurationName(prompts, frame, question, taken);
    if (name === back) {
      return back;
    }
    state.name = name;
    return undefined;
  };
  const askToGoOn = async (frame: Frame): Promise<Back | undefined> => {
    const answer = await prompts.pick<'import'>(frame, {
      placeholder: vscode.l10n.t('Nothing has been changed so far.'),
      rows: [
        {
          label: vscode.l10n.t('Create {name}', { name: state.name }),
          icon: 'new-folder',
          detail: countSentence(exported.authorities.length),
          value: 'import',
        },
        { label: vscode.l10n.t('What will be created'), separator: true },
        ...planRows(exported, tenancy.tenantId),
      ],
    });
    return answer === back ? back : undefined;
  };
  const steps = [askForName, askToGoOn].map((ask) => ({
    isNeeded: () => true,
    ask: (_state: object, frame: Frame) => ask(frame),
  }));
  await runWizard(prompts, vscode.l10n.t('Import Configuration'), steps, state);
  const configuration = await createNamed(services, tenancy, state.name);
  if (exported.authorities.length > 0) {
    await addExported(services, tenancy, configuration, exported.authorities, 'new');
  }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let copy = 2; taken.has(free); copy += 1) {
    free = `${name} (${copy})`;
  }
  return free;
}

function countSentence(count: number): string {
  return count === 1
    ? vscode.l10n.t('and add 1 authority to it, with its settings')
    : vscode.l10n.t('and add {count} authorities to it, with their settings', { count });
}

function planRows({ tenantId, authorities }: ConfigurationExport, connected: string): PickRow<never>[] {
  return [
    ...(tenantId === connected
      ? []
      : [
          {
            label: vscode.l10n.t('The export comes from another tenant ({tenantId}).', { tenantId }),
            icon: 'info',
          },
        ]),
    ...(authorities.length > serviceLimits.authorities
      ? [
          {
            label: vscode.l10n.t('A configuration takes {limit} authorities, by its documentation.', {
              limit: serviceLimits.authorities,
            }),
            icon: 'warning',
          },
        ]
      : []),
    ...authorities.map(({ displayName, type, certificateRevocationListUrl }) => ({
      label: displayName,
      icon: type === 'root' ? 'verified-filled' : 'verified',
      description: certificateRevocationListUrl || vscode.l10n.t('no CRL address'),
    })),
  ];
}
