import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findDesktopVscode, openDesktopVscode } from './desktopVscode.ts';
import { vsixPath } from './package.ts';
import { run } from './processes.ts';
import { prepareSampleWorkspace } from './sampleWorkspace.ts';
import { installExtension, startVscodeServer, workbenchUrl } from './vscodeServer.ts';

const usage = `Usage: npm start -- [--browser] [--port N]

Builds the extension and opens it in VS Code, with a folder of sample certificates and the sandbox tenant.
It stays until the window is closed or Ctrl+C is pressed.

  --browser   use VS Code in a browser even where a desktop VS Code is installed
  --port N    the port for the browser on 127.0.0.1; 0, the default, is a free one
  --help      print this`;

const root = join(import.meta.dirname, '..');
const profileDir = join(root, '.vscode-test/start');
const userSettings = { 'cbaPki.sandbox.openAtStart': true };

type Request =
  | { readonly kind: 'help' | 'wrong' }
  | { readonly kind: 'start'; browser: boolean; port: number };

async function main(): Promise<number> {
  const request = readArguments(process.argv.slice(2));
  if (request.kind !== 'start') {
    const isAnswer = request.kind === 'help';
    (isAnswer ? console.log : console.error)(usage);
    return isAnswer ? 0 : 2;
  }
  const signal = signalToStop();
  try {
    await start(request.browser, request.port, signal);
    return 0;
  } catch (error) {
    if (signal.aborted) {
      return 0;
    }
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

/** Says when to stop: on Ctrl+C, when asked to end, and when the terminal or the npm around this is gone. */
function signalToStop(): AbortSignal {
  const stopped = new AbortController();
  // The handlers stay: Ctrl+C in a terminal arrives twice, once from the terminal and once from npm.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => stopped.abort());
  }
  // npm hands SIGTERM to the shell that it runs a script in, and many a shell ends without passing it on.
  if (process.env['npm_lifecycle_event'] !== undefined) {
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || stopped.abort(), 100).unref();
  }
  return stopped.signal;
}

function readArguments(args: readonly string[]): Request {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        browser: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        help: { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    const isPort = /^\d+$/.test(values.port) && port <= 65_535;
    if (values.help) {
      return { kind: 'help' };
    }
    return isPort ? { kind: 'start', browser: values.browser, port } : { kind: 'wrong' };
  } catch {
    return { kind: 'wrong' };
  }
}

/** Returns when the person closes the window; throws when the signal ends it. */
async function start(browser: boolean, port: number, signal: AbortSignal): Promise<void> {
  const folder = join(profileDir, 'workspace');
  await prepareSampleWorkspace(folder);
  signal.throwIfAborted();
  const code = browser ? undefined : findDesktopVscode();
  // The browser's window gets the packaged extension: VS Code shows no notifications in the mode that loads one
  // from a folder there.
  const script = code === undefined ? 'package.ts' : 'build.ts';
  console.log('Building the extension.');
  await run(process.execPath, [join(root, 'scripts', script)], { cwd: root, signal });
  if (code === undefined) {
    await serve(folder, port, signal);
    return;
  }
  console.log('VS Code is opening. Close its window or press Ctrl+C to stop.');
  const desktopProfile = join(profileDir, 'desktop');
  await openDesktopVscode({
    code,
    profileDir: desktopProfile,
    userSettings,
    folder,
    extensionDevelopmentPath: root,
    signal,
  });
}

async function serve(folder: string, port: number, signal: AbortSignal): Promise<void> {
  const browserProfile = join(profileDir, 'browser');
  await installExtension(browserProfile, vsixPath);
  signal.throwIfAborted();
  const server = await startVscodeServer({ profileDir: browserProfile, port, userSettings, signal });
  console.log(`Ready: ${workbenchUrl(server, { folder })}`);
  console.log('Open this address in a browser. Press Ctrl+C to stop.');
  const interrupted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([server.ended, interrupted]);
  if (!signal.aborted) {
    throw new Error('The VS Code server ended by itself.');
  }
  await server.close();
}

process.exitCode = await main();
