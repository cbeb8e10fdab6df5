import * as vscode from 'vscode';
import { type GraphErrorReason, GraphRequestError } from '../graph/errors.ts';
import { HostingError } from '../hosting/bundleHost.ts';
import type { CommandId } from '../ids.ts';
import { describeGraphError } from './graphSentences.ts';

/** The user changed their mind. Ends a command without a word. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/** Reason words of expected failures: a closed set, so that telemetry may tell them. */
export type ExpectedReason =
  | 'authority.none'
  | 'authority.noValue'
  | 'authority.severalConfigurations'
  | 'backup.unreadable'
  | 'classicStore.none'
  | 'comparison.none'
  | 'configuration.gone'
  | 'deletedItems.none'
  | 'export.refused'
  | 'import.refused'
  | 'bundle.refused'
  | 'file.isFolder'
  | 'file.none'
  | 'file.noPermission'
  | 'file.notFound'
  | 'file.several'
  | 'file.tooLarge'
  | 'sandbox.failed'
  | 'tenant.changed'
  | 'upload.none'
  | 'upload.notTakenAway'
  | 'upload.running'
  | SignInReason;

/** Why a sign-in ended without a token. */
export type SignInReason =
  | 'signIn.accountNotInTenant'
  | 'signIn.adminConsentNeeded'
  | 'signIn.applicationUnknown'
  | 'signIn.certificateUnknown'
  | 'signIn.clockWrong'
  | 'signIn.conditionalAccess'
  | 'signIn.consentMissing'
  | 'signIn.declined'
  | 'signIn.deviceNotManaged'
  | 'signIn.environmentMissing'
  | 'signIn.failed'
  | 'signIn.keyUnusable'
  | 'signIn.mfaNeeded'
  | 'signIn.needed'
  | 'signIn.network'
  | 'signIn.notAssigned'
  | 'signIn.notFinished'
  | 'signIn.notPreauthorized'
  | 'signIn.otherAccount'
  | 'signIn.providerMissing'
  | 'signIn.notPublicClient'
  | 'signIn.redirectMissing'
  | 'signIn.settings'
  | 'signIn.tenantUnknown'
  | 'signIn.untrustedCertificate';

export interface FailureAction {
  readonly title: string;
  readonly command: CommandId;
}

/** Something that is known to go wrong, with a sentence that says what, and what to do next. */
export class ExpectedError extends Error {
  override readonly name = 'ExpectedError';
  readonly reason: ExpectedReason;
  readonly actions: readonly FailureAction[];
  /** What the log may say besides the reason. The sentence does not go there: it may hold names. */
  readonly trace: string;

  constructor(
    reason: ExpectedReason,
    message: string,
    actions: readonly FailureAction[] = [],
    cause?: unknown,
    trace = '',
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.actions = actions;
    this.trace = trace;
  }
}

/** What became of something that failed: the one place where that is decided. */
export type Failure =
  | { readonly outcome: 'cancelled' }
  | {
      readonly outcome: 'expected';
      readonly reason: ExpectedReason | `graph.${GraphErrorReason}` | 'hosting';
      readonly message: string;
      readonly actions: readonly FailureAction[];
    }
  | { readonly outcome: 'unexpected'; readonly error: unknown; readonly message: string };

export function failureOf(error: unknown): Failure {
  if (isCancellation(error)) {
    return { outcome: 'cancelled' };
  }
  if (error instanceof ExpectedError) {
    return { outcome: 'expected', reason: error.reason, message: error.message, actions: error.actions };
  }
  if (error instanceof GraphRequestError) {
    return {
      outcome: 'expected',
      reason: `graph.${error.reason}`,
      message: describeGraphError(error),
      actions: [
        ...(error.reason === 'unauthenticated'
          ? [{ title: vscode.l10n.t('Sign In'), command: 'cbaPki.account.signIn' as const }]
          : []),
        ...(error.reason === 'forbidden'
          ? [{ title: vscode.l10n.t('Check Sign-In'), command: 'cbaPki.account.check' as const }]
          : []),
        { title: vscode.l10n.t('Show Log'), command: 'cbaPki.log.show' },
      ],
    };
  }
  if (error instanceof HostingError) {
    return { outcome: 'expected', reason: 'hosting', message: error.message, actions: [] };
  }
  return {
    outcome: 'unexpected',
    error,
    message: vscode.l10n.t('Something went wrong that should not have. The log has the details.'),
  };
}

export function isCancellation(error: unknown): boolean {
  return (
    error instanceof CancelledError ||
    error instanceof vscode.CancellationError ||
    (error instanceof DOMException && error.name === 'AbortError')
  );
}
