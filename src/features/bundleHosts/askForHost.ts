import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import {
  problemsOfSignature,
  problemsOfTerms,
  readContainerAddress,
  type SignatureProblem,
} from '../../hosting/containerAddress.ts';
import { serviceTime } from '../../hosting/serviceClock.ts';
import { withProgress } from '../../platform/progress.ts';
import { type Back, back, type Frame, type PickRow, type Prompts } from '../../platform/prompts.ts';
import { settings, writeSettings } from '../../platform/settings.ts';
import type { Tenancy } from '../tenancy.ts';
import { askForContainer } from './askForContainer.ts';
import type { BundleHosts, HostPlace } from './bundleHosts.ts';
import type { HostChoice, LastPlace } from './hostChoice.ts';

export interface HostQuestionServices {
  readonly tenancy: Tenancy;
  readonly prompts: Prompts;
  readonly hosts: BundleHosts;
  readonly lastPlace: LastPlace;
  readonly clock: Clock;
}

type Row = 'sandbox' | 'last' | 'signedIn' | 'shared' | 'address';

/** Asks where a bundle is to get its address from. Back from a further question returns to the first. */
export async function askForHost(
  services: HostQuestionServices,
  before: HostChoice | undefined,
  frame: Frame,
): Promise<HostChoice | Back> {
  for (;;) {
    const row = await services.prompts.pick<Row>(frame, {
      placeholder: vscode.l10n.t('From which address shall the tenant fetch the bundle?'),
      rows: rowsFor(services),
      isActive: (value) => value === activeRow(services, before),
    });
    if (row === back) {
      return back;
    }
    const choice = await choiceFor(services, row, frame);
    if (choice === back) {
      continue;
    }
    const isContainer = choice.kind === 'hosted' && choice.place.kind !== 'sandbox';
    if (!isContainer || (await askWhatBecomesOfIt(services.prompts, frame)) !== back) {
      await services.lastPlace.remember(choice);
      return choice;
    }
  }
}

function choiceFor(
  services: HostQuestionServices,
  row: Row,
  frame: Frame,
): Promise<HostChoice | Back> | HostChoice {
  const { lastPlace } = services;
  switch (row) {
    case 'address':
      return { kind: 'address' };
    case 'sandbox':
      return { kind: 'hosted', place: { kind: 'sandbox' }, signature: undefined };
    case 'signedIn':
      return askForSignedIn(services, frame);
    case 'shared':
      return askForSignature(services, frame, '');
    case 'last': {
      const { place } = lastPlace;
      return place?.kind === 'shared'
        ? knownSignature(services, place, frame)
        : { kind: 'hosted', place: place ?? { kind: 'sandbox' }, signature: undefined };
    }
  }
}

/** The container that was used last, where this connection reaches it. */
function usableLast({ lastPlace, tenancy }: HostQuestionServices): LastPlace['place'] {
  const { place } = lastPlace;
  return place?.kind === 'signedIn' && !tenancy.azure ? undefined : place;
}

function activeRow(services: HostQuestionServices, before: HostChoice | undefined): Row {
  if (before?.kind === 'address') {
    return 'address';
  }
  if (before) {
    return before.place.kind;
  }
  const { lastPlace, tenancy } = services;
  const last = usableLast(services);
  if (lastPlace.kind === 'address') {
    return 'address';
  }
  if (last && (lastPlace.kind === 'container' || !tenancy.host)) {
    return 'last';
  }
  return tenancy.host ? 'sandbox' : 'address';
}

function rowsFor(services: HostQuestionServices): PickRow<Row>[] {
  const { tenancy } = services;
  const last = usableLast(services);
  return [
    ...(tenancy.host
      ? [
          {
            label: vscode.l10n.t('Serve this file from the sandbox'),
            icon: 'server',
            detail: vscode.l10n.t('The sandbox tenant keeps a copy and gives it an address of its own.'),
            value: 'sandbox' as const,
          },
        ]
      : []),
    ...(last
      ? [
          {
            label: vscode.l10n.t('As last time: {container}', { container: shortName(last.container) }),
            icon: 'history',
            detail:
              last.kind === 'signedIn'
                ? vscode.l10n.t('A container of Azure Blob Storage, as you are signed in.')
                : vscode.l10n.t('A container of Azure Blob Storage, by its signature.'),
            value: 'last' as const,
          },
        ]
      : []),
    ...(tenancy.azure
      ? [
          {
            label: vscode.l10n.t('Azure Blob Storage, as you are signed in…'),
            icon: 'azure',
            detail: vscode.l10n.t(
              'Puts the bundle into a container of yours. Its address is signed for this one blob, to be read, for two hours.',
            ),
            value: 'signedIn' as const,
          },
        ]
      : []),
    {
      label: vscode.l10n.t('Azure Blob Storage, by a signature (SAS) of a container…'),
      icon: 'key',
      detail: vscode.l10n.t('Puts the bundle into the container. Its address carries the signature.'),
      value: 'shared',
    },
    {
      label: vscode.l10n.t('Enter an address…'),
      icon: 'link',
      detail: vscode.l10n.t('The same file already lies on a web server that the tenant can reach.'),
      value: 'address',
    },
  ];
}

/** `bundles in store.blob.core.windows.net` */
export function shortName(container: string): string {
  const { host, pathname } = new URL(container);
  return vscode.l10n.t('{container} in {host}', { container: pathname.slice(1), host });
}

async function askForSignedIn(services: HostQuestionServices, frame: Frame): Promise<HostChoice | Back> {
  const container = await askForContainer(services, frame);
  return container === back
    ? back
    : { kind: 'hosted', place: { kind: 'signedIn', container }, signature: undefined };
}

/** A signature that was kept, where it is still of use; else another one is asked for. */
async function knownSignature(
  services: HostQuestionServices,
  place: Extract<HostPlace, { kind: 'shared' }>,
  frame: Frame,
): Promise<HostChoice | Back> {
  const signature = await services.hosts.signatureOf(place.container);
  if (signature !== undefined) {
    const problems = await problemsNow(services, place.container, signature);
    if (!problems.some(({ severity }) => severity === 'error')) {
      return { kind: 'hosted', place, signature: { text: undefined, isKept: true } };
    }
    await services.hosts.forgetSignature(place.container);
  }
  return askForSignature(services, frame, place.container);
}

async function askForSignature(
  services: HostQuestionServices,
  frame: Frame,
  value: string,
): Promise<HostChoice | Back> {
  const { prompts, tenancy } = services;
  const privateAllowed = tenancy.kind === 'sandbox';
  let entered = value;
  let problem: string | undefined;
  for (;;) {
    const text = await prompts.text(frame, {
      prompt:
        problem ??
        vscode.l10n.t(
          'Address of the container with its signature (SAS): it has to allow read and create, for an hour at least.',
        ),
      placeholder: 'https://….blob.core.windows.net/…?sv=…&sig=…',
      value: entered,
      isSecret: (typed) => typed.includes('?'),
      validate: (typed) => problemOf(typed, privateAllowed),
    });
    if (text === back) {
      return back;
    }
    const address = readContainerAddress(text, privateAllowed);
    if (!address.ok || address.signature === undefined) {
      continue;
    }
    entered = text;
    const { container, signature } = address;
    const problems = await problemsNow(services, container, signature);
    const error = problems.find(({ severity }) => severity === 'error');
    if (error) {
      problem = error.message;
      continue;
    }
    const kept = await askWhetherKept(prompts, frame, problems);
    if (kept !== back) {
      const place: HostPlace = { kind: 'shared', container };
      return { kind: 'hosted', place, signature: { text: signature, isKept: kept } };
    }
  }
}

function problemOf(text: string, privateAllowed: boolean): string | undefined {
  const address = readContainerAddress(text, privateAllowed);
  if (!address.ok) {
    return address.message;
  }
  if (address.signature === undefined) {
    return vscode.l10n.t('There is no signature in it. It stands behind a question mark, and ends in sig=….');
  }
  const problems = problemsOfTerms(address.signature);
  return problems.find(({ severity }) => severity === 'error')?.message;
}

/** By the clock of the service: that of this computer may be wrong. */
function problemsNow(
  { tenancy, clock }: HostQuestionServices,
  container: string,
  signature: string,
): Promise<readonly SignatureProblem[]> {
  return withProgress(vscode.l10n.t('Looking at the signature…'), tenancy.signal, async (signal) =>
    problemsOfSignature(signature, (await serviceTime(container, signal)) ?? clock.now()),
  );
}

function askWhetherKept(
  prompts: Prompts,
  frame: Frame,
  problems: readonly SignatureProblem[],
): Promise<boolean | Back> {
  return prompts.pick(frame, {
    placeholder: vscode.l10n.t('Shall the signature be kept for the next time?'),
    rows: [
      ...problems.map(({ message }) => ({ label: message, icon: 'warning' })),
      {
        label: vscode.l10n.t('For This Upload Only'),
        icon: 'circle-slash',
        detail: vscode.l10n.t('It is in the secret storage while the job runs, and forgotten then.'),
        value: false,
      },
      {
        label: vscode.l10n.t('Keep It'),
        icon: 'lock',
        detail: vscode.l10n.t('In the secret storage of this computer.'),
        value: true,
      },
    ],
  });
}

/** Asked once: what is answered is a setting from then on. */
async function askWhatBecomesOfIt(prompts: Prompts, frame: Frame): Promise<Back | undefined> {
  if (settings.afterUpload() !== 'ask') {
    return undefined;
  }
  const answer = await prompts.pick<'remove' | 'keep'>(frame, {
    placeholder: vscode.l10n.t('What shall become of the bundle in the container when the job has ended?'),
    rows: [
      {
        label: vscode.l10n.t('Remove It'),
        icon: 'trash',
        detail: vscode.l10n.t('Nothing is left of it. The answer counts from now on; it is a setting.'),
        value: 'remove',
      },
      { label: vscode.l10n.t('Leave It There'), icon: 'archive', value: 'keep' },
    ],
  });
  if (answer === back) {
    return back;
  }
  await writeSettings({ 'cbaPki.hosting.afterUpload': answer });
  return undefined;
}
