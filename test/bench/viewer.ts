import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { browserArguments, findOrInstallBrowser } from '../../scripts/browser.ts';
import { packageExtension } from '../../scripts/package.ts';
import { installExtension, startVscodeServer, workbenchUrl } from '../../scripts/vscodeServer.ts';
import { writeBundle } from '../../src/pki/bundle.ts';
import { temporaryDirectory } from '../support/openssl.ts';
import type { Measured } from './measure.ts';

/**
 * From the click on a file to its certificates and findings in the viewer of a real VS Code, beside a click on an empty file of
 * text: the second file of each kind, so that neither pays for what is loaded once.
 */
export async function measureViewer(certificates: readonly Uint8Array[]): Promise<Measured> {
  const scratch = await temporaryDirectory();
  const profileDir = join(scratch, 'profile');
  const folder = await temporaryDirectory();
  for (const name of ['a.p7b', 'b.p7b']) {
    await writeFile(join(folder, name), writeBundle(certificates));
  }
  for (const name of ['c.txt', 'd.txt']) {
    await writeFile(join(folder, name), 'text');
  }
  await installExtension(profileDir, await packageExtension());
  const server = await startVscodeServer({ profileDir, userSettings: {} });
  const browser = await chromium.launch({
    executablePath: await findOrInstallBrowser(),
    args: [...browserArguments],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(workbenchUrl(server, { folder }));
    await page.getByRole('tab', { name: /^CBA PKI/ }).waitFor();
    await page.waitForTimeout(3000);
    const steps = [
      () => timeToFindings(page, 'a.p7b'),
      () => timeToFindings(page, 'b.p7b'),
      () => timeToText(page, 'c.txt'),
      () => timeToText(page, 'd.txt'),
    ];
    const times: number[] = [];
    for (const step of steps) {
      times.push(await step());
      await page.waitForTimeout(1500); // what the step before leaves behind is cleared away
    }
    const [, ours = Number.NaN, , theirs = Number.NaN] = times;
    return { ours, theirs };
  } finally {
    await browser.close();
    await server.close();
  }
}

async function timeToText(page: Page, name: string): Promise<number> {
  const started = performance.now();
  await page.getByRole('treeitem', { name }).click();
  await page.locator('.editor-instance .view-line', { hasText: 'text' }).first().waitFor();
  await page.getByRole('tab', { name, selected: true }).waitFor();
  return performance.now() - started;
}

async function timeToFindings(page: Page, name: string): Promise<number> {
  const started = performance.now();
  await page.getByRole('treeitem', { name }).click();
  for (;;) {
    for (const frame of page.frames()) {
      const isShown = await frame
        .evaluate(
          (wanted) =>
            Reflect.get(globalThis, 'document').querySelector('.told h2') !== null &&
            Reflect.get(globalThis, 'document').querySelector('h1')?.textContent === wanted,
          name,
        )
        .catch(() => false);
      if (isShown) {
        return performance.now() - started;
      }
    }
    await page.waitForTimeout(10);
  }
}
