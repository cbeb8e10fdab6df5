import * as vscode from 'vscode';
import { GraphRequestError } from '../../graph/errors.ts';
import type { Configuration } from '../../graph/model.ts';
import { ExpectedError, failureOf } from '../../platform/failure.ts';
import { joinSentences } from '../../platform/joinSentences.ts';
import { withProgress } from '../../platform/progress.ts';
import { suggestedFile } from '../../platform/suggestedFile.ts';
import { runWizard } from '../../platform/wizard.ts';
import { askForCertificateFiles, lookIntoFiles } from '../certificateFiles.ts';
import { type Collection, collectCertificates } from '../collectCertificates.ts';
import { fileNameOf } from '../fileName.ts';
import { confirmAndDelete } from '../manageAuthorities/deleteAuthorities.ts';
import { tellCreated } from '../manageConfigurations/createConfiguration.ts';
import { mendRevocation } from '../mendRevocation/mendRevocation.ts';
import { describeMended } from '../mendRevocation/revocationText.ts';
import type { Tenancy } from '../tenancy.ts';
import { type UploadTarget, wasAskedFor } from '../uploads/uploadRecord.ts';
import { readTarget } from './planTarget.ts';
import { planOf } from './publishPlan.ts';
import { publishReport } from './publishReport.ts';
import { mendedSoFar, mendedWithUploads, type PublishOutcome, runPublication } from './publishRun.ts';
import { describePublication, isProven, proposesDeletion, unmendedOf } from './publishSentences.ts';
import { nameOfTarget, type PublishMode, type PublishServices, type PublishState } from './publishState.ts';
import { publishSteps } from './publishSteps.ts';

export interface PublishRequest {
  readonly mode: PublishMode;
  /** The configuration that the command was called on, if any. */
  readonly configuration: Configuration | undefined;
  /** Files and folders; the user is asked where there are none. */
  readonly files: readonly vscode.Uri[];
}

/**
 * From files and folders to a trust store that is proven to be right: collects, checks, plans, hosts, uploads, watches, verifies, mends
 * and cleans up. Everything is asked before anything is sent.
 */
export async function publish(services: PublishServices, request: PublishRequest): Promise<void> {
  const { prompts } = services;
  const tenancy = await services.tenancies.require();
  const files =
    request.files.length > 0
      ? request.files
      : await askForCertificateFiles(prompts, vscode.l10n.t('Choose certificates, bundles and folders'));
  const state = startOf(request, await collect(services, tenancy, files));
  if (request.configuration) {
    await readTarget(services, tenancy, state);
  }
  const title =
    request.mode === 'publish'
      ? vscode.l10n.t('Publish Certificates')
      : vscode.l10n.t('Synchronize with Certificates');
  const steps = publishSteps(
    services,
    tenancy,
    request.configuration !== undefined,
    state.collection.certificates.length,
  );
  const ask = (start: 'first' | 'last'): Promise<void> => runWizard(prompts, title, steps, state, start);
  await ask('first');
  const outcome = await publishOrTell(services, tenancy, state, ask);
  void tell(services, tenancy, state, outcome).catch((error: unknown) => services.report('publish', error));
  if (proposesDeletion(state) && !outcome.failed && isProven(state)) {
    const ids = new Set(state.plan.extras.map(({ id }) => id));
    await confirmAndDelete(services, tenancy, outcome.configuration, ids, title);
  }
}

/** Carries the plan out; where that ends in the middle, says what was done by then. */
async function publishOrTell(
  services: PublishServices,
  tenancy: Tenancy,
  state: PublishState,
  ask: (start: 'last') => Promise<void>,
): Promise<PublishOutcome> {
  let created: Configuration | undefined;
  try {
    return await untilThrough(services, tenancy, state, ask, (configuration) => {
      created = configuration;
    });
  } catch (error) {
    // Where an answer was lost and no job has shown itself yet, it is looked for on.
    services.watcher.resume();
    const sentences = describeHowFar(services, tenancy, state);
    const target = targetIn(state, tenancy.tenantId);
    if (created && target) {
      void tellCreated(tenancy, created, !wasAskedFor(services.journal, target), sentences);
    } else if (sentences.length > 0) {
      void vscode.window.showInformationMessage(joinSentences(sentences));
    }
    throw error;
  }
}

async function collect(
  { files, clock }: PublishServices,
  tenancy: Tenancy,
  uris: readonly vscode.Uri[],
): Promise<Collection> {
  const collection = await withProgress(
    vscode.l10n.t('Collecting certificates…'),
    tenancy.signal,
    async (signal, report) => {
      const looked = await lookIntoFiles(files, uris, signal, (message) => report({ message }));
      return collectCertificates(looked, clock.now());
    },
  );
  if (collection.certificates.length === 0) {
    const [problem] = collection.problems;
    throw new ExpectedError(
      'bundle.refused',
      problem === undefined
        ? vscode.l10n.t('There is no certificate in what was chosen.')
        : vscode.l10n.t('There is no certificate that can be read. {problem}', { problem }),
    );
  }
  return collection;
}

function startOf({ mode, configuration }: PublishRequest, collection: Collection): PublishState {
  return {
    mode,
    collection,
    ...(configuration && { configuration: { kind: 'existing', configuration } }),
    existing: [],
    plan: planOf(collection.certificates, []),
    parts: [],
    findings: [],
    addresses: new Map(),
    done: [],
  };
}

/** Carries the plan out, and asks again after every refusal, until it is through or the user gives up. */
async function untilThrough(
  services: PublishServices,
  tenancy: Tenancy,
  state: PublishState,
  ask: (start: 'last') => Promise<void>,
  onCreated: (configuration: Configuration) => void,
): Promise<PublishOutcome> {
  for (;;) {
    if (tenancy.signal.aborted) {
      throw new ExpectedError(
        'tenant.changed',
        vscode.l10n.t('Another tenant was connected meanwhile. Nothing more was sent.'),
      );
    }
    try {
      return await runPublication(services, tenancy, state, onCreated);
    } catch (error) {
      const failure = failureOf(error);
      const isOpen =
        state.followed !== undefined ||
        (error instanceof GraphRequestError && error.reason === 'unknownOutcome');
      if (failure.outcome !== 'expected' || isOpen) {
        throw error;
      }
      state.problem = failure.message;
      await ask('last');
    }
  }
}

async function tell(
  services: PublishServices,
  tenancy: Tenancy,
  state: PublishState,
  outcome: PublishOutcome,
): Promise<void> {
  const { documents, prompts, files, clock } = services;
  const { configuration, failed, mending } = outcome;
  const { displayName: name } = configuration;
  const text = publishReport(state, outcome, clock.now());
  const fileName = vscode.l10n.t('Published to {name}.md', { name: fileNameOf(name) });
  const show = vscode.l10n.t('Show Report');
  const save = vscode.l10n.t('Save Report…');
  const mend = vscode.l10n.t('Mend CRL Addresses…');
  const unmended = unmendedOf(outcome);
  const isWell = !failed && mending.failed.length === 0 && unmended === 0 && isProven(state);
  const message = describePublication(state, outcome);
  const buttons = [show, save, ...(unmended > 0 ? [mend] : [])];
  const chosen = await (isWell
    ? vscode.window.showInformationMessage(message, ...buttons)
    : vscode.window.showWarningMessage(message, ...buttons));
  // By then another tenant may be connected.
  if (chosen === mend && !tenancy.signal.aborted) {
    await mendRevocation(services, { kind: 'configuration', configuration });
  } else if (chosen === show) {
    await documents.showPreview(fileName, text);
  } else if (chosen === save) {
    const kind = { name: 'Markdown', extensions: ['md'] };
    const target = await prompts.saveFile(vscode.l10n.t('Save the report as'), suggestedFile(fileName), kind);
    if (target) {
      await files.write(target, Buffer.from(text));
    }
  }
}

/** Whoever gives up in the middle has to know what was done by then. */
function describeHowFar(
  { journal }: PublishServices,
  { tenantId }: Tenancy,
  state: PublishState,
): readonly string[] {
  const { done, parts } = state;
  const sentences: string[] = [];
  if (done.length > 0) {
    sentences.push(
      parts.length === 0
        ? vscode.l10n.t('Everything was uploaded. “Uploads” shows what came of it.')
        : vscode.l10n.t(
            '{done} of {total} bundles were uploaded. Run the command again for the rest: only what is missing is sent.',
            { done: done.length, total: done.length + parts.length },
          ),
    );
  }
  const target = targetIn(state, tenantId);
  const isFollowed = target !== undefined && journal.has(target);
  if (done.length > 0) {
    // What is followed has still to mend.
    sentences.push(...describeMended(isFollowed ? mendedWithUploads(state) : mendedSoFar(state)));
  }
  if (isFollowed) {
    sentences.push(
      vscode.l10n.t(
        'The upload to {name} was asked for, and is looked after: “Uploads” shows how it ends. Do not upload the same again before.',
        { name: nameOfTarget(state) },
      ),
    );
  }
  return sentences;
}

/** Undefined where the configuration has yet to be created. */
function targetIn({ configuration }: PublishState, tenantId: string): UploadTarget | undefined {
  return configuration?.kind === 'existing'
    ? { tenantId, configurationId: configuration.configuration.id }
    : undefined;
}
