import { isRecord } from '../../graph/isRecord.ts';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import type { CompareServices } from './compareConfiguration.ts';

/** A row of a comparison as the tree hands it to a command. */
export interface ComparedTarget {
  readonly kind: 'compared';
  /** Of the certificate that the row is about; of a pair, that of the side that would be changed by what can be done with it. */
  readonly thumbprints: readonly string[];
}

export function registerCompare(registry: CommandRegistry, services: CompareServices): void {
  registry.register('cbaPki.configuration.compare', async (target, selection) => {
    const [{ compareConfiguration }, { selectedFiles }] = await Promise.all([
      import('./compareConfiguration.ts'),
      import('../certificateFiles.ts'),
    ]);
    await compareConfiguration(services, target, selectedFiles(target, selection));
  });
  registry.register('cbaPki.comparison.add', async (target, selection) => {
    const { addMissing } = await import('./compareConfiguration.ts');
    await addMissing(services, chosenIn(target, selection));
  });
  registry.register('cbaPki.comparison.remove', async (target, selection) => {
    const { removeExtra } = await import('./compareConfiguration.ts');
    await removeExtra(services, chosenIn(target, selection));
  });
  registry.register('cbaPki.comparison.takeOver', async (target, selection) => {
    const { takeOverSettings } = await import('./compareConfiguration.ts');
    await takeOverSettings(services, chosenIn(target, selection));
  });
  registry.register('cbaPki.comparison.refresh', async () => {
    const { compareAgain } = await import('./compareConfiguration.ts');
    await compareAgain(services);
  });
  registry.register('cbaPki.comparison.showAsText', async () => {
    const { showAsText } = await import('./compareConfiguration.ts');
    await showAsText(services);
  });
  registry.register('cbaPki.comparison.close', () => services.comparisons.show(undefined));
}

/** Thumbprints of the rows that a command was called on; undefined for all, from the palette or a group. */
function chosenIn(target: unknown, selection: unknown): ReadonlySet<string> | undefined {
  const all: readonly unknown[] = Array.isArray(selection) && selection.length > 0 ? selection : [target];
  const targets = all.filter(isTarget);
  return targets.length === 0 ? undefined : new Set(targets.flatMap(({ thumbprints }) => thumbprints));
}

function isTarget(target: unknown): target is ComparedTarget {
  return isRecord(target) && target['kind'] === 'compared';
}
