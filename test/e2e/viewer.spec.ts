import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeAuthority, makeBundle, makePfx, type OpensslAuthority } from '../support/openssl.ts';
import { spliceBundle, variantsOf } from '../support/pkiFixtures.ts';
import { accessibilityFaults, viewerPage } from './viewer.ts';
import { expect, test, type Workbench } from './workbench.ts';

const day = 24 * 60 * 60 * 1000;

interface Chain {
  readonly root: OpensslAuthority;
  readonly issuing: OpensslAuthority;
  readonly expired: OpensslAuthority;
}

async function makeChain(): Promise<Chain> {
  const root = await makeAuthority({ name: 'Woodgrove Root', days: 4000 });
  const issuing = await makeAuthority({
    name: 'Woodgrove <img src=x onerror=alert(1)> Issuing',
    issuer: root,
    crlAddresses: ['http://crl.woodgrove.example/root.crl'],
  });
  const expired = await makeAuthority({
    name: 'Woodgrove Old',
    issuer: root,
    startDate: new Date(Date.now() - 900 * day),
    endDate: new Date(Date.now() - 10 * day),
  });
  return { root, issuing, expired };
}

async function fill(folder: string): Promise<void> {
  const { root, issuing, expired } = await makeChain();
  const write = (name: string, content: string | Uint8Array): Promise<void> =>
    writeFile(join(folder, name), content);
  await write('Chain.p7b', await makeBundle([root, issuing, expired], 'der'));
  await write('Many.p7b', spliceBundle([root.der, ...variantsOf(issuing.der, 249)]));
  const spoilt = Buffer.from(issuing.der);
  spoilt[4] = 0x31;
  await write('Damaged.p7b', spliceBundle([root.der, spoilt, expired.der]));
  await write('Identity.p7b', await makePfx(root));
  await write('text.cer', root.pem);
  await write('pair.pem', `${root.pem}\n${expired.pem}`);
}

test.use({ settings: { 'cbaPki.sandbox.openAtStart': true }, files: { fill } });

/** A window knows the viewer a moment after it knows the commands; what is opened before comes up as binary. */
async function openFile(workbench: Workbench, name: string): Promise<void> {
  const { page } = workbench;
  await expect(async () => {
    await page.getByRole('treeitem', { name }).first().dblclick();
    await page.getByRole('tab', { name, selected: true }).waitFor({ timeout: 5000 });
    const binary = page.getByText('either binary or uses an unsupported');
    const other = page.locator('iframe.webview, .editor-instance .monaco-editor');
    await expect(binary.or(other).first()).toBeVisible({ timeout: 5000 });
    const isTooEarly = await binary.isVisible();
    if (isTooEarly) {
      await page
        .getByRole('tab', { name, selected: true })
        .getByRole('button', { name: /^Close/ })
        .click();
    }
    expect(isTooEarly).toBe(false);
  }).toPass({ timeout: 30_000 });
}

for (const theme of [
  'Default Dark Modern',
  'Default Light Modern',
  'Default High Contrast',
  'Default High Contrast Light',
]) {
  test.describe(theme, () => {
    test.use({ settings: { 'cbaPki.sandbox.openAtStart': true, 'workbench.colorTheme': theme } });

    test('the viewer shows a small chain, and axe finds nothing in it', async ({ workbench }) => {
      await openFile(workbench, 'Chain.p7b');
      const viewer = await viewerPage(workbench.page);
      const options = viewer.getByRole('option');
      await expect(options.filter({ hasText: 'Woodgrove' })).toHaveCount(3);
      await expect(options.first()).toContainText('Woodgrove Root');
      const findings = viewer.getByRole('region', { name: 'Findings' });
      await findings.getByText('Expired', { exact: true }).click();
      await expect(findings).toContainText('Nobody can sign in');
      await expect(viewer.getByRole('heading', { name: 'Woodgrove Root' })).toBeVisible();
      for (const mode of ['Chains', 'List', 'Timeline']) {
        await viewer.getByRole('button', { name: mode, exact: true }).click();
        await expect(viewer.locator('.rows')).toBeVisible();
        expect(await accessibilityFaults(viewer)).toEqual([]);
      }
      // What stands in a name is text, whatever it looks like.
      await expect(viewer.locator('img')).toHaveCount(0);
      await expect(options.filter({ hasText: '<img src=x onerror=alert(1)>' })).toHaveCount(1);
    });
  });
}

test('250 certificates are filtered, sorted and walked through by keyboard, and are there again after a reload', async ({
  workbench,
}) => {
  const { page } = workbench;
  await openFile(workbench, 'Many.p7b');
  const viewer = await viewerPage(page);
  await expect(viewer.getByText('250 certificates')).toBeVisible();
  expect(await viewer.getByRole('option').count()).toBeLessThan(100);
  await viewer.getByRole('button', { name: 'List', exact: true }).click();
  await viewer.locator('.rows').focus();
  await page.keyboard.press('End');
  await expect(viewer.locator('#row-250')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Home');
  await expect(viewer.locator('#row-1')).toHaveAttribute('aria-selected', 'true');
  await expect(viewer.getByRole('heading', { name: 'Woodgrove Root' })).toBeVisible();
  await viewer.getByRole('button', { name: 'Place in the file' }).click();
  await expect(viewer.getByRole('option').first()).toHaveAttribute('id', 'row-250');
  await viewer.getByRole('textbox', { name: 'Filter certificates' }).fill('onerror issuing');
  await expect(viewer.getByText('249 of 250 shown')).toBeVisible();

  await workbench.runCommand('Developer: Reload Window');
  await page.getByText('249 of 250 shown').waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: /^CBA PKI/ }).waitFor();
  const again = await viewerPage(page);
  await expect(again.getByRole('textbox', { name: 'Filter certificates' })).toHaveValue('onerror issuing');
  await expect(again.getByRole('button', { name: 'List', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});

test('a damaged member hides no other, a PFX is refused by name, and the viewer follows its file', async ({
  workbench,
}) => {
  const { page, folder } = workbench;
  await openFile(workbench, 'Damaged.p7b');
  const damaged = await viewerPage(page);
  await expect(damaged.getByText('2 certificates, 1 damaged')).toBeVisible();
  await expect(damaged.getByRole('region', { name: 'Findings' })).toContainText('certificate 2 at byte');
  await openFile(workbench, 'Identity.p7b');
  const refused = await viewerPage(page);
  await expect(refused.getByRole('alert')).toContainText('PFX (PKCS #12), which holds a private key');
  expect(await accessibilityFaults(refused)).toEqual([]);
  const { root, issuing } = await makeChain();
  await writeFile(join(folder, 'Identity.p7b'), await makeBundle([root, issuing], 'der'));
  await expect(refused.getByText('2 certificates')).toBeVisible();
});

test('text is opened as text, and from above a block in the viewer, at that certificate', async ({
  workbench,
}) => {
  const { page } = workbench;
  await openFile(workbench, 'text.cer');
  await expect(page.locator('.view-lines')).toContainText('BEGIN');
  await expect(page.getByRole('tab', { name: 'text.cer' })).toHaveCount(1);
  // An editor that has just taken the place of another one may close the question.
  await expect(async () => {
    await workbench.runCommand('View: Reopen Editor With...');
    await workbench.quickInput.getByRole('option', { name: 'Certificate Viewer' }).click({ timeout: 3000 });
  }).toPass({ timeout: 30_000 });
  const reopened = await viewerPage(page);
  await expect(reopened.getByRole('heading', { name: 'Woodgrove Root' })).toBeVisible();
  await reopened.getByRole('button', { name: 'Open as Text' }).click();
  await expect(page.locator('.view-lines')).toContainText('BEGIN');
  await openFile(workbench, 'pair.pem');
  await page.getByRole('button', { name: /^Woodgrove Old · expired/ }).click();
  const viewer = await viewerPage(page);
  await expect(viewer.getByRole('heading', { name: 'Woodgrove Old' })).toBeVisible();
  await viewer.getByRole('button', { name: 'Copy Subject key identifier' }).click();
  await expect(page.locator('.statusbar')).toContainText('Copied: Subject key identifier');
});

test('a file is compared with a configuration, and a certificate exported', async ({ workbench }) => {
  const { page, folder } = workbench;
  await workbench.openView();
  await workbench.row('Contoso Corporate PKI').waitFor();
  await workbench.openExplorer();
  await openFile(workbench, 'Chain.p7b');
  const viewer = await viewerPage(page);
  await viewer.getByRole('button', { name: 'Compare…' }).click();
  await workbench.quickInput.getByRole('option', { name: 'Contoso Corporate PKI' }).click();
  await expect(
    viewer.getByText(/Beside Contoso Corporate PKI: 0 in both, 3 only here, \d+ only there/),
  ).toBeVisible();
  expect(await accessibilityFaults(viewer)).toEqual([]);
  await viewer.getByRole('button', { name: 'Stop Comparing' }).click();
  await expect(viewer.getByText('only there')).toHaveCount(0);

  await viewer.getByRole('button', { name: 'Export DER…' }).click();
  // The dialog writes its suggestion over what is typed in its first moment, so the suggestion is taken.
  await expect(workbench.quickInput.getByRole('textbox')).toHaveValue(/Woodgrove Root\.cer$/);
  await expect(async () => {
    await page.keyboard.press('Enter');
    await expect(workbench.quickInput).toBeHidden({ timeout: 3000 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole('treeitem', { name: 'Woodgrove Root.cer' }).waitFor();
  const exported = new X509Certificate(await readFile(join(folder, 'Woodgrove Root.cer')));
  expect(exported.subject).toContain('CN=Woodgrove Root');
});
