import type { SeededChoice } from './seededChoice.ts';

/** Extensions that OpenSSL is asked to make: lines of an extension section, and the sections they speak of. */
export interface ExtensionRecipe {
  readonly lines: readonly string[];
  readonly sections: readonly string[];
}

/** Where there is something to choose, it chooses. */
export type Recipe = (choice: SeededChoice) => ExtensionRecipe;

/** One line that needs nothing else. */
export function plain(line: string): ExtensionRecipe {
  return { lines: [line], sections: [] };
}

/** What stands before the value of an extension that is now and then critical. */
export function critical(choice: SeededChoice): string {
  return choice.chance(0.3) ? 'critical, ' : '';
}
