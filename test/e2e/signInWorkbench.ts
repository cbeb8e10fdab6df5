import type { BrowserContext, Locator, Page } from '@playwright/test';
import { type Account, ada } from '../support/entra/accounts.ts';
import { type StandIn, type StandInOptions, startStandIn } from '../support/entra/standIn.ts';
import { test as base, expect, type Workbench } from './workbench.ts';

/** What a person does in VS Code's own sign-in, and the Microsoft behind it. */
export class MicrosoftSignIn {
  readonly standIn: StandIn;
  readonly #workbench: Workbench;
  /** Pages that were opened and that no test has looked at so far. */
  readonly #opened: Page[] = [];

  constructor(standIn: StandIn, workbench: Workbench, context: BrowserContext) {
    this.standIn = standIn;
    this.#workbench = workbench;
    context.on('page', (page) => this.#opened.push(page));
  }

  /** Opens the view and signs in from the palette, through VS Code's questions and the page in the browser. */
  async signIn(account: Account = ada): Promise<void> {
    this.standIn.authority.nextAccount = account;
    await this.#workbench.openView();
    await this.#workbench.runCommand('CBA PKI: Sign In');
    await this.allow();
    await this.openExternal();
  }

  /** VS Code's question whether the extension may use, or ask for, an account. */
  get question(): Locator {
    return this.#page.getByRole('dialog').filter({ hasText: /wants (you )?to (sign in|access)/ });
  }

  async allow(): Promise<void> {
    await this.question.getByRole('button', { name: 'Allow' }).click();
  }

  /** Says no to VS Code's question. */
  async refuse(): Promise<void> {
    await this.question.getByRole('button', { name: 'Cancel' }).click();
  }

  /** VS Code's question whether to open the page of the sign-in. */
  get externalQuestion(): Locator {
    return this.#page.getByRole('dialog').filter({ hasText: 'open the external website' });
  }

  /** Opens the page of the sign-in, and waits until it has led back to VS Code. */
  async openExternal(): Promise<void> {
    const page = await this.openSignInPage();
    await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/(.*\/)?callback\?/);
    await page.close();
  }

  /**
   * Opens the page of the sign-in, wherever that leads. VS Code asks before, unless it opens the page while the browser still
   * counts it to a click.
   */
  async openSignInPage(): Promise<Page> {
    const open = this.externalQuestion.getByRole('button', { name: 'Open' });
    await expect(async () => {
      if (this.#opened.length === 0) {
        await open.click({ timeout: 500 });
      }
      expect(this.#opened.length).toBeGreaterThan(0);
    }).toPass({ timeout: 20_000 });
    const page = this.#opened.shift();
    if (!page) {
      throw new Error('No page was opened');
    }
    return page;
  }

  /** The row of VS Code's pick of accounts that has the text, or of the way to another one. */
  async chooseAccount(text: string | RegExp): Promise<void> {
    await this.#workbench.quickInput.getByRole('option', { name: text }).click();
  }

  /** Signs out of an account in the Accounts menu, as a person would. */
  async signOutFromAccountsMenu(account: Account): Promise<void> {
    await this.#page.getByRole('button', { name: /^Accounts/ }).click();
    await this.#page.getByRole('menuitem', { name: account.username }).hover();
    await this.#workbench.pressMenuItem('Sign Out');
    await this.#page.getByRole('dialog').getByRole('button', { name: 'Sign Out' }).click();
  }

  /** The permissions of Graph that were asked for so far, in any way. */
  get askedPermissions(): readonly string[] {
    const scopes = this.standIn.authority.requests.flatMap((request) => request.scopes);
    const permissions = scopes.filter((scope) => scope.startsWith('https://'));
    return [...new Set(permissions.map((scope) => scope.slice(scope.lastIndexOf('/') + 1)))];
  }

  get #page(): Page {
    return this.#workbench.page;
  }
}

/**
 * As the workbench, in a world in which Microsoft's production addresses lead to a stand-in. What VS Code runs is its
 * own: the built-in provider, the client library in it, and its callback page.
 */
export const test = base.extend<{
  standInOptions: StandInOptions;
  standIn: StandIn;
  microsoft: MicrosoftSignIn;
}>({
  standInOptions: [{}, { option: true }],
  standIn: async ({ standInOptions }, use) => {
    const standIn = await startStandIn(standInOptions);
    await use(standIn);
    await standIn.close();
  },
  secrets: async ({ secrets, standIn }, use) => {
    await use({
      ...secrets,
      all: () =>
        new Set([
          ...secrets.all(),
          ...standIn.authority.secrets,
          ...standIn.files.signatures,
          ...standIn.azure.signatures,
        ]),
    });
  },
  surroundings: async ({ standIn }, use) => {
    await use({
      environment: { NODE_EXTRA_CA_CERTS: standIn.proxy.caFile },
      settings: {
        'http.proxy': `http://127.0.0.1:${standIn.proxy.port}`,
        'http.proxySupport': 'override',
        'http.systemCertificates': false,
        'microsoft-authentication.implementation': 'msal-no-broker',
      },
    });
  },
  proxy: async ({ standIn }, use) => {
    await use({ server: `http://127.0.0.1:${standIn.proxy.port}`, bypass: '127.0.0.1,localhost' });
  },
  ignoreHTTPSErrors: true,
  microsoft: async ({ standIn, workbench, context }, use) => {
    await use(new MicrosoftSignIn(standIn, workbench, context));
  },
});

export { expect };
