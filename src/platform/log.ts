import type * as vscode from 'vscode';
import { GraphRequestError } from '../graph/errors.ts';
import type { GraphLogEntry } from '../graph/middleware.ts';
import { redact } from '../graph/redact.ts';
import { ExpectedError } from './failure.ts';

/** The log channel as a port. Nothing that is a secret or personal may be handed to it. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  /** An error with its stack. Addresses in it lose their query, and what looks like a token is left out. */
  error(message: string, error: unknown): void;
  graphCall(entry: GraphLogEntry): void;
  show(): void;
}

export function logTo(channel: vscode.LogOutputChannel): Log {
  return {
    info: (message) => channel.info(message),
    warn: (message) => channel.warn(message),
    error: (message, error) => channel.error(`${message}: ${redact(textOf(error))}`),
    graphCall: (entry) => channel.info(formatGraphCall(entry)),
    show: () => channel.show(),
  };
}

function formatGraphCall(entry: GraphLogEntry): string {
  const attempt = entry.attempt > 1 ? ` attempt ${entry.attempt}` : '';
  const requestId = entry.requestId ? ` request-id ${entry.requestId}` : '';
  return `${entry.method} ${entry.route} → ${entry.status ?? 'no answer'} in ${entry.milliseconds} ms${attempt}${requestId}`;
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const cause = error.cause === undefined ? '' : `\ncaused by ${textOf(error.cause)}`;
  if (error instanceof ExpectedError) {
    return `${error.reason} ${error.trace}${cause}`;
  }
  if (error instanceof GraphRequestError) {
    // The sentence is part of a body, in which names and subjects may stand.
    const { operation, status, code, requestId } = error.details;
    const facts = [operation, status, code, requestId].filter((fact) => fact !== undefined).join(' ');
    return `${error.reason} ${facts}${cause}`;
  }
  return `${error.stack ?? `${error.name}: ${error.message}`}${cause}`;
}
