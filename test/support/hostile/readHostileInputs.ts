import { spawnSync } from 'node:child_process';
import { readCertificateFile } from '../../../src/pki/certificateFile.ts';
import { readEverything } from '../readEverything.ts';
import { chainInputs, fieldInputs } from './certificateInputs.ts';
import { elementInputs, memberInputs } from './elementInputs.ts';
import type { HostileInput } from './hostileInput.ts';
import { textInputs } from './textInputs.ts';

/**
 * Reads large hostile inputs in a process of its own, which can be ended when one of them hangs and has only so much memory.
 * Prints what it finds as JSON in lines. By hand, each in its own process, for all or for some, with any size:
 *
 *     node test/support/hostile/readHostileInputs.ts 32
 *     node test/support/hostile/readHostileInputs.ts 32 'line feeds' 'long object identifiers'
 */
export const hostileInputs: readonly HostileInput[] = [
  ...textInputs,
  ...elementInputs,
  ...memberInputs,
  ...fieldInputs,
  ...chainInputs,
];

const megabyte = 1024 * 1024;

/** What is found of one input. Times and memory are per megabyte of it, memory as far as the process had to grow for it. */
export interface HostileReport {
  readonly name: string;
  /** As `readEverything` has it; else the error that came out. */
  readonly outcome: string;
  readonly megabytes: number;
  /** Of reading the file once, in milliseconds and megabytes. */
  readonly time: number;
  readonly memory: number;
  /** Of reading everything that there is to read in it. */
  readonly timeOfAll: number;
  readonly memoryOfAll: number;
}

function read({ name, make }: HostileInput, megabytes: number): HostileReport {
  const bytes = make(megabytes * megabyte);
  const size = bytes.length / megabyte;
  const once = measured(size, () => readCertificateFile(bytes).outcome);
  const all = measured(size, () => readEverything(bytes));
  return {
    name,
    outcome: all.outcome,
    megabytes: Number(size.toFixed(1)),
    time: once.time,
    memory: once.memory,
    timeOfAll: all.time,
    memoryOfAll: once.memory + all.memory,
  };
}

function measured(size: number, work: () => string): { outcome: string; time: number; memory: number } {
  const before = process.resourceUsage().maxRSS;
  const start = performance.now();
  let outcome: string;
  try {
    outcome = work();
  } catch (error) {
    outcome = String(error);
  }
  const time = Math.round((performance.now() - start) / size);
  const memory = Math.round((process.resourceUsage().maxRSS - before) / 1024 / size);
  return { outcome, time, memory };
}

function main([megabytes = '1', ...names]: readonly string[], together: boolean): void {
  for (const input of hostileInputs.filter(({ name }) => names.length === 0 || names.includes(name))) {
    if (together) {
      process.stdout.write(`${JSON.stringify(read(input, Number(megabytes)))}\n`);
    } else {
      spawnSync(process.execPath, [import.meta.filename, '--together', megabytes, input.name], {
        stdio: 'inherit',
      });
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  const [, , ...parameters] = process.argv;
  const together = parameters[0] === '--together';
  main(together ? parameters.slice(1) : parameters, together);
}
