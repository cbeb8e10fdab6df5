import type { Clock } from '../graph/clock.ts';
import type { Files } from '../platform/files.ts';
import type { Prompts } from '../platform/prompts.ts';
import type { ReadOnlyDocuments } from '../platform/readOnlyDocuments.ts';
import type { BackupStore } from './backups/backupStore.ts';
import type { TrustStoreModel } from './browseTrustStore/trustStoreModel.ts';
import type { PendingWork } from './pendingWork.ts';
import type { Origins } from './recycleBin/origins.ts';
import type { RecycleBinModel } from './recycleBin/recycleBinModel.ts';
import type { Tenancies } from './tenancy.ts';

/** What everything that changes the trust store works with. */
export interface ManageServices {
  readonly tenancies: Tenancies;
  readonly model: TrustStoreModel;
  readonly pending: PendingWork;
  readonly backups: BackupStore;
  readonly origins: Origins;
  readonly recycleBin: RecycleBinModel;
  readonly prompts: Prompts;
  readonly files: Files;
  readonly documents: ReadOnlyDocuments;
  readonly clock: Clock;
  /** Shows what failed in the background, as for a command. */
  readonly report: (what: string, error: unknown) => void;
}
