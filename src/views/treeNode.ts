import type { ComingItem, PendingKind } from '../features/pendingWork.ts';
import type { AuthorityTarget, ConfigurationTarget } from '../features/targets.ts';

export interface ConfigurationNode extends ConfigurationTarget {
  /** How many authorities it has, once they were read; `complete` is false while there are more pages. */
  readonly authorities: { readonly count: number; readonly complete: boolean } | undefined;
  readonly pending?: PendingKind | 'uploading' | undefined;
}

export interface AuthorityNode extends AuthorityTarget {
  readonly pending?: PendingKind | undefined;
  /** What it issued, where authorities are grouped by chain. */
  readonly issued?: readonly AuthorityNode[];
}

/** A row of the tree. */
export type TreeNode =
  | ConfigurationNode
  | AuthorityNode
  | { readonly kind: 'loadMore'; readonly configurationId: string | undefined }
  | { readonly kind: 'failure'; readonly configurationId: string | undefined; readonly message: string }
  /** Something that is being created. */
  | ComingItem
  | {
      readonly kind: 'note';
      readonly configurationId: string;
      readonly icon: 'info' | 'error';
      readonly text: string;
    };
