import * as vscode from 'vscode';
import { knownAuthoritiesOf } from '../../graph/knownAuthorities.ts';
import type { Configuration } from '../../graph/model.ts';
import { inChainOrder } from '../../pki/chains.ts';
import type { KnownAuthorities } from '../../pki/rules/checkContext.ts';
import { bySeverity, type Finding, type GroupedFinding } from '../../pki/rules/finding.ts';
import { rules } from '../../pki/rules/ruleTable.ts';
import { failureOf } from '../../platform/failure.ts';
import { withProgress } from '../../platform/progress.ts';
import { type Back, back, type Frame } from '../../platform/prompts.ts';
import type { WizardStep } from '../../platform/wizard.ts';
import { type Collection, describeFound, type FoundCertificate } from '../collectCertificates.ts';
import { askAboutFindings, askAboutProblems } from '../findingsQuestion.ts';
import { findingsOfBundle } from '../memberChecks.ts';
import type { CreateBundleServices } from './createBundleServices.ts';

/** What was found, and what was answered so far. */
export interface CreateBundleState {
  readonly collection: Collection;
  readonly findings: ReadonlyMap<FoundCertificate, readonly Finding[]>;
  /** The configuration whose authorities are to be left out. */
  compared?: { readonly configuration: Configuration; readonly known: KnownAuthorities } | undefined;
  /** Why the last try to compare failed. */
  compareProblem?: string | undefined;
  /** What is ticked; undefined until the user was asked. */
  members?: readonly FoundCertificate[] | undefined;
  /** What an upload of the ticked ones would run into. */
  bundleFindings: readonly GroupedFinding[];
}

export function startOf(
  collection: Collection,
  findings: ReadonlyMap<FoundCertificate, readonly Finding[]>,
): CreateBundleState {
  return { collection, findings, bundleFindings: [] };
}

export function createBundleSteps(
  services: CreateBundleServices,
  signal: AbortSignal,
): readonly WizardStep<CreateBundleState>[] {
  const { prompts, model } = services;
  return [
    {
      isNeeded: ({ collection }) => collection.problems.length > 0,
      ask: ({ collection }, frame) =>
        askAboutProblems(
          prompts,
          frame,
          collection.problems,
          vscode.l10n.t('Not everything that was chosen can be in a bundle.'),
        ),
    },
    {
      // Without a configuration that was seen there is nothing to compare with, and nobody is asked for one.
      isNeeded: () => model.knownConfigurations.length > 0,
      ask: (state, frame) => askWhatToCompareWith(services, state, frame),
    },
    {
      isNeeded: () => true,
      ask: (state, frame) => askForMembers(services, state, frame, signal),
    },
    {
      isNeeded: ({ bundleFindings }) => bundleFindings.length > 0,
      ask: (state, frame) =>
        askAboutFindings(prompts, frame, state.bundleFindings, {
          willFail: vscode.l10n.t('An upload of this bundle would fail.'),
          mayFail: vscode.l10n.t('Please look at this before the bundle is written.'),
          stop: vscode.l10n.t('Do Not Create It'),
          whyStop: vscode.l10n.t('the bundle is written as it is'),
        }),
    },
  ];
}

/** What is ticked, roots first. */
export function chosenMembers({ members = [] }: CreateBundleState): readonly FoundCertificate[] {
  return inChainOrder(members);
}

/** Offers to leave out what a configuration has already: the service refuses duplicates. */
async function askWhatToCompareWith(
  services: CreateBundleServices,
  state: CreateBundleState,
  frame: Frame,
): Promise<Back | undefined> {
  const { prompts, model } = services;
  const answer = await prompts.pick<Configuration | 'nothing'>(frame, {
    placeholder: vscode.l10n.t('Leave out what a configuration already has?'),
    rows: [
      ...(state.compareProblem === undefined ? [] : [{ label: state.compareProblem, icon: 'error' }]),
      { label: vscode.l10n.t('Leave Out Nothing'), icon: 'circle-slash', value: 'nothing' },
      { label: vscode.l10n.t('Leave out what is in'), separator: true },
      ...model.knownConfigurations.map((configuration) => ({
        label: configuration.displayName,
        icon: 'shield',
        value: configuration,
      })),
    ],
    isActive: (value) => value !== 'nothing' && value.id === state.compared?.configuration.id,
  });
  if (answer === back) {
    return back;
  }
  state.members = undefined;
  if (answer === 'nothing') {
    state.compared = undefined;
    state.compareProblem = undefined;
    return undefined;
  }
  try {
    const { trustStore, signal: connected } = await services.tenancies.require();
    const authorities = await withProgress(
      vscode.l10n.t('Comparing with {name}…', { name: answer.displayName }),
      connected,
      (signal) => Array.fromAsync(trustStore.allAuthorities(answer.id, signal)),
    );
    state.compared = { configuration: answer, known: knownAuthoritiesOf(authorities) };
    state.compareProblem = undefined;
    return undefined;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.outcome !== 'expected') {
      throw error;
    }
    // The question comes again, with what is wrong: everything that was found stays.
    state.compareProblem = failure.message;
    return askWhatToCompareWith(services, state, frame);
  }
}

async function askForMembers(
  { prompts, clock }: CreateBundleServices,
  state: CreateBundleState,
  frame: Frame,
  signal: AbortSignal,
): Promise<Back | undefined> {
  const ticked = state.members ?? state.collection.certificates.filter((found) => isUseful(found, state));
  const answer = await prompts.pickMany(frame, {
    placeholder: vscode.l10n.t('Which certificates shall be in the bundle?'),
    rows: inChainOrder(state.collection.certificates).map((found) => ({
      label: found.name,
      description: describe(found, state),
      detail: detailOf(found, state),
      picked: ticked.includes(found),
      value: found,
    })),
  });
  if (answer === back) {
    return back;
  }
  state.members = answer;
  state.bundleFindings = await findingsOfBundle(
    chosenMembers(state),
    clock.now(),
    state.compared?.known,
    signal,
  );
  return undefined;
}

/** What the trust store takes, and what a sign-in can use. The user may choose otherwise. */
function isUseful(found: FoundCertificate, state: CreateBundleState): boolean {
  return found.isAuthority && !found.isExpired && !isKnown(found, state);
}

function isKnown({ thumbprint }: FoundCertificate, { compared }: CreateBundleState): boolean {
  return compared?.known.thumbprints.has(thumbprint) ?? false;
}

function describe(found: FoundCertificate, state: CreateBundleState): string {
  return [...describeFound(found), ...(isKnown(found, state) ? [vscode.l10n.t('already there')] : [])].join(
    ' · ',
  );
}

/** The file, and what the rules found that the description does not say. */
function detailOf(found: FoundCertificate, { findings }: CreateBundleState): string {
  const titles = (findings.get(found) ?? [])
    .filter(({ severity, rule }) => severity !== 'information' && rule !== 'CBA002' && rule !== 'CBA003')
    .toSorted(bySeverity)
    .map(({ rule }) => rules[rule].title());
  return [found.from, ...new Set(titles)].join(' · ');
}
