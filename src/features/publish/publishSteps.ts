import * as vscode from 'vscode';
import { inChainOrder } from '../../pki/chains.ts';
import { serviceLimits } from '../../pki/serviceLimits.ts';
import { type Back, back, type Frame } from '../../platform/prompts.ts';
import { keepAnswer, type WizardStep } from '../../platform/wizard.ts';
import { askForHost } from '../bundleHosts/askForHost.ts';
import { describeFound, type FoundCertificate } from '../collectCertificates.ts';
import { askForNewName, askForTarget } from '../configurationTarget.ts';
import { askAboutFindings, askAboutProblems } from '../findingsQuestion.ts';
import type { Tenancy } from '../tenancy.ts';
import { askForMendings, forecastMendings } from './mendingStep.ts';
import { ownAddressSteps } from './ownAddressSteps.ts';
import { planMembers, readTarget } from './planTarget.ts';
import { type PublishServices, type PublishState, sentMembers } from './publishState.ts';
import { askForSummary } from './summaryStep.ts';

/**
 * The questions of a publication, in order. Nothing is sent that changes anything before the last one is answered.
 * @param isFixed whether the configuration is chosen already
 * @param mostBundles into how many bundles the certificates may be cut
 */
export function publishSteps(
  services: PublishServices,
  tenancy: Tenancy,
  isFixed: boolean,
  mostBundles: number,
): readonly WizardStep<PublishState>[] {
  const { prompts } = services;
  const hostServices = { ...services, tenancy };
  return [
    {
      // What was sent already went into this one.
      isNeeded: ({ done }) => !isFixed && done.length === 0,
      ask: (state, frame) =>
        keepAnswer(askForTarget(services, state.configuration, frame), async (choice) => {
          state.configuration = choice;
          await readTarget(services, tenancy, state);
        }),
    },
    {
      isNeeded: ({ configuration }) => configuration?.kind === 'new',
      ask: (state, frame) => askForNewName(services, state, frame),
    },
    {
      isNeeded: ({ collection }) => collection.problems.length > 0,
      ask: ({ collection }, frame) =>
        askAboutProblems(
          prompts,
          frame,
          collection.problems,
          vscode.l10n.t('Not everything that was chosen can be read.'),
        ),
    },
    {
      isNeeded: (state) => candidatesOf(state).length > 0,
      ask: (state, frame) => askForMembers(services, tenancy, state, frame),
    },
    {
      isNeeded: ({ findings }) => findings.length > 0,
      ask: (state, frame) =>
        askAboutFindings(prompts, frame, state.findings, {
          willFail: vscode.l10n.t('An upload of these certificates would fail.'),
          mayFail: vscode.l10n.t('Please look at this first.'),
          stop: vscode.l10n.t('Do Not Publish'),
          whyStop: vscode.l10n.t('the job will probably fail'),
        }),
    },
    {
      isNeeded: (state) => forecastMendings(state).length > 0,
      ask: askForMendings,
    },
    {
      isNeeded: ({ parts }) => parts.length > 0,
      ask: (state, frame) =>
        keepAnswer(askForHost(hostServices, state.host, frame), (host) => {
          state.host = host;
        }),
    },
    ...ownAddressSteps(services, tenancy, mostBundles),
    { isNeeded: () => true, ask: askForSummary },
  ];
}

async function askForMembers(
  services: PublishServices,
  tenancy: Tenancy,
  state: PublishState,
  frame: Frame,
): Promise<Back | undefined> {
  const { plan } = state;
  const sent = sentMembers(state);
  const ticked = (state.members ?? plan.byStanding.get('new') ?? []).filter((one) => !sent.includes(one));
  const known = plan.byStanding.get('known')?.length ?? 0;
  const answer = await services.prompts.pickMany(frame, {
    placeholder:
      known === 0
        ? vscode.l10n.t('Which certificates shall be added?')
        : vscode.l10n.t('Which certificates shall be added? {known} of the source are there already.', {
            known,
          }),
    rows: candidatesOf(state).map((found) => ({
      label: found.name,
      description: describe(found),
      detail: found.from,
      picked: ticked.includes(found),
      value: found,
    })),
  });
  if (answer === back) {
    return back;
  }
  const isSame = answer.length === ticked.length && answer.every((one) => ticked.includes(one));
  state.members = [...sent, ...answer];
  if (!isSame) {
    await planMembers(services.clock, tenancy, state, state.members);
  }
  return undefined;
}

/** What could be added: all that is not there already, what is of use first, and issuers before what they issued. */
function candidatesOf(state: PublishState): readonly FoundCertificate[] {
  const sent = sentMembers(state);
  return (['new', 'expired', 'notAuthority'] as const).flatMap((standing) =>
    inChainOrder(state.plan.byStanding.get(standing) ?? []).filter((one) => !sent.includes(one)),
  );
}

function describe(found: FoundCertificate): string {
  const isLarge = found.certificate.der.length > serviceLimits.certificateBytes;
  return [...describeFound(found), ...(isLarge ? [vscode.l10n.t('larger than 8 KB')] : [])].join(' · ');
}
