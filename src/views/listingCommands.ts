import * as vscode from 'vscode';
import type { TrustStoreModel } from '../features/browseTrustStore/trustStoreModel.ts';
import { answered, onlyStep } from '../features/pickTargets.ts';
import type { CommandRegistry } from '../platform/commandRegistry.ts';
import type { Prompts } from '../platform/prompts.ts';
import type { Listing } from './authorityRows.ts';
import type { ListingState } from './listingState.ts';

/** Registers what changes how authorities are shown. */
export function registerListing(
  registry: CommandRegistry,
  state: ListingState,
  prompts: Prompts,
  model: TrustStoreModel,
): void {
  registry.register('cbaPki.authorities.filter', async () => {
    const before = state.listing.filter;
    try {
      const filter = await prompts.text(onlyStep(vscode.l10n.t('Filter Authorities')), {
        prompt: vscode.l10n.t('Name, issuer, thumbprint or subject key identifier. Empty shows all.'),
        value: before,
        // The tree answers while somebody types.
        onChange: (text) => state.set({ filter: text.trim() }),
        validate: () => undefined,
      });
      state.set({ filter: answered(filter).trim() });
    } catch (error) {
      state.set({ filter: before });
      throw error;
    }
  });
  registry.register('cbaPki.authorities.clearFilter', () => state.set({ filter: '' }));
  registry.register('cbaPki.authorities.readAll', async () => {
    const { readAllAuthorities } = await import('../features/browseTrustStore/readAllAuthorities.ts');
    await readAllAuthorities(model);
  });
  registry.register('cbaPki.authorities.sort', async () => {
    const sort = await prompts.pick<Listing['sort']>(onlyStep(vscode.l10n.t('Sort Authorities')), {
      placeholder: vscode.l10n.t('In which order shall the authorities stand?'),
      rows: [
        { label: vscode.l10n.t('By type, roots first'), value: 'type' },
        { label: vscode.l10n.t('By name'), value: 'name' },
        { label: vscode.l10n.t('By expiry, the next to expire first'), value: 'expiry' },
      ],
      isActive: (value) => value === state.listing.sort,
    });
    state.set({ sort: answered(sort) });
  });
  registry.register('cbaPki.authorities.groupByChain', () => state.set({ grouping: 'chain' }));
  registry.register('cbaPki.authorities.showFlat', () => state.set({ grouping: 'flat' }));
}
