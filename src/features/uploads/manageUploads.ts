import * as vscode from 'vscode';
import { isRecord } from '../../graph/isRecord.ts';
import { ExpectedError } from '../../platform/failure.ts';
import type { ReadOnlyDocuments } from '../../platform/readOnlyDocuments.ts';
import { fileNameOf } from '../fileName.ts';
import { takeAway } from './takeAway.ts';
import { type EndedUpload, targetOf } from './uploadRecord.ts';
import { uploadReport } from './uploadReport.ts';
import type { PastUpload, RunningUpload, UploadsModel } from './uploadsModel.ts';
import type { UploadsServices } from './uploadsServices.ts';

export interface ManageUploadsServices extends UploadsServices {
  readonly uploads: UploadsModel;
  readonly documents: ReadOnlyDocuments;
}

/** Shows what is known of an upload that has ended. */
export async function showUpload({ documents }: ManageUploadsServices, target: unknown): Promise<void> {
  const upload = endedOf(target);
  const name = vscode.l10n.t('Upload to {name}.md', { name: fileNameOf(upload.configurationName) });
  await documents.showPreview(name, uploadReport(upload));
}

/** Goes on watching an upload that somebody stopped watching, or that could not be followed any further. */
export async function watchAgain(
  { tenancies, journal, watcher }: ManageUploadsServices,
  target: unknown,
): Promise<void> {
  const tenancy = await tenancies.require();
  if (isRunning(target)) {
    watcher.watch(tenancy, target.record);
    return;
  }
  const { end: _, ...record } = endedOf(target);
  if (journal.has(targetOf(record))) {
    throw new ExpectedError(
      'upload.running',
      vscode.l10n.t(
        'Another upload to {name} is being looked after. Watch this one again when that has ended.',
        { name: record.configurationName },
      ),
    );
  }
  await journal.put(record);
  watcher.watch(tenancy, record);
}

/** Takes away a bundle that an upload has left behind. */
export async function takeBundleAway(
  { tenancies, journal, hosts, uploads }: ManageUploadsServices,
  target: unknown,
): Promise<void> {
  const upload = endedOf(target);
  if (!(await takeAway(hosts, await tenancies.require(), upload))) {
    throw new ExpectedError(
      'upload.notTakenAway',
      vscode.l10n.t(
        'The bundle could not be taken away: its place cannot be reached, or the sign-in or signature does not allow it. Delete {name} there.',
        { name: upload.hosted?.name ?? '' },
      ),
    );
  }
  const { end, ...record } = upload;
  await journal.end(record, { ...end, isLeftBehind: false });
  uploads.refresh();
}

/** Forgets the uploads that have ended, but for those whose bundle lies somewhere still. */
export async function forgetUploads({ journal, uploads }: ManageUploadsServices): Promise<void> {
  await journal.forget(
    uploads.uploads.flatMap((one) =>
      one.kind === 'endedUpload' && !one.upload.end.isLeftBehind ? [one.upload] : [],
    ),
  );
  uploads.refresh();
}

/** @throws {ExpectedError} where the command was not called on an upload that has ended */
function endedOf(target: unknown): EndedUpload {
  if (isPast(target)) {
    return target.upload;
  }
  throw new ExpectedError(
    'upload.none',
    vscode.l10n.t('Choose an upload that has ended in the section “Uploads”.'),
  );
}

function isRunning(target: unknown): target is RunningUpload {
  return isRecord(target) && target['kind'] === 'runningUpload' && isRecord(target['record']);
}

function isPast(target: unknown): target is PastUpload {
  return isRecord(target) && target['kind'] === 'endedUpload' && isRecord(target['upload']);
}
