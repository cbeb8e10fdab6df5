import * as vscode from 'vscode';
import { maskAddress } from '../../hosting/uploadAddress.ts';
import { type Back, back, type Frame, type PickRow, type Prompts } from '../../platform/prompts.ts';
import type { UploadAnswers } from './uploadAnswers.ts';

/** Says what will happen, and asks for the last word. */
export async function askForSummary(
  state: UploadAnswers,
  frame: Frame,
  prompts: Prompts,
): Promise<Back | undefined> {
  const answer = await prompts.pick(frame, {
    placeholder:
      state.problem === undefined
        ? vscode.l10n.t('Press Enter to upload. Nothing has been changed so far.')
        : vscode.l10n.t('The upload was not taken on. Go back to change an answer, or try again.'),
    rows: [
      ...(state.problem === undefined ? [] : [{ label: state.problem, icon: 'error' }]),
      {
        label: state.problem === undefined ? vscode.l10n.t('Upload') : vscode.l10n.t('Upload Again'),
        icon: 'cloud-upload',
        detail: consequence(state),
        value: 'upload' as const,
      },
      { label: vscode.l10n.t('What will be sent'), separator: true },
      ...facts(state),
    ],
  });
  return answer === back ? back : undefined;
}

function consequence(state: UploadAnswers): string {
  const name = nameOfTarget(state);
  const count = state.check?.certificates.filter(({ isKnown }) => !isKnown).length;
  if (state.configuration?.kind === 'new') {
    return count === undefined
      ? vscode.l10n.t('Creates {name} and adds the authorities of the bundle to it.', { name })
      : vscode.l10n.t('Creates {name} and adds {count} authorities to it.', { name, count });
  }
  return count === undefined
    ? vscode.l10n.t('Adds the authorities of the bundle to {name}. Those it has stay.', { name })
    : vscode.l10n.t('Adds {count} authorities to {name}. Those it has stay.', { name, count });
}

function facts(state: UploadAnswers): PickRow<never>[] {
  const { file } = state;
  const hash = file?.hash ?? state.hash ?? '';
  return [
    { label: vscode.l10n.t('Configuration'), icon: 'shield', description: nameOfTarget(state) },
    ...(file
      ? [
          {
            label: vscode.l10n.t('Bundle'),
            icon: 'file',
            description: `${file.name} · ${describeCertificates(state)}`,
          },
        ]
      : []),
    {
      label: vscode.l10n.t('Address'),
      icon: 'link',
      description:
        state.addressChoice === 'hostedHere' && file
          ? vscode.l10n.t('served by the sandbox')
          : maskAddress(state.address ?? ''),
    },
    { label: 'SHA-256', icon: 'key', description: hash },
  ];
}

function describeCertificates(state: UploadAnswers): string {
  const certificates = state.check?.certificates ?? [];
  const roots = certificates.filter(({ isRoot }) => isRoot).length;
  const expired = certificates.filter(({ isExpired }) => isExpired).length;
  const known = certificates.filter(({ isKnown }) => isKnown).length;
  return [
    vscode.l10n.t('{count} certificates', { count: certificates.length }),
    vscode.l10n.t('{count} root', { count: roots }),
    vscode.l10n.t('{count} intermediate', { count: certificates.length - roots }),
    ...(expired > 0 ? [vscode.l10n.t('{count} expired', { count: expired })] : []),
    ...(known > 0 ? [vscode.l10n.t('{count} already there', { count: known })] : []),
  ].join(', ');
}

function nameOfTarget(state: UploadAnswers): string {
  return state.configuration?.kind === 'existing'
    ? state.configuration.configuration.displayName
    : (state.newName ?? '');
}
