import * as vscode from 'vscode';
import { listNames } from '../platform/listNames.ts';
import type { PickRow } from '../platform/prompts.ts';
import type { Impact } from './impact.ts';

/** Most names that are told of one kind. */
const longestList = 8;

/** What a deletion takes away, for a question before it. */
export function impactRows(impact: Impact): PickRow<never>[] {
  const { count, orphans, scopes, exemptions, isPolicyKnown } = impact;
  const rows: PickRow<never>[] = [
    count === 0
      ? { label: vscode.l10n.t('There are no authorities in it.'), icon: 'info' }
      : {
          label:
            count === 1
              ? vscode.l10n.t('1 authority will be gone.')
              : vscode.l10n.t('{count} authorities will be gone.', { count }),
          icon: 'trash',
        },
  ];
  if (count > 0) {
    rows.push(lossRow(impact));
  }
  rows.push(
    ...listed(
      orphans.map(({ name, configuration }) =>
        configuration === undefined
          ? name
          : vscode.l10n.t('{name} in {configuration}', { name, configuration }),
      ),
      (names) => vscode.l10n.t('Would lose their issuer: {names}', { names }),
    ),
    ...listed(scopes, (names) =>
      vscode.l10n.t('CA scopes of the authentication method policy name them: {names}', {
        names,
      }),
    ),
    ...listed(exemptions, (names) =>
      vscode.l10n.t('Exempt from CRL validation in the authentication method policy: {names}', { names }),
    ),
  );
  if (!isPolicyKnown) {
    rows.push({
      label: vscode.l10n.t(
        'The authentication method policy could not be read: rules in it may name what is deleted (CA scopes, CRL exemptions).',
      ),
      icon: 'question',
    });
  }
  return rows;
}

/** Whether people sign in below what goes, and by what they still can. */
function lossRow({ count, lost, expired }: Impact): PickRow<never> {
  if (lost === 0) {
    return { label: describeNoLoss(count, expired), icon: 'pass' };
  }
  return {
    label:
      count === 1
        ? vscode.l10n.t(
            'Nothing valid stays in its place: whoever signs in with a certificate below it can no longer do so.',
          )
        : lost === 1
          ? vscode.l10n.t(
              'Nothing valid stays in the place of 1 of them: whoever signs in with a certificate below it can no longer do so.',
            )
          : vscode.l10n.t(
              'Nothing valid stays in the place of {count} of them: whoever signs in with a certificate below can no longer do so.',
              { count: lost },
            ),
    icon: 'warning',
  };
}

function describeNoLoss(count: number, expired: number): string {
  if (expired === count) {
    return count === 1
      ? vscode.l10n.t('It has expired: nobody can sign in with a certificate below it.')
      : vscode.l10n.t('All of them have expired: nobody can sign in with a certificate below them.');
  }
  if (count === 1) {
    return vscode.l10n.t('Another valid certificate of this CA stays in the trust store.');
  }
  return expired === 0
    ? vscode.l10n.t('Another valid certificate of each of these CAs stays in the trust store.')
    : vscode.l10n.t('{count} of them have expired. Of the others, valid certificates of the same CAs stay.', {
        count: expired,
      });
}

function listed(names: readonly string[], sentence: (names: string) => string): PickRow<never>[] {
  if (names.length === 0) {
    return [];
  }
  return [{ label: sentence(listNames(names, longestList)), icon: 'warning' }];
}
