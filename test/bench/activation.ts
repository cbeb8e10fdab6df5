import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { createVSIX } from '@vscode/vsce';
import { browserArguments, findOrInstallBrowser } from '../../scripts/browser.ts';
import { buildExtension } from '../../scripts/build.ts';
import { installExtension, startVscodeServer, workbenchUrl } from '../../scripts/vscodeServer.ts';
import { temporaryDirectory } from '../support/openssl.ts';
import type { Measured } from './measure.ts';

const root = join(import.meta.dirname, '../..');
const rounds = 11;

/** An extension of one file that does nothing. Both are modules, and both are activated by the test, not by start-up. */
const emptyManifest = {
  name: 'empty',
  publisher: 'cba-pki-bench',
  version: '1.0.0',
  type: 'module',
  main: './extension.js',
  engines: { vscode: '^1.106.0' },
  activationEvents: ['onCommand:bench.never'],
};
const nothing = 'export function activate() {}\n';

/** Runs in the extension host: activates both, whichever is first in this round, and writes down how long each took. */
const probe = `
const vscode = require('vscode'); const fs = require('node:fs');
exports.run = () => measure().then(write, (error) => write({ error: String(error) }));
const write = (result) => fs.writeFileSync(process.env.CBA_PKI_BENCH_REPORT, JSON.stringify(result) + '\\n');
const measure = async () => {
  const ids = ['cba-pki.entra-cba-pki', 'cba-pki-bench.empty'];
  if (process.env.CBA_PKI_BENCH_ROUND % 2 === 1) ids.reverse();
  // The first activation in a host pays for the module loader: a third extension does, so that neither of the two has to.
  await vscode.extensions.getExtension('cba-pki-bench.driver').activate();
  const times = {};
  for (const id of ids) {
    const extension = vscode.extensions.getExtension(id);
    if (!extension) throw new Error(id + ' is not there, only ' + vscode.extensions.all.map((e) => e.id).filter((e) => e.includes('cba')));
    const started = performance.now();
    await extension.activate();
    times[id] = performance.now() - started;
  }
  return times;
};`;

/** Activation inside a real extension host, beside that of an empty extension in the same one: medians of fresh starts. */
export async function measureActivation(): Promise<Measured> {
  await buildExtension({ sourceMaps: false });
  const scratch = await temporaryDirectory();
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const ours = join(scratch, 'ours');
  for (const part of ['dist', 'media', 'package.nls.json', 'LICENSE', 'README.md']) {
    await cp(join(root, part), join(ours, part), { recursive: true });
  }
  const extensions = [
    // Not at start-up, so that it is the probe that activates it.
    await packed(ours, { ...manifest, activationEvents: ['onCommand:cbaPki.never'] }),
    await packed(join(scratch, 'empty'), emptyManifest),
  ];
  await mkdir(join(scratch, 'driver'));
  await writeFile(
    join(scratch, 'driver', 'package.json'),
    JSON.stringify({ ...emptyManifest, name: 'driver' }),
  );
  await writeFile(join(scratch, 'driver', 'extension.js'), nothing);
  await writeFile(join(scratch, 'probe.cjs'), probe);
  const times: Record<string, number>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push(await measureRound(scratch, extensions, round));
  }
  const median = (id: string): number =>
    times.map((each) => each[id] ?? Number.NaN).toSorted((one, other) => one - other)[
      Math.floor(rounds / 2)
    ] ?? Number.NaN;
  return { ours: median('cba-pki.entra-cba-pki'), theirs: median('cba-pki-bench.empty') };
}

async function packed(folder: string, manifest: Readonly<Record<string, unknown>>): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  if (manifest === emptyManifest) {
    await writeFile(join(folder, 'extension.js'), nothing);
    await writeFile(join(folder, 'README.md'), '# Empty');
  }
  const packagePath = `${folder}.vsix`;
  await createVSIX({
    cwd: folder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
    skipLicense: true,
  });
  return packagePath;
}

async function measureRound(
  scratch: string,
  extensions: readonly string[],
  round: number,
): Promise<Record<string, number>> {
  const report = join(scratch, `report-${round}.json`);
  const profileDir = join(scratch, `profile-${round}`);
  for (const extension of extensions) {
    await installExtension(profileDir, extension);
  }
  const server = await startVscodeServer({
    profileDir,
    smokeTestDriver: true,
    environment: { CBA_PKI_BENCH_REPORT: report, CBA_PKI_BENCH_ROUND: String(round) },
  });
  const browser = await chromium.launch({
    executablePath: await findOrInstallBrowser(),
    args: [...browserArguments],
  });
  try {
    const page = await browser.newPage();
    const folder = join(scratch, 'folder');
    await mkdir(folder, { recursive: true });
    const driver = join(scratch, 'driver');
    const extensionTestsPath = join(scratch, 'probe.cjs');
    await page.goto(workbenchUrl(server, { folder, extensionDevelopmentPath: driver, extensionTestsPath }));
    for (let waited = 0; waited < 60_000; waited += 200) {
      const text = await readFile(report, 'utf8').catch(() => '');
      if (text.endsWith('\n')) {
        const result = JSON.parse(text);
        if (typeof result.error === 'string') {
          throw new Error(result.error);
        }
        return result;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('The extensions were not activated within a minute');
  } finally {
    await browser.close();
    await server.close();
    await rm(profileDir, { recursive: true, force: true });
  }
}
