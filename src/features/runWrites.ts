import * as vscode from 'vscode';
import { type BatchItem, runBatch } from '../graph/batch.ts';
import type { Clock } from '../graph/clock.ts';
import { failureOf } from '../platform/failure.ts';
import { plain, table } from '../platform/markdown.ts';
import { withProgress } from '../platform/progress.ts';
import type { ReadOnlyDocuments } from '../platform/readOnlyDocuments.ts';

export interface RunWritesServices {
  readonly clock: Clock;
  readonly documents: ReadOnlyDocuments;
}

/** Several writes of one kind, and the sentences that go with them. */
export interface Writes<T, R> {
  /** Of the progress notification. */
  readonly title: string;
  readonly items: readonly T[];
  readonly nameOf: (item: T) => string;
  readonly write: (item: T, signal: AbortSignal) => Promise<R>;
  readonly mayPass?: (error: unknown) => boolean;
  /** What is said at the end of it all, for example "3 of 4 authorities were deleted." */
  readonly summary: (done: number, total: number) => string;
  /** What a row of the report says of a write that was done; empty for nothing but that. */
  readonly describe?: (result: R) => string;
}

export interface WritesResult<T, R> {
  readonly done: readonly { readonly item: T; readonly result: R }[];
  readonly failed: readonly { readonly item: T; readonly reason: string }[];
  readonly notSent: readonly T[];
  readonly isComplete: boolean;
}

/**
 * Sends writes, a few at a time, with progress and Cancel, and says at the end what was done, what was not and why. What
 * failed or was not sent is offered to be tried again; what was done never is.
 * @param signal ends it, for example because another tenant was connected
 * @returns once the first round has ended; what is tried again later goes on by itself
 */
export async function runWrites<T, R>(
  services: RunWritesServices,
  writes: Writes<T, R>,
  signal: AbortSignal,
): Promise<WritesResult<T, R>> {
  const items = await round(services, writes, writes.items, signal);
  void tell(services, writes, items, signal).catch(() => undefined);
  return resultOf(items);
}

function round<T, R>(
  { clock }: RunWritesServices,
  { title, write, mayPass }: Writes<T, R>,
  items: readonly T[],
  parent: AbortSignal,
): Promise<readonly BatchItem<T, R>[]> {
  return withProgress(title, parent, (signal, report) =>
    runBatch({
      items,
      write,
      clock,
      signal,
      ...(mayPass && { mayPass }),
      onProgress: (ended, total) =>
        report({
          message: vscode.l10n.t('{ended} of {total}', { ended, total }),
          increment: 100 / Math.max(total, 1),
        }),
    }),
  );
}

/** The outcomes of a batch, sorted by what became of each. */
export function resultOf<T, R>(items: readonly BatchItem<T, R>[]): WritesResult<T, R> {
  const done = items.flatMap(({ item, outcome }) =>
    outcome.kind === 'done' ? [{ item, result: outcome.result }] : [],
  );
  const failed = items.flatMap(({ item, outcome }) =>
    outcome.kind === 'failed' ? [{ item, reason: reasonOf(outcome.error) }] : [],
  );
  const notSent = items.flatMap(({ item, outcome }) => (outcome.kind === 'notSent' ? [item] : []));
  return { done, failed, notSent, isComplete: done.length === items.length };
}

/** Why one of several failed, for a list of them. */
export function reasonOf(error: unknown): string {
  const failure = failureOf(error);
  return failure.outcome === 'cancelled' ? vscode.l10n.t('It was cancelled.') : failure.message;
}

/** Says what came of a round, and goes another where that is wanted. */
async function tell<T, R>(
  services: RunWritesServices,
  writes: Writes<T, R>,
  items: readonly BatchItem<T, R>[],
  signal: AbortSignal,
): Promise<void> {
  const { done, failed, notSent, isComplete } = resultOf(items);
  const summary = writes.summary(done.length, items.length);
  const report = vscode.l10n.t('Show Report');
  if (isComplete) {
    if (items.length > 1) {
      const chosen = await vscode.window.showInformationMessage(summary, report);
      if (chosen === report) {
        await services.documents.showPreview(reportName(), reportOf(writes, items));
      }
    }
    return;
  }
  const again = failed.length > 0 ? vscode.l10n.t('Retry Failed') : vscode.l10n.t('Do the Rest');
  // On another tenant there is nothing to go on with.
  const offers = signal.aborted ? [report] : [again, report];
  const [first] = failed;
  const message = [
    summary,
    ...(first
      ? [vscode.l10n.t('{name}: {reason}', { name: writes.nameOf(first.item), reason: first.reason })]
      : []),
    ...(notSent.length > 0 ? [vscode.l10n.t('{count} were not tried.', { count: notSent.length })] : []),
  ].join(' ');
  const chosen = await vscode.window.showWarningMessage(message, ...offers);
  if (chosen === report) {
    await services.documents.showPreview(reportName(), reportOf(writes, items));
  }
  if (chosen === again && !signal.aborted) {
    const open = items.filter(({ outcome }) => outcome.kind !== 'done').map(({ item }) => item);
    const next = await round(services, writes, open, signal);
    const byItem = new Map(next.map((each) => [each.item, each]));
    await tell(
      services,
      writes,
      items.map((each) => byItem.get(each.item) ?? each),
      signal,
    );
  }
}

const reportName = (): string => vscode.l10n.t('What was done.md');

/** Everything that was to be done, in Markdown: what was not done comes first. */
function reportOf<T, R>(
  { nameOf, summary, describe }: Writes<T, R>,
  items: readonly BatchItem<T, R>[],
): string {
  const lines = items.map(({ item, outcome }) => ({ name: nameOf(item), outcome }));
  const rows = [
    ...lines.flatMap(({ name, outcome }) =>
      outcome.kind === 'failed' ? [[name, vscode.l10n.t('failed'), reasonOf(outcome.error)]] : [],
    ),
    ...lines.flatMap(({ name, outcome }) =>
      outcome.kind === 'notSent' ? [[name, vscode.l10n.t('not tried'), '']] : [],
    ),
    ...lines.flatMap(({ name, outcome }) =>
      outcome.kind === 'done' ? [[name, vscode.l10n.t('done'), describe?.(outcome.result) ?? '']] : [],
    ),
  ];
  const done = lines.filter(({ outcome }) => outcome.kind === 'done').length;
  return [
    `# ${plain(summary(done, items.length))}`,
    '',
    ...table([vscode.l10n.t('Name'), vscode.l10n.t('State'), vscode.l10n.t('Why')], rows),
    '',
  ].join('\n');
}
