import * as vscode from 'vscode';
import type { ConnectionOwner } from '../../auth/connectionOwner.ts';
import { probeGraph, probeLogin } from '../../auth/loginProbe.ts';
import { missingEnvironment, type Sessions } from '../../auth/sessions.ts';
import type { SignInOptions } from '../../auth/signInOptions.ts';
import type { Clock } from '../../graph/clock.ts';
import { ExpectedError } from '../../platform/failure.ts';
import { withProgress } from '../../platform/progress.ts';
import type { ReadOnlyDocuments } from '../../platform/readOnlyDocuments.ts';
import type { Tenancies } from '../tenancy.ts';
import { type CheckServices, checkSignIn } from './checkSignIn.ts';
import { type CheckedStep, signInReport } from './signInReport.ts';

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
  const steps = await withProgress(
    vscode.l10n.t('Checking the sign-in…'),
    parent,
    async (signal): Promise<CheckedStep[]> => {
      const options = usable(services.signInOptions);
      if ('problem' in options) {
        return [options.problem];
      }
      const check: CheckServices = {
        sessions,
        probeLogin: (where) => probeLogin(where, clock, signal),
        probeGraph: (where) => probeGraph(where, clock, signal),
        missingEnvironment,
        countConfigurations: async () => {
          const { trustStore } = await tenancies.require();
          const { items, next } = await trustStore.listConfigurations(signal);
          return { count: items.length, isAll: next === undefined };
        },
      };
      return checkSignIn(check, current, options);
    },
  );
  const versions = `Entra CBA PKI ${services.version}, VS Code ${vscode.version}`;
  await documents.show('Check of the sign-in.md', signInReport(steps, clock.now(), versions));
}

/** The settings, or what is wrong with them: then there is nothing else to look at. */
function usable(signInOptions: () => SignInOptions): SignInOptions | { readonly problem: CheckedStep } {
  try {
    return signInOptions();
  } catch (error) {
    if (error instanceof ExpectedError) {
      return { problem: { name: vscode.l10n.t('Settings'), state: 'problem', found: error.message } };
    }
    throw error;
  }
}
