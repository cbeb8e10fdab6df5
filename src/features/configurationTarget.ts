import * as vscode from 'vscode';
import { type Configuration, stateOf } from '../graph/model.ts';
import type { Back, Frame, PickRow } from '../platform/prompts.ts';
import { keepAnswer } from '../platform/wizard.ts';
import { stateIcon } from './browseTrustStore/stateIcon.ts';
import { askForConfigurationName } from './configurationName.ts';
import type { PickServices } from './pickTargets.ts';

/** The configuration that is to take something: one that is there, or one that is to be created. */
export type ConfigurationChoice =
  | { readonly kind: 'existing'; readonly configuration: Configuration }
  | { readonly kind: 'new' };

/** Asks which configuration is to take authorities. */
export function askForTarget(
  { model, prompts }: PickServices,
  before: ConfigurationChoice | undefined,
  frame: Frame,
): Promise<ConfigurationChoice | Back> {
  const rows = model.allConfigurations().then((items): PickRow<ConfigurationChoice>[] => [
    { label: vscode.l10n.t('Create new configuration…'), icon: 'add', value: { kind: 'new' } },
    { label: vscode.l10n.t('Configurations'), separator: true },
    ...items.map((configuration) => ({
      label: configuration.displayName || configuration.id,
      icon: stateIcon(configuration),
      description:
        stateOf(configuration) === 'running'
          ? vscode.l10n.t('a job is running: upload when it has ended')
          : configuration.id,
      value: { kind: 'existing' as const, configuration },
    })),
  ]);
  return prompts.pick(frame, {
    placeholder: vscode.l10n.t('Which PKI configuration shall take the authorities?'),
    rows,
    isActive: (candidate) =>
      candidate.kind === 'existing'
        ? before === undefined ||
          (before.kind === 'existing' && before.configuration.id === candidate.configuration.id)
        : before?.kind === 'new',
  });
}

/** Asks for the name of the configuration that is to be created. */
export function askForNewName(
  { model, prompts }: PickServices,
  state: { newName?: string },
  frame: Frame,
): Promise<Back | undefined> {
  const taken = new Set(model.knownConfigurations.map(({ displayName }) => displayName));
  const question = {
    prompt: vscode.l10n.t('Name of the new PKI configuration'),
    value: state.newName ?? '',
    remember: (text: string) => {
      state.newName = text;
    },
  };
  return keepAnswer(askForConfigurationName(prompts, frame, question, taken), (name) => {
    state.newName = name;
  });
}
