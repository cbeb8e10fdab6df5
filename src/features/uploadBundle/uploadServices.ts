import type { Files } from '../../platform/files.ts';
import type { TrustStoreModel } from '../browseTrustStore/trustStoreModel.ts';
import type { HostQuestionServices } from '../bundleHosts/askForHost.ts';

/** What the questions and the use case of an upload work with. */
export interface UploadServices extends HostQuestionServices {
  readonly model: TrustStoreModel;
  readonly files: Files;
}
