import * as vscode from 'vscode';
import type { ConnectionOwner } from '../../auth/connectionOwner.ts';
import { isRecord } from '../../graph/isRecord.ts';
import type { Authority } from '../../graph/model.ts';
import type { CommandId } from '../../ids.ts';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import { ExpectedError } from '../../platform/failure.ts';
import type { Log } from '../../platform/log.ts';
import type { Prompts } from '../../platform/prompts.ts';
import { authorityFor, configurationFor } from '../pickTargets.ts';
import type { TrustStoreModel } from './trustStoreModel.ts';

export interface BrowseServices {
  readonly model: TrustStoreModel;
  readonly connection: ConnectionOwner;
  readonly prompts: Prompts;
  readonly log: Log;
  /** Goes on with what could not be followed any further. */
  readonly watcher: { resume(): void };
}

export function registerBrowseCommands(registry: CommandRegistry, services: BrowseServices): void {
  const { model, connection, log, watcher } = services;
  registry.register('cbaPki.configurations.refresh', () => {
    model.refresh();
    watcher.resume();
  });
  registry.register('cbaPki.configurations.retry', async () => {
    // The window that ran the sandbox may have been closed; opening it again starts another.
    if (connection.current?.kind === 'sandbox') {
      await connection.openSandbox(); // which has everything read anew
      return;
    }
    if (connection.needsSignIn) {
      await connection.signIn(); // likewise
      return;
    }
    model.refresh();
  });
  registry.register('cbaPki.configurations.loadMore', (target) =>
    isRecord(target) && typeof target['configurationId'] === 'string'
      ? model.loadMoreAuthorities(target['configurationId'])
      : model.loadMoreConfigurations(),
  );
  registry.register('cbaPki.configuration.copyId', async (target) => {
    const configuration = await configurationFor(services, target, vscode.l10n.t('Copy Id'));
    await copy(
      configuration.id,
      vscode.l10n.t('Copied the id of {name}.', { name: configuration.displayName }),
    );
  });
  for (const { command, what, of } of authorityCopies()) {
    registry.register(command, async (target) => {
      const { authority } = await authorityFor(services, target, what);
      const value = of(authority);
      if (value === '') {
        throw new ExpectedError(
          'authority.noValue',
          vscode.l10n.t('{name}: the service tells no such value.', { name: authority.displayName }),
        );
      }
      await copy(value, vscode.l10n.t('{name}: copied {value}.', { name: authority.displayName, value }));
    });
  }
  registry.register('cbaPki.log.show', () => log.show());
}

/** What of an authority can be copied. The tooltip in the tree offers the same. */
function authorityCopies(): {
  readonly command: CommandId;
  readonly what: string;
  readonly of: (authority: Authority) => string;
}[] {
  return [
    {
      command: 'cbaPki.authority.copyThumbprint',
      what: vscode.l10n.t('Copy Thumbprint'),
      of: ({ thumbprint }) => thumbprint,
    },
    {
      command: 'cbaPki.authority.copySubjectKeyIdentifier',
      what: vscode.l10n.t('Copy Subject Key Identifier'),
      of: ({ subjectKeyIdentifier }) => subjectKeyIdentifier,
    },
    { command: 'cbaPki.authority.copyId', what: vscode.l10n.t('Copy Id'), of: ({ id }) => id },
  ];
}

async function copy(text: string, message: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(message, 4000);
}
