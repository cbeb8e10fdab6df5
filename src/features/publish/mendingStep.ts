import * as vscode from 'vscode';
import { displayNameOf } from '../../pki/distinguishedName.ts';
import { type Back, back, type Frame, type Prompts } from '../../platform/prompts.ts';
import { type Mending, mendingsOf } from '../mendRevocation/checkRevocation.ts';
import { describeChanges, describeReasons, mendLabel } from '../mendRevocation/revocationText.ts';
import type { PublishState } from './publishState.ts';

/** What is wrong with the CRL addresses after the upload, as far as that is known before it. */
export function forecastMendings({ forecast }: PublishState): readonly Mending[] {
  return forecast ? mendingsOf(forecast.assessments) : [];
}

/** An upload fills in the wrong CRL addresses: asks which of them are to be set right after it. */
export async function askForMendings(
  state: PublishState,
  frame: Frame,
  prompts: Prompts,
): Promise<Back | undefined> {
  const all = forecastMendings(state);
  const served = state.forecast?.served ?? new Map();
  const wanted = all.filter(({ isOptional }) => !isOptional);
  const answer = await prompts.pick<'all' | 'choose' | 'none'>(frame, {
    placeholder: vscode.l10n.t(
      'An upload fills in the CRL address of the issuer. What shall be set right after it?',
    ),
    rows: [
      ...(wanted.length > 0
        ? [
            {
              label: mendLabel(wanted.length),
              icon: 'wrench',
              value: 'all' as const,
            },
          ]
        : []),
      { label: vscode.l10n.t('Choose Which…'), icon: 'checklist', value: 'choose' },
      { label: vscode.l10n.t('Leave Them as They Are'), icon: 'circle-slash', value: 'none' },
      { label: '', separator: true },
      ...all.map((mending) => ({
        label: displayNameOf(mending.assessment.authority.certificate.subject),
        icon: 'warning',
        description: describeChanges(mending),
        detail: describeReasons(mending, served),
      })),
    ],
  });
  if (answer === back) {
    return back;
  }
  if (answer !== 'choose') {
    state.mendings = answer === 'all' ? wanted : [];
    return undefined;
  }
  const chosen = await prompts.pickMany(frame, {
    placeholder: vscode.l10n.t('Which of them shall be set right?'),
    rows: all.map((mending) => ({
      label: displayNameOf(mending.assessment.authority.certificate.subject),
      description: describeChanges(mending),
      detail: describeReasons(mending, served),
      picked: (state.mendings ?? wanted).includes(mending),
      value: mending,
    })),
  });
  if (chosen === back) {
    return askForMendings(state, frame, prompts);
  }
  state.mendings = chosen;
  return undefined;
}
