import * as vscode from 'vscode';
import type { Authority } from '../../graph/model.ts';
import { longestName } from '../../graph/newAuthority.ts';
import { CancelledError } from '../../platform/failure.ts';
import { type Back, back, type Frame, type PickRow, type Prompts } from '../../platform/prompts.ts';
import { onlyStep } from '../pickTargets.ts';
import { problemOfRevocationAddress } from '../revocationAddressProblem.ts';
import {
  commonValue,
  type Field,
  leavesDeltaAlone,
  neededFor,
  onlyNew,
  type Settings,
} from './settingsChanges.ts';

/** A menu of the settings to which every answer returns, until the changes are saved. */
export async function askForChanges(prompts: Prompts, authorities: readonly Authority[]): Promise<Settings> {
  const [only] = authorities;
  const title =
    authorities.length === 1 && only
      ? vscode.l10n.t('Edit {name}', { name: only.displayName })
      : vscode.l10n.t('Edit {count} Authorities', { count: authorities.length });
  let changes: Settings = {};
  let last: Field | undefined;
  for (;;) {
    const answer = await prompts.pick<Field | 'save'>(onlyStep(title), {
      placeholder:
        Object.keys(changes).length === 0
          ? vscode.l10n.t('What shall be changed? Nothing has been changed so far.')
          : vscode.l10n.t('Save, or change something else.'),
      rows: menuOf(authorities, changes),
      isActive: (value) => (Object.keys(changes).length > 0 ? value === 'save' : value === last),
    });
    if (answer === back) {
      throw new CancelledError();
    }
    if (answer === 'save') {
      return changes;
    }
    last = answer;
    const frame: Frame = { title, step: 1, totalSteps: 1, canGoBack: true };
    const change = await askFor(prompts, frame, answer, authorities, changes);
    changes = change === back ? changes : onlyNew(authorities, { ...changes, ...change });
  }
}

function menuOf(authorities: readonly Authority[], changes: Settings): PickRow<Field | 'save'>[] {
  const affected = authorities.filter((authority) => neededFor(authority, changes)).length;
  const row = (field: Field, label: string): PickRow<Field> => {
    const isChanged = field in changes;
    const value = isChanged ? changes[field] : commonValue(authorities, field);
    return {
      label,
      icon: isChanged ? 'edit' : 'blank',
      description:
        (isChanged ? vscode.l10n.t('changed to: ') : '') +
        (value === undefined ? vscode.l10n.t('(different values)') : describe(field, value)),
      value: field,
    };
  };
  return [
    ...(Object.keys(changes).length === 0
      ? []
      : [
          {
            label: vscode.l10n.t('Save'),
            icon: 'save',
            description:
              affected === 1
                ? vscode.l10n.t('1 authority will be changed')
                : vscode.l10n.t('{count} authorities will be changed', { count: affected }),
            ...(leavesDeltaAlone(authorities, changes) && {
              detail: vscode.l10n.t(
                'A delta CRL address stays without a base: every sign-in fails with AADSTS500177. Empty both, or give both.',
              ),
            }),
            value: 'save' as const,
          },
          { label: vscode.l10n.t('Settings'), separator: true },
        ]),
    row('type', vscode.l10n.t('Type')),
    row('certificateRevocationListUrl', vscode.l10n.t('CRL address')),
    row('deltaCertificateRevocationListUrl', vscode.l10n.t('Delta CRL address')),
    row('isIssuerHintEnabled', vscode.l10n.t('Issuer hint')),
    ...(authorities.length === 1 ? [row('displayName', vscode.l10n.t('Display name'))] : []),
  ];
}

function describe(field: Field, value: string | boolean): string {
  if (typeof value === 'boolean') {
    return value ? vscode.l10n.t('on') : vscode.l10n.t('off');
  }
  if (field === 'type') {
    return typeLabel(value);
  }
  return value === '' ? vscode.l10n.t('(none)') : value;
}

function typeLabel(type: string): string {
  switch (type) {
    case 'root':
      return vscode.l10n.t('root');
    case 'intermediate':
      return vscode.l10n.t('intermediate');
    default:
      return vscode.l10n.t('unknown');
  }
}

async function askFor(
  prompts: Prompts,
  frame: Frame,
  field: Field,
  authorities: readonly Authority[],
  changes: Settings,
): Promise<Settings | Back> {
  switch (field) {
    case 'type':
      return askForType(prompts, frame, changes.type ?? commonValue(authorities, 'type'));
    case 'isIssuerHintEnabled':
      return askForHint(
        prompts,
        frame,
        changes.isIssuerHintEnabled ?? commonValue(authorities, 'isIssuerHintEnabled'),
      );
    case 'displayName':
    case 'certificateRevocationListUrl':
    case 'deltaCertificateRevocationListUrl':
      return askForText(prompts, frame, field, changes[field] ?? commonValue(authorities, field));
  }
}

async function askForType(prompts: Prompts, frame: Frame, now: string | undefined): Promise<Settings | Back> {
  const type = await prompts.pick<'root' | 'intermediate'>(frame, {
    placeholder: vscode.l10n.t('Which type?'),
    rows: (['root', 'intermediate'] as const).map((value) => ({ label: typeLabel(value), value })),
    isActive: (value) => value === now,
  });
  return type === back ? back : { type };
}

async function askForHint(
  prompts: Prompts,
  frame: Frame,
  now: boolean | undefined,
): Promise<Settings | Back> {
  const hint = await prompts.pick<'on' | 'off'>(frame, {
    placeholder: vscode.l10n.t('Shall Entra send the name of these CAs as an issuer hint?'),
    rows: [
      {
        label: vscode.l10n.t('on'),
        detail: vscode.l10n.t(
          'Browsers then offer only certificates of such CAs. All names together take at most 16 KB; a change takes up to 10 minutes.',
        ),
        value: 'on',
      },
      { label: vscode.l10n.t('off'), value: 'off' },
    ],
    isActive: (value) => (value === 'on') === now,
  });
  return hint === back ? back : { isIssuerHintEnabled: hint === 'on' };
}

async function askForText(
  prompts: Prompts,
  frame: Frame,
  field: 'displayName' | 'certificateRevocationListUrl' | 'deltaCertificateRevocationListUrl',
  value: string | undefined,
): Promise<Settings | Back> {
  // Where they differ, nothing typed changes nothing: an Enter too many must not switch the revocation check off.
  const isMixed = value === undefined;
  const isName = field === 'displayName';
  const text = await prompts.text(frame, {
    prompt: promptFor(field, isMixed),
    value: value ?? '',
    ...(isName ? {} : { placeholder: 'http://…/ca.crl' }),
    validate: isName ? problemOfName : problemOfRevocationAddress,
  });
  if (text === back) {
    return back;
  }
  return isMixed && text.trim() === '' ? {} : { [field]: text.trim() };
}

function promptFor(
  field: 'displayName' | 'certificateRevocationListUrl' | 'deltaCertificateRevocationListUrl',
  isMixed: boolean,
): string {
  const t = vscode.l10n.t;
  switch (field) {
    case 'displayName':
      return t('Display name of the authority');
    case 'certificateRevocationListUrl':
      return isMixed
        ? t('Address of the CRL that these CAs issue, by http. Empty: each keeps its own.')
        : t(
            'Address of the CRL that this CA issues, by http. Empty, and without a delta address: revocation is not checked.',
          );
    case 'deltaCertificateRevocationListUrl':
      return isMixed
        ? t('Address of the delta CRL that these CAs issue, by http. Empty: each keeps its own.')
        : t('Address of the delta CRL that this CA issues, by http. Empty for none.');
  }
}

function problemOfName(text: string): string | undefined {
  if (text.trim() === '') {
    return vscode.l10n.t('Enter a name.');
  }
  return text.trim().length > longestName
    ? vscode.l10n.t('A name has at most {count} characters.', { count: longestName })
    : undefined;
}
