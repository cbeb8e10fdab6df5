import * as vscode from 'vscode';
import type { Authority, Configuration } from '../graph/model.ts';
import { CancelledError, ExpectedError } from '../platform/failure.ts';
import { back, type Frame, type Prompts } from '../platform/prompts.ts';
import { stateIcon } from './browseTrustStore/stateIcon.ts';
import type { TrustStoreModel } from './browseTrustStore/trustStoreModel.ts';
import { type AuthorityTarget, authorityTargets, configurationOf } from './targets.ts';

export interface PickServices {
  readonly model: TrustStoreModel;
  readonly prompts: Prompts;
}

/** Authorities of one configuration. */
export interface ChosenAuthorities {
  readonly configuration: Configuration;
  readonly authorities: readonly Authority[];
}

export const onlyStep = (title: string): Frame => ({ title, step: 1, totalSteps: 1, canGoBack: false });

/** The answer to a question that has none before it. */
export function answered<T>(answer: T | typeof back): T {
  if (answer === back) {
    throw new CancelledError();
  }
  return answer;
}

/** The configuration that a command was called on, else the one that the user picks. */
export async function configurationFor(
  { model, prompts }: PickServices,
  target: unknown,
  title: string,
): Promise<Configuration> {
  const configuration = configurationOf(target);
  return (
    configuration ??
    answered(
      await prompts.pick(onlyStep(title), {
        placeholder: vscode.l10n.t('Which PKI configuration?'),
        rows: model.allConfigurations().then((items) => items.map(configurationRow)),
      }),
    )
  );
}

/** A configuration in a pick. The id tells those of one name apart. */
export function configurationRow(configuration: Configuration) {
  return {
    label: configuration.displayName || configuration.id,
    icon: stateIcon(configuration),
    description: configuration.id,
    value: configuration,
  };
}

/** The authority that a command was called on, else the one that the user picks. */
export async function authorityFor(
  services: PickServices,
  target: unknown,
  title: string,
): Promise<{ readonly configuration: Configuration; readonly authority: Authority }> {
  const { model, prompts } = services;
  const chosen = await chosenAuthorities(services, target, undefined);
  if (chosen) {
    const [authority] = chosen.authorities;
    if (authority) {
      return { configuration: chosen.configuration, authority };
    }
  }
  const configuration = await configurationFor(services, undefined, title);
  const items = await authoritiesIn(model, configuration);
  const authority = answered(
    await prompts.pick(onlyStep(title), {
      placeholder: vscode.l10n.t('Which authority of {name}?', { name: configuration.displayName }),
      rows: items.map(authorityRow),
    }),
  );
  return { configuration, authority };
}

/** The authorities that a command was called on, else those that the user ticks. */
export async function authoritiesFor(
  services: PickServices,
  target: unknown,
  selection: unknown,
  title: string,
): Promise<ChosenAuthorities> {
  const { model, prompts } = services;
  const chosen = await chosenAuthorities(services, target, selection);
  if (chosen) {
    return chosen;
  }
  const configuration = await configurationFor(services, target, title);
  const items = await authoritiesIn(model, configuration);
  const authorities = answered(
    await prompts.pickMany(onlyStep(title), {
      placeholder: vscode.l10n.t('Which authorities of {name}?', { name: configuration.displayName }),
      rows: items.map(authorityRow),
    }),
  );
  return { configuration, authorities };
}

function authorityRow(authority: Authority) {
  return {
    label: authority.displayName || authority.thumbprint,
    description: authority.thumbprint,
    picked: false,
    value: authority,
  };
}

async function authoritiesIn(
  model: TrustStoreModel,
  configuration: Configuration,
): Promise<readonly Authority[]> {
  const items = await model.allAuthorities(configuration.id);
  if (items.length === 0) {
    throw new ExpectedError(
      'authority.none',
      vscode.l10n.t('{name} has no authorities yet.', { name: configuration.displayName }),
    );
  }
  return items.toSorted((one, other) => one.displayName.localeCompare(other.displayName));
}

async function chosenAuthorities(
  { model }: PickServices,
  target: unknown,
  selection: unknown,
): Promise<ChosenAuthorities | undefined> {
  const targets = authorityTargets(target, selection);
  const [first] = targets;
  if (!first) {
    return undefined;
  }
  if (targets.some(({ configurationId }) => configurationId !== first.configurationId)) {
    throw new ExpectedError(
      'authority.severalConfigurations',
      vscode.l10n.t(
        'Authorities of several configurations are selected. Select those of one, and try again.',
      ),
    );
  }
  return {
    configuration: await configurationById(model, first),
    authorities: targets.map(({ authority }) => authority),
  };
}

async function configurationById(
  model: TrustStoreModel,
  { configurationId }: AuthorityTarget,
): Promise<Configuration> {
  const found = (await model.allConfigurations()).find(({ id }) => id === configurationId);
  if (!found) {
    throw new ExpectedError(
      'configuration.gone',
      vscode.l10n.t('The configuration is not there any more. Refresh the list.'),
      [{ title: vscode.l10n.t('Refresh'), command: 'cbaPki.configurations.refresh' }],
    );
  }
  return found;
}
