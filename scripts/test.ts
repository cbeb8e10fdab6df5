import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installDebianPackage } from './debianPackage.ts';
import { packageExtension } from './package.ts';
import { findOnPath } from './processes.ts';

const projectRoot = join(import.meta.dirname, '..');
const results = join(projectRoot, 'test-results');

/** One kind of test. Those with a report are counted by it, the others count as one. */
interface Suite {
  readonly name: string;
  readonly prepare?: () => Promise<unknown>;
  readonly script: string;
  readonly args: readonly string[];
  readonly report?: { readonly file: string; readonly count: (report: unknown) => Counts };
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const bin = (name: string): string => join(projectRoot, 'node_modules', '.bin', name);
const reportFile = (name: string): string => join(results, `${name}.json`);

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
      count: (report) => ({
        passed: numberAt(report, 'numPassedTests'),
        failed: numberAt(report, 'numFailedTests') + numberAt(report, 'numPendingTests'),
      }),
    },
  },
  {
    name: 'integration',
    script: process.execPath,
    args: [join('scripts', 'integration.ts'), reportFile('integration')],
    report: {
      file: reportFile('integration'),
      count: (report) => ({ passed: numberAt(report, 'passed'), failed: numberAt(report, 'failed') }),
    },
  },
  {
    name: 'e2e',
    prepare: packageExtension,
    script: bin('playwright'),
    args: ['test'],
    report: {
      file: reportFile('e2e'),
      count: (report) => ({
        passed: numberAt(report, 'stats', 'expected') + numberAt(report, 'stats', 'flaky'),
        failed: numberAt(report, 'stats', 'unexpected') + numberAt(report, 'stats', 'skipped'),
      }),
    },
  },
];

function numberAt(value: unknown, ...path: readonly string[]): number {
  let current = value;
  for (const key of path) {
    current = typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined;
  }
  return typeof current === 'number' ? current : 0;
}

async function runSuite(suite: Suite): Promise<Counts> {
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
  const counts = await countsOf(suite, exitCode);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${suite.name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`);
  return counts;
}

/** A runner that fails without a failed test in its report has failed itself, and counts as one. */
async function countsOf(suite: Suite, exitCode: number | null): Promise<Counts> {
  const ended = exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (!suite.report) {
    return ended;
  }
  const { file, count } = suite.report;
  const counts = await readFile(file, 'utf8').then(
    (text) => count(JSON.parse(text)),
    () => ({ passed: 0, failed: 0 }),
  );
  const ranNothing = counts.passed + counts.failed === 0;
  return counts.failed === 0 && (exitCode !== 0 || ranNothing) ? { ...counts, failed: 1 } : counts;
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
await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
let passed = 0;
let failed = 0;
for (const suite of chosen) {
  const counts = await runSuite(suite);
  passed += counts.passed;
  failed += counts.failed;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
