import * as vscode from 'vscode';
import {
  type ComparedPair,
  compareAuthorities,
  comparedFromExport,
  type SettingName,
} from '../../graph/comparison.ts';
import type { Configuration } from '../../graph/model.ts';
import { newAuthorityFrom } from '../../graph/newAuthority.ts';
import { isCertificateAuthority } from '../../pki/certificate.ts';
import { revocationAddressesOf } from '../../pki/revocationAddresses.ts';
import { ExpectedError } from '../../platform/failure.ts';
import { withProgress } from '../../platform/progress.ts';
import { changeSettings } from '../changeSettings.ts';
import { fileNameOf } from '../fileName.ts';
import { addAuthoritiesTo } from '../manageAuthorities/addExported.ts';
import { confirmAndDelete } from '../manageAuthorities/deleteAuthorities.ts';
import type { ManageServices } from '../manageServices.ts';
import { answered, configurationFor, onlyStep } from '../pickTargets.ts';
import { readWhole } from '../readTrustStore.ts';
import { runWrites } from '../runWrites.ts';
import type { Tenancy } from '../tenancy.ts';
import { askForReference, referenceOfFiles } from './askForReference.ts';
import type { ComparisonModel, Reference, ShownComparison } from './comparisonModel.ts';
import { comparisonText, settingLabel, settingText } from './comparisonText.ts';

export interface CompareServices {
  readonly manage: ManageServices;
  readonly comparisons: ComparisonModel;
  /** Brings the view "Comparison" to the front. */
  readonly reveal: () => Promise<void>;
}

/**
 * Compares a configuration with something else, and shows what differs as a tree that can be acted on.
 * @param files to compare with; the user is asked where there are none
 */
export async function compareConfiguration(
  services: CompareServices,
  target: unknown,
  files: readonly vscode.Uri[],
): Promise<void> {
  const { manage } = services;
  const tenancy = await manage.tenancies.require();
  const configuration = await configurationFor(manage, target, vscode.l10n.t('Compare Configuration'));
  const reference =
    files.length > 0
      ? referenceOfFiles(manage, files)
      : await askForReference(manage, tenancy, configuration);
  await compareWith(services, tenancy, configuration, reference);
  await services.reveal();
}

async function compareWith(
  { manage, comparisons }: CompareServices,
  tenancy: Tenancy,
  configuration: Configuration,
  reference: Reference,
): Promise<void> {
  const title = vscode.l10n.t('Comparing {name} with {other}…', {
    name: configuration.displayName,
    other: reference.name,
  });
  const [ours, theirs] = await withProgress(title, tenancy.signal, (signal) =>
    Promise.all([
      readWhole(tenancy, manage.model, configuration, manage.clock.now(), signal).then(({ authorities }) =>
        authorities.map(comparedFromExport),
      ),
      reference.read(signal),
    ]),
  );
  const comparison = compareAuthorities(ours, theirs);
  comparisons.show({ tenancy, configuration, reference, ours, theirs, comparison });
}

/** Compares again, after something was done or changed elsewhere. */
export async function compareAgain(services: CompareServices): Promise<void> {
  const { tenancy, configuration, reference } = shownIn(services);
  await compareWith(services, tenancy, configuration, reference);
}

/** @throws {ExpectedError} where nothing is compared, or another tenant was connected since */
function shownIn({ comparisons }: CompareServices): ShownComparison {
  const { shown } = comparisons;
  if (!shown || shown.tenancy.signal.aborted) {
    comparisons.show(undefined);
    throw new ExpectedError(
      'comparison.none',
      vscode.l10n.t('Nothing is being compared. Choose a configuration and “Compare with…”.'),
      [{ title: vscode.l10n.t('Compare with…'), command: 'cbaPki.configuration.compare' }],
    );
  }
  return shown;
}

/** Adds to the configuration what only the other side has. @param thumbprints of what was chosen; all where undefined */
export async function addMissing(
  services: CompareServices,
  thumbprints: ReadonlySet<string> | undefined,
): Promise<void> {
  const { tenancy, configuration, comparison, theirs } = shownIn(services);
  const chosen = [...comparison.missing, ...comparison.renewed.map((pair) => pair.theirs)].filter(
    ({ thumbprint, certificate }) =>
      (thumbprints ? thumbprints.has(thumbprint) : true) && isCertificateAuthority(certificate),
  );
  const addresses = revocationAddressesOf(theirs.map(({ certificate }) => certificate));
  const added = chosen.map((one) => {
    const { base = '', delta = '' } = addresses[theirs.indexOf(one)] ?? {};
    return newAuthorityFrom(
      one.certificate,
      one.settings ?? {
        certificateRevocationListUrl: base,
        deltaCertificateRevocationListUrl: base === '' ? '' : delta,
      },
    );
  });
  const { displayName: name } = configuration;
  await confirmChange(
    services,
    added.length === 1
      ? vscode.l10n.t('Add 1 Authority to {name}', { name })
      : vscode.l10n.t('Add {count} Authorities to {name}', { count: added.length, name }),
    added.map(({ settings }) => ({
      label: settings.displayName,
      description: settings.certificateRevocationListUrl,
    })),
  );
  await addAuthoritiesTo(services.manage, tenancy, configuration, added, 'existing');
  await compareAgain(services);
}

/** Deletes from the configuration what the other side does not have. */
export async function removeExtra(
  services: CompareServices,
  thumbprints: ReadonlySet<string> | undefined,
): Promise<void> {
  const { tenancy, configuration, comparison } = shownIn(services);
  const chosen = [...comparison.extra, ...comparison.renewed.map(({ ours }) => ours)].filter(
    ({ thumbprint }) =>
      thumbprints?.has(thumbprint) ?? comparison.extra.some((one) => one.thumbprint === thumbprint),
  );
  const ids = new Set(chosen.flatMap(({ id }) => (id === undefined ? [] : [id])));
  if (ids.size === 0) {
    throw nothingToDo();
  }
  await confirmAndDelete(services.manage, tenancy, configuration, ids, vscode.l10n.t('Delete Authorities'));
  await compareAgain(services);
}

/** Gives the authorities of the configuration the settings that the other side has. */
export async function takeOverSettings(
  services: CompareServices,
  thumbprints: ReadonlySet<string> | undefined,
): Promise<void> {
  const { manage } = services;
  const { tenancy, configuration, comparison } = shownIn(services);
  const chosen = comparison.changed.filter(({ ours }) => thumbprints?.has(ours.thumbprint) ?? true);
  const { displayName: name } = configuration;
  await confirmChange(
    services,
    chosen.length === 1
      ? vscode.l10n.t('Change 1 Authority of {name}', { name })
      : vscode.l10n.t('Change {count} Authorities of {name}', { count: chosen.length, name }),
    chosen.map((pair) => ({ label: pair.ours.name, description: describeSettings(pair, pair.settings) })),
  );
  await manage.pending.during(
    chosen.flatMap(({ ours }) => (ours.id === undefined ? [] : [ours.id])),
    'saving',
    () =>
      runWrites(
        manage,
        {
          title: vscode.l10n.t('Changing authorities of {name}…', { name: configuration.displayName }),
          items: chosen,
          nameOf: ({ ours }) => ours.name,
          write: async ({ ours, theirs, settings }, signal) => {
            const changes = Object.fromEntries(
              settings.map((setting) => [setting, theirs.settings?.[setting]]),
            );
            await changeSettings(manage.model, tenancy, configuration.id, ours.id ?? '', changes, signal);
          },
          summary: (done, total) =>
            vscode.l10n.t('{done} of {total} authorities of {name} were changed.', {
              done,
              total,
              name: configuration.displayName,
            }),
        },
        tenancy.signal,
      ),
  );
  await compareAgain(services);
}

/** What will be changed in a setting: from what to what. */
export function describeSettings({ ours, theirs }: ComparedPair, names: readonly SettingName[]): string {
  return names
    .map((name) => {
      const [before, after] = [ours.settings, theirs.settings].map((settings) =>
        settings ? settingText(settings, name) : '',
      );
      return `${settingLabel(name)}: ${before} → ${after}`;
    })
    .join(' · ');
}

async function confirmChange(
  { manage: { prompts } }: CompareServices,
  action: string,
  rows: readonly { readonly label: string; readonly description: string }[],
): Promise<void> {
  if (rows.length === 0) {
    throw nothingToDo();
  }
  answered(
    await prompts.pick<'go'>(onlyStep(vscode.l10n.t('Compare Configuration')), {
      placeholder: vscode.l10n.t('Nothing has been changed so far.'),
      rows: [{ label: action, icon: 'check', value: 'go' }, { label: '', separator: true }, ...rows],
    }),
  );
}

function nothingToDo(): ExpectedError {
  return new ExpectedError(
    'comparison.none',
    vscode.l10n.t('There is nothing of that kind in the comparison.'),
  );
}

/** Opens both sides as text in the diff editor. */
export async function showAsText(services: CompareServices): Promise<void> {
  const { configuration, reference, ours, theirs } = shownIn(services);
  const withSettings = theirs.every(({ settings }) => settings !== undefined);
  await services.manage.documents.showDifference(
    vscode.l10n.t('{name} ↔ {other}', { name: configuration.displayName, other: reference.name }),
    { name: fileNameOf(configuration.displayName), text: comparisonText(ours, withSettings) },
    { name: fileNameOf(reference.name), text: comparisonText(theirs, withSettings) },
  );
}
