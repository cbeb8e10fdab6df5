import * as vscode from 'vscode';
import type { ConnectionOwner } from '../../auth/connectionOwner.ts';
import { probeLogin } from '../../auth/loginProbe.ts';
import type { Sessions } from '../../auth/sessions.ts';
import type { SignInOptions } from '../../auth/signInOptions.ts';
import type { Clock } from '../../graph/clock.ts';
import { withProgress } from '../../platform/progress.ts';
import type { ReadOnlyDocuments } from '../../platform/readOnlyDocuments.ts';
import type { Tenancies } from '../tenancy.ts';
import { checkSignIn } from './checkSignIn.ts';
import { signInReport } from './signInReport.ts';

export interface CheckSignInServices {
  readonly connection: ConnectionOwner;
  readonly sessions: Sessions;
  readonly tenancies: Tenancies;
  readonly clock: Clock;
  readonly signInOptions: () => SignInOptions;
  readonly documents: ReadOnlyDocuments;
  /** Of the extension. */
  readonly version: string;
}

/** Looks at everything that a sign-in depends on, and opens what was found. */
export async function showCheck(services: CheckSignInServices, parent: AbortSignal): Promise<void> {
  const { connection, sessions, tenancies, clock, documents } = services;
  const current = await connection.restore();
  const steps = await withProgress(vscode.l10n.t('Checking the sign-in…'), parent, (signal) =>
    checkSignIn(
      {
        sessions,
        probe: (options) => probeLogin(options, clock, signal),
        countConfigurations: async () => {
          const { trustStore } = await tenancies.require();
          const { items, next } = await trustStore.listConfigurations(signal);
          return { count: items.length, isAll: next === undefined };
        },
      },
      current,
      services.signInOptions(),
    ),
  );
  const versions = `Entra CBA PKI ${services.version}, VS Code ${vscode.version}`;
  await documents.show('Check of the sign-in.md', signInReport(steps, clock.now(), versions));
}
