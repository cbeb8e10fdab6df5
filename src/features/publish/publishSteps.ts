import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import { inChainOrder } from '../../pki/chains.ts';
import { displayNameOf } from '../../pki/distinguishedName.ts';
import type { KnownAuthorities } from '../../pki/rules/checkContext.ts';
import { serviceLimits } from '../../pki/serviceLimits.ts';
import { withProgress } from '../../platform/progress.ts';
import { type Back, back, type Frame, type PickRow } from '../../platform/prompts.ts';
import { keepAnswer, type WizardStep } from '../../platform/wizard.ts';
import { askForAddress } from '../bundleHosts/askForAddress.ts';
import { askForHost } from '../bundleHosts/askForHost.ts';
import { askToVerify } from '../bundleHosts/askToVerify.ts';
import type { FoundCertificate } from '../collectCertificates.ts';
import { askForNewName, askForTarget } from '../configurationTarget.ts';
import { readWhole } from '../deletionImpact.ts';
import { askAboutFindings } from '../findingsQuestion.ts';
import { findingsOfBundle } from '../memberChecks.ts';
import { checkRevocation, type Mending, mendingsOf } from '../mendRevocation/checkRevocation.ts';
import { describeChanges, describeReasons } from '../mendRevocation/revocationText.ts';
import type { Tenancy } from '../tenancy.ts';
import { partsOf, planOf, uploadedFrom } from './publishPlan.ts';
import { nameOfTarget, type PublishServices, type PublishState } from './publishState.ts';
import { askForSummary } from './summaryStep.ts';

/** The questions of a publication, in order. Nothing is sent that changes anything before the last one is answered. */
export function publishSteps(
  services: PublishServices,
  tenancy: Tenancy,
  isFixed: boolean,
): readonly WizardStep<PublishState>[] {
  const { prompts } = services;
  const hostServices = { ...services, tenancy };
  const isAtAddress = ({ members = [], host }: PublishState): boolean =>
    members.length > 0 && host?.kind === 'address';
  return [
    {
      isNeeded: () => !isFixed,
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
      ask: (state, frame) => askAboutProblems(services, state, frame),
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
      ask: (state, frame) => askForMendings(services, state, frame),
    },
    {
      isNeeded: ({ members = [] }) => members.length > 0,
      ask: (state, frame) =>
        keepAnswer(askForHost(hostServices, state.host, frame), (host) => {
          state.host = host;
        }),
    },
    { isNeeded: isAtAddress, ask: (state, frame) => askToSave(services, state, frame) },
    { isNeeded: isAtAddress, ask: (state, frame) => askForAddress(hostServices, state, frame) },
    {
      isNeeded: isAtAddress,
      ask: (state, frame) => {
        const [part] = state.parts;
        const file = part && { size: part.bytes.length, hash: part.sha256 };
        return askToVerify(hostServices, file, state.address, frame);
      },
    },
    { isNeeded: () => true, ask: askForSummary },
  ];
}

/** Reads what the configuration has, every page of it, and plans by that. */
export async function readTarget(
  { model, clock }: PublishServices,
  tenancy: Tenancy,
  state: PublishState,
): Promise<void> {
  const { configuration } = state;
  if (configuration?.kind === 'existing') {
    const { displayName: name } = configuration.configuration;
    const whole = await withProgress(
      vscode.l10n.t('Looking at what is in {name}…', { name }),
      tenancy.signal,
      (signal) => readWhole(tenancy, model, configuration.configuration, clock.now(), signal),
    );
    state.existing = whole.authorities;
  } else {
    state.existing = [];
  }
  state.plan = planOf(state.collection.certificates, state.existing);
  delete state.members;
  await planMembers(clock, tenancy, state, state.plan.byStanding.get('new') ?? []);
}

/** What could be added: all that is not there already, what is of use first, and issuers before what they issued. */
function candidatesOf({ plan }: PublishState): readonly FoundCertificate[] {
  return (['new', 'expired', 'notAuthority'] as const).flatMap((standing) =>
    inChainOrder(plan.byStanding.get(standing) ?? []),
  );
}

/** Takes over what is to be added: the bundles, what the rules say of them, and how the CRL addresses will stand. */
async function planMembers(
  clock: Clock,
  tenancy: Tenancy,
  state: PublishState,
  members: readonly FoundCertificate[],
): Promise<void> {
  const known = state.forecast?.served;
  const evidence = state.collection.certificates.filter((one) => !members.includes(one));
  const authorities = [...state.existing, ...inChainOrder(members).map(uploadedFrom)];
  const name = nameOfTarget(state);
  await withProgress(vscode.l10n.t('Checking the CRL addresses…'), tenancy.signal, async (signal, report) => {
    state.parts = partsOf(members);
    state.findings =
      members.length === 0 ? [] : await findingsOfBundle(members, clock.now(), knownFrom(state), signal);
    state.forecast = await checkRevocation(
      {
        tenancy,
        configuration: { id: '', displayName: name },
        authorities,
        others: evidence.map(({ certificate }) => certificate),
        clock,
        ...(known && { known }),
      },
      signal,
      (done, total) =>
        report({
          message: vscode.l10n.t('{done} of {total} addresses', { done, total }),
          increment: 100 / total,
        }),
    );
  });
  delete state.mendings;
}

/** What the configuration has, by which an issuer of what comes is found. */
function knownFrom({ existing }: PublishState): KnownAuthorities {
  return {
    thumbprints: new Set(existing.map(({ thumbprint }) => thumbprint)),
    keyIdentifiers: new Set(existing.flatMap(({ certificate }) => certificate.subjectKeyIdentifier ?? [])),
  };
}

function askAboutProblems(
  { prompts }: PublishServices,
  { collection }: PublishState,
  frame: Frame,
): Promise<Back | undefined> {
  const rows: PickRow<'continue'>[] = [
    ...collection.problems.map((label) => ({ label, icon: 'warning' })),
    { label: '', separator: true },
    { label: vscode.l10n.t('Continue Without Them'), icon: 'arrow-right', value: 'continue' },
  ];
  return keepAnswer(
    prompts.pick(frame, { placeholder: vscode.l10n.t('Not everything that was chosen can be read.'), rows }),
    () => undefined,
  );
}

async function askForMembers(
  services: PublishServices,
  tenancy: Tenancy,
  state: PublishState,
  frame: Frame,
): Promise<Back | undefined> {
  const { plan } = state;
  const ticked = state.members ?? plan.byStanding.get('new') ?? [];
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
  state.members = answer;
  if (!isSame) {
    await planMembers(services.clock, tenancy, state, answer);
  }
  return undefined;
}

function describe({ certificate, isAuthority, isRoot, isExpired }: FoundCertificate): string {
  const day = certificate.notAfter.toISOString().slice(0, 10);
  const kind = isRoot ? vscode.l10n.t('root') : vscode.l10n.t('intermediate');
  return [
    isAuthority ? kind : vscode.l10n.t('not a CA certificate'),
    isExpired ? vscode.l10n.t('expired {day}', { day }) : vscode.l10n.t('expires {day}', { day }),
    ...(certificate.der.length > serviceLimits.certificateBytes ? [vscode.l10n.t('larger than 8 KB')] : []),
  ].join(' · ');
}

function forecastMendings({ forecast }: PublishState): readonly Mending[] {
  return forecast ? mendingsOf(forecast.assessments) : [];
}

/** An upload fills in the wrong CRL addresses: asks which of them are to be set right after it. */
async function askForMendings(
  services: Pick<PublishServices, 'prompts'>,
  state: PublishState,
  frame: Frame,
): Promise<Back | undefined> {
  const { prompts } = services;
  const all = forecastMendings(state);
  const wanted = all.filter(({ isOptional }) => !isOptional);
  const answer = await prompts.pick<'all' | 'choose' | 'none'>(frame, {
    placeholder: vscode.l10n.t(
      'An upload fills in the CRL address of the issuer. What shall be set right after it?',
    ),
    rows: [
      {
        label:
          wanted.length === 1
            ? vscode.l10n.t('Mend 1 Authority')
            : vscode.l10n.t('Mend {count} Authorities', { count: wanted.length }),
        icon: 'wrench',
        value: 'all',
      },
      { label: vscode.l10n.t('Choose Which…'), icon: 'checklist', value: 'choose' },
      { label: vscode.l10n.t('Leave Them as They Are'), icon: 'circle-slash', value: 'none' },
      { label: '', separator: true },
      ...all.map((mending) => ({
        label: displayNameOf(mending.assessment.authority.certificate.subject),
        icon: 'warning',
        description: describeChanges(mending),
        detail: describeReasons(mending),
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
      detail: describeReasons(mending),
      picked: (state.mendings ?? wanted).includes(mending),
      value: mending,
    })),
  });
  if (chosen === back) {
    return askForMendings(services, state, frame);
  }
  state.mendings = chosen;
  return undefined;
}

/** A bundle that lies somewhere already has to be exactly this one: it is saved first. */
async function askToSave(
  services: Pick<PublishServices, 'prompts' | 'files'>,
  state: PublishState,
  frame: Frame,
): Promise<Back | undefined> {
  const { prompts, files } = services;
  const [part] = state.parts;
  const answer = await prompts.pick<'save' | 'there'>(frame, {
    placeholder: vscode.l10n.t('The address has to serve exactly this bundle.'),
    rows: [
      ...(state.parts.length > 1
        ? [
            {
              label: vscode.l10n.t(
                'There are {count} bundles. This one comes first; for the others, run the command again.',
                { count: state.parts.length },
              ),
              icon: 'info',
            },
          ]
        : []),
      { label: vscode.l10n.t('Save the Bundle as a File…'), icon: 'save', value: 'save' },
      { label: vscode.l10n.t('It Lies There Already'), icon: 'arrow-right', value: 'there' },
      { label: `SHA-256 ${part?.sha256 ?? ''}`, icon: 'key' },
    ],
  });
  if (answer === back) {
    return back;
  }
  if (answer === 'save' && part) {
    const target = await prompts.saveFile(vscode.l10n.t('Save the bundle as'), undefined, {
      name: vscode.l10n.t('PKCS #7 bundles'),
      extensions: ['p7b'],
    });
    if (!target) {
      return askToSave(services, state, frame);
    }
    await files.write(target, part.bytes);
  }
  return undefined;
}
