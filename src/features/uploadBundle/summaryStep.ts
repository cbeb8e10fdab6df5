import * as vscode from 'vscode';
import { maskAddress } from '../../hosting/uploadAddress.ts';
import type { UploadCheck } from '../../pki/uploadCheck.ts';
import { type Back, back, type Frame, type PickRow, type Prompts } from '../../platform/prompts.ts';
import { shortName } from '../bundleHosts/askForHost.ts';
import { isHostedHere, type UploadAnswers } from './uploadAnswers.ts';

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
  if (answer === back) {
    // What is changed now is a new try.
    delete state.problem;
    return back;
  }
  return undefined;
}

function consequence(state: UploadAnswers): string {
  const name = nameOfTarget(state);
  const count = state.file?.content && state.check ? newAuthorities(state.check).size : undefined;
  if (count === 1) {
    return state.configuration?.kind === 'new'
      ? vscode.l10n.t('Creates {name} and adds 1 authority to it.', { name })
      : vscode.l10n.t('Adds 1 authority to {name}. Those it has stay.', { name });
  }
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
      description: describePlace(state),
    },
    { label: 'SHA-256', icon: 'key', description: hash },
  ];
}

function describePlace(state: UploadAnswers): string {
  const { host, address = '' } = state;
  if (!isHostedHere(state) || host?.kind !== 'hosted') {
    return maskAddress(address);
  }
  const { place } = host;
  return place.kind === 'sandbox'
    ? vscode.l10n.t('served by the sandbox')
    : vscode.l10n.t('put into {place} for the time of the job', { place: shortName(place.container) });
}

/** Thumbprints of the authorities that the configuration does not have yet. */
function newAuthorities({ certificates }: UploadCheck): ReadonlySet<string> {
  return new Set(
    certificates
      .filter(({ isAuthority, isKnown }) => isAuthority && !isKnown)
      .map(({ thumbprint }) => thumbprint),
  );
}

function describeCertificates(state: UploadAnswers): string {
  if (!state.file?.content) {
    return vscode.l10n.t('not looked into');
  }
  const certificates = state.check?.certificates ?? [];
  const authorities = certificates.filter(({ isAuthority }) => isAuthority);
  const roots = authorities.filter(({ isRoot }) => isRoot).length;
  const others = certificates.length - authorities.length;
  const expired = certificates.filter(({ isExpired }) => isExpired).length;
  const known = certificates.filter(({ isKnown }) => isKnown).length;
  return [
    certificates.length === 1
      ? vscode.l10n.t('1 certificate')
      : vscode.l10n.t('{count} certificates', { count: certificates.length }),
    vscode.l10n.t('{count} root', { count: roots }),
    vscode.l10n.t('{count} intermediate', { count: authorities.length - roots }),
    ...(others > 0 ? [vscode.l10n.t('{count} not a CA', { count: others })] : []),
    ...(expired > 0 ? [vscode.l10n.t('{count} expired', { count: expired })] : []),
    ...(known > 0 ? [vscode.l10n.t('{count} already there', { count: known })] : []),
  ].join(', ');
}

function nameOfTarget(state: UploadAnswers): string {
  return state.configuration?.kind === 'existing'
    ? state.configuration.configuration.displayName
    : (state.newName ?? '');
}
