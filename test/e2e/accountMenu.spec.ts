import { expect, test } from './workbench.ts';

test.use({ settings: { 'cbaPki.sandbox.openAtStart': true } });

test('the status bar leads to the check of the sign-in, and out of the sandbox', async ({ workbench }) => {
  await workbench.openView();
  const item = workbench.page.getByRole('button', { name: 'CBA PKI: sandbox tenant of this computer' });
  await item.click();
  await workbench.quickInput.getByRole('option', { name: 'Check Sign-In' }).click();
  const report = workbench.page.locator('.editor-instance');
  await expect(report).toContainText('Everything works: the PKI configurations can be read.');
  await expect(report).toContainText('4 configurations');
  await item.click();
  await workbench.quickInput.getByRole('option', { name: 'Leave Sandbox Tenant' }).click();
  await expect(item).toHaveCount(0);
  await expect(workbench.page.getByRole('button', { name: 'Sign In' })).toBeVisible();
});

test('the registration of an application is prepared, and takes the ids', async ({ workbench }) => {
  await workbench.runCommand('CBA PKI: Set Up Application Registration…');
  await workbench.pick(1, 'Script for Azure CLI');
  await expect(workbench.page.locator('.editor-instance')).toContainText('az ad app create');
  await workbench
    .notification('Have an administrator read and run this script')
    .getByRole('button', { name: 'Enter Ids…' })
    .click();
  await workbench.type(2, 'clientId=1 tenantId=2');
  await expect(workbench.quickInput).toContainText('Two ids of the form');
  await workbench.page.keyboard.press('Escape');
  await expect(workbench.quickInput).toBeHidden();
});
