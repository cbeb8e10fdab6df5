import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { browserArguments, findOrInstallBrowser } from './browser.ts';
import { packageExtension } from './package.ts';
import { prepareSampleWorkspace } from './sampleWorkspace.ts';
import { installExtension, startVscodeServer, workbenchUrl } from './vscodeServer.ts';

/** Makes the pictures of the documentation anew, from the packaged extension on the sandbox tenant. */
const pictures = join(import.meta.dirname, '..', 'media', 'screenshots');
const scratch = await mkdtemp(join(tmpdir(), 'cba-pki-screenshots-'));
const profileDir = join(scratch, 'profile');
const folder = join(scratch, 'workspace');
await mkdir(pictures, { recursive: true });
await prepareSampleWorkspace(folder);
await installExtension(profileDir, await packageExtension());
const server = await startVscodeServer({
  profileDir,
  userSettings: { 'cbaPki.sandbox.openAtStart': true, 'cbaPki.sandbox.jobSeconds': 3 },
});
const browser = await chromium.launch({
  executablePath: await findOrInstallBrowser(),
  args: [...browserArguments],
});
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 560 } });
  await page.goto(workbenchUrl(server, { folder }));
  await takePictures(page);
} finally {
  await browser.close();
  await server.close();
  await rm(scratch, { recursive: true, force: true });
}

async function takePictures(page: Page): Promise<void> {
  const row = (name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name}`) });
  await page.getByRole('tab', { name: /^CBA PKI/ }).click();
  // A wider side bar, so that the expiry dates can be read.
  await page.mouse.move(299, 300);
  await page.mouse.down();
  await page.mouse.move(420, 300, { steps: 5 });
  await page.mouse.up();
  for (const name of ['Contoso Corporate PKI', 'Contoso Smart Cards 2019', 'Fabrikam Partner PKI']) {
    await row(name).click();
    await row(`${name}, .*authorit`).waitFor();
  }
  await row('Contoso VPN CA').hover();
  await page.getByText('Copy Thumbprint').waitFor();
  await page.screenshot({ path: join(pictures, 'configurations.png') });
  await page.keyboard.press('F1');
  await page.keyboard.type('CBA PKI: Upload Bundle');
  await page.keyboard.press('Enter');
  const choose = async (text: string): Promise<void> => {
    const option = page.locator('.quick-input-widget:visible').getByRole('option', { name: text }).first();
    await option.waitFor();
    await option.click();
  };
  await choose('Contoso Pilot');
  await choose('Adatum.p7b');
  await choose('Serve this file');
  await page.getByText('What will be sent').waitFor();
  await page.mouse.move(700, 480); // out of the way of its own tooltip
  await page.waitForTimeout(500); // the input fades in
  await page.screenshot({ path: join(pictures, 'summary.png') });
  await page.keyboard.press('Escape');
  const menu = async (name: string, entry: string): Promise<void> => {
    await row(name).click({ button: 'right' });
    const item = page.getByRole('menuitem', { name: entry });
    await item.waitFor();
    await page.waitForTimeout(500); // a menu takes no click in its first moment
    await item.click();
  };
  await menu('Contoso Corporate PKI', 'Delete Configuration…');
  await page.getByText('4 authorities will be gone.').waitFor();
  await page.mouse.move(700, 480);
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(pictures, 'deletion.png') });
  await page.keyboard.press('Escape');
  await menu('Contoso Pilot', 'Publish Certificates…');
  await publishSample(page, choose);
  await page.mouse.move(700, 480);
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(pictures, 'publishing.png') });
  await page.keyboard.press('Escape');
  await menu('Contoso Corporate PKI', 'Check and Mend CRL Addresses…');
  await page.getByText('Mend 1 Authority…').waitFor();
  await page.mouse.move(700, 480);
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(pictures, 'mending.png') });
  await page.keyboard.press('Escape');
  await menu('Fabrikam Partner PKI', 'Compare with…');
  await choose('Contoso Corporate PKI');
  await row('Not in Contoso Corporate PKI').waitFor();
  await page.mouse.move(700, 480);
  await page.getByRole('button', { name: 'Show Comparison as Text' }).click();
  await page.getByRole('tab', { name: /↔/ }).waitFor();
  await page.waitForTimeout(2000); // the diff is computed
  await page.screenshot({ path: join(pictures, 'comparison.png') });
  await page.keyboard.press('F1');
  await page.keyboard.type('View: Close All Editors');
  await page.keyboard.press('Enter');
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.getByRole('tab', { name: /^Explorer/ }).click();
  await page.getByRole('treeitem', { name: 'Adatum.p7b' }).dblclick();
  await page.waitForTimeout(3000); // the page of the viewer is there, and its findings
  await page.screenshot({ path: join(pictures, 'viewer.png') });
}

/** Answers the questions of a publication up to its summary. */
async function publishSample(page: Page, choose: (text: string) => Promise<void>): Promise<void> {
  const input = page.locator('.quick-input-widget:visible');
  await input.getByRole('textbox').fill(join(folder, 'Adatum.p7b'));
  await page.keyboard.press('Enter');
  await input.getByText('Adatum Root CA').first().waitFor();
  await page.keyboard.press('Enter');
  // Nobody can see the CRL of the sample, so it is not proposed without a question.
  await choose('Choose Which…');
  await input.getByPlaceholder('Which of them shall be set right?').waitFor();
  await input.getByText('Adatum Root CA').first().click();
  await page.keyboard.press('Enter');
  await choose('Serve this file');
  await page.getByText('What will happen').waitFor();
}
