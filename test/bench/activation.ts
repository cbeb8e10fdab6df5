import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { browserArguments, findOrInstallBrowser } from '../../scripts/browser.ts';
import { buildExtension } from '../../scripts/build.ts';
import { startVscodeServer, workbenchUrl } from '../../scripts/vscodeServer.ts';
import { temporaryDirectory } from '../support/openssl.ts';
import type { Measured } from './measure.ts';

const root = join(import.meta.dirname, '../..');
const rounds = 5;

/** An extension of one file that does nothing. Both are modules, and both are activated by the test, not by start-up. */
const emptyManifest = {
  name: 'empty',
  publisher: 'cba-pki-bench',
  version: '1.0.0',
  type: 'module',
  main: './extension.js',
  engines: { vscode: '^1.106.0' },
  activationEvents: [],
};

/** Runs in the extension host: activates both, whichever is first in this round, and writes down how long each took. */
const probe = `
const vscode = require('vscode'); const fs = require('node:fs');
exports.run = async () => {
  const ids = ['cba-pki.entra-cba-pki', 'cba-pki-bench.empty'];
  if (process.env.CBA_PKI_BENCH_ROUND % 2 === 1) ids.reverse();
  const times = {};
  for (const id of ids) {
    const extension = vscode.extensions.getExtension(id);
    const started = performance.now();
    await extension.activate();
    times[id] = performance.now() - started;
  }
  fs.writeFileSync(process.env.CBA_PKI_BENCH_REPORT, JSON.stringify(times) + '\\n');
};`;

/** Activation inside a real extension host, beside that of an empty extension in the same one: medians of fresh starts. */
export async function measureActivation(): Promise<Measured> {
  await buildExtension({ sourceMaps: false });
  const scratch = await temporaryDirectory();
  const [ours, empty] = [join(scratch, 'ours'), join(scratch, 'empty')];
  await mkdir(ours);
  await mkdir(empty);
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await writeFile(join(ours, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
  await cp(join(root, 'package.nls.json'), join(ours, 'package.nls.json'));
  await cp(join(root, 'dist'), join(ours, 'dist'), { recursive: true });
  await cp(join(root, 'media'), join(ours, 'media'), { recursive: true });
  await writeFile(join(empty, 'package.json'), JSON.stringify(emptyManifest));
  await writeFile(join(empty, 'extension.js'), 'export function activate() {}\n');
  await writeFile(join(scratch, 'probe.cjs'), probe);
  const times: Record<string, number>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push(await measureRound(scratch, [ours, empty], round));
  }
  const median = (id: string): number =>
    times.map((each) => each[id] ?? Number.NaN).toSorted((one, other) => one - other)[
      Math.floor(rounds / 2)
    ] ?? Number.NaN;
  return { ours: median('cba-pki.entra-cba-pki'), theirs: median('cba-pki-bench.empty') };
}

async function measureRound(
  scratch: string,
  extensions: readonly string[],
  round: number,
): Promise<Record<string, number>> {
  const report = join(scratch, `report-${round}.json`);
  const profileDir = join(scratch, `profile-${round}`);
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
    const [first = '', ...others] = extensions;
    const url = new URL(
      workbenchUrl(server, {
        folder,
        extensionDevelopmentPath: first,
        extensionTestsPath: join(scratch, 'probe.cjs'),
      }),
    );
    const payload: [string, string][] = JSON.parse(url.searchParams.get('payload') ?? '[]');
    const development = payload.find(([key]) => key === 'extensionDevelopmentPath')?.[1] ?? '';
    for (const other of others) {
      payload.push(['extensionDevelopmentPath', development.replace(first, other)]);
    }
    url.searchParams.set('payload', JSON.stringify(payload));
    await page.goto(url.href);
    for (let waited = 0; waited < 60_000; waited += 200) {
      const text = await readFile(report, 'utf8').catch(() => '');
      if (text.endsWith('\n')) {
        return JSON.parse(text);
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
