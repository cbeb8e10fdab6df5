import * as vscode from 'vscode';
import type { PickRow } from '../platform/prompts.ts';
import type { Impact } from './impact.ts';

/** Most names that are told of one kind. */
const longestList = 8;

/** What a deletion takes away, for a question before it. */
export function impactRows(impact: Impact): PickRow<never>[] {
  const { count, onlyHere, orphans, scopes, exemptions, isPolicyKnown } = impact;
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
    rows.push(
      onlyHere === 0
        ? {
            label:
              count === 1
                ? vscode.l10n.t('It is in another configuration, too.')
                : vscode.l10n.t('Every one of them is in another configuration, too.'),
            icon: 'pass',
          }
        : {
            label:
              count === 1
                ? vscode.l10n.t(
                    'It is in no other configuration: whoever signs in with a certificate below it can no longer do so.',
                  )
                : onlyHere === 1
                  ? vscode.l10n.t(
                      '1 of them is in no other configuration: whoever signs in with a certificate below it can no longer do so.',
                    )
                  : vscode.l10n.t(
                      '{count} of them are in no other configuration: whoever signs in with a certificate below can no longer do so.',
                      { count: onlyHere },
                    ),
            icon: 'warning',
          },
    );
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

function listed(names: readonly string[], sentence: (names: string) => string): PickRow<never>[] {
  if (names.length === 0) {
    return [];
  }
  const shown = names.slice(0, longestList).join(', ');
  const more =
    names.length > longestList
      ? vscode.l10n.t('{names} and {count} more', { names: shown, count: names.length - longestList })
      : shown;
  return [{ label: sentence(more), icon: 'warning' }];
}
