import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { build } from 'esbuild';
import { browserArguments, findOrInstallBrowser } from './browser.ts';
import { buildExtension } from './build.ts';
import { prepareSampleWorkspace } from './sampleWorkspace.ts';
import { startVscodeServer, workbenchUrl } from './vscodeServer.ts';

/**
 * Runs the tests of test/integration inside the extension host of a real VS Code, with a headless browser as its window.
 * Usage: integration.ts REPORT – the file that gets `{ passed, failed, log }`. CBA_PKI_TEST_GREP chooses tests by their names.
 */
const projectRoot = join(import.meta.dirname, '..');
const longest = 10 * 60_000;

const reportFile = process.argv[2];
if (reportFile === undefined) {
  throw new Error('Name the file for the report.');
}
await buildExtension({ sourceMaps: true });
const scratch = await mkdtemp(join(tmpdir(), 'cba-pki-integration-'));
const tests = join(projectRoot, 'dist-test', 'integration');
await build({
  absWorkingDir: projectRoot,
  entryPoints: ['test/integration/index.ts'],
  outfile: `${tests}.cjs`,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  external: ['vscode', 'mocha'],
  sourcemap: 'inline',
  logLevel: 'warning',
});
const folder = join(scratch, 'workspace');
await prepareSampleWorkspace(folder);
const server = await startVscodeServer({
  profileDir: join(scratch, 'profile'),
  smokeTestDriver: true,
  userSettings: { 'cbaPki.sandbox.jobSeconds': 1 },
  environment: {
    CBA_PKI_TEST_REPORT: reportFile,
    CBA_PKI_PROJECT_ROOT: projectRoot,
    CBA_PKI_TEST_GREP: process.env['CBA_PKI_TEST_GREP'] ?? '',
  },
});
const browser = await chromium.launch({
  executablePath: await findOrInstallBrowser(),
  args: [...browserArguments],
});
try {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.goto(
    workbenchUrl(server, {
      folder,
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: `${tests}.cjs`,
    }),
  );
  await reportWritten(reportFile);
} finally {
  await browser.close();
  await server.close();
  await rm(scratch, { recursive: true, force: true });
}
process.exitCode = JSON.parse(await readFile(reportFile, 'utf8')).failed.length === 0 ? 0 : 1;

async function reportWritten(file: string): Promise<void> {
  const started = Date.now();
  while (Date.now() - started < longest) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.endsWith('\n')) {
      const { log } = JSON.parse(text);
      console.log(log);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('The tests in the extension host did not end in time.');
}
