import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endProcessTree, keepLastOutput, run } from './processes.ts';
import { installVscodeServer } from './vscodeInstall.ts';

export interface VscodeServerOptions {
  /** Holds all that the server keeps: its data, the installed extensions and the user settings. */
  readonly profileDir: string;
  /** A free one when absent or 0. */
  readonly port?: number;
  /** Written over what the profile has, on top of `quietSettings`. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** Lets the address of the workbench name an extension under development, and tests to run in its host. */
  readonly smokeTestDriver?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface VscodeServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** Settles when the server is gone, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends the server with its extension hosts, terminals and watchers, and waits until they are gone. */
  close(): Promise<void>;
}

export interface Workbench {
  /** Absolute path of the folder to open. */
  readonly folder: string;
  /** Absolute path of an unpackaged extension; needs `smokeTestDriver`. */
  readonly extensionDevelopmentPath?: string;
  /** Absolute path of a CommonJS module that exports `run()`; needs `smokeTestDriver`. */
  readonly extensionTestsPath?: string;
}

/** No welcome, no hints, no offers, nothing from the network: a screen shows what the extension shows. */
const quietSettings: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // The folder that is opened may lie inside the repository of this project.
  'git.openRepositoryInParentFolders': 'never',
  // The sandbox tenant listens on a port, and the server would offer to forward it.
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

const host = '127.0.0.1';
const startLimit = 60_000;

/**
 * Starts VS Code's server, installing it first if need be, and waits until it serves the workbench.
 * It ends with `close()`, and by itself when this process ends. Throws an Error that says why it did not start.
 */
export async function startVscodeServer(options: VscodeServerOptions): Promise<VscodeServer> {
  const { profileDir, port = 0, signal } = options;
  const { serverMain } = await installVscodeServer(signal);
  await writeUserSettings(join(profileDir, 'server/data/User'), options.userSettings ?? {});
  await assertPortIsFree(port);
  // Nobody else removes them, and a path below the profile may be too long for a socket.
  const socketsDir = await mkdtemp(join(tmpdir(), 'vscode-server-'));
  signal?.throwIfAborted();
  const child = spawn(process.execPath, serverArguments(serverMain, options), {
    detached: process.platform !== 'win32',
    env: {
      ...cleanEnvironment(),
      // It would look for news of the built-in extensions on a marketplace.
      EXTENSIONS_GALLERY: '{}',
      XDG_RUNTIME_DIR: socketsDir,
      ...options.environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // Also what is left of the group when only the server itself was killed.
  const ended = once(child, 'exit')
    .then(() => endProcessTree(child))
    .then(() => rm(socketsDir, { recursive: true, force: true }));
  const close = async () => {
    await endProcessTree(child);
    await ended;
  };
  try {
    const found = await untilServing(child, signal);
    return { url: `http://${host}:${found}`, port: found, ended, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}

/** Installs a packaged extension into a profile; to be called before a server starts with that profile. */
export async function installExtension(profileDir: string, vsixPath: string): Promise<void> {
  const { serverMain } = await installVscodeServer();
  const args = [serverMain, ...profileArguments(profileDir), '--install-extension', vsixPath, '--force'];
  await run(process.execPath, args, { env: cleanEnvironment() });
}

/** The address that opens a folder, and with `smokeTestDriver` an extension under development or its tests. */
export function workbenchUrl(server: Pick<VscodeServer, 'port'>, workbench: Workbench): string {
  const authority = `${host}:${server.port}`;
  const url = new URL(`http://${authority}/`);
  url.searchParams.set('folder', pathOfUrl(workbench.folder));
  const paths = [
    ['extensionDevelopmentPath', workbench.extensionDevelopmentPath],
    ['extensionTestsPath', workbench.extensionTestsPath],
  ] as const;
  const payload = paths.flatMap(([name, path]) =>
    path === undefined ? [] : [[name, `vscode-remote://${authority}${pathOfUrl(path)}`]],
  );
  if (payload.length > 0) {
    url.searchParams.set('payload', JSON.stringify(payload));
  }
  return url.href;
}

/** Replaces the settings in a folder `User` of VS Code by the quiet ones and those given. */
export async function writeUserSettings(
  userFolder: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  await mkdir(userFolder, { recursive: true });
  const text = JSON.stringify({ ...quietSettings, ...settings }, null, 2);
  await writeFile(join(userFolder, 'settings.json'), `${text}\n`);
}

/** With drive letters as VS Code writes them: `/c:/folder`. */
function pathOfUrl(path: string): string {
  return decodeURIComponent(pathToFileURL(path).pathname);
}

function serverArguments(serverMain: string, options: VscodeServerOptions): readonly string[] {
  return [
    // See there: it ties the life of the server to that of this process.
    '--import',
    new URL('./endWithParent.ts', import.meta.url).href,
    serverMain,
    ...profileArguments(options.profileDir),
    `--host=${host}`,
    `--port=${options.port ?? 0}`,
    '--without-connection-token',
    '--telemetry-level=off',
    '--disable-workspace-trust',
    '--disable-experiments',
    '--disable-getting-started-override',
    ...(options.smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
  ];
}

function profileArguments(profileDir: string): readonly string[] {
  return [
    `--server-data-dir=${join(profileDir, 'server')}`,
    `--extensions-dir=${join(profileDir, 'extensions')}`,
    '--accept-server-license-terms',
  ];
}

/** Without what npm, a debugger or the VS Code that this runs in want their own children to know. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const names = /^(npm_|VSCODE_|ELECTRON_)|^(NODE_OPTIONS|INIT_CWD)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.test(name)));
}

/** The server itself prints a stack trace on a port that is taken, and then waits for ever. */
async function assertPortIsFree(port: number): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject).listen(port, host, resolve);
    });
  } catch (cause) {
    const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    const reason = isTaken ? 'another program uses it' : `the system refuses it (${String(cause)})`;
    throw new Error(`Port ${port} cannot be used: ${reason}. Choose another, or 0 for a free one.`, {
      cause,
    });
  } finally {
    probe.close();
  }
}

/** Waits until the workbench is served; returns the port. */
async function untilServing(child: ChildProcess, signal: AbortSignal | undefined): Promise<number> {
  const output = keepLastOutput(child);
  const limit = AbortSignal.timeout(startLimit);
  const stop = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    const port = await portOf(child, stop);
    const response = await fetch(`http://${host}:${port}/`, { signal: stop });
    if (!response.ok || !(await response.text()).includes('workbench')) {
      throw new Error(`It answers with status ${response.status}.`);
    }
    return port;
  } catch (cause) {
    signal?.throwIfAborted();
    throw new Error(`The VS Code server did not start. ${String(cause)}\n${output()}`.trimEnd(), { cause });
  }
}

/** The server says itself where it listens, so that an answer from that port is one of this server. */
function portOf(child: ChildProcess, stop: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const read = (text: string) => {
      seen += text;
      const port = /agent listening on (\d+)\n/.exec(seen)?.[1];
      if (port !== undefined) {
        child.stdout?.off('data', read);
        resolve(Number(port));
      }
    };
    child.stdout?.on('data', read);
    child.once('close', (code) => reject(new Error(`It ended (${code ?? 'killed'}).`)));
    child.once('error', reject);
    stop.addEventListener('abort', () => reject(new Error('It took too long.')), { once: true });
  });
}
