import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const isWindows = process.platform === 'win32';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Shows the command's output as it comes; otherwise it is kept and told only when the command fails. */
  readonly showOutput?: boolean;
  /** Ends the command and everything that it started. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs a command to its end. Throws an Error with the last lines of its output when it fails. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<void> {
  const { signal, showOutput = false, ...rest } = options;
  signal?.throwIfAborted();
  // npm is a batch file on Windows, and those only a shell can start.
  const shell = isWindows && command.endsWith('.cmd');
  // A caller with a signal ends the whole group itself. Without one the command has to stay in the
  // group of the terminal, so that Ctrl+C reaches it.
  const detached = signal !== undefined && !isWindows;
  const stdio: StdioOptions = showOutput ? 'inherit' : ['ignore', 'pipe', 'pipe'];
  const child = spawn(command, args, { ...rest, shell, detached, stdio });
  const output = keepLastOutput(child);
  let ending: Promise<void> | undefined;
  const end = () => {
    ending = endProcessTree(child);
  };
  signal?.addEventListener('abort', end, { once: true });
  try {
    const code = await exitOf(child);
    await ending;
    signal?.throwIfAborted();
    if (code !== 0) {
      throw new Error(
        `"${[command, ...args].join(' ')}" failed (${code ?? 'killed'}).\n${output()}`.trimEnd(),
      );
    }
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/** The exit code of a process, or undefined when a signal ended it. Throws when it cannot be started. */
export function exitOf(child: ChildProcess): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? undefined));
  });
}

/** Collects what a process prints; the function that it returns gives the last lines of it. */
export function keepLastOutput(child: ChildProcess): () => string {
  let kept = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      kept = (kept + text).slice(-4000);
    });
  }
  return () => kept.trim().split('\n').slice(-20).join('\n');
}

/** Ends a process that leads a group of its own (`detached`) together with all that it started. */
export async function endProcessTree(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) {
    return;
  }
  if (isWindows) {
    spawnSync('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  signalGroup(pid, 'SIGTERM');
  if (!(await isGone(pid, 3000))) {
    signalGroup(pid, 'SIGKILL');
    await isGone(pid, 1000);
  }
}

async function isGone(group: number, limit: number): Promise<boolean> {
  for (const end = Date.now() + limit; Date.now() < end; ) {
    if (!isAlive(group)) {
      return true;
    }
    await delay(25);
  }
  return false;
}

/**
 * A member that has ended still takes signals until its parent collects it, and process 1, which inherits
 * orphans, is late with that in many containers, or never does. Linux tells those apart.
 */
function isAlive(group: number): boolean {
  const isListed = signalGroup(group, 0);
  if (!isListed || process.platform !== 'linux') {
    return isListed;
  }
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) {
      return false;
    }
    try {
      // "pid (name) state parent group …", where the name may hold anything.
      const [, state, , itsGroup] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/^.*\) | /s);
      return Number(itsGroup) === group && state !== 'Z';
    } catch {
      return false; // It ended just now.
    }
  });
}

/** Whether there was a process in the group to get the signal. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/** The file that a command name stands for on PATH. */
export function findOnPath(name: string): string | undefined {
  const endings = isWindows ? ['.exe', '.cmd'] : [''];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
