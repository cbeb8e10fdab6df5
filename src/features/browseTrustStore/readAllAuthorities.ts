import pMap from 'p-map';
import * as vscode from 'vscode';
import { withProgress } from '../../platform/progress.ts';
import type { TrustStoreModel } from './trustStoreModel.ts';

/** How many configurations are read at the same time. */
const concurrency = 4;

/** Reads the authorities of every configuration, so that a filter looks into all of them. What was read already is not read again. */
export async function readAllAuthorities(model: TrustStoreModel): Promise<void> {
  await withProgress(
    vscode.l10n.t('Reading all authorities…'),
    new AbortController().signal,
    async (signal, report) => {
      const configurations = await model.allConfigurations();
      await pMap(
        configurations,
        async ({ id, displayName }) => {
          await model.allAuthorities(id);
          report({ message: displayName, increment: 100 / configurations.length });
        },
        { concurrency, signal },
      );
    },
  );
}
