import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeAuthority, makeBundle } from '../support/openssl.ts';
import { expect, test } from './workbench.ts';

test.use({
  settings: { 'cbaPki.sandbox.openAtStart': true },
  files: {
    fill: async (folder: string) => {
      const root = await makeAuthority({ name: 'Woodgrove Root' });
      const issuing = await makeAuthority({
        name: 'Woodgrove Issuing',
        issuer: root,
        crlAddresses: ['http://crl.woodgrove.example/root.crl'],
      });
      await writeFile(join(folder, 'Woodgrove.p7b'), await makeBundle([root, issuing], 'der'));
    },
  },
});

test('a configuration is created, renamed and deleted, and comes back from “Deleted”', async ({
  workbench,
}) => {
  const { page } = workbench;
  await workbench.openView();
  await workbench.row('Contoso Pilot').waitFor();
  await workbench.runCommand('CBA PKI: Create Configuration…');
  await workbench.answer('Name of the new PKI configuration', 'Contoso Pilot');
  await expect(workbench.quickInput).toContainText('There is a configuration of this name already');
  await workbench.answer('There is a configuration of this name already', 'Northwind');
  await workbench.row('Northwind, succeeded').waitFor();
  await workbench.contextMenu(workbench.row('Northwind'), 'Rename Configuration…');
  await workbench.answer('New name of the configuration', 'Northwind PKI');
  await workbench.row('Northwind PKI, succeeded').waitFor();

  await workbench.contextMenu(workbench.row('Contoso Corporate PKI'), 'Delete Configuration…');
  await expect(workbench.quickInput).toContainText('4 authorities will be gone.');
  await expect(workbench.quickInput).toContainText('CA scopes of the authentication method policy name them');
  await workbench.choose('Delete…');
  await workbench.answer('Type the name of the configuration', 'Contoso');
  await expect(workbench.quickInput).toContainText('This is not the name yet');
  await workbench.answer('This is not the name yet', 'Contoso Corporate PKI');
  await expect(workbench.notification('Contoso Corporate PKI was deleted')).toBeVisible();
  await expect(workbench.row('Contoso Corporate PKI, succeeded')).toBeHidden();

  await workbench.openSection('Deleted');
  const deleted = workbench.row('Contoso Corporate PKI, configuration, 30 days left');
  await deleted.waitFor();
  await workbench.contextMenu(deleted, 'Restore Deleted Items…');
  await expect(
    workbench.notification('Contoso Corporate PKI was restored, with all 4 authorities'),
  ).toBeVisible();
  await workbench.row('Contoso Corporate PKI, succeeded').waitFor();
  await expect(deleted).toBeHidden();

  await workbench.runCommand('CBA PKI: Show Backups…');
  await workbench.choose('Contoso Corporate PKI');
  await workbench.choose('View as JSON');
  await expect(page.getByRole('tab', { name: /\.json/ })).toBeVisible();
});

test('certificates of the explorer are added, edited together, and deleted by key', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.fileMenu('Woodgrove.p7b', 'Add Authorities From Certificates…');
  await workbench.choose('Contoso Pilot');
  await expect(workbench.quickInput).toContainText('http://crl.woodgrove.example/root.crl');
  await page.keyboard.press('Enter');
  await expect(workbench.notification('2 of 2 authorities were added to Contoso Pilot')).toBeVisible();
  await workbench.openView();
  await workbench.expand('Contoso Pilot');
  const [root, issuing] = [workbench.row('Woodgrove Root, root'), workbench.row('Woodgrove Issuing, interm')];
  await expect(async () => {
    await root.click({ timeout: 2000 });
    await issuing.click({ modifiers: ['ControlOrMeta'], timeout: 2000 });
    await expect(root).toHaveAttribute('aria-selected', 'true', { timeout: 1000 });
  }).toPass({ timeout: 20_000 });
  await page.keyboard.press('F2');
  await expect(workbench.quickInput).toContainText('Edit 2 Authorities');
  await workbench.choose('Type');
  // The row of the setting has the word as well, when it is asked about the next one.
  await workbench.choose(/^intermediate/);
  await workbench.choose('Save');
  await workbench.row('Woodgrove Root, intermediate').waitFor();

  await workbench.row('Woodgrove Root, intermediate').click();
  // A tree that is drawn anew takes no key in that moment.
  await expect(async () => {
    await page.keyboard.press('Delete');
    await expect(workbench.quickInput).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: 20_000 });
  await expect(workbench.quickInput).toContainText('Would lose their issuer: Woodgrove Issuing');
  await page.keyboard.press('Escape');
  await expect(workbench.quickInput).toBeHidden();
  await page.keyboard.press('Delete');
  await workbench.choose('Delete');
  await expect(workbench.row('Woodgrove Root, intermediate, expires')).toBeHidden();
  await workbench.openSection('Deleted');
  await workbench.row('Woodgrove Root, authority, 30 days left · from Contoso Pilot').waitFor();
});

test('a file is dropped on a configuration', async ({ workbench }) => {
  const { page } = workbench;
  const uri = `vscode-remote://localhost${join(workbench.folder, 'Woodgrove.p7b')}`;
  // In the browser: there is no such class here.
  const transfer = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    data.setData('text/uri-list', ${JSON.stringify(uri)});
    return data;
  })()`);
  await workbench.openView();
  const row = workbench.row('Contoso Pilot');
  await row.waitFor();
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await row.dispatchEvent(type, { dataTransfer: transfer });
    await page.waitForTimeout(300); // VS Code asks the extension host in between
  }
  await workbench.quickInput.waitFor();
  await expect(workbench.quickInput).toContainText('Woodgrove Root');
});

test('the tree is filtered while somebody types, grouped and sorted', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openView();
  await workbench.expand('Contoso Corporate PKI');
  await workbench.row('Contoso VPN CA').waitFor();
  await workbench.runCommand('CBA PKI: Filter Authorities…');
  await expect(workbench.quickInput).toContainText('Empty shows all');
  await workbench.quickInput.getByRole('textbox').pressSequentially('issuing ca 2');
  await expect(
    page.getByText('“issuing ca 2”: 1 of 4 authorities. Not read to the end yet: 3 configurations'),
  ).toBeVisible();
  await expect(workbench.row('Contoso VPN CA')).toBeHidden();
  await expect(workbench.row('Contoso Issuing CA 2')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(workbench.row('Contoso VPN CA')).toBeVisible();
  await workbench.runCommand('CBA PKI: Group Authorities by Chain');
  await expect(workbench.row('Contoso Issuing CA 1')).toHaveAttribute('aria-level', '3');
  await workbench.runCommand('CBA PKI: Show Authorities Flat');
  await expect(workbench.row('Contoso Issuing CA 1')).toHaveAttribute('aria-level', '2');
  await workbench.runCommand('CBA PKI: Sort Authorities…');
  await workbench.choose('By expiry');
  await expect(page.locator('[aria-level="2"][role="treeitem"]').first()).toHaveAttribute(
    'aria-label',
    /^Contoso VPN CA/,
  );
});

test('the certificate of an authority opens in the viewer', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openView();
  await workbench.expand('Contoso Corporate PKI');
  await workbench.contextMenu(workbench.row('Contoso VPN CA'), 'View Certificate of Authority');
  await expect(page.getByRole('tab', { name: /^Contoso VPN CA\.cer/ })).toBeVisible();
  await expect(async () => {
    const texts = await Promise.all(
      page.frames().map((frame) =>
        frame
          .locator('body')
          .innerText({ timeout: 1000 })
          .catch(() => ''),
      ),
    );
    expect(texts.join('\n')).toContain('Contoso Corporate Root CA');
  }).toPass({ timeout: 20_000 });
});

test('two configurations are compared, as a tree and as text; an export is imported again', async ({
  workbench,
}) => {
  const { page, folder } = workbench;
  await workbench.openView();
  await workbench.contextMenu(workbench.row('Fabrikam Partner PKI'), 'Compare with…');
  await workbench.choose('Contoso Corporate PKI');
  await workbench.row('Only in Contoso Corporate PKI, 4').waitFor();
  await workbench.row('Not in Contoso Corporate PKI, 2').waitFor();
  await workbench.contextMenu(
    workbench.row('Contoso VPN CA, expires'),
    'Add Missing Authorities of Comparison…',
  );
  await workbench.choose('Add 1 Authority to Fabrikam Partner PKI');
  await workbench.row('Only in Contoso Corporate PKI, 3').waitFor();
  await workbench.runCommand('CBA PKI: Show Comparison as Text');
  await expect(page.getByRole('tab', { name: /Fabrikam Partner PKI ↔ Contoso Corporate PKI/ })).toBeVisible();
  await workbench.runCommand('CBA PKI: Close Comparison');
  await expect(page.getByRole('button', { name: 'Comparison Section' })).toBeHidden();

  await workbench.contextMenu(workbench.row('Fabrikam Partner PKI, last'), 'Export Configuration…');
  await workbench.choose('JSON with all settings');
  await expect(workbench.quickInput.getByRole('textbox')).toHaveValue(/Fabrikam Partner PKI\.json$/);
  await expect(async () => {
    await page.keyboard.press('Enter');
    await expect(workbench.quickInput).toBeHidden({ timeout: 3000 });
  }).toPass({ timeout: 20_000 });
  await expect(workbench.notification('Fabrikam Partner PKI.json was written')).toBeVisible();
  await workbench.runCommand('CBA PKI: Import Configuration…');
  await expect(async () => {
    await workbench.quickInput.getByRole('textbox').fill(join(folder, 'Fabrikam Partner PKI.json'));
    await page.keyboard.press('Enter');
    await expect(workbench.quickInput).toContainText('Name of the new PKI configuration', { timeout: 3000 });
  }).toPass({ timeout: 20_000 });
  await workbench.answer('Name of the new PKI configuration', 'Fabrikam again');
  await workbench.choose('Create Fabrikam again');
  await expect(workbench.notification('3 of 3 authorities were added to Fabrikam again')).toBeVisible();
});

test('the classic store shows where else its CAs are, and is copied and emptied', async ({ workbench }) => {
  await workbench.openView();
  await workbench.row('Contoso Pilot').waitFor();
  await workbench.openSection('Classic Store');
  await workbench.row('Contoso Mobile Root CA, in no configuration').waitFor();
  await workbench.runCommand('CBA PKI: Copy Classic Store to Configuration…');
  // What is asked next has a row with the name, too.
  await workbench.choose(/(?<!to )Contoso Pilot/);
  await workbench.choose('Copy 2 CAs to Contoso Pilot');
  await workbench.row('Contoso Mobile Root CA, also in Contoso Pilot').waitFor();
  await workbench.runCommand('CBA PKI: Empty Classic Store…');
  await expect(workbench.quickInput).toContainText('The documented order');
  await expect(workbench.quickInput).toContainText('Every one of them is in a configuration.');
  await workbench.choose('Empty the Classic Store…');
  await workbench.answer('Nothing but the backup brings it back', 'classic store');
  await expect(workbench.notification('The classic store was emptied')).toBeVisible();
  await expect(workbench.page.getByRole('button', { name: 'Classic Store Section' })).toBeHidden();
});

test('a configuration is looked at as a file, exported as an inventory and found in the admin center', async ({
  workbench,
}) => {
  const { page } = workbench;
  await workbench.openView();
  await workbench.row('Contoso Pilot').waitFor();
  const textOfEditor = page.locator('.editor-instance .view-lines');
  await workbench.runCommand('CBA PKI: View as JSON');
  await workbench.choose('Contoso Corporate PKI');
  await expect(page.getByRole('tab', { name: /^Contoso Corporate PKI\.json/ })).toBeVisible();
  await expect(textOfEditor).toContainText('entra-cba-pki configuration 1');
  await workbench.runCommand('CBA PKI: View Configuration as PEM');
  await workbench.choose('Contoso Corporate PKI');
  await expect(page.getByRole('tab', { name: /^Contoso Corporate PKI\.pem/ })).toBeVisible();
  await expect(textOfEditor.last()).toContainText('BEGIN CERTIFICATE');
  await workbench.runCommand('CBA PKI: View as PEM');
  await workbench.choose('Contoso Corporate PKI');
  await workbench.choose('Contoso VPN CA');
  await expect(page.getByRole('tab', { name: /^Contoso VPN CA\.pem/ })).toBeVisible();
  await workbench.runCommand('CBA PKI: Copy Authorities as PEM');
  await workbench.choose('Contoso Corporate PKI');
  await workbench.quickInput.getByText('Contoso VPN CA').first().waitFor();
  await workbench.quickInput.getByText('Contoso VPN CA').first().click();
  await expect(workbench.quickInput).toContainText('1 Selected');
  await page.keyboard.press('Enter');
  await expect(page.locator('.statusbar')).toContainText('Copied 1 certificate as PEM.');

  await workbench.runCommand('CBA PKI: Export Configuration…');
  await workbench.choose('Contoso Corporate PKI');
  await workbench.choose('Inventory in Markdown');
  await expect(workbench.quickInput.getByRole('textbox')).toHaveValue(/Contoso Corporate PKI\.md$/);
  await expect(async () => {
    await page.keyboard.press('Enter');
    await expect(workbench.quickInput).toBeHidden({ timeout: 3000 });
  }).toPass({ timeout: 20_000 });
  const written = workbench.notification('Contoso Corporate PKI.md was written');
  await written.getByRole('button', { name: 'Open' }).click();
  await expect(textOfEditor.last()).toContainText('When they expire');

  await workbench.runCommand('CBA PKI: Open Entra Admin Center');
  const dialog = page.getByRole('dialog').filter({ hasText: 'https://entra.microsoft.com' });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
});

test('a deleted item is deleted for good, and what differs from an export is taken over and removed', async ({
  workbench,
}) => {
  const { page } = workbench;
  await workbench.openView();
  await workbench.row('Contoso Pilot').waitFor();
  await workbench.openSection('Deleted');
  const deleted = workbench.row('Contoso Issuing CA 0, authority');
  await workbench.contextMenu(deleted, 'Delete for Good…');
  await expect(workbench.quickInput).toContainText('A backup of them is kept on this computer.');
  await workbench.choose('Delete for Good…');
  await workbench.answer('can then not be restored any more', 'Contoso Issuing CA 0');
  await expect(deleted).toBeHidden();
  await page.getByRole('button', { name: 'Deleted Section' }).click();

  await workbench.runCommand('CBA PKI: Export Configuration…');
  await workbench.choose('Contoso Corporate PKI');
  await workbench.choose('JSON with all settings');
  await expect(workbench.quickInput.getByRole('textbox')).toHaveValue(/Contoso Corporate PKI\.json$/);
  await expect(async () => {
    await page.keyboard.press('Enter');
    await expect(workbench.quickInput).toBeHidden({ timeout: 3000 });
  }).toPass({ timeout: 20_000 });
  await workbench.expand('Contoso Corporate PKI');
  await workbench.contextMenu(workbench.row('Contoso VPN CA, intermediate'), 'Edit Authorities…');
  await workbench.choose('Issuer hint');
  await workbench.choose('Browsers then offer');
  await workbench.choose('Save');
  await workbench.contextMenu(workbench.row('Contoso Corporate PKI'), 'Compare with…');
  await workbench.choose('Saved Export…');
  await expect(async () => {
    await workbench.quickInput
      .getByRole('textbox')
      .fill(join(workbench.folder, 'Contoso Corporate PKI.json'));
    await page.keyboard.press('Enter');
    await expect(workbench.quickInput).toBeHidden({ timeout: 3000 });
  }).toPass({ timeout: 20_000 });
  const differing = workbench.row('Contoso VPN CA, Issuer hint: on → off');
  await workbench.contextMenu(differing, 'Take Over Settings of Comparison…');
  await workbench.choose('Change 1 Authority of Contoso Corporate PKI');
  await expect(differing).toBeHidden();
  await expect(page.getByText('Contoso Corporate PKI and Contoso Corporate PKI, exported')).toBeVisible();
});
