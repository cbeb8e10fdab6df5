/** Choices that look random and are the same in every run, so that a failure can be met again. */
export interface SeededChoice {
  /** A whole number from 0 up to, but not, `below`. */
  readonly integer: (below: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly oneOf: <T>(items: readonly T[]) => T;
  /** At least one of the items, at most `most`, in their order. */
  readonly someOf: <T>(items: readonly T[], most: number) => T[];
  /** Hex digits of so many octets. */
  readonly hex: (octets: number) => string;
}

export function seededChoice(seed: number): SeededChoice {
  const next = mulberry32(seed);
  const integer = (below: number): number => Math.floor(next() * below);
  const oneOf = <T>(items: readonly T[]): T => {
    const item = items[integer(items.length)];
    if (item === undefined) {
      throw new Error('There is nothing to choose from.');
    }
    return item;
  };
  return {
    integer,
    oneOf,
    chance: (probability) => next() < probability,
    someOf: (items, most) => {
      const wanted = Math.min(items.length, 1 + integer(most));
      const chosen = new Set([integer(items.length)]);
      while (chosen.size < wanted) {
        chosen.add(integer(items.length));
      }
      return items.filter((_, index) => chosen.has(index));
    },
    hex: (octets) =>
      Array.from({ length: octets }, () => integer(256).toString(16).padStart(2, '0')).join(''),
  };
}

/** Mulberry32 by Tommy Ettinger, in the public domain: 32 bits of state, numbers from 0 to 1. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
