import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ada, grace } from '../support/entra/accounts.ts';
import { makeAuthority, makeBundle } from '../support/openssl.ts';
import { expect, type MicrosoftSignIn, test } from './signInWorkbench.ts';
import type { Workbench } from './workbench.ts';

const readPermission = 'PublicKeyInfrastructure.Read.All';
const writePermission = 'PublicKeyInfrastructure.ReadWrite.All';

async function bundleOf(name: string): Promise<Buffer> {
  const root = await makeAuthority({ name: `${name} Root` });
  const issuing = await makeAuthority({ name: `${name} Issuing`, issuer: root });
  return makeBundle([root, issuing], 'der');
}

test('nobody is asked, and nothing is sent, before the first act', async ({ workbench, microsoft }) => {
  await workbench.openView();
  await expect(workbench.page.getByRole('button', { name: 'Sign In' })).toBeVisible();
  // The extension is up: it answers a command that needs no tenant.
  await workbench.runCommand('CBA PKI: Show Log');
  await expect(workbench.page.getByRole('tab', { name: /^Output/ })).toBeVisible();
  expect(microsoft.standIn.wasUsed).toBe(false);
  await expect(microsoft.question).toHaveCount(0);
  await expect(workbench.page.locator('.notification-toast')).toHaveCount(0);
});

test('a sign-in asks for reading alone, and the tree shows the tenant', async ({ workbench, microsoft }) => {
  await microsoft.signIn(ada);
  await expect(workbench.row('Contoso Corporate PKI, succeeded')).toBeVisible();
  await workbench.row('Contoso Corporate PKI').click();
  await expect(workbench.row('Contoso Corporate Root CA, root, expires')).toBeVisible();
  expect(microsoft.askedPermissions).toEqual([readPermission]);
  const { requests } = microsoft.standIn.graph;
  expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  expect(new Set(requests.map(({ status }) => status))).toEqual(new Set([200]));
});

test('another account brings another tenant', async ({ workbench, microsoft }) => {
  await microsoft.signIn(ada);
  await expect(workbench.row('Contoso Pilot')).toBeVisible();
  const before = microsoft.standIn.graph.requests.length;
  microsoft.standIn.authority.nextAccount = grace;
  await workbench.runCommand('CBA PKI: Switch Account…');
  await microsoft.allow();
  await microsoft.chooseAccount(/Sign in to another account/);
  await microsoft.openExternal();
  const sent = () => microsoft.standIn.graph.requests.slice(before).map(({ username }) => username);
  await expect.poll(() => sent().length).toBeGreaterThan(0);
  expect(new Set(sent())).toEqual(new Set([grace.username]));
  await expect(workbench.row('Contoso Pilot')).toBeVisible();
});

test('a sign-out from the Accounts menu empties the view', async ({ workbench, microsoft }) => {
  await microsoft.signIn(ada);
  await expect(workbench.row('Contoso Pilot')).toBeVisible();
  await microsoft.signOutFromAccountsMenu(ada);
  await expect(workbench.row('Contoso Pilot')).toHaveCount(0);
  await expect(workbench.page.getByRole('button', { name: 'Sign In' })).toBeVisible();
});

test.describe('an upload', () => {
  test.use({
    files: {
      fill: async (folder: string) => writeFile(join(folder, 'Woodgrove.p7b'), await bundleOf('Woodgrove')),
    },
  });

  /** Signs in, and answers the wizard up to the last question. */
  async function prepare(workbench: Workbench, microsoft: MicrosoftSignIn): Promise<void> {
    await microsoft.signIn(ada);
    await expect(workbench.row('Contoso Pilot')).toBeVisible();
    const address = microsoft.standIn.files.serve('Woodgrove.p7b', await readBundle(workbench));
    await workbench.openExplorer();
    await workbench.fileMenu('Woodgrove.p7b', 'Upload to PKI Configuration…');
    await workbench.pick(1, 'Contoso Pilot');
    await workbench.pick(2, 'Enter an address');
    await workbench.type(3, address);
    await workbench.pick(4, 'Fetch and Compare');
    await workbench.step(5);
    expect(microsoft.askedPermissions).toEqual([readPermission]);
    await workbench.pick(5, 'Upload');
  }

  test('asks for writing when it writes, silently where that was consented', async ({
    workbench,
    microsoft,
  }) => {
    await prepare(workbench, microsoft);
    await expect(workbench.notification('succeeded: 2 authorities were added.')).toBeVisible();
    expect(microsoft.askedPermissions).toEqual([readPermission, writePermission]);
    expect(microsoft.standIn.graph.count('POST', '/upload')).toBe(1);
    await workbench.openView();
    await workbench.row('Contoso Pilot, succeeded').click();
    await expect(workbench.row('Woodgrove Issuing, intermediate, expires')).toBeVisible();
  });

  test('asks the user once where writing was not consented yet', async ({ workbench, microsoft }) => {
    microsoft.standIn.authority.tokens.preconsented = false;
    await prepare(workbench, microsoft);
    await microsoft.allow();
    await microsoft.openExternal();
    await expect(workbench.notification('succeeded: 2 authorities were added.')).toBeVisible();
    expect(microsoft.standIn.graph.count('POST', '/upload')).toBe(1);
  });

  test('that is declined in the browser sends nothing, and leaves the tree', async ({
    workbench,
    microsoft,
  }) => {
    microsoft.standIn.authority.tokens.preconsented = false;
    microsoft.standIn.authority.refuseAuthorize('AADSTS65004', { permission: writePermission });
    await prepare(workbench, microsoft);
    await microsoft.allow();
    await microsoft.openExternal();
    await expectUsable(workbench, microsoft);
  });

  test('that is declined in VS Code sends nothing, and leaves the tree', async ({ workbench, microsoft }) => {
    microsoft.standIn.authority.tokens.preconsented = false;
    await prepare(workbench, microsoft);
    await microsoft.refuse();
    await expectUsable(workbench, microsoft);
  });

  async function readBundle(workbench: Workbench): Promise<Buffer> {
    return readFile(join(workbench.folder, 'Woodgrove.p7b'));
  }

  async function expectUsable(workbench: Workbench, microsoft: MicrosoftSignIn): Promise<void> {
    const { graph } = microsoft.standIn;
    await workbench.page.keyboard.press('Escape');
    await workbench.openView();
    const before = graph.count('GET');
    await workbench.runCommand('CBA PKI: Refresh Configurations');
    await expect.poll(() => graph.count('GET')).toBeGreaterThan(before);
    await expect(workbench.row('Contoso Pilot')).toBeVisible();
    expect(graph.count('POST')).toBe(0);
  }
});
