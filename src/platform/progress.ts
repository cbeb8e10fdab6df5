import * as vscode from 'vscode';
import { CancelledError } from './failure.ts';

export interface ProgressReport {
  readonly message?: string;
  /** Percent that this step adds. */
  readonly increment?: number;
}

/**
 * Runs a task behind a notification with a Cancel button. Cancel aborts the signal that the task was given, with a
 * {@link CancelledError}; so does `parent`, with its own reason.
 */
export async function withProgress<T>(
  title: string,
  parent: AbortSignal,
  task: (signal: AbortSignal, report: (progress: ProgressReport) => void) => Promise<T>,
): Promise<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const controller = new AbortController();
      const subscription = token.onCancellationRequested(() => controller.abort(new CancelledError()));
      try {
        return await task(AbortSignal.any([controller.signal, parent]), (report) => progress.report(report));
      } finally {
        subscription.dispose();
      }
    },
  );
}

/** Turns counts of bytes done into steps of a progress bar. */
export function percentOf(total: number, report: (progress: ProgressReport) => void): (done: number) => void {
  let told = 0;
  return (done) => {
    const percent = Math.floor((done / Math.max(total, 1)) * 100);
    if (percent > told) {
      report({ increment: percent - told });
      told = percent;
    }
  };
}

/** A signal that is aborted with a {@link CancelledError} when the returned object is disposed. */
export class AbortScope implements vscode.Disposable {
  readonly #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  dispose(): void {
    this.#controller.abort(new CancelledError());
  }
}
