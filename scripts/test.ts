import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installDebianPackage } from './debianPackage.ts';
import { packageExtension } from './package.ts';
import { findOnPath } from './processes.ts';
import { endToEndResults, integrationResults, type Results, unitResults } from './testReports.ts';

const projectRoot = join(import.meta.dirname, '..');
const resultsFolder = join(projectRoot, 'test-results');

/** One kind of test. Those with a report are counted by it, the others count as one. */
interface Suite {
  readonly name: string;
  readonly prepare?: () => Promise<unknown>;
  readonly script: string;
  readonly args: readonly string[];
  readonly report?: { readonly file: string; readonly read: (report: unknown) => Results };
}

const bin = (name: string): string => join(projectRoot, 'node_modules', '.bin', name);
const reportFile = (name: string): string => join(resultsFolder, `${name}.json`);

const suites: readonly Suite[] = [
  { name: 'lint: oxlint', script: bin('oxlint'), args: ['--type-aware', '--deny-warnings'] },
  { name: 'lint: biome', script: bin('biome'), args: ['check'] },
  { name: 'lint: knip', script: bin('knip'), args: [] },
  { name: 'types', script: bin('tsc'), args: ['--noEmit'] },
  { name: 'types of the page', script: bin('tsc'), args: ['--noEmit', '-p', 'src/webview'] },
  {
    name: 'unit',
    prepare: packageExtension,
    script: bin('vitest'),
    args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile('unit')}`],
    report: {
      file: reportFile('unit'),
      read: unitResults,
    },
  },
  {
    name: 'integration',
    script: process.execPath,
    args: [join('scripts', 'integration.ts'), reportFile('integration')],
    report: {
      file: reportFile('integration'),
      read: integrationResults,
    },
  },
  {
    name: 'e2e',
    prepare: packageExtension,
    script: bin('playwright'),
    args: ['test'],
    report: {
      file: reportFile('e2e'),
      read: endToEndResults,
    },
  },
];

async function runSuite(suite: Suite): Promise<Results> {
  console.log(`\n── ${suite.name} ──`);
  const started = performance.now();
  let exitCode: number | null;
  try {
    await suite.prepare?.();
    exitCode = await runScript(suite.script, suite.args);
  } catch (error) {
    console.error(error);
    exitCode = 1;
  }
  const { passed, failed } = await resultsOf(suite, exitCode);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${suite.name}: ${passed} passed, ${failed.length} failed (${seconds} s)`);
  return { passed, failed: failed.map((name) => `${suite.name}: ${name}`) };
}

/** A runner that fails without a failed test in its report has failed itself, and counts as one. */
async function resultsOf({ report }: Suite, exitCode: number | null): Promise<Results> {
  const itself = `the run as a whole (exit code ${exitCode})`;
  if (!report) {
    return exitCode === 0 ? { passed: 1, failed: [] } : { passed: 0, failed: [itself] };
  }
  const results = await readFile(report.file, 'utf8').then(
    (text) => report.read(JSON.parse(text)),
    () => ({ passed: 0, failed: [] }),
  );
  const hasFailed = results.failed.length === 0 && (exitCode !== 0 || results.passed === 0);
  return hasFailed ? { ...results, failed: [itself] } : results;
}

function runScript(script: string, args: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(script, [...args], {
      cwd: projectRoot,
      stdio: 'inherit',
      // npm's launchers on Windows are batch files, which only a shell can start.
      shell: process.platform === 'win32',
      env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile('e2e') },
    });
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

/** Most tests take their certificates from OpenSSL. */
async function ensureOpenssl(): Promise<void> {
  if (findOnPath('openssl') === undefined && (await installDebianPackage('openssl')) === undefined) {
    throw new Error('The tests need the openssl command. Install OpenSSL and put it on the PATH.');
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !suites.some((suite) => suite.name.startsWith(name)));
if (unknown.length > 0) {
  console.error(
    `There are no tests called ${unknown.join(', ')}. Kinds: lint, types, unit, integration, e2e.`,
  );
  process.exit(2);
}
const chosen = suites.filter(
  ({ name }) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)),
);
await ensureOpenssl();
await rm(resultsFolder, { recursive: true, force: true });
await mkdir(resultsFolder, { recursive: true });
let passed = 0;
const failed: string[] = [];
for (const suite of chosen) {
  const results = await runSuite(suite);
  passed += results.passed;
  failed.push(...results.failed);
}
// Far below what the runners print of them.
console.log(['', ...failed.map((name) => `✗ ${name}`)].join('\n'));
console.log(`${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
