import type { Clock } from '../../graph/clock.ts';
import type { Files } from '../../platform/files.ts';
import type { Prompts } from '../../platform/prompts.ts';
import type { TrustStoreModel } from '../browseTrustStore/trustStoreModel.ts';
import type { Tenancy } from '../tenancy.ts';

/** What the questions and the use case of an upload work with. */
export interface UploadServices {
  readonly tenancy: Tenancy;
  readonly model: TrustStoreModel;
  readonly prompts: Prompts;
  readonly files: Files;
  readonly clock: Clock;
}
