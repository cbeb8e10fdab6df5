import { t } from '@vscode/l10n';
import type { EndedUpload, UploadOutcome } from '../features/uploads/uploadRecord.ts';
import type { PastUpload, RunningUpload } from '../features/uploads/uploadsModel.ts';
import { lateAfter } from '../graph/uploadPace.ts';
import { type NodeView, spoken } from './nodeView.ts';

/** A row of the view "Uploads". */
export type UploadNode = RunningUpload | PastUpload;

export function uploadView(node: UploadNode, now: Date): NodeView {
  return node.kind === 'runningUpload' ? runningView(node, now) : endedView(node.upload, now);
}

function runningView({ record, standing, isGivenUp }: RunningUpload, now: Date): NodeView {
  const elapsed = Math.max(0, now.getTime() - Date.parse(record.baseline.startedAt));
  const state = isGivenUp
    ? t('not followed by this window')
    : record.phase === 'hosting'
      ? t('being given an address')
      : !standing
        ? t('followed by another window')
        : record.phase === 'mending'
          ? t('mending CRL addresses')
          : (standing.status ?? t('the service cannot be reached'));
  const time = elapsed < 60_000 ? t('just begun') : t('since {0} min', Math.floor(elapsed / 60_000));
  const lateness = elapsed > lateAfter ? t('later than usual') : '';
  const description = [state, time, ...(lateness === '' ? [] : [lateness])].join(' · ');
  return {
    id: `upload:${record.id}`,
    label: record.configurationName,
    description,
    icon: isGivenUp ? 'eye-closed' : elapsed > lateAfter ? 'watch' : 'sync~spin',
    contextValue: isGivenUp ? 'upload+running+givenUp' : 'upload+running',
    collapsible: 'none',
    tooltip: [
      { name: t('Bundle'), value: record.bundleName },
      { name: t('Asked for'), value: new Date(record.baseline.startedAt).toLocaleString() },
      { name: 'SHA-256', value: record.sha256, isCode: true },
    ],
    accessibleLabel: spoken(t('Upload to {0}', record.configurationName), state, time, lateness),
  };
}

const icons: Readonly<Record<UploadOutcome, readonly [icon: string, color?: string]>> = {
  succeeded: ['pass'],
  failed: ['error', 'list.errorForeground'],
  other: ['question', 'list.warningForeground'],
  unknown: ['question', 'list.warningForeground'],
  notSent: ['circle-slash'],
  stopped: ['eye-closed'],
};

function endedView(upload: EndedUpload, now: Date): NodeView {
  const { configurationName, bundleName, baseline, sha256, end } = upload;
  const isIncomplete = end.outcome === 'succeeded' && end.missing.length > 0;
  const unmended = end.mended?.failed.length ?? 0;
  const [icon, color] =
    isIncomplete || unmended > 0 ? ['warning', 'list.warningForeground'] : icons[end.outcome];
  const result = [
    isIncomplete ? t('{0} not there', end.missing.length) : resultOf(upload),
    ...(unmended > 0 ? [t('{0} not mended', unmended)] : []),
  ].join(' · ');
  const ago = agoOf(now.getTime() - Date.parse(end.endedAt));
  const rest = end.isLeftBehind ? t('bundle left behind') : '';
  return {
    id: `upload:${upload.id}`,
    label: configurationName,
    description: [result, ...(rest === '' ? [] : [rest]), ago].join(' · '),
    icon,
    ...(color === undefined ? {} : { color }),
    contextValue: ['upload', end.outcome, ...(end.isLeftBehind ? ['left'] : [])].join('+'),
    collapsible: 'none',
    tooltip: [
      { name: t('Bundle'), value: bundleName },
      ...(end.details === '' ? [] : [{ name: t('The service says'), value: end.details }]),
      { name: t('Asked for'), value: new Date(baseline.startedAt).toLocaleString() },
      {
        name: t('Ended'),
        value: t(
          '{0}, after {1} min',
          new Date(end.endedAt).toLocaleString(),
          Math.ceil((Date.parse(end.endedAt) - Date.parse(baseline.startedAt)) / 60_000),
        ),
      },
      { name: 'SHA-256', value: sha256, isCode: true },
    ],
    accessibleLabel: spoken(t('Upload to {0}', configurationName), result, rest, ago),
  };
}

function resultOf({ end }: EndedUpload): string {
  switch (end.outcome) {
    case 'succeeded':
      return end.added === undefined ? t('succeeded') : t('{0} added', end.added);
    case 'failed':
      return t('failed');
    case 'other':
      return end.details;
    case 'unknown':
      return t('no job was seen');
    case 'notSent':
      return t('not sent');
    case 'stopped':
      return t('not watched to its end');
  }
}

function agoOf(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) {
    return t('just now');
  }
  if (minutes < 60) {
    return t('{0} min ago', minutes);
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t('{0} h ago', hours) : t('{0} days ago', Math.floor(hours / 24));
}
