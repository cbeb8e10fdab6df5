import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ada, grace } from '../support/entra/accounts.ts';
import { makeAuthority, makeBundle } from '../support/openssl.ts';
import { exportPfx, type Identity, makeIdentity } from '../support/opensslKeys.ts';
import { expect, type MicrosoftSignIn, test } from './signInWorkbench.ts';
import type { Workbench } from './workbench.ts';

const clientId = '11111111-1111-4111-8111-111111111111';

const withBundle = {
  fill: async (folder: string): Promise<void> => {
    const root = await makeAuthority({ name: 'Proseware Root' });
    await writeFile(join(folder, 'Proseware.p7b'), await makeBundle([root], 'der'));
  },
};

/** Answers the wizard of an upload up to and with its last question. */
async function upload(workbench: Workbench, microsoft: MicrosoftSignIn): Promise<void> {
  const bytes = await readFile(join(workbench.folder, 'Proseware.p7b'));
  const address = microsoft.standIn.files.serve('Proseware.p7b', bytes);
  await workbench.openExplorer();
  await workbench.fileMenu('Proseware.p7b', 'Upload to PKI Configuration…');
  await workbench.pick(1, 'Contoso Pilot');
  await workbench.pick(2, 'Enter an address');
  await workbench.type(3, address);
  await workbench.pick(4, 'Continue Without Checking');
  await workbench.pick(5, 'Upload');
}

/** Has Graph ask for claims, and looks that they are brought, once and without a question. */
async function meetChallenge(workbench: Workbench, microsoft: MicrosoftSignIn): Promise<void> {
  const { graph } = microsoft.standIn;
  graph.challengeOnce();
  const before = graph.requests.length;
  await workbench.runCommand('CBA PKI: Refresh Configurations');
  await expect.poll(() => graph.requests.slice(before).map(({ status }) => status)).toEqual([401, 200]);
  await expect(workbench.row('Contoso Pilot')).toBeVisible();
  await expect(microsoft.question).toHaveCount(0);
}

test.describe('a sign-in with a device code', () => {
  test.use({
    settings: { 'cbaPki.signIn.method': 'deviceCode', 'cbaPki.signIn.clientId': clientId },
    files: withBundle,
  });

  /** Signs in up to the dialog with the code, and returns the code. */
  async function untilCode(workbench: Workbench, microsoft: MicrosoftSignIn): Promise<string> {
    await workbench.openView();
    await workbench.runCommand('CBA PKI: Sign In');
    await microsoft.allow();
    const dialog = workbench.page.getByRole('dialog').filter({ hasText: 'Your code:' });
    await expect(dialog).toContainText('https://microsoft.com/devicelogin');
    const [device] = microsoft.standIn.authority.devices.all;
    expect(device).toBeDefined();
    await expect(dialog).toContainText(device?.userCode ?? '-');
    return device?.userCode ?? '';
  }

  test('ends with the tenant in the tree, and in the Accounts menu', async ({ workbench, microsoft }) => {
    const code = await untilCode(workbench, microsoft);
    await workbench.page.getByRole('button', { name: 'Copy & Open' }).click();
    await (await microsoft.openSignInPage()).close();
    await expect(workbench.notification(`Waiting until the code ${code}`)).toBeVisible();
    microsoft.standIn.authority.devices.approve(code, ada);
    await expect(workbench.row('Contoso Pilot')).toBeVisible();
    await expect(workbench.notification('Waiting until the code')).toHaveCount(0);
    await expect(workbench.page.locator('.statusbar-item', { hasText: ada.username })).toBeVisible();
    await microsoft.signOutFromAccountsMenu(ada);
    await expect(workbench.row('Contoso Pilot')).toHaveCount(0);
    await expect(workbench.page.getByRole('button', { name: 'Sign In' })).toBeVisible();
  });

  test('answers a challenge, uploads, and changes to another account', async ({ workbench, microsoft }) => {
    const { authority, graph } = microsoft.standIn;
    authority.devices.approve(await untilCode(workbench, microsoft), ada);
    await expect(workbench.row('Contoso Pilot')).toBeVisible();
    await workbench.page.keyboard.press('Escape'); // the dialog stays, though the code has been entered elsewhere
    await meetChallenge(workbench, microsoft);
    await upload(workbench, microsoft);
    await expect(workbench.notification('succeeded: 1 authority was added.')).toBeVisible();
    expect(graph.count('POST', '/upload')).toBe(1);
    await workbench.runCommand('CBA PKI: Switch Account…');
    await microsoft.allow();
    await microsoft.chooseAccount(/Sign in to another account/);
    const dialog = workbench.page.getByRole('dialog').filter({ hasText: 'Your code:' });
    await expect(dialog).toBeVisible();
    authority.devices.approve(authority.devices.all.at(-1)?.userCode ?? '', grace);
    await workbench.page.getByRole('button', { name: 'Copy & Open' }).click();
    await expect(workbench.page.locator('.statusbar-item', { hasText: grace.username })).toBeVisible();
  });

  test('without the consent to write goes on reading, and says why it does not write', async ({
    workbench,
    microsoft,
  }) => {
    const { authority, graph } = microsoft.standIn;
    authority.tokens.preconsented = false;
    authority.devices.approve(await untilCode(workbench, microsoft), ada);
    await expect(workbench.row('Contoso Pilot')).toBeVisible();
    await workbench.page.keyboard.press('Escape');
    await upload(workbench, microsoft);
    await microsoft.refuse();
    await expect(workbench.quickInput).toContainText('Nothing was changed');
    await workbench.page.keyboard.press('Escape');
    await workbench.openView();
    await expect(workbench.row('Contoso Pilot')).toBeVisible();
    expect(graph.count('POST')).toBe(0);
  });

  test('can be cancelled in the dialog, and leaves nothing behind', async ({ workbench, microsoft }) => {
    await untilCode(workbench, microsoft);
    await workbench.page.keyboard.press('Escape');
    await expect(workbench.page.getByRole('dialog')).toHaveCount(0);
    await expect(workbench.page.locator('.notification-toast')).toHaveCount(0);
    await expect(workbench.page.getByRole('button', { name: 'Sign In' })).toBeVisible();
  });

  test('says what is wrong with the application', async ({ workbench, microsoft }) => {
    microsoft.standIn.authority.refuseToken('AADSTS7000218');
    await untilCode(workbench, microsoft);
    // The service refuses with the first poll, while the dialog is still there.
    const told = workbench.notification('is not a public client');
    await expect(told).toBeVisible();
    await workbench.page.keyboard.press('Escape');
    await expect(told).toContainText('AADSTS7000218');
    await expect(told.getByRole('button', { name: 'Set Up Application Registration…' })).toBeVisible();
  });
});

test.describe('a sign-in with a client certificate', () => {
  const passphrase = 'a passphrase for this test';
  let identity: Identity;

  test.beforeAll(async () => {
    identity = await makeIdentity('Unattended');
  });

  test.use({
    settings: {
      'cbaPki.signIn.method': 'clientCertificate',
      'cbaPki.signIn.clientId': clientId,
      'cbaPki.signIn.tenantId': ada.tid,
    },
    files: {
      fill: async (folder: string) => {
        const { key, certificate } = await makeIdentity('Elliptic', 'ellipticCurve');
        await writeFile(join(folder, 'elliptic.pem'), `${certificate}\n${key}`);
        await withBundle.fill(folder);
      },
    },
  });

  async function chooseFile(workbench: Workbench, microsoft: MicrosoftSignIn, file: string): Promise<void> {
    await workbench.openView();
    await workbench.runCommand('CBA PKI: Sign In');
    await microsoft.allow();
    // A click may come while the dialog lists the folder anew, and be lost.
    await expect(async () => {
      await workbench.quickInput.getByRole('textbox').fill(join(workbench.folder, file));
      await workbench.quickInput.getByRole('option', { name: file }).click({ timeout: 3000 });
      await expect(workbench.quickInput.getByText('Choose the certificate')).toBeHidden({ timeout: 6000 });
    }).toPass({ timeout: 25_000 });
  }

  test('asks for the passphrase, masked, ends with the tenant in the tree, answers a challenge and uploads', async ({
    workbench,
    microsoft,
    secrets,
  }) => {
    secrets.add(passphrase);
    microsoft.standIn.authority.register({
      clientId,
      tenantId: ada.tid,
      oid: '44444444-4444-4444-8444-444444444444',
      certificate: identity.certificate,
      roles: ['PublicKeyInfrastructure.ReadWrite.All'],
    });
    await writeFile(join(workbench.folder, 'app.pfx'), await exportPfx(identity, passphrase));
    await chooseFile(workbench, microsoft, 'app.pfx');
    await workbench.step(1);
    const input = workbench.quickInput.getByRole('textbox');
    await expect(input).toHaveAttribute('type', 'password');
    await input.fill('wrong');
    await workbench.page.keyboard.press('Enter');
    await expect(workbench.quickInput).toContainText('does not open the private key');
    await workbench.type(1, passphrase);
    await workbench.pick(2, 'Ask Again Next Time');
    await expect(workbench.row('Contoso Pilot')).toBeVisible();
    const grants = microsoft.standIn.authority.requests.map(({ grant }) => grant);
    expect(grants.filter((grant) => grant !== undefined)).toEqual(['client_credentials']);
    await meetChallenge(workbench, microsoft);
    await upload(workbench, microsoft);
    await expect(workbench.notification('succeeded: 1 authority was added.')).toBeVisible();
  });

  test('refuses an elliptic curve key with the reason', async ({ workbench, microsoft }) => {
    await chooseFile(workbench, microsoft, 'elliptic.pem');
    await expect(workbench.notification('is an elliptic curve key')).toBeVisible();
  });
});
