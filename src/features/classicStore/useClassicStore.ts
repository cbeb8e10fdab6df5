import * as vscode from 'vscode';
import type { ClassicStoreContent } from '../../graph/classicStore.ts';
import type { ConfigurationExport } from '../../graph/configurationExport.ts';
import type { Configuration } from '../../graph/model.ts';
import { newAuthorityFrom } from '../../graph/newAuthority.ts';
import { displayNameOf } from '../../pki/distinguishedName.ts';
import { ExpectedError } from '../../platform/failure.ts';
import { withProgress } from '../../platform/progress.ts';
import type { PickRow } from '../../platform/prompts.ts';
import { askForConfigurationName } from '../configurationName.ts';
import { askForForm, saveExport } from '../exchange/exportConfiguration.ts';
import { addAuthoritiesTo } from '../manageAuthorities/addExported.ts';
import { createNamed } from '../manageConfigurations/createConfiguration.ts';
import { answered, configurationRow, onlyStep } from '../pickTargets.ts';
import { readOthers } from '../readTrustStore.ts';
import type { Tenancy } from '../tenancy.ts';
import { type PlacedClassicAuthority, placeClassic } from './classicPlaces.ts';
import type { ClassicServices } from './classicServices.ts';

/** What the classic store is called as a configuration: in exports and backups. */
const classicName = (): string => vscode.l10n.t('Classic store');

/** The store as it is now, and where else its CAs are. @throws {ExpectedError} where there is none */
async function readPlaced(
  { manage, classic }: ClassicServices,
  tenancy: Tenancy,
): Promise<{ readonly store: ClassicStoreContent; readonly placed: readonly PlacedClassicAuthority[] }> {
  const store = await classic.look();
  if (!store) {
    throw new ExpectedError(
      'classicStore.none',
      vscode.l10n.t('This tenant has no classic store, or an empty one.'),
    );
  }
  const title = vscode.l10n.t('Looking where else its CAs are…');
  const configurations = await withProgress(title, tenancy.signal, (signal) =>
    readOthers(manage.model, '', signal),
  );
  return { store, placed: placeClassic(store.authorities, configurations) };
}

function exportOfClassic(
  tenantId: string,
  placed: readonly PlacedClassicAuthority[],
  now: Date,
): ConfigurationExport {
  return {
    exportedAt: now.toISOString(),
    tenantId,
    configurationId: '',
    displayName: classicName(),
    authorities: placed.map(({ classic, certificate, name, thumbprint }) => ({
      id: '',
      thumbprint,
      displayName: name,
      type: classic.isRoot ? 'root' : 'intermediate',
      certificateRevocationListUrl: classic.certificateRevocationListUrl,
      deltaCertificateRevocationListUrl: classic.deltaCertificateRevocationListUrl,
      isIssuerHintEnabled: false,
      certificate,
    })),
  };
}

export async function exportClassicStore(services: ClassicServices): Promise<void> {
  const { manage } = services;
  const tenancy = await manage.tenancies.require();
  const { placed } = await readPlaced(services, tenancy);
  const form = await askForForm(manage, vscode.l10n.t('Export Classic Store'));
  const exported = exportOfClassic(tenancy.tenantId, placed, manage.clock.now());
  await saveExport(manage, exported, form, tenancy.signal);
}

/** Copies what a configuration does not have yet, with CRL addresses and the root flag. The classic store stays as it is. */
export async function copyClassicStore(services: ClassicServices): Promise<void> {
  const { manage } = services;
  const { model, prompts } = manage;
  const tenancy = await manage.tenancies.require();
  const title = vscode.l10n.t('Copy Classic Store');
  const { placed } = await readPlaced(services, tenancy);
  const choice = answered(
    await prompts.pick<Configuration | 'new'>(onlyStep(title), {
      placeholder: vscode.l10n.t('To which configuration shall its CAs be copied?'),
      rows: model
        .allConfigurations()
        .then((items): PickRow<Configuration | 'new'>[] => [
          { label: vscode.l10n.t('Create new configuration…'), icon: 'add', value: 'new' },
          { label: vscode.l10n.t('Configurations'), separator: true },
          ...items.map(configurationRow),
        ]),
    }),
  );
  const name = choice === 'new' ? await askForNewName(services, title) : choice.displayName;
  const there =
    choice === 'new'
      ? new Set<string>()
      : new Set((await model.allAuthorities(choice.id)).map(({ thumbprint }) => thumbprint));
  const missing = placed.filter(({ thumbprint }) => !there.has(thumbprint));
  if (missing.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{name} has every CA of the classic store already.', { name }),
    );
    return;
  }
  answered(
    await prompts.pick<'copy'>(onlyStep(title), {
      placeholder: vscode.l10n.t('The classic store stays as it is. Nothing has been changed so far.'),
      rows: [
        {
          label:
            missing.length === 1
              ? vscode.l10n.t('Copy 1 CA to {name}', { name })
              : vscode.l10n.t('Copy {count} CAs to {name}', { count: missing.length, name }),
          icon: 'copy',
          ...(missing.length < placed.length
            ? {
                detail: vscode.l10n.t('{count} are there already.', {
                  count: placed.length - missing.length,
                }),
              }
            : {}),
          value: 'copy',
        },
        { label: '', separator: true },
        ...missing.map((one) => ({
          label: one.name,
          icon: one.classic.isRoot ? 'verified-filled' : 'verified',
          description: one.classic.certificateRevocationListUrl || vscode.l10n.t('no CRL address'),
        })),
      ],
    }),
  );
  const configuration = choice === 'new' ? await createNamed(manage, tenancy, name) : choice;
  const added = missing.map(({ classic, certificate }) =>
    newAuthorityFrom(certificate, {
      displayName: displayNameOf(certificate.subject),
      type: classic.isRoot ? 'root' : 'intermediate',
      certificateRevocationListUrl: classic.certificateRevocationListUrl,
      deltaCertificateRevocationListUrl: classic.deltaCertificateRevocationListUrl,
    }),
  );
  await addAuthoritiesTo(manage, tenancy, configuration, added, choice === 'new' ? 'new' : 'existing');
  services.classic.refresh();
}

async function askForNewName({ manage }: ClassicServices, title: string): Promise<string> {
  const taken = new Set((await manage.model.allConfigurations()).map(({ displayName }) => displayName));
  const question = { prompt: vscode.l10n.t('Name of the new PKI configuration'), value: '' };
  return answered(await askForConfigurationName(manage.prompts, onlyStep(title), question, taken));
}

/** Deletes the classic store, behind a backup and a typed confirmation. There is no recycle bin for it. */
export async function emptyClassicStore(services: ClassicServices): Promise<void> {
  const { manage, classic } = services;
  const { prompts, backups, clock } = manage;
  const tenancy = await manage.tenancies.require();
  const title = vscode.l10n.t('Empty Classic Store');
  const { store, placed } = await readPlaced(services, tenancy);
  answered(
    await prompts.pick<'empty'>(onlyStep(title), {
      placeholder: vscode.l10n.t('Empty the classic store? Nothing has been changed so far.'),
      rows: [...emptyRows(placed), { label: '', separator: true }, emptyRow()],
    }),
  );
  const expected = vscode.l10n.t('classic store');
  answered(
    await prompts.text(onlyStep(title), {
      prompt: vscode.l10n.t('Nothing but the backup brings it back. To empty it, type: {expected}', {
        expected,
      }),
      value: '',
      validate: (text) =>
        text.trim().toLowerCase() === expected
          ? undefined
          : vscode.l10n.t('Type it as it is written: {expected}', { expected }),
    }),
  );
  tenancy.signal.throwIfAborted();
  await backups.make('classicStoreEmptied', exportOfClassic(tenancy.tenantId, placed, clock.now()));
  await withProgress(vscode.l10n.t('Emptying the classic store…'), tenancy.signal, (signal) =>
    tenancy.classicStore.delete(store.id, signal),
  );
  classic.refresh();
  await classic.content();
  const show = vscode.l10n.t('Show Backups');
  const message = vscode.l10n.t('The classic store was emptied. A backup of its {count} CAs was kept.', {
    count: placed.length,
  });
  void vscode.window.showInformationMessage(message, show).then((chosen) => {
    if (chosen === show) {
      void vscode.commands.executeCommand('cbaPki.backups.show');
    }
  });
}

function emptyRow(): PickRow<'empty'> {
  return {
    label: vscode.l10n.t('Empty the Classic Store…'),
    icon: 'trash',
    detail: vscode.l10n.t('A backup is kept on this computer. The service itself keeps nothing.'),
    value: 'empty',
  };
}

/** The documented order, and what would be lost. */
function emptyRows(placed: readonly PlacedClassicAuthority[]): PickRow<never>[] {
  const alone = placed.filter(({ places }) => places.length === 0);
  const differing = placed.filter(({ places }) => places.some(({ winner }) => winner === 'classic'));
  return [
    {
      label: vscode.l10n.t(
        'The documented order: 1. copy its CAs to a configuration, 2. watch the sign-in logs until everybody signs in by it, 3. empty the classic store.',
      ),
      icon: 'info',
    },
    placed.length === 1
      ? { label: vscode.l10n.t('1 CA will be gone from it.'), icon: 'trash' }
      : {
          label: vscode.l10n.t('{count} CAs will be gone from it.', { count: placed.length }),
          icon: 'trash',
        },
    alone.length === 0
      ? { label: vscode.l10n.t('Every one of them is in a configuration.'), icon: 'pass' }
      : {
          label: vscode.l10n.t(
            '{count} are in no configuration, and sign-ins below them will fail: {names}',
            { count: alone.length, names: alone.map(({ name }) => name).join(', ') },
          ),
          icon: 'error',
        },
    ...(differing.length === 0
      ? []
      : [
          {
            label: vscode.l10n.t(
              'Entra goes by the CRL addresses of the classic store for these, and by those of the configuration after it: {names}',
              { names: differing.map(({ name }) => name).join(', ') },
            ),
            icon: 'warning',
          },
        ]),
  ];
}
