import type { Clock } from '../../graph/clock.ts';
import type { TrustStoreModel } from '../browseTrustStore/trustStoreModel.ts';
import type { BundleHosts } from '../bundleHosts/bundleHosts.ts';
import type { LastPlace } from '../bundleHosts/hostChoice.ts';
import type { PendingWork } from '../pendingWork.ts';
import type { Tenancies } from '../tenancy.ts';
import type { Journal } from './uploadJournal.ts';
import type { UploadWatcher } from './uploadWatcher.ts';

/** What everything that uploads works with. */
export interface UploadsServices {
  readonly tenancies: Tenancies;
  readonly model: TrustStoreModel;
  readonly pending: PendingWork;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly watcher: UploadWatcher;
  readonly hosts: BundleHosts;
  readonly lastPlace: LastPlace;
}
