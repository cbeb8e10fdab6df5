import * as vscode from 'vscode';
import { isRecord } from '../../graph/isRecord.ts';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import { ExpectedError } from '../../platform/failure.ts';
import type { ReadOnlyDocuments } from '../../platform/readOnlyDocuments.ts';
import { fileNameOf } from '../fileName.ts';
import { type EndedUpload, targetOf } from './uploadRecord.ts';
import type { PastUpload, RunningUpload, UploadsModel } from './uploadsModel.ts';
import type { UploadsServices } from './uploadsServices.ts';

interface UploadsCommandServices extends UploadsServices {
  readonly uploads: UploadsModel;
  readonly documents: ReadOnlyDocuments;
}

/** Registers what can be done with an upload in the view "Uploads". */
export function registerUploads(registry: CommandRegistry, services: UploadsCommandServices): void {
  const { uploads, journal, documents, watcher, tenancies, hosts } = services;
  registry.register('cbaPki.upload.show', async (target) => {
    const upload = endedOf(target);
    const { uploadReport } = await import('./uploadReport.ts');
    const name = vscode.l10n.t('Upload to {name}.md', { name: fileNameOf(upload.configurationName) });
    await documents.showPreview(name, uploadReport(upload));
  });
  registry.register('cbaPki.upload.watch', async (target) => {
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
          {
            name: record.configurationName,
          },
        ),
      );
    }
    await journal.put(record);
    watcher.watch(tenancy, record);
  });
  registry.register('cbaPki.upload.takeAway', async (target) => {
    const upload = endedOf(target);
    const { takeAway } = await import('./takeAway.ts');
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
  });
  registry.register('cbaPki.uploads.forget', async () => {
    await journal.forget(
      uploads.uploads.flatMap((one) =>
        one.kind === 'endedUpload' && !one.upload.end.isLeftBehind ? [one.upload] : [],
      ),
    );
    uploads.refresh();
  });
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
