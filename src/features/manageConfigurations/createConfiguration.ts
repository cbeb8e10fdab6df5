import * as vscode from 'vscode';
import type { Configuration } from '../../graph/model.ts';
import type { CommandId } from '../../ids.ts';
import { withProgress } from '../../platform/progress.ts';
import { askForConfigurationName } from '../configurationName.ts';
import type { ManageServices } from '../manageServices.ts';
import { answered, configurationFor, onlyStep } from '../pickTargets.ts';
import type { Tenancy } from '../tenancy.ts';

/** Asks for a name and creates an empty configuration. */
export async function createConfiguration(
  services: ManageServices,
  reveal: (configurationId: string) => Promise<void>,
): Promise<void> {
  const { tenancies, model, prompts } = services;
  const tenancy = await tenancies.require();
  const configurations = await model.allConfigurations();
  const taken = new Set(configurations.map(({ displayName }) => displayName));
  const question = { prompt: vscode.l10n.t('Name of the new PKI configuration'), value: '' };
  const frame = onlyStep(vscode.l10n.t('Create Configuration'));
  const name = answered(await askForConfigurationName(prompts, frame, question, taken));
  const { id } = await createNamed(services, tenancy, name);
  await reveal(id);
}

/** Creates a configuration of a name, with a row that says so. */
export async function createNamed(
  { model, pending }: Pick<ManageServices, 'model' | 'pending'>,
  tenancy: Tenancy,
  name: string,
): Promise<Configuration> {
  const known = new Set((await model.allConfigurations()).map(({ id }) => id));
  const coming = { key: `new:${crypto.randomUUID()}`, name, configurationId: undefined };
  const created = await pending.creating([coming], () =>
    withProgress(vscode.l10n.t('Creating {name}…', { name }), tenancy.signal, (signal) =>
      tenancy.trustStore.createConfiguration(name, signal, known),
    ),
  );
  model.add(tenancy, created);
  return created;
}

/**
 * Whoever gives up in the middle learns that a configuration had been created by then, and can have it deleted while it is empty.
 * @param others what else there is to say
 */
export async function tellCreated(
  tenancy: Tenancy,
  configuration: Configuration,
  isEmpty: boolean,
  others: readonly string[] = [],
): Promise<void> {
  const { displayName: name } = configuration;
  const message = [
    vscode.l10n.t('The configuration {name} had been created already, and stays in the tenant.', { name }),
    ...others,
  ].join(' ');
  const remove = vscode.l10n.t('Delete It…');
  const chosen = await vscode.window.showInformationMessage(
    message,
    ...(isEmpty && !tenancy.signal.aborted ? [remove] : []),
  );
  // By then another tenant may be connected.
  if (chosen === remove && !tenancy.signal.aborted) {
    const target = { kind: 'configuration', configuration };
    await vscode.commands.executeCommand('cbaPki.configuration.delete' satisfies CommandId, target);
  }
}

export async function renameConfiguration(services: ManageServices, target: unknown): Promise<void> {
  const { tenancies, model, pending, prompts } = services;
  const tenancy = await tenancies.require();
  const title = vscode.l10n.t('Rename Configuration');
  const configuration = await configurationFor(services, target, title);
  const others = (await model.allConfigurations()).filter(({ id }) => id !== configuration.id);
  const taken = new Set(others.map(({ displayName }) => displayName));
  const question = {
    prompt: vscode.l10n.t('New name of the configuration'),
    value: configuration.displayName,
  };
  const name = answered(await askForConfigurationName(prompts, onlyStep(title), question, taken));
  if (name === configuration.displayName) {
    return;
  }
  const renamed = await pending.during([configuration.id], 'saving', () =>
    withProgress(
      vscode.l10n.t('Renaming {name}…', { name: configuration.displayName }),
      tenancy.signal,
      (signal) => tenancy.trustStore.renameConfiguration(configuration.id, name, signal),
    ),
  );
  model.renamed(tenancy, renamed);
}
