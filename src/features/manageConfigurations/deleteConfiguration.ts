import * as vscode from 'vscode';
import type { ConfigurationExport } from '../../graph/configurationExport.ts';
import { GraphRequestError } from '../../graph/errors.ts';
import { type Configuration, stateOf } from '../../graph/model.ts';
import type { Removal } from '../../graph/removal.ts';
import { CancelledError } from '../../platform/failure.ts';
import { describeGraphError } from '../../platform/graphSentences.ts';
import { withProgress } from '../../platform/progress.ts';
import { type Back, back, type Frame, type PickRow } from '../../platform/prompts.ts';
import { runWizard } from '../../platform/wizard.ts';
import { impactRows } from '../deletionImpact.ts';
import { impactOf } from '../impact.ts';
import { deleteAuthoritiesOf } from '../manageAuthorities/deleteAuthorities.ts';
import type { ManageServices } from '../manageServices.ts';
import { answered, configurationFor, onlyStep } from '../pickTargets.ts';
import { readOthers, readPolicy, readWhole } from '../readTrustStore.ts';
import { restoreItems } from '../recycleBin/restoreItems.ts';
import type { Tenancy } from '../tenancy.ts';

/**
 * Deletes a configuration: says what will be gone, has its name typed, writes a backup, and deletes. Where the service refuses
 * because there are authorities in it, they are offered to be deleted first.
 */
export async function deleteConfiguration(services: ManageServices, target: unknown): Promise<void> {
  const { tenancies, model, backups, recycleBin, clock } = services;
  const tenancy = await tenancies.require();
  const title = vscode.l10n.t('Delete Configuration');
  const configuration = await configurationFor(services, target, title);
  const { displayName: name, id } = configuration;
  const { exported, rows } = await withProgress(
    vscode.l10n.t('Looking at what is in {name}…', { name }),
    tenancy.signal,
    async (signal) => {
      const [whole, others, policy] = await Promise.all([
        readWhole(tenancy, model, configuration, clock.now(), signal),
        readOthers(model, id, signal),
        readPolicy(tenancy, signal),
      ]);
      const impact = impactOf({
        removed: whole.authorities,
        staying: [],
        configuration,
        isWholeConfiguration: true,
        others,
        policy,
        now: clock.now(),
      });
      return { exported: whole, rows: [...jobRow(configuration), ...impactRows(impact)] };
    },
  );
  await confirm(services, name, rows, title);
  tenancy.signal.throwIfAborted();
  await backups.make('configurationDeleted', exported);
  const removal = await remove(services, tenancy, configuration, exported);
  model.remove(tenancy, id);
  recycleBin.put(tenancy, { kind: 'deletedConfiguration', id, configuration, deletedDateTime: clock.now() });
  void tellDeleted(services, tenancy, configuration, removal);
}

function jobRow(configuration: Configuration): PickRow<never>[] {
  return stateOf(configuration) === 'running'
    ? [
        {
          label: vscode.l10n.t('A job is running in it. What becomes of it is not known.'),
          icon: 'warning',
        },
      ]
    : [];
}

/** Two questions: what will be gone, and the name. */
async function confirm(
  { prompts }: ManageServices,
  name: string,
  rows: readonly PickRow<never>[],
  title: string,
): Promise<void> {
  const askToGoOn = async (frame: Frame): Promise<Back | undefined> => {
    const answer = await prompts.pick<'delete'>(frame, {
      placeholder: vscode.l10n.t('Delete {name}? Nothing has been changed so far.', { name }),
      rows: [
        ...rows,
        { label: '', separator: true },
        {
          label: vscode.l10n.t('Delete…'),
          icon: 'trash',
          detail: vscode.l10n.t(
            'A backup is kept on this computer, and for 30 days it can be restored from “Deleted”.',
          ),
          value: 'delete',
        },
      ],
    });
    return answer === back ? back : undefined;
  };
  const askForName = async (frame: Frame): Promise<Back | undefined> => {
    const answer = await prompts.text(frame, {
      prompt: vscode.l10n.t('Type the name of the configuration to delete it: {name}', { name }),
      value: '',
      validate: (text) =>
        text.trim() === name.trim()
          ? undefined
          : vscode.l10n.t('This is not the name yet. Type it as it is written: {name}', { name }),
    });
    return answer === back ? back : undefined;
  };
  const steps = [askToGoOn, askForName].map((ask) => ({
    isNeeded: () => true,
    ask: (_state: object, frame: Frame) => ask(frame),
  }));
  await runWizard(prompts, title, steps, {});
}

async function remove(
  services: ManageServices,
  tenancy: Tenancy,
  configuration: Configuration,
  exported: ConfigurationExport,
): Promise<Removal> {
  const { displayName: name, id } = configuration;
  const removeOnce = (): Promise<Removal> =>
    services.pending.during([id], 'deleting', () =>
      withProgress(vscode.l10n.t('Deleting {name}…', { name }), tenancy.signal, (signal) =>
        tenancy.trustStore.deleteConfiguration(id, signal),
      ),
    );
  try {
    return await removeOnce();
  } catch (error) {
    const isRefused = error instanceof GraphRequestError && error.reason === 'invalid';
    if (!isRefused || exported.authorities.length === 0) {
      throw error;
    }
    await askToEmpty(services, error, name, exported.authorities.length);
  }
  const result = await services.pending.during([id], 'emptying', () =>
    deleteAuthoritiesOf(services, tenancy, configuration, exported.authorities),
  );
  if (!result.isComplete) {
    // What failed was told with an offer to try it again; the configuration stays.
    throw new CancelledError();
  }
  return removeOnce();
}

async function askToEmpty(
  { prompts }: ManageServices,
  error: GraphRequestError,
  name: string,
  count: number,
): Promise<void> {
  const frame = onlyStep(vscode.l10n.t('Delete Configuration'));
  answered(
    await prompts.pick<'empty'>(frame, {
      placeholder: vscode.l10n.t('{name} was not deleted. Escape leaves it as it is.', { name }),
      rows: [
        { label: describeGraphError(error), icon: 'error' },
        {
          label:
            count === 1
              ? vscode.l10n.t('Delete its authority first, then the configuration')
              : vscode.l10n.t('Delete its {count} authorities first, then the configuration', { count }),
          icon: 'trash',
          value: 'empty',
        },
      ],
    }),
  );
}

async function tellDeleted(
  services: ManageServices,
  tenancy: Tenancy,
  { id, displayName: name }: Configuration,
  removal: Removal,
): Promise<void> {
  if (removal === 'gone') {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('{name} had been deleted by somebody else already.', { name }),
    );
    return;
  }
  const restore = vscode.l10n.t('Restore');
  const message = vscode.l10n.t('{name} was deleted. It can be restored for 30 days.', { name });
  if ((await vscode.window.showInformationMessage(message, restore)) === restore && !tenancy.signal.aborted) {
    try {
      await restoreItems(services, tenancy, [{ kind: 'deletedConfiguration', id, name }]);
    } catch (error) {
      services.report('restore', error);
    }
  }
}
