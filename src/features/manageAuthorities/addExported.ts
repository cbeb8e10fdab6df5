import * as vscode from 'vscode';
import { type ExportedAuthority, settingsOf } from '../../graph/configurationExport.ts';
import type { Configuration, NewAuthority } from '../../graph/model.ts';
import { newAuthorityFrom } from '../../graph/newAuthority.ts';
import { isNotFound } from '../../graph/removal.ts';
import type { ManageServices } from '../manageServices.ts';
import { runWrites, type WritesResult } from '../runWrites.ts';
import type { Tenancy } from '../tenancy.ts';

/** What came of adding an authority: `wasThere` where the configuration had it already. */
export interface Added {
  readonly wasThere: boolean;
}

/** Whether a configuration is there already, or was created a moment ago and may not be known everywhere yet. */
export type Age = 'existing' | 'new';

/** Adds authorities as a backup or an export has them, with their settings. */
export function addExported(
  services: ManageServices,
  tenancy: Tenancy,
  configuration: Configuration,
  authorities: readonly ExportedAuthority[],
  age: Age,
): Promise<WritesResult<NewAuthority, Added>> {
  const added = authorities.map((one) => newAuthorityFrom(one.certificate, settingsOf(one)));
  return addAuthoritiesTo(services, tenancy, configuration, added, age);
}

/** Adds authorities to a configuration, a few at a time. */
export function addAuthoritiesTo(
  { pending, model, clock, documents }: ManageServices,
  tenancy: Tenancy,
  { id: configurationId, displayName }: Configuration,
  added: readonly NewAuthority[],
  age: Age,
): Promise<WritesResult<NewAuthority, Added>> {
  const keyOf = ({ thumbprint }: NewAuthority): string => `new:${configurationId}/${thumbprint}`;
  const coming = added.map((one) => ({ key: keyOf(one), name: one.settings.displayName, configurationId }));
  return pending.creating(coming, () =>
    runWrites(
      { clock, documents },
      {
        title: vscode.l10n.t('Adding authorities to {name}…', { name: displayName }),
        items: added,
        nameOf: ({ settings }) => settings.displayName,
        write: async (one, signal) => {
          const { authority, wasThere } = await tenancy.trustStore.addAuthority(configurationId, one, signal);
          model.putAuthority(tenancy, configurationId, authority);
          pending.end(keyOf(one));
          return { wasThere };
        },
        ...(age === 'new' && { mayPass: isNotFound }),
        summary: (done, total) =>
          vscode.l10n.t('{done} of {total} authorities were added to {name}.', {
            done,
            total,
            name: displayName,
          }),
        describe: ({ wasThere }) => (wasThere ? vscode.l10n.t('was there already') : ''),
      },
      tenancy.signal,
    ),
  );
}
