import type { Clock } from '../../graph/clock.ts';
import type { Files } from '../../platform/files.ts';
import type { Prompts } from '../../platform/prompts.ts';
import type { TrustStoreModel } from '../browseTrustStore/trustStoreModel.ts';
import type { Tenancies } from '../tenancy.ts';

/** What the questions and the use case work with. */
export interface CreateBundleServices {
  readonly files: Files;
  readonly prompts: Prompts;
  readonly clock: Clock;
  readonly tenancies: Tenancies;
  readonly model: TrustStoreModel;
}
