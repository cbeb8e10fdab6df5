import * as vscode from 'vscode';
import { changeSettings } from '../changeSettings.ts';
import type { ManageServices } from '../manageServices.ts';
import { authoritiesFor } from '../pickTargets.ts';
import { runWrites } from '../runWrites.ts';
import { askForChanges } from './editQuestions.ts';
import { neededFor } from './settingsChanges.ts';

/**
 * Edits the settings of one authority or of many at once. Where their values differ, that is shown, and what is not touched stays as
 * it is in each. Only those that are to be changed are sent.
 */
export async function editAuthorities(
  services: ManageServices,
  target: unknown,
  selection: unknown,
): Promise<void> {
  const { tenancies, prompts, model, pending } = services;
  const tenancy = await tenancies.require();
  const title = vscode.l10n.t('Edit Authorities');
  const { configuration, authorities } = await authoritiesFor(services, target, selection, title);
  const changes = await askForChanges(prompts, authorities);
  const items = authorities.flatMap((authority) => {
    const needed = neededFor(authority, changes);
    return needed ? [{ authority, settings: needed }] : [];
  });
  if (items.length === 0) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('They are like that already.'), 4000);
    return;
  }
  await pending.during(
    items.map(({ authority }) => authority.id),
    'saving',
    () =>
      runWrites(
        services,
        {
          title: vscode.l10n.t('Changing authorities of {name}…', { name: configuration.displayName }),
          items,
          nameOf: ({ authority }) => authority.displayName,
          write: async ({ authority, settings }, signal) => {
            await changeSettings(model, tenancy, configuration.id, authority.id, settings, signal);
            pending.end(authority.id);
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
}
