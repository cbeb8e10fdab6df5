import * as vscode from 'vscode';
import type { ExportedAuthority } from '../../graph/configurationExport.ts';
import type { Configuration } from '../../graph/model.ts';
import type { Removal } from '../../graph/removal.ts';
import { withProgress } from '../../platform/progress.ts';
import { impactRows } from '../deletionImpact.ts';
import { impactOf } from '../impact.ts';
import type { ManageServices } from '../manageServices.ts';
import { answered, authoritiesFor, onlyStep } from '../pickTargets.ts';
import { readOthers, readPolicy, readWhole } from '../readTrustStore.ts';
import { runWrites, type WritesResult } from '../runWrites.ts';
import type { Tenancy } from '../tenancy.ts';

/** Deletes authorities of a configuration: says what will be gone, writes a backup, and deletes. */
export async function deleteAuthorities(
  services: ManageServices,
  target: unknown,
  selection: unknown,
): Promise<void> {
  const tenancy = await services.tenancies.require();
  const title = vscode.l10n.t('Delete Authorities');
  const { configuration, authorities } = await authoritiesFor(services, target, selection, title);
  await confirmAndDelete(services, tenancy, configuration, new Set(authorities.map(({ id }) => id)), title);
}

/** @param ids of the authorities that are to go */
export async function confirmAndDelete(
  services: ManageServices,
  tenancy: Tenancy,
  configuration: Configuration,
  ids: ReadonlySet<string>,
  title: string,
): Promise<void> {
  const { model, backups, clock, prompts } = services;
  const { displayName: name } = configuration;
  const { whole, removed, rows } = await withProgress(
    vscode.l10n.t('Looking at what is in {name}…', { name }),
    tenancy.signal,
    async (signal) => {
      const [exported, others, policy] = await Promise.all([
        readWhole(tenancy, model, configuration, clock.now(), signal),
        readOthers(model, configuration.id, signal),
        readPolicy(tenancy, signal),
      ]);
      const isRemoved = ({ id }: ExportedAuthority): boolean => ids.has(id);
      const chosen = exported.authorities.filter(isRemoved);
      const staying = exported.authorities.filter((one) => !isRemoved(one));
      const impact = impactOf({
        removed: chosen,
        staying,
        configuration,
        isWholeConfiguration: false,
        others,
        policy,
        now: clock.now(),
      });
      return { whole: exported, removed: chosen, rows: impactRows(impact) };
    },
  );
  if (removed.length === 0) {
    // Somebody else was faster.
    ids.forEach((id) => model.removeAuthority(tenancy, configuration.id, id));
    void vscode.window.showInformationMessage(
      vscode.l10n.t('They had been deleted by somebody else already.'),
    );
    return;
  }
  const [only] = removed;
  const question =
    removed.length === 1 && only
      ? vscode.l10n.t('Delete {authority} from {name}? Nothing has been changed so far.', {
          authority: only.displayName,
          name,
        })
      : vscode.l10n.t('Delete {count} authorities from {name}? Nothing has been changed so far.', {
          count: removed.length,
          name,
        });
  answered(
    await prompts.pick<'delete'>(onlyStep(title), {
      placeholder: question,
      rows: [
        ...rows,
        { label: '', separator: true },
        {
          label:
            removed.length === 1
              ? vscode.l10n.t('Delete')
              : vscode.l10n.t('Delete {count} Authorities', { count: removed.length }),
          icon: 'trash',
          detail: vscode.l10n.t(
            'A backup is kept on this computer, and for 30 days they can be restored from “Deleted”.',
          ),
          value: 'delete',
        },
      ],
    }),
  );
  tenancy.signal.throwIfAborted();
  await backups.make('authoritiesDeleted', { ...whole, authorities: removed });
  await deleteAuthoritiesOf(services, tenancy, configuration, removed);
}

/** Deletes authorities of which a backup was written. */
export async function deleteAuthoritiesOf(
  services: ManageServices,
  tenancy: Tenancy,
  configuration: Configuration,
  removed: readonly ExportedAuthority[],
): Promise<WritesResult<ExportedAuthority, Removal>> {
  const { model, pending, origins, recycleBin, clock } = services;
  const { id: configurationId, displayName } = configuration;
  const ids = removed.map(({ id }) => id);
  await origins.remember(ids, { configurationId, configurationName: displayName });
  return pending.during(ids, 'deleting', () =>
    runWrites(
      services,
      {
        title: vscode.l10n.t('Deleting authorities of {name}…', { name: displayName }),
        items: removed,
        nameOf: (authority) => authority.displayName,
        write: async (authority, signal) => {
          const removal = await tenancy.trustStore.deleteAuthority(configurationId, authority.id, signal);
          const before = model.knownAuthorities(configurationId)?.items.find(({ id }) => id === authority.id);
          model.removeAuthority(tenancy, configurationId, authority.id);
          if (before) {
            recycleBin.put(tenancy, {
              kind: 'deletedAuthority',
              id: before.id,
              authority: before,
              deletedDateTime: clock.now(),
            });
          }
          return removal;
        },
        summary: (done, total) =>
          vscode.l10n.t('{done} of {total} authorities of {name} were deleted.', {
            done,
            total,
            name: displayName,
          }),
        describe: (removal) =>
          removal === 'gone' ? vscode.l10n.t('had been deleted by somebody else already') : '',
      },
      tenancy.signal,
    ),
  );
}
