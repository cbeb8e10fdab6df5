import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { browserArguments, findOrInstallBrowser } from '../../scripts/browser.ts';

// What `npm start` runs.
const script = join(import.meta.dirname, '../../scripts/start.ts');
// It builds the extension, and may have to install the VS Code server.
const readyLimit = 240_000;
/** Environments are inherited, so that this finds a process also when its parent is gone. */
const markName = 'CBA_PKI_TEST_MARK';

test.use({
  launchOptions: { executablePath: await findOrInstallBrowser(), args: [...browserArguments] },
});

class Start {
  readonly mark = randomUUID();
  readonly child: ChildProcess;
  output = '';

  constructor(...args: readonly string[]) {
    this.child = spawn(process.execPath, [script, ...args], {
      env: { ...process.env, [markName]: this.mark },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  /** The address in the one line that says that all is ready. */
  async ready(): Promise<string> {
    const hasEnded = () => this.child.exitCode !== null;
    await expect
      .poll(() => hasEnded() || /^Ready: .+\n/m.test(this.output), { timeout: readyLimit })
      .toBe(true);
    const lines = this.output.match(/^Ready: .+$/gm);
    expect(lines, this.output).toEqual([expect.stringMatching(/^Ready: http:\/\/127\.0\.0\.1:\d+\//)]);
    return lines?.[0]?.slice('Ready: '.length) ?? '';
  }

  async exitCode(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await once(this.child, 'close');
    }
    return this.child.exitCode;
  }

  /** The command lines of all its processes that run now. */
  processes(): readonly string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
          const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
          return environment.includes(`${markName}=${this.mark}`) ? [command] : [];
        } catch {
          return []; // It ended just now, or is somebody else's.
        }
      });
  }
}

test.describe('npm start', () => {
  let started: Start | undefined;

  test.afterEach(async () => {
    started?.child.kill('SIGTERM');
    await started?.exitCode();
    started = undefined;
  });

  // The list of processes, with their environments, is only to be had on Linux.
  const signals = process.platform === 'linux' ? (['SIGINT', 'SIGTERM', 'SIGHUP'] as const) : [];
  for (const signal of signals) {
    test(`opens the workbench, and leaves no process behind after ${signal}`, async ({ page }) => {
      test.setTimeout(readyLimit + 60_000);
      started = new Start('--browser', '--port', '0');
      const { child } = started;
      await page.goto(await started.ready());
      await expect(page.getByRole('treeitem', { name: 'README.md' })).toBeVisible({ timeout: 30_000 });
      await page.getByRole('tab', { name: /^CBA PKI/ }).click();
      await expect(page.getByRole('treeitem', { name: /^Contoso Corporate PKI/ })).toBeVisible({
        timeout: 30_000,
      });
      const processes = () => started?.processes().join('\n');
      await expect.poll(processes, { timeout: 30_000 }).toContain('--type=extensionHost');

      child.kill(signal);

      expect(await started.exitCode()).toBe(0);
      expect(started.processes()).toEqual([]);
    });
  }

  test('says in a sentence that the port is taken', async () => {
    test.setTimeout(readyLimit);
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';

    started = new Start('--browser', '--port', port);

    expect(await started.exitCode()).toBe(1);
    expect(started.output).toContain(`Port ${port} cannot be used: another program uses it.`);
    other.close();
  });

  for (const args of [['--prot', '1'], ['--port', 'x'], ['--port', '65536'], ['--port'], ['file']]) {
    test(`explains its options when given "${args.join(' ')}"`, async () => {
      started = new Start(...args);

      expect(await started.exitCode()).toBe(2);
      expect(started.output).toMatch(/^Usage: npm start/);
    });
  }
});
