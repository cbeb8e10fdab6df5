import type { Clock } from '../../graph/clock.ts';
import type { Telemetry } from '../../platform/telemetry.ts';
import type { TrustStoreModel } from '../browseTrustStore/trustStoreModel.ts';
import type { BundleHosts } from '../bundleHosts/bundleHosts.ts';
import type { Tenancies } from '../tenancy.ts';
import type { Journal } from './uploadJournal.ts';

export interface UploadWatcherServices {
  readonly tenancies: Tenancies;
  readonly model: TrustStoreModel;
  readonly journal: Journal;
  readonly hosts: BundleHosts;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Shows a configuration in the sidebar. */
  readonly reveal: (configurationId: string) => Promise<void>;
  /** Shows what failed in the background. */
  readonly report: (what: string, error: unknown) => void;
}

/** How a running upload stands, for its row. */
export interface UploadStanding {
  /** Undefined before the first look, and while the service is out of reach. */
  readonly status: string | undefined;
  /** Milliseconds since it was asked for. */
  readonly elapsed: number;
}
