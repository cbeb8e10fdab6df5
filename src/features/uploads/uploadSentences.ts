import * as vscode from 'vscode';
import { type Configuration, stateOf } from '../../graph/model.ts';
import { lateAfter } from '../../graph/uploadPace.ts';
import type { EndedUpload, UploadRecord } from './uploadRecord.ts';

/** `m:ss` */
function timeText(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  const seconds = Math.floor((milliseconds % 60_000) / 1000);
  return `${minutes}:${String(seconds).padStart(2, '0')}`;
}

/** How a job stands. @param configuration undefined while the service is out of reach */
export function describeProgress(configuration: Configuration | undefined, elapsed: number): string {
  const time = timeText(elapsed);
  if (!configuration) {
    return vscode.l10n.t('The service cannot be reached, trying again ({time})', { time });
  }
  if (elapsed > lateAfter) {
    return vscode.l10n.t('{status}, later than the 30 minutes that it usually takes ({time})', {
      status: configuration.status,
      time,
    });
  }
  return vscode.l10n.t('{status} ({time}). Cancel stops watching only; the job goes on in the tenant.', {
    // `succeeded` of an earlier job stands there until the new one begins.
    status:
      stateOf(configuration) === 'running' ? configuration.status : vscode.l10n.t('waiting for the job'),
    time,
  });
}

/** How long an upload took, `m:ss`. */
export function durationOf({ baseline, end }: EndedUpload): string {
  return timeText(Math.max(0, Date.parse(end.endedAt) - Date.parse(baseline.startedAt)));
}

/** How an upload has ended, in a sentence or two. */
export function describeUpload(upload: EndedUpload): string {
  const { configurationName: name, bundleName: bundle, end } = upload;
  const details = end.details || vscode.l10n.t('The service gave no reason.');
  switch (end.outcome) {
    case 'succeeded':
      return describeSuccess(upload);
    case 'failed':
      return vscode.l10n.t('The upload of {bundle} to {name} failed: {details}', { bundle, name, details });
    case 'other':
      return vscode.l10n.t('The upload of {bundle} to {name} ended as {details}', { bundle, name, details });
    case 'unknown':
      return vscode.l10n.t(
        'No job for {bundle} has shown itself in {name}. The request may never have reached the service; it was not sent again.',
        { bundle, name },
      );
    case 'notSent':
      return vscode.l10n.t('The upload of {bundle} to {name} was given up before it was asked for.', {
        bundle,
        name,
      });
    case 'stopped':
      return vscode.l10n.t(
        'The upload to {name} goes on in the tenant. Its row in the sidebar shows how it ends.',
        { name },
      );
  }
}

/** What the publication that the upload was a part of had still to send. */
export function describeUnsent({ unsent = 0 }: UploadRecord): string[] {
  return unsent === 0
    ? []
    : [
        vscode.l10n.t(
          'Of the same publication, {count} certificates were to be sent after this upload. Where they are missing, publish them again: only what is missing is sent.',
          { count: unsent },
        ),
      ];
}

/** An end that is neither success nor failure, in the words of the service. */
export function describeOther({ status, statusDetails }: Configuration): string {
  return vscode.l10n.t('“{status}”: {details}', {
    status,
    details: statusDetails || vscode.l10n.t('The service gave no reason.'),
  });
}

function describeSuccess({ configurationName: name, thumbprints, end }: EndedUpload): string {
  const { added, missing } = end;
  if (thumbprints.length > 0 && added === undefined) {
    return vscode.l10n.t(
      'The upload to {name} succeeded. What it has added could not be read: look at the configuration.',
      { name },
    );
  }
  if (thumbprints.length > 0 && missing.length > 0) {
    return vscode.l10n.t(
      'The upload to {name} is said to have succeeded, but {missing} of the {count} certificates of the bundle are not there. Lists may be minutes late, or it was the job of somebody else.',
      { name, missing: missing.length, count: thumbprints.length },
    );
  }
  if (added === undefined || added === 0) {
    // A new object may take minutes to appear in lists.
    return vscode.l10n.t(
      'The upload to {name} succeeded. It may take minutes until the new authorities appear.',
      { name },
    );
  }
  return added === 1
    ? vscode.l10n.t('The upload to {name} succeeded: 1 authority was added.', { name })
    : vscode.l10n.t('The upload to {name} succeeded: {added} authorities were added.', { name, added });
}

/** What to know of an upload that did not succeed. */
export function describeFailedUpload(upload: EndedUpload): string {
  const { configurationName: name, baseline, end } = upload;
  const { added, outcome } = end;
  if (outcome === 'notSent') {
    return vscode.l10n.t('Nothing was sent to {name} ({id}).', { name, id: baseline.configurationId });
  }
  return [
    vscode.l10n.t('Configuration: {name} ({id})', { name, id: baseline.configurationId }),
    vscode.l10n.t('Asked for: {time}', { time: new Date(baseline.startedAt).toLocaleString() }),
    added === undefined || added > 0
      ? vscode.l10n.t(
          'Authorities may have arrived ({added}). Leave out of the next bundle what is there already.',
          { added: added ?? '?' },
        )
      : vscode.l10n.t('No authority was added. Nothing has to be undone. Mend the cause, then upload again.'),
  ].join('\n');
}
