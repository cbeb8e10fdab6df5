import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type HostileReport, hostileInputs } from '../../support/hostile/readHostileInputs.ts';

// One megabyte of each. By hand, larger ones with their times and their memory: see `readHostileInputs.ts`.

const script = join(import.meta.dirname, '../../support/hostile/readHostileInputs.ts');
const groups = Object.entries(Object.groupBy(hostileInputs, ({ group }) => group));

/** Only what hangs takes as long as this, on any computer. */
const hang = 120_000;
/** Far more than any of them needs, in megabytes, and far less than what grows without bound. */
const memory = 1024;

/** Reads the inputs in another process. One that hangs or runs out of memory is missing, with those behind it. */
function readTogether(names: readonly string[]): Promise<readonly HostileReport[]> {
  const parameters = [`--max-old-space-size=${memory}`, script, '--together', '1', ...names];
  return new Promise((resolve) => {
    execFile(process.execPath, parameters, { timeout: hang, killSignal: 'SIGKILL' }, (_, output) => {
      resolve(
        output
          .split('\n')
          .filter((line) => line.endsWith('}'))
          .map((line): HostileReport => JSON.parse(line)),
      );
    });
  });
}

describe('a large file that is made to hang the reader or to exhaust memory', () => {
  it.concurrent.each(groups)(
    'has an outcome, whatever its %s',
    { timeout: hang + 10_000 },
    async (_, inputs) => {
      const reports = await readTogether(inputs.map(({ name }) => name));
      const found = reports.map(({ name, outcome }) => ({ name, outcome }));
      expect(found).toEqual(inputs.map(({ name, outcome }) => ({ name, outcome })));
    },
  );
});
