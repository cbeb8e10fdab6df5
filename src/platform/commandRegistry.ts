import * as vscode from 'vscode';
import type { CommandId } from '../ids.ts';
import { failureOf, isCancellation } from './failure.ts';
import type { Log } from './log.ts';
import type { Telemetry } from './telemetry.ts';

/** Registers commands, and is the one place where what they throw is caught, counted, logged and shown. */
export class CommandRegistry implements vscode.Disposable {
  readonly #log: Log;
  readonly #telemetry: Telemetry;
  readonly #registrations: vscode.Disposable[] = [];

  constructor(log: Log, telemetry: Telemetry) {
    this.#log = log;
    this.#telemetry = telemetry;
  }

  register(id: CommandId, handler: (...args: readonly unknown[]) => unknown): void {
    this.#registrations.push(
      vscode.commands.registerCommand(id, (...args: readonly unknown[]) =>
        this.#run(id, () => handler(...args)),
      ),
    );
  }

  async #run(id: CommandId, run: () => unknown): Promise<void> {
    try {
      await run();
      this.#telemetry.commandEnded({ command: id, outcome: 'done' });
    } catch (error) {
      const failure = failureOf(error);
      this.#telemetry.commandEnded({
        command: id,
        outcome: failure.outcome,
        ...(failure.outcome === 'expected' ? { reason: failure.reason } : {}),
      });
      this.report(id, error);
    }
  }

  /** Shows what failed outside of a command, such as a job in the background, in the same way. Does not wait for the user. */
  report(what: string, error: unknown): void {
    if (isCancellation(error)) {
      return;
    }
    const failure = failureOf(error);
    this.#log.error(what, error);
    if (failure.outcome === 'expected') {
      void this.#show(failure.message, failure.actions);
    } else if (failure.outcome === 'unexpected') {
      void this.#show(failure.message, [{ title: vscode.l10n.t('Show Log'), command: 'cbaPki.log.show' }]);
    }
  }

  async #show(message: string, actions: readonly { title: string; command: CommandId }[]): Promise<void> {
    const chosen = await vscode.window.showErrorMessage(message, ...actions.map((action) => action.title));
    const action = actions.find(({ title }) => title === chosen);
    if (action) {
      await vscode.commands.executeCommand(action.command);
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.#registrations).dispose();
  }
}
