import * as vscode from 'vscode';
import { maskAddress } from '../../hosting/uploadAddress.ts';
import { serviceLimits } from '../../pki/serviceLimits.ts';
import { type Back, back, type Frame, type PickRow, type Prompts } from '../../platform/prompts.ts';
import { settings } from '../../platform/settings.ts';
import { shortName } from '../bundleHosts/askForHost.ts';
import type { HostPlace } from '../bundleHosts/bundleHosts.ts';
import { nameOfTarget, type PublishState } from './publishState.ts';

/** Says everything that will happen, and asks for the last word. */
export async function askForSummary(
  state: PublishState,
  frame: Frame,
  prompts: Prompts,
): Promise<Back | undefined> {
  const { problem, done } = state;
  const answer = await prompts.pick(frame, {
    placeholder:
      problem === undefined
        ? vscode.l10n.t('Press Enter to publish. Nothing has been changed so far.')
        : vscode.l10n.t('It did not go through. Go back to change an answer, or try again.'),
    rows: [
      ...(problem === undefined ? [] : [{ label: problem, icon: 'error' }]),
      ...(done.length === 0
        ? []
        : [
            {
              label: vscode.l10n.t(
                '{done} of {total} bundles are uploaded already; they are not sent again.',
                {
                  done: done.length,
                  total: done.length + state.parts.length,
                },
              ),
              icon: 'pass',
            },
          ]),
      {
        label: problem === undefined ? vscode.l10n.t('Publish') : vscode.l10n.t('Try Again'),
        icon: 'cloud-upload',
        detail: vscode.l10n.t(
          'It can be cancelled until the request has left; the job itself goes on in the tenant.',
        ),
        value: 'publish' as const,
      },
      { label: vscode.l10n.t('What will happen'), separator: true },
      ...factsOf(state),
    ],
  });
  if (answer === back) {
    delete state.problem;
    return back;
  }
  return undefined;
}

function factsOf(state: PublishState): PickRow<never>[] {
  const { configuration, members = [], parts, plan, mendings = [], existing, mode } = state;
  const name = nameOfTarget(state);
  const known = plan.byStanding.get('known')?.length ?? 0;
  const all = [...plan.byStanding.values()].reduce((sum, found) => sum + found.length, 0);
  const leftOut = all - known - members.length;
  const total = existing.length + members.length;
  const unread = state.collection.problems.length;
  const t = vscode.l10n.t;
  return [
    {
      label: configuration?.kind === 'new' ? t('Create {name}', { name }) : name,
      icon: 'shield',
      description: configuration?.kind === 'new' ? '' : t('what it has stays'),
    },
    {
      label:
        members.length === 1 ? t('Add 1 authority') : t('Add {count} authorities', { count: members.length }),
      icon: 'add',
      description: [
        ...(known > 0 ? [t('{count} are there already', { count: known })] : []),
        ...(leftOut > 0 ? [t('{count} are left out', { count: leftOut })] : []),
      ].join(' · '),
    },
    ...(total > serviceLimits.authorities
      ? [
          {
            label: t(
              'The configuration would have {total} authorities; it takes {limit}, by its documentation.',
              {
                total,
                limit: serviceLimits.authorities,
              },
            ),
            icon: 'warning',
          },
        ]
      : []),
    ...(parts.length > 1
      ? [{ label: t('In {count} bundles, one job after the other', { count: parts.length }), icon: 'files' }]
      : []),
    ...(members.length > 0 ? placeFacts(state) : []),
    ...(members.length > 0
      ? [{ label: t('Watch the job, and look for every certificate by its thumbprint'), icon: 'eye' }]
      : []),
    ...(mendings.length > 0
      ? [
          {
            label:
              mendings.length === 1
                ? t('Mend the CRL address of 1 authority')
                : t('Mend the CRL addresses of {count} authorities', { count: mendings.length }),
            icon: 'wrench',
          },
        ]
      : []),
    ...(mode === 'synchronize' && plan.extras.length > 0
      ? [
          {
            label:
              plan.extras.length === 1
                ? t('Propose to delete 1 authority that the source does not have')
                : t('Propose to delete {count} authorities that the source does not have', {
                    count: plan.extras.length,
                  }),
            icon: 'trash',
            description: t('with a question of its own'),
            ...(unread > 0 && {
              detail: t('{count} files could not be read: what they hold may be among them.', {
                count: unread,
              }),
            }),
          },
        ]
      : []),
  ];
}

function placeFacts({ host, parts, addresses }: PublishState): PickRow<never>[] {
  if (host?.kind === 'hosted') {
    return [placeFact(host.place)];
  }
  return parts.map(({ sha256 }) => ({
    label: vscode.l10n.t('Have it fetched from {address}', {
      address: maskAddress(addresses.get(sha256) ?? ''),
    }),
    icon: 'link',
  }));
}

function placeFact(place: HostPlace): PickRow<never> {
  const t = vscode.l10n.t;
  if (place.kind === 'sandbox') {
    return {
      label: t('Put the bundle into the sandbox, and take it away again'),
      icon: 'server',
    };
  }
  const container = shortName(place.container);
  return settings.afterUpload() === 'keep'
    ? { label: t('Put the bundle into {container}', { container }), icon: 'azure' }
    : { label: t('Put the bundle into {container}, and take it away again', { container }), icon: 'azure' };
}
