import type { Outcome } from '../readEverything.ts';

/** A large file made to take long or to need much memory. */
export interface HostileInput {
  readonly name: string;
  readonly group: 'text' | 'elements' | 'members' | 'fields' | 'chains';
  /** What is to be said of it at one megabyte. */
  readonly outcome: Outcome;
  /** @param size about how many bytes it is to have */
  readonly make: (size: number) => Buffer;
}

/** The unit again and again, up to so many bytes. */
export function times(unit: Uint8Array | string, size: number): Buffer {
  const bytes = Buffer.from(unit);
  return Buffer.alloc(size - (size % bytes.length), bytes);
}

export function behind(start: Uint8Array | string, rest: Uint8Array, end: Uint8Array | string = ''): Buffer {
  return Buffer.concat([Buffer.from(start), rest, Buffer.from(end)]);
}

/** Elements up to nearly the most that one may have in it, so that they are read and not refused. */
export function upToLimit(unit: Buffer, size: number): Buffer {
  return times(unit, Math.min(size, unit.length * 999_000));
}

export function inputsOf(
  group: HostileInput['group'],
  rows: readonly (readonly [name: string, outcome: Outcome, make: HostileInput['make']])[],
): HostileInput[] {
  return rows.map(([name, outcome, make]) => ({ name, group, outcome, make }));
}
