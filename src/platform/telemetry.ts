import * as vscode from 'vscode';
import type { CommandId } from '../ids.ts';
import type { Failure } from './failure.ts';

/** What may be told: closed sets of words and counts. Never a name, an identifier, an address or free text. */
export interface Telemetry {
  commandEnded(event: {
    readonly command: CommandId;
    readonly outcome: 'done' | Failure['outcome'];
    readonly reason?: Extract<Failure, { outcome: 'expected' }>['reason'];
  }): void;
  uploadEnded(event: {
    readonly outcome: 'succeeded' | 'failed' | 'other';
    readonly tenant: 'sandbox' | 'real';
    readonly seconds: number;
    readonly added: number;
  }): void;
}

interface Sender extends vscode.Disposable {
  sendTelemetryEvent(
    name: string,
    properties: Record<string, string>,
    measurements: Record<string, number>,
  ): void;
}

declare const TELEMETRY_CONNECTION_STRING: string;

/** Telemetry that is loaded with the first event, and only when a connection string was built in and the user allows it. */
export class LazyTelemetry implements Telemetry, vscode.Disposable {
  readonly #connectionString: string;
  #sender: Promise<Sender> | undefined;

  constructor(connectionString = builtInConnectionString()) {
    this.#connectionString = connectionString;
  }

  commandEnded(event: Parameters<Telemetry['commandEnded']>[0]): void {
    this.#send('command.ended', {
      command: event.command,
      outcome: event.outcome,
      reason: event.reason ?? '',
    });
  }

  uploadEnded(event: Parameters<Telemetry['uploadEnded']>[0]): void {
    this.#send(
      'upload.ended',
      { outcome: event.outcome, tenant: event.tenant },
      { seconds: event.seconds, added: event.added },
    );
  }

  #send(name: string, properties: Record<string, string>, measurements: Record<string, number> = {}): void {
    if (this.#connectionString === '' || !vscode.env.isTelemetryEnabled) {
      return;
    }
    this.#sender ??= import('./telemetrySender.ts').then(({ createSender }) =>
      createSender(this.#connectionString),
    );
    // Telemetry never gets in anybody's way: what cannot be sent is lost.
    this.#sender
      .then((sender) => sender.sendTelemetryEvent(name, properties, measurements))
      .catch(() => undefined);
  }

  dispose(): void {
    this.#sender?.then((sender) => sender.dispose()).catch(() => undefined);
  }
}

function builtInConnectionString(): string {
  return typeof TELEMETRY_CONNECTION_STRING === 'string' ? TELEMETRY_CONNECTION_STRING : '';
}
