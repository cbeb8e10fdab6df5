import type * as vscode from 'vscode';
import type { TrustStoreModel } from '../features/browseTrustStore/trustStoreModel.ts';
import type { Tenancies } from '../features/tenancy.ts';
import type { Clock } from '../graph/clock.ts';
import type { Files } from '../platform/files.ts';
import type { Prompts } from '../platform/prompts.ts';

/** What the viewer works with. */
export interface ViewerServices {
  readonly files: Files;
  readonly prompts: Prompts;
  readonly clock: Clock;
  readonly model: TrustStoreModel;
  readonly tenancies: Tenancies;
  readonly extensionUri: vscode.Uri;
  /** Shows what failed, as for a command. */
  readonly report: (what: string, error: unknown) => void;
}
