import { writeFile } from 'node:fs/promises';
import { expect, test, type Workbench } from './workbench.ts';

test.use({ files: { fill: (folder: string) => writeFile(`${folder}/abc.txt`, 'abc') } });

test('the welcome leads to the sandbox tenant, and the tree shows it', async ({ workbench }) => {
  await workbench.openView();
  await expect(workbench.page.getByRole('button', { name: 'Sign In' })).toBeVisible();
  await workbench.page.getByRole('button', { name: 'Open Sandbox Tenant' }).click();
  await workbench.expand('Contoso Corporate PKI');
  await expect(workbench.row('Contoso Corporate Root CA, root, expires')).toBeVisible();
  await expect(workbench.row('Contoso VPN CA, intermediate, expires .*, in \\d+ days')).toBeVisible();
  await workbench.expand('Contoso Smart Cards 2019');
  await expect(workbench.row('Contoso Smart Card CA 2019, intermediate, expired')).toBeVisible();
  await expect(
    workbench.page.getByRole('tab', { name: /CBA PKI.*2 authorities are expired or expire soon/ }),
  ).toBeVisible();
  await workbench.page.getByRole('button', { name: 'Collapse All' }).click();
  await expect(workbench.row('Contoso VPN CA')).toHaveCount(0);
});

test('the SHA-256 of any file is one click away', async ({ workbench, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await workbench.fileMenu('abc.txt', 'Copy SHA-256 of File');
  await expect(workbench.notification('Copied the SHA-256 of abc.txt')).toBeVisible();
  await expect
    .poll(() => workbench.page.evaluate('navigator.clipboard.readText()'))
    .toBe('BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD');
});

test('leaving the sandbox empties the view', async ({ workbench }) => {
  await workbench.runCommand('CBA PKI: Open Sandbox Tenant');
  await expect(workbench.row('Contoso Pilot')).toBeVisible();
  await workbench.runCommand('CBA PKI: Leave Sandbox Tenant');
  await expect(workbench.row('Contoso Pilot')).toHaveCount(0);
  await expect(workbench.page.getByRole('button', { name: 'Open Sandbox Tenant' })).toBeVisible();
});

/** Goes to the end of the tree, where the row is; again while rows are still being read. */
async function scrollTo(workbench: Workbench, row: string): Promise<void> {
  await expect(async () => {
    await workbench.page.keyboard.press('End');
    await expect(workbench.row(row)).toBeVisible({ timeout: 1000 });
  }).toPass();
}

test.describe('a tenant of 120 configurations', () => {
  test.use({
    settings: { 'cbaPki.sandbox.openAtStart': true },
    tenant: {
      fill: async (root: string) => {
        for (let index = 1; index <= 120; index += 1) {
          const response = await fetch(
            `${root}/v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations`,
            {
              method: 'POST',
              headers: { authorization: 'Bearer test', 'content-type': 'application/json' },
              body: JSON.stringify({ displayName: `Branch ${String(index).padStart(3, '0')}` }),
            },
          );
          expect(response.status).toBe(201);
        }
      },
    },
  });

  test('shows the first page, and the rest with "Load more"', async ({ workbench }) => {
    await workbench.openView();
    await workbench.row('Branch 001').click();
    await scrollTo(workbench, 'Load more');
    await expect(workbench.row('Branch 101')).toHaveCount(0);
    await workbench.page.keyboard.press('Enter'); // End has put the focus on it
    await expect(workbench.row('Load more')).toHaveCount(0);
    await scrollTo(workbench, 'Branch 120');
  });
});
