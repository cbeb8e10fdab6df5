import * as vscode from 'vscode';
import { joinSentences } from '../../platform/joinSentences.ts';
import { listNames } from '../../platform/listNames.ts';
import { mendingsOf } from '../mendRevocation/checkRevocation.ts';
import { describeMended, standingOf } from '../mendRevocation/revocationText.ts';
import { describeUpload } from '../uploads/uploadSentences.ts';
import type { PublishOutcome } from './publishRun.ts';
import type { PublishState } from './publishState.ts';

/** Most names that are told. */
const longestList = 5;

/** Whether what the source does not have is to be deleted afterwards. */
export const proposesDeletion = ({ mode, plan }: PublishState): boolean =>
  mode === 'synchronize' && plan.extras.length > 0;

/** Whether every certificate that was sent is known to be there. */
export function isProven({ done }: PublishState): boolean {
  return done.every(({ ended: { end } }) => end.added !== undefined && end.missing.length === 0);
}

/** What a publication has led to, in a few sentences. */
export function describePublication(state: PublishState, outcome: PublishOutcome): string {
  const { configuration, failed, mending } = outcome;
  const { displayName: name } = configuration;
  const t = vscode.l10n.t;
  if (failed) {
    return joinSentences([describeUpload(failed), ...describeMended(mending)]);
  }
  const unproven = state.done.find(({ ended }) => ended.end.added === undefined);
  if (unproven) {
    return [describeUpload(unproven.ended), ...describeMended(mending), ...describeCheck(outcome)].join(' ');
  }
  const added = state.done.reduce(
    (sum, { part, ended }) => sum + part.members.length - ended.end.missing.length,
    0,
  );
  const missing = namesOfMissing(state);
  const isKept = proposesDeletion(state) && !isProven(state);
  return [
    added === 0 && missing.length > 0
      ? t('The upload to {name} succeeded.', { name })
      : added === 1
        ? t('1 certificate was added to {name}.', { name })
        : t('{count} certificates were added to {name}.', { name, count: added }),
    ...(missing.length > 0
      ? [t('Not to be seen yet: {names}.', { names: listNames(missing, longestList) })]
      : []),
    ...(isKept ? [t('Nothing is proposed to be deleted before all of it is there.')] : []),
    ...describeMended(mending),
    ...describeCheck(outcome),
  ].join(' ');
}

function namesOfMissing({ done }: PublishState): readonly string[] {
  return done.flatMap(({ part, ended: { end } }) =>
    part.members.filter(({ thumbprint }) => end.missing.includes(thumbprint)).map(({ name }) => name),
  );
}

/** How the CRL addresses stand at the end, where there is something to be done about them. */
function describeCheck({ check }: Pick<PublishOutcome, 'check'>): string[] {
  const t = vscode.l10n.t;
  if (!check) {
    return [t('How the CRL addresses stand could not be looked at.')];
  }
  const wrong = unmendedOf({ check });
  const open = check.assessments.filter((one) => standingOf(one) === 'open').length;
  return [
    ...(wrong > 0 ? [t('CRL addresses still to be mended: {count}.', { count: wrong })] : []),
    ...(open > 0 ? [t('CRL addresses that need a look: {count}.', { count: open })] : []),
  ];
}

/** How many authorities are still to be mended at the end. */
export function unmendedOf({ check }: Pick<PublishOutcome, 'check'>): number {
  return check ? mendingsOf(check.assessments).filter(({ isOptional }) => !isOptional).length : 0;
}
