import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endProcessTree, exitOf, findOnPath, keepLastOutput } from './processes.ts';
import { writeUserSettings } from './vscodeServer.ts';

export interface DesktopOptions {
  readonly code: string;
  /** Holds the user data and the extensions, apart from those of the person's own VS Code. */
  readonly profileDir: string;
  readonly userSettings: Readonly<Record<string, unknown>>;
  readonly folder: string;
  readonly extensionDevelopmentPath: string;
  /** Closes the window. */
  readonly signal: AbortSignal;
}

/** The command of a desktop VS Code that can open a window here, or undefined. */
export function findDesktopVscode(): string | undefined {
  const { env, platform } = process;
  // In a remote window and in WSL, `code` only talks to a VS Code elsewhere, which cannot be given a profile.
  const isRemote = env['VSCODE_IPC_HOOK_CLI'] !== undefined || env['WSL_DISTRO_NAME'] !== undefined;
  const hasScreen = platform !== 'linux' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']);
  return isRemote || !hasScreen ? undefined : findOnPath('code');
}

/** Opens a window of its own and waits until it is closed, by the person or by the signal. */
export async function openDesktopVscode(options: DesktopOptions): Promise<void> {
  const { code, profileDir, userSettings, folder, extensionDevelopmentPath, signal } = options;
  const isWindows = process.platform === 'win32';
  const userData = join(profileDir, 'user-data');
  const lock = join(userData, 'code.lock');
  await writeUserSettings(join(userData, 'User'), userSettings);
  await rm(lock, { force: true });
  signal.throwIfAborted();
  const args = [
    `--extensionDevelopmentPath=${extensionDevelopmentPath}`,
    `--user-data-dir=${userData}`,
    `--extensions-dir=${join(profileDir, 'extensions')}`,
    '--disable-workspace-trust',
    '--new-window',
    '--wait',
    // Electron refuses to run as root with its sandbox.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    folder,
  ];
  // On Windows `code` is a batch file, which only a shell can start, and a shell wants its own quotes.
  const child = isWindows
    ? spawn(
        `"${code}"`,
        args.map((arg) => `"${arg}"`),
        { shell: true },
      )
    : spawn(code, args, { detached: true });
  const output = keepLastOutput(child);
  const close = () => {
    endWindow(lock);
    void endProcessTree(child);
  };
  signal.addEventListener('abort', close, { once: true });
  const exit = await exitOf(child);
  signal.removeEventListener('abort', close);
  if (exit !== 0 && !signal.aborted) {
    throw new Error(`VS Code did not open. ${output()}`.trimEnd());
  }
}

/** The window belongs to a process that the command let go of, and that leaves its number in a file. */
function endWindow(lock: string): void {
  try {
    process.kill(Number.parseInt(readFileSync(lock, 'utf8'), 10), 'SIGTERM');
  } catch {
    // It has not got as far as that, or is gone already.
  }
}
