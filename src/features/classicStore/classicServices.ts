import type { ManageServices } from '../manageServices.ts';
import type { ClassicStoreModel } from './classicStoreModel.ts';

/** What everything that works on the classic store works with. */
export interface ClassicServices {
  readonly manage: ManageServices;
  readonly classic: ClassicStoreModel;
}
