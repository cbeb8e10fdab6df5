import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../support/openssl.ts';
import { openSandbox, readObject, waitFor } from './client.ts';

const main = join(import.meta.dirname, '../../../src/sandbox/main.ts');

interface Run {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly complaints: () => string;
  readonly end: Promise<number | NodeJS.Signals | null>;
}

function run(...parameters: readonly string[]): Run {
  const child = spawn(process.execPath, [main, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, complaints] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    complaints += String(chunk);
  });
  const end = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return { process: child, output: () => output, complaints: () => complaints, end };
}

async function rootOf(started: Run): Promise<string> {
  const line = await waitFor(
    () => Promise.resolve(started.output()),
    (text) => text.includes('\n'),
  );
  expect(line).toMatch(/^Sandbox tenant: http:\/\/127\.0\.0\.1:\d+\n$/);
  return line.slice('Sandbox tenant: '.length).trim();
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'runs until %s, keeps its data, and ends with 0',
  async (signal) => {
    const dataFile = join(await temporaryDirectory(onTestFinished), 'sandbox.json');
    const started = run('--port', '0', '--empty', '--data', dataFile, '--job-delay', '0.5');
    const root = await rootOf(started);
    const list = `${root}/v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations`;
    const headers = { authorization: 'Bearer x', 'content-type': 'application/json' };
    expect(readObject(await (await fetch(list, { headers })).text())['value']).toEqual([]);
    await fetch(list, { method: 'POST', headers, body: '{"displayName":"Kept"}' });
    // Twice, as npm does it after Ctrl+C.
    started.process.kill(signal);
    started.process.kill(signal);
    expect(await started.end).toBe(0);
    expect(started.complaints()).toBe('');
    expect(await readFile(dataFile, 'utf8')).toContain('Kept');
  },
);

test.each([
  [['--prot', '1'], /--prot/],
  [['--port'], /--port/],
  [['--port', 'x'], "Option '--port' takes a number from 0 to 65535, not 'x'."],
  [['--port', '65536'], /65536/],
  [['--job-delay', '-1'], /job-delay/],
  [['extra'], /extra/],
])('%j is answered with a sentence and exit code 2', async (parameters, complaint) => {
  const started = run(...parameters);
  expect(await started.end).toBe(2);
  expect(started.output()).toBe('');
  expect(started.complaints()).toMatch(complaint);
  expect(started.complaints()).not.toMatch(/^\s+at /m);
});

test('--help explains every option', async () => {
  const started = run('--help');
  expect(await started.end).toBe(0);
  for (const option of ['--port', '--empty', '--data', '--job-delay', '--help']) {
    expect(started.output()).toContain(option);
  }
});

test('a port in use is answered with a sentence and exit code 1', async () => {
  const sandbox = await openSandbox();
  const started = run('--port', String(sandbox.port));
  expect(await started.end).toBe(1);
  expect([started.output(), started.complaints()]).toEqual([
    '',
    'The port is in use by another program. Choose another one with --port.\n',
  ]);
});

test('a damaged data file is named and left as it is', async () => {
  const dataFile = join(await temporaryDirectory(onTestFinished), 'data', 'sandbox.json');
  await mkdir(dirname(dataFile));
  await writeFile(dataFile, 'oops');
  const started = run('--data', dataFile);
  expect(await started.end).toBe(1);
  expect(started.complaints()).toBe(
    `The data file ${dataFile} is damaged: it is not JSON. Repair it, or move it away.\n`,
  );
  expect(await readFile(dataFile, 'utf8')).toBe('oops');
});
