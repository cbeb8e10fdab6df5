/** The few parts of VS Code's API that the error funnel and telemetry stand on, for tests outside of it. */

type Handler = (...args: readonly unknown[]) => unknown;

export const registered = new Map<string, Handler>();
export const shownErrors: string[] = [];

export class Disposable {
  static from(): Disposable {
    return new Disposable();
  }
  dispose(): void {
    // Nothing is held.
  }
}

export class CancellationError extends Error {}

export class EventEmitter {
  readonly event = (): Disposable => new Disposable();
  fire(): void {
    // Nobody listens.
  }
  dispose(): void {
    // Nothing is held.
  }
}

export const commands = {
  registerCommand: (id: string, handler: Handler): Disposable => {
    registered.set(id, handler);
    return new Disposable();
  },
};

export const window = {
  showErrorMessage: async (message: string): Promise<undefined> => {
    shownErrors.push(message);
    return undefined;
  },
};

export const l10n = {
  t: (message: string, values: Readonly<Record<string, unknown>> = {}): string =>
    message.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => String(values[name])),
};

interface Sender {
  sendEventData(name: string, data?: Record<string, unknown>): void;
  flush?(): void | Promise<void>;
}

export const version = '1.106.0';
export const UIKind = { Desktop: 1, Web: 2 };
export const extensions = { getExtension: (): undefined => undefined };
export const workspace = {
  getConfiguration: () => ({ get: () => undefined }),
  onDidChangeConfiguration: (): Disposable => new Disposable(),
};
export const env = {
  isTelemetryEnabled: true,
  machineId: 'machine',
  sessionId: 'session',
  uiKind: 1,
  language: 'en',
  appName: 'test',
  appHost: 'desktop',
  onDidChangeTelemetryEnabled: (): Disposable => new Disposable(),
  loggerOptions: undefined as unknown,
  sender: undefined as Sender | undefined,
  /** VS Code's logger hands what it is given to the sender. */
  createTelemetryLogger: (sender: Sender, options: unknown) => {
    env.loggerOptions = options;
    env.sender = sender;
    return {
      logUsage: (name: string, data?: Record<string, unknown>) => sender.sendEventData(name, data),
      logError: (name: string, data?: Record<string, unknown>) => sender.sendEventData(name, data),
      isUsageEnabled: true,
      isErrorsEnabled: true,
      isCrashEnabled: true,
      onDidChangeEnableStates: (): Disposable => new Disposable(),
      dispose: () => sender.flush?.(),
    };
  },
};
