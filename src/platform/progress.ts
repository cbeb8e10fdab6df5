import * as vscode from 'vscode';
import { CancelledError } from './failure.ts';

export interface ProgressReport {
  readonly message?: string;
  /** Percent that this step adds. */
  readonly increment?: number;
}

/** What is over sooner than this, in milliseconds, needs no notification: it would only flash. */
const patience = 500;

/**
 * Runs a task, and shows a notification with a Cancel button once it lasts. Cancel aborts the signal that the task was
 * given, with a {@link CancelledError}; so does `parent`, with its own reason.
 */
export async function withProgress<T>(
  title: string,
  parent: AbortSignal,
  task: (signal: AbortSignal, report: (progress: ProgressReport) => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const reports = new ReportRelay();
  const running = task(AbortSignal.any([controller.signal, parent]), (report) => reports.report(report));
  if (await endsWithin(running, patience)) {
    return running;
  }
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const subscription = token.onCancellationRequested(() => controller.abort(new CancelledError()));
      reports.relayTo(progress);
      try {
        return await running;
      } finally {
        subscription.dispose();
      }
    },
  );
}

async function endsWithin(running: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const ended = (): boolean => true;
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([running.then(ended, ended), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}

/** Keeps what was reported before there was anything to show it in. */
class ReportRelay {
  #message: string | undefined;
  #increment = 0;
  #progress: vscode.Progress<ProgressReport> | undefined;

  report(report: ProgressReport): void {
    if (this.#progress) {
      this.#progress.report(report);
      return;
    }
    this.#message = report.message ?? this.#message;
    this.#increment += report.increment ?? 0;
  }

  relayTo(progress: vscode.Progress<ProgressReport>): void {
    this.#progress = progress;
    progress.report({
      increment: this.#increment,
      ...(this.#message === undefined ? {} : { message: this.#message }),
    });
  }
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
