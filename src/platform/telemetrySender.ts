import { TelemetryReporter } from '@vscode/extension-telemetry';

/** The reporter of the library. In a module of its own, so that its 175 KB are read only when something is to be sent. */
export function createSender(connectionString: string): TelemetryReporter {
  return new TelemetryReporter(
    connectionString,
    [],
    // Unhandled errors carry messages and stacks, which may hold addresses and names: they are not told.
    { ignoreUnhandledErrors: true },
    quietFetch,
  );
}

/** The library's own sender throws where nobody can catch it when there is no network. */
async function quietFetch(
  url: string,
  init?: { method: 'POST'; headers?: Record<string, string>; body?: string },
): Promise<{ text: () => Promise<string>; status: number; headers: Iterable<[string, string]> }> {
  try {
    const response = await fetch(url, init);
    return { text: () => response.text(), status: response.status, headers: response.headers };
  } catch {
    return { text: async () => '', status: 503, headers: [] };
  }
}
