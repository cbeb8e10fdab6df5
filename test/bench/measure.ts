import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Milliseconds of the fastest of several runs: the one that was least disturbed. */
export async function fastest(runs: number, task: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let index = 0; index < runs; index += 1) {
    const started = performance.now();
    await task();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

/** Milliseconds that a program takes from its start to its end. */
export function timeProgram(runs: number, program: string, args: readonly string[]): Promise<number> {
  return fastest(runs, () => run(program, [...args], { maxBuffer: 256 * 1024 * 1024 }));
}

export interface Measured {
  readonly ours: number;
  readonly theirs: number;
}
