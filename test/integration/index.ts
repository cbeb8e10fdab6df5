import { writeFile } from 'node:fs/promises';
import Mocha from 'mocha';

/** Called by VS Code in the extension host. Writes what came of the tests to the file that the environment names. */
export async function run(): Promise<void> {
  const grep = process.env['CBA_PKI_TEST_GREP'] ?? '';
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, forbidOnly: true, forbidPending: true, grep });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./activation.ts');
  await import('./browse.ts');
  await import('./upload.ts');
  await import('./uploadAnswers.ts');
  await import('./uploads.ts');
  await import('./files.ts');
  await import('./createBundle.ts');
  await import('./splitBundle.ts');
  await import('./checkCertificates.ts');
  await import('./pemDocuments.ts');
  await import('./manageConfigurations.ts');
  await import('./manageAuthorities.ts');
  await import('./mendRevocation.ts');
  await import('./publish.ts');
  await import('./recycleBin.ts');
  await import('./compareAndExchange.ts');
  await import('./classicStore.ts');
  await import('./faults.ts');
  const lines: string[] = [];
  let passed = 0;
  const failed: string[] = [];
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('suite', (suite) => lines.push(`${'  '.repeat(depthOf(suite))}${suite.title}`))
      .on('pass', (test) => {
        passed += 1;
        lines.push(`${'  '.repeat(depthOf(test))}✓ ${test.title} (${test.duration ?? 0} ms)`);
      })
      .on('fail', (test, error: unknown) => {
        failed.push(test.fullTitle());
        lines.push(`${'  '.repeat(depthOf(test))}✗ ${test.title}`);
        lines.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      });
  });
  const report = process.env['CBA_PKI_TEST_REPORT'];
  if (report === undefined) {
    throw new Error('CBA_PKI_TEST_REPORT does not name a file for the report');
  }
  await writeFile(report, `${JSON.stringify({ passed, failed, log: lines.join('\n') })}\n`);
}

function depthOf(node: { readonly parent?: Mocha.Suite | undefined }): number {
  return node.parent ? 1 + depthOf(node.parent) : 0;
}
