/** The few parts of VS Code's API that code under test stands on, for tests outside of it. */

type Handler = (...args: readonly unknown[]) => unknown;

/** A message that was shown, with its detail where it was modal. */
interface ShownMessage {
  readonly level: 'information' | 'warning' | 'error';
  readonly message: string;
  readonly detail?: string;
}

interface ShownProgress {
  readonly title: string;
  readonly reports: readonly unknown[];
  /** Presses its Cancel. */
  readonly cancel: () => void;
}

export const registered = new Map<string, Handler>();
export const shownMessages: ShownMessage[] = [];
export const shownProgress: ShownProgress[] = [];
/** The buttons to press, in this order; a message that does not offer the next one is closed. */
export const queuedButtons: string[] = [];

export class Disposable {
  readonly #dispose: () => void;
  constructor(dispose: () => void = () => undefined) {
    this.#dispose = dispose;
  }
  static from(...all: readonly { dispose(): void }[]): Disposable {
    return new Disposable(() => all.forEach((one) => one.dispose()));
  }
  dispose(): void {
    this.#dispose();
  }
}

export class CancellationError extends Error {}

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };
  fire(value: T): void {
    this.#listeners.forEach((listener) => listener(value));
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export const commands = {
  registerCommand: (id: string, handler: Handler): Disposable => {
    registered.set(id, handler);
    return new Disposable();
  },
  executeCommand: async (): Promise<undefined> => undefined,
};

/** Shows a message. Like VS Code, it takes options before the buttons. */
const show =
  (level: ShownMessage['level']) =>
  async (message: string, ...rest: readonly (string | { readonly detail: string })[]) => {
    const options = rest.find((one) => typeof one === 'object');
    shownMessages.push({ level, message, ...(options && { detail: options.detail }) });
    return rest.find((one) => one === queuedButtons[0]) && queuedButtons.shift();
  };

export const ProgressLocation = { Notification: 15 };

export const window = {
  showErrorMessage: show('error'),
  showInformationMessage: show('information'),
  showWarningMessage: show('warning'),
  withProgress: async <T>(
    { title }: { readonly title: string },
    task: (
      progress: { report(value: unknown): void },
      token: { readonly onCancellationRequested: EventEmitter<undefined>['event'] },
    ) => Promise<T>,
  ): Promise<T> => {
    const cancellation = new EventEmitter<undefined>();
    const reports: unknown[] = [];
    shownProgress.push({ title, reports, cancel: () => cancellation.fire(undefined) });
    return task({ report: (value) => reports.push(value) }, { onCancellationRequested: cancellation.event });
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
