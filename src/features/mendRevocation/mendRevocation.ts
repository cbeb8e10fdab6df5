import * as vscode from 'vscode';
import type { Configuration } from '../../graph/model.ts';
import type { Certificate } from '../../pki/certificate.ts';
import { CancelledError } from '../../platform/failure.ts';
import { withProgress } from '../../platform/progress.ts';
import type { PickRow } from '../../platform/prompts.ts';
import { certificateExtensions, lookIntoFiles } from '../certificateFiles.ts';
import { changeSettings } from '../changeSettings.ts';
import { collectCertificates } from '../collectCertificates.ts';
import { fileNameOf } from '../fileName.ts';
import type { ManageServices } from '../manageServices.ts';
import { answered, configurationFor, onlyStep } from '../pickTargets.ts';
import { readWhole } from '../readTrustStore.ts';
import { runWrites, type WritesResult } from '../runWrites.ts';
import type { Tenancy } from '../tenancy.ts';
import {
  type Assessment,
  checkRevocation,
  type Mending,
  mendingsOf,
  type RevocationCheck,
  type ServedLists,
} from './checkRevocation.ts';
import { revocationReport } from './revocationReport.ts';
import {
  describeAddress,
  describeChanges,
  describeReasons,
  hasOpenAddress,
  mendLabel,
  type Standing,
  shownAddress,
  standingOf,
} from './revocationText.ts';

/**
 * Holds every CRL address of a configuration against the CRL that the CA issues, shows what is wrong or missing with the evidence, and
 * mends what the user ticks.
 */
export async function mendRevocation(services: ManageServices, target: unknown): Promise<void> {
  const tenancy = await services.tenancies.require();
  const title = vscode.l10n.t('Check and Mend CRL Addresses');
  const configuration = await configurationFor(services, target, title);
  const check = await checkConfiguration(services, tenancy, configuration, [], new Map());
  await askAndMend(services, tenancy, configuration, check, []);
}

/** Reads the configuration and checks its addresses, with progress and Cancel. */
function checkConfiguration(
  { model, clock }: ManageServices,
  tenancy: Tenancy,
  configuration: Configuration,
  others: readonly Certificate[],
  known: ServedLists,
): Promise<RevocationCheck> {
  const { displayName: name } = configuration;
  return withProgress(
    vscode.l10n.t('Checking the CRL addresses of {name}…', { name }),
    tenancy.signal,
    async (signal, report) => {
      const { authorities } = await readWhole(tenancy, model, configuration, clock.now(), signal);
      return checkRevocation(
        { tenancy, configuration, authorities, others, clock, known },
        signal,
        (done, total) =>
          report({
            message: vscode.l10n.t('{done} of {total} addresses', { done, total }),
            increment: 100 / total,
          }),
      );
    },
  );
}

type Choice = 'mend' | 'tell' | 'report';

/** Shows how the addresses stand, again after every answer that tells more. */
async function askAndMend(
  services: ManageServices,
  tenancy: Tenancy,
  configuration: Configuration,
  first: RevocationCheck,
  certificates: readonly Certificate[],
): Promise<void> {
  const { prompts, documents } = services;
  const frame = onlyStep(vscode.l10n.t('CRL Addresses of {name}', { name: configuration.displayName }));
  let check = first;
  const others = [...certificates];
  for (;;) {
    const mendings = mendingsOf(check.assessments);
    const choice = answered(
      await prompts.pick<Choice>(frame, { placeholder: summaryOf(check), rows: rowsOf(check, mendings) }),
    );
    if (choice === 'report') {
      await documents.showPreview(reportName(configuration), revocationReport(check));
      return;
    }
    if (choice === 'tell') {
      others.push(...(await askForIssued(services, tenancy)));
      check = await checkConfiguration(services, tenancy, configuration, others, check.served);
      continue;
    }
    const ticked = answered(
      await prompts.pickMany(frame, {
        placeholder: vscode.l10n.t('Which of them shall be changed? Nothing has been changed so far.'),
        rows: mendings.map((mending) => ({
          label: mending.assessment.authority.exported.displayName,
          description: describeChanges(mending),
          detail: describeReasons(mending, check.served),
          picked: !mending.isOptional,
          value: mending,
        })),
      }),
    );
    await mend(services, tenancy, configuration, ticked);
    return;
  }
}

const reportName = ({ displayName: name }: Configuration): string =>
  vscode.l10n.t('CRL addresses of {name}.md', { name: fileNameOf(name) });

function summaryOf({ assessments }: RevocationCheck): string {
  const standings = Map.groupBy(assessments, standingOf);
  const count = (standing: 'right' | 'mendable' | 'open'): number => standings.get(standing)?.length ?? 0;
  if (assessments.length === 0) {
    return vscode.l10n.t('There is no authority in it.');
  }
  return vscode.l10n.t('{right} right · {mendable} to be mended · {open} open', {
    right: count('right'),
    mendable: count('mendable'),
    open: count('open'),
  });
}

function rowsOf(check: RevocationCheck, mendings: readonly Mending[]): PickRow<Choice>[] {
  const { assessments, served } = check;
  const isOpen = assessments.some(hasOpenAddress);
  const mendable = new Set(mendings.map(({ assessment }) => assessment));
  const rank = { mendable: 0, open: 1, right: 2 } as const;
  const rows = assessments
    .map((assessment) => ({ assessment, standing: standingOf(assessment) }))
    .toSorted((one, other) => rank[one.standing] - rank[other.standing]);
  return [
    ...(mendings.length > 0
      ? [
          {
            label: `${mendLabel(mendings.length)}…`,
            icon: 'wrench',
            detail: vscode.l10n.t('Shows what would be changed, to be ticked one by one.'),
            value: 'mend' as const,
          },
        ]
      : []),
    ...(isOpen
      ? [
          {
            label: vscode.l10n.t('Choose Certificates That These CAs Issued…'),
            icon: 'file',
            detail: vscode.l10n.t(
              'Any certificate of a person or a device tells where its CA publishes its CRL.',
            ),
            value: 'tell' as const,
          },
        ]
      : []),
    { label: vscode.l10n.t('Show Report'), icon: 'output', value: 'report' as const },
    { label: '', separator: true },
    ...rows.map(({ assessment, standing }) => ({
      label: assessment.authority.exported.displayName,
      icon: iconOf(assessment, standing),
      description: mendable.has(assessment)
        ? describeChanges(mendingsOf([assessment])[0] ?? { assessment, changes: {}, isOptional: false })
        : shownAddress(assessment.base.current),
      detail: describeStanding(assessment, served),
    })),
  ];
}

/** What is known of both addresses; a delta that is as it should be goes without saying. */
function describeStanding({ base, delta }: Assessment, served: ServedLists): string {
  const isSaid =
    delta.current !== '' && (delta.verdict !== 'right' || !delta.isSeen || delta.flaws.length > 0);
  return [
    ...(isSaid
      ? [vscode.l10n.t('Delta CRL: {sentences}', { sentences: describeAddress(delta, served) })]
      : []),
    describeAddress(base, served),
  ].join(' · ');
}

function iconOf({ base, delta }: Assessment, standing: Standing): string {
  if (standing === 'right') {
    return 'pass';
  }
  const isKnown = base.verdict !== 'unknown' || delta.verdict === 'wrong';
  return standing === 'mendable' || isKnown ? 'warning' : 'question';
}

async function askForIssued(
  { prompts, files, clock }: ManageServices,
  { signal: connected }: Tenancy,
): Promise<readonly Certificate[]> {
  const uris = await prompts.openFiles(vscode.l10n.t('Choose certificates that the CAs issued'), {
    name: vscode.l10n.t('Certificates'),
    extensions: certificateExtensions,
  });
  if (uris.length === 0) {
    return [];
  }
  return withProgress(vscode.l10n.t('Reading certificates…'), connected, async (signal, report) => {
    const looked = await lookIntoFiles(files, uris, signal, (message) => report({ message }));
    return collectCertificates(looked, clock.now()).certificates.map(({ certificate }) => certificate);
  });
}

const idOf = ({ assessment }: Mending): string => assessment.authority.exported.id;

/** Gives authorities the addresses and types that were ticked. */
async function mend(
  services: ManageServices,
  tenancy: Tenancy,
  { id: configurationId, displayName: name }: Configuration,
  mendings: readonly Mending[],
): Promise<WritesResult<Mending, void>> {
  if (tenancy.signal.aborted) {
    throw new CancelledError();
  }
  const { model, pending } = services;
  return pending.during(mendings.map(idOf), 'saving', () =>
    runWrites(
      services,
      {
        title: vscode.l10n.t('Mending CRL addresses of {name}…', { name }),
        items: mendings,
        nameOf: ({ assessment }) => assessment.authority.exported.displayName,
        write: async (mending, signal) => {
          await changeSettings(model, tenancy, configurationId, idOf(mending), mending.changes, signal);
          pending.end(idOf(mending));
        },
        summary: (done, total) =>
          vscode.l10n.t('{done} of {total} authorities of {name} were mended.', { done, total, name }),
      },
      tenancy.signal,
    ),
  );
}
