import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { browserArguments, findOrInstallBrowser } from '../../scripts/browser.ts';
import { vsixPath } from '../../scripts/package.ts';
import { installExtension, startVscodeServer, workbenchUrl } from '../../scripts/vscodeServer.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { leaksIn, leaksInFolder } from '../support/leaks.ts';
import { browserState } from './browserState.ts';

/** A window of VS Code with the packaged extension, driven as a person would. */
export class Workbench {
  readonly page: Page;
  readonly folder: string;

  constructor(page: Page, folder: string) {
    this.page = page;
    this.folder = folder;
  }

  /** Opens the extension's view in the side bar. */
  async openView(): Promise<void> {
    await this.page.getByRole('tab', { name: /^CBA PKI/ }).click();
  }

  async openExplorer(): Promise<void> {
    await this.page.getByRole('tab', { name: /^Explorer/ }).click();
  }

  /** A row of a tree by the beginning of its name. */
  row(name: string): Locator {
    return this.page.getByRole('treeitem', { name: new RegExp(`^${name}`) });
  }

  /** Opens a row. A click may come while the tree is being drawn, and be lost. */
  async expand(name: string): Promise<void> {
    const row = this.row(name);
    await expect(async () => {
      if ((await row.getAttribute('aria-expanded')) !== 'true') {
        await row.click({ timeout: 2000 });
      }
      await expect(row).toHaveAttribute('aria-expanded', 'true', { timeout: 2000 });
    }).toPass({ timeout: 20_000 });
  }

  /** Runs a command from the palette, by keyboard. The palette may list others first that have the same words. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.getByRole('textbox').fill(`>${title}`);
    const options = this.quickInput.getByRole('option');
    await options.filter({ hasText: title }).first().waitFor();
    const texts = await options.allInnerTexts();
    const index = texts.findIndex((text) => text.split('\n')[0]?.trim() === title);
    for (let down = 0; down < index; down += 1) {
      await this.page.keyboard.press('ArrowDown');
    }
    await this.page.keyboard.press('Enter');
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** Chooses the row of a pick that has the text, by keyboard, once the step with the number is there. */
  async pick(step: number, text: string): Promise<void> {
    await this.step(step);
    const option = this.quickInput.getByRole('option', { name: text }).first();
    await option.waitFor();
    await option.click();
  }

  /** Types an answer, and presses Enter. */
  async type(step: number, text: string): Promise<void> {
    await this.step(step);
    await this.quickInput.getByRole('textbox').fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Chooses the row that has the text, of a pick that is the only question. What is asked next has no row with it. */
  async choose(text: string | RegExp): Promise<void> {
    const option = this.quickInput.getByRole('option', { name: text }).first();
    await option.waitFor();
    await expect(async () => {
      await option.click({ timeout: 2000 });
      await expect(option).toBeHidden({ timeout: 2000 });
    }).toPass({ timeout: 15_000 });
  }

  /** Types an answer to the question that has this text, and presses Enter. */
  async answer(question: string | RegExp, text: string): Promise<void> {
    await expect(this.quickInput).toContainText(question);
    await this.quickInput.getByRole('textbox').fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Opens a section of the side bar. */
  async openSection(name: string): Promise<void> {
    const section = this.page.getByRole('button', { name: `${name} Section` });
    await section.waitFor();
    await expect(async () => {
      if ((await section.getAttribute('aria-expanded')) !== 'true') {
        await section.click({ timeout: 2000 });
      }
      await expect(section).toHaveAttribute('aria-expanded', 'true', { timeout: 2000 });
    }).toPass({ timeout: 20_000 });
  }

  /** Waits for a step of a wizard. */
  async step(step: number): Promise<void> {
    await this.quickInput.locator('.quick-input-title', { hasText: `(${step}/` }).waitFor();
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** Presses Cancel of a progress that has the text, once it is there. */
  async cancel(text: string): Promise<void> {
    const progress = this.notification(text);
    await progress.waitFor();
    await progress.hover();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    // The extension has got it once it has got the next thing, too.
    await this.runCommand('CBA PKI: Show Log');
    await this.page.getByRole('tab', { name: /^Output/ }).waitFor();
  }

  /** Calls an entry of the context menu of a file in the explorer. */
  async fileMenu(file: string, entry: string): Promise<void> {
    await this.contextMenu(this.page.getByRole('treeitem', { name: file }), entry);
  }

  /** Calls an entry of the context menu of whatever is at a place. */
  async contextMenu(place: Locator, entry: string): Promise<void> {
    // A tree that is drawn anew closes the menu of a row.
    await expect(async () => {
      await this.page.keyboard.press('Escape');
      await place.click({ button: 'right', timeout: 3000 });
      await this.page.getByRole('menuitem', { name: entry }).waitFor({ timeout: 3000 });
      await this.pressMenuItem(entry, 6000);
    }).toPass({ timeout: 40_000 });
  }

  /** Presses an entry of the menu that is open, or about to be. */
  async pressMenuItem(entry: string, timeout = 15_000): Promise<void> {
    const item = this.page.getByRole('menuitem', { name: entry });
    await item.waitFor({ timeout });
    // A menu takes no click in its first moment, so as not to take the one that opened it.
    await expect(async () => {
      await item.click({ timeout: 2000 });
      await expect(item).toBeHidden({ timeout: 2000 });
    }).toPass({ timeout });
  }
}

/** What may be found nowhere once a test has run. */
export interface SecretsInUse {
  readonly add: (secret: string) => void;
  readonly all: () => ReadonlySet<string>;
  /** What was written to the browser's console so far. */
  readonly console: () => string;
}

interface Options {
  /** User settings of the window. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Fills the workspace before the window opens. */
  readonly files: { readonly fill: (folder: string) => Promise<void> };
  /** Fills the sandbox tenant, empty until then, before the window opens. Without it there is the sample data. */
  readonly tenant: { readonly fill?: (root: string) => Promise<void> };
  /** What fixtures that build on this one add to the server: its environment, and settings below those of the test. */
  readonly surroundings: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly settings?: Readonly<Record<string, unknown>>;
  };
}

/**
 * Every test gets a VS Code of its own: nothing that one leaves behind is seen by another. What it leaves behind is
 * searched for the secrets that were used.
 */
export const test = base.extend<
  { workbench: Workbench; secrets: SecretsInUse } & Options,
  { installed: string }
>({
  settings: [{}, { option: true }],
  files: [{ fill: async () => undefined }, { option: true }],
  tenant: [{}, { option: true }],
  surroundings: [{}, { option: true }],
  launchOptions: { executablePath: await findOrInstallBrowser(), args: [...browserArguments] },
  viewport: { width: 1280, height: 800 },
  // Installing takes longer than copying what it leads to.
  installed: [
    // Playwright reads from the parameter which fixtures are used; `playwright` itself is the only one that is always there.
    async ({ playwright: _playwright }, use) => {
      const profileDir = await mkdtemp(join(tmpdir(), 'cba-pki-e2e-installed-'));
      await installExtension(profileDir, vsixPath);
      await use(profileDir);
      await rm(profileDir, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  secrets: async ({ page }, use) => {
    const used = new Set<string>();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await use({ add: (secret) => used.add(secret), all: () => used, console: () => said.join('\n') });
  },
  workbench: async ({ page, settings, files, tenant, surroundings, secrets, installed }, use) => {
    const scratch = await mkdtemp(join(tmpdir(), 'cba-pki-e2e-'));
    const folder = join(scratch, 'workspace');
    const profileDir = join(scratch, 'profile');
    await mkdir(folder);
    await files.fill(folder);
    await cp(installed, profileDir, { recursive: true });
    if (tenant.fill) {
      await prepareTenant(profileDir, tenant.fill);
    }
    const server = await startVscodeServer({
      profileDir,
      userSettings: { 'cbaPki.sandbox.jobSeconds': 3, ...surroundings.settings, ...settings },
      ...(surroundings.environment && { environment: surroundings.environment }),
    });
    try {
      await page.goto(workbenchUrl(server, { folder }));
      // VS Code knows the extension's commands and menus once its icon is there; until then they are left out.
      await page.getByRole('tab', { name: /^CBA PKI/ }).waitFor();
      await use(new Workbench(page, folder));
      await expectNoLeaks(page, profileDir, secrets);
    } finally {
      await page.close();
      await server.close();
      await rm(scratch, { recursive: true, force: true });
    }
  },
});

/**
 * Fails where a secret of the test stands in a log, an output channel, a state of the extension or of VS Code, or on the
 * console. SecretStorage is encrypted, so what is in it is not found.
 */
async function expectNoLeaks(page: Page, profileDir: string, inUse: SecretsInUse): Promise<void> {
  const secrets = inUse.all();
  // Output channels are files below the server's data, as are all other logs.
  const leaks = [
    ...(await leaksInFolder(join(profileDir, 'server'), secrets)),
    ...leaksIn('browser', await browserState(page), secrets),
    ...leaksIn('console', inUse.console(), secrets),
  ];
  expect(leaks).toEqual([]);
}

/** Leaves the data of a sandbox tenant where the extension's own will find it. */
async function prepareTenant(profileDir: string, fill: (root: string) => Promise<void>): Promise<void> {
  const storage = join(profileDir, 'server/data/User/globalStorage/cba-pki.entra-cba-pki');
  await mkdir(storage, { recursive: true });
  const sandbox = await startSandbox({ empty: true, dataFile: join(storage, 'sandbox.json') });
  try {
    await fill(sandbox.root);
  } finally {
    await sandbox.close();
  }
}

/**
 * Has VS Code keep its secrets when a window is loaded anew. In the browser it forgets them with the window, unless a server keeps half
 * of the key: here the page is told that one does.
 */
export async function keepSecrets(page: Page): Promise<void> {
  const path = '/mint-key';
  await page.context().addCookies([{ name: 'vscode-secret-key-path', value: path, url: 'http://127.0.0.1' }]);
  await page.route(`**${path}`, (route) => route.fulfill({ body: Buffer.alloc(32, 7) }));
}

export { expect };
