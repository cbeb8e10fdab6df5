import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryDirectory } from '../../support/openssl.ts';

export const madeClientId = '11111111-2222-3333-4444-555555555555';
export const madeTenantId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

/**
 * Records what it is called with, and answers as the Azure CLI does: with a list of subscriptions after a login, and with
 * the bare value where one is asked for as tsv.
 */
const azureCli = `#!/usr/bin/env bash
printf '%s\\x1f' az "$@" >> "$RECORD"
printf '\\x1e' >> "$RECORD"
case "$1 $2 $3" in
  "$FAIL_AT") echo "ERROR: Insufficient privileges to complete the operation." >&2; exit 1 ;;
  "login "*) echo '[{ "tenantId": "99999999-9999-9999-9999-999999999999", "user": { "name": "kim@contoso.example" } }]' ;;
  "ad app create") echo "${madeClientId}" ;;
  "ad sp create") [[ "$*" == *"--output none"* ]] || echo '{ "appId": "${madeClientId}" }' ;;
  "ad app permission") [[ "$*" == *"--output none"* ]] || echo '{ "clientId": "88888888-8888-8888-8888-888888888888" }' ;;
  "account show --query") echo "${madeTenantId}" ;;
esac
`;

const sleep = `#!/usr/bin/env bash
printf '%s\\x1f' sleep "$@" >> "$RECORD"
printf '\\x1e' >> "$RECORD"
`;

interface ScriptRun {
  readonly exitCode: number;
  readonly output: string;
  /** What was called, with its arguments, in order. */
  readonly calls: readonly (readonly string[])[];
}

/**
 * Runs a script with bash, where the Azure CLI is a fake.
 * @param failAt the first words of the call that is refused, such as `ad app create`
 */
export async function runWithAzureCli(script: string, failAt = ''): Promise<ScriptRun> {
  const directory = await temporaryDirectory(onTestFinished);
  const record = join(directory, 'record');
  for (const [name, content] of Object.entries({ az: azureCli, sleep, record: '', 'script.sh': script })) {
    await writeFile(join(directory, name), content);
    await chmod(join(directory, name), 0o700);
  }
  const env = { PATH: `${directory}:${process.env['PATH']}`, RECORD: record, FAIL_AT: failAt };
  const [exitCode, output] = await new Promise<[number, string]>((resolve) => {
    execFile('bash', [join(directory, 'script.sh')], { env, cwd: directory }, (error, out) => {
      resolve([Number(error?.code ?? 0), out]);
    });
  });
  const calls = (await readFile(record, 'utf8')).split('\x1e').slice(0, -1);
  return { exitCode, output, calls: calls.map((call) => call.split('\x1f').slice(0, -1)) };
}

/** Throws what bash complains of in a script that it only reads. */
export async function checkSyntax(script: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = execFile('bash', ['-n'], (error) => (error ? reject(error) : resolve()));
    child.stdin?.end(script);
  });
}
