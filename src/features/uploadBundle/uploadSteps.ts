import * as vscode from 'vscode';
import { parseSha256 } from '../../pki/fileHash.ts';
import type { Back, Frame } from '../../platform/prompts.ts';
import { keepAnswer, type WizardStep } from '../../platform/wizard.ts';
import { askForAddress } from '../bundleHosts/askForAddress.ts';
import { askForHost } from '../bundleHosts/askForHost.ts';
import { askToVerify } from '../bundleHosts/askToVerify.ts';
import { askForNewName, askForTarget } from '../configurationTarget.ts';
import { askAboutBundle, askForBundle } from './bundleSteps.ts';
import { checkFile } from './checkFile.ts';
import { describeHashProblem } from './hashSentences.ts';
import { askForSummary } from './summaryStep.ts';
import { isHostedHere, type UploadAnswers } from './uploadAnswers.ts';
import type { UploadServices } from './uploadServices.ts';

/** The questions of an upload, in order. Those whose answer is known from where the command came from are left out. */
export function uploadSteps(
  services: UploadServices,
  fixed: Readonly<UploadAnswers>,
): WizardStep<UploadAnswers>[] {
  const isNew = (state: UploadAnswers): boolean => state.configuration?.kind === 'new';
  return [
    {
      isNeeded: () => fixed.configuration === undefined,
      ask: (state, frame) =>
        keepAnswer(askForTarget(services, state.configuration, frame), async (choice) => {
          state.configuration = choice;
          await checkFile(services, state);
        }),
    },
    { isNeeded: isNew, ask: (state, frame) => askForNewName(services, state, frame) },
    {
      isNeeded: () => fixed.bundle === undefined,
      ask: (state, frame) => askForBundle(services, state, frame),
    },
    {
      isNeeded: (state) => (state.check?.findings.length ?? 0) > 0,
      ask: askAboutBundle,
    },
    {
      isNeeded: (state) => state.file?.content !== undefined,
      ask: (state, frame) =>
        keepAnswer(askForHost(services, state.host, frame), (host) => {
          state.host = host;
        }),
    },
    {
      isNeeded: (state) => !isHostedHere(state),
      ask: (state, frame) => askForAddress(services, state, frame),
    },
    {
      isNeeded: (state) => state.file !== undefined && !isHostedHere(state),
      ask: (state, frame) => askToVerify(services, state.file, state.address, frame),
    },
    {
      isNeeded: (state) => state.bundle === 'hosted',
      ask: (state, frame) => askForHash(services, state, frame),
    },
    { isNeeded: () => true, ask: askForSummary },
  ];
}

function askForHash(services: UploadServices, state: UploadAnswers, frame: Frame): Promise<Back | undefined> {
  const hash = services.prompts.text(frame, {
    prompt: vscode.l10n.t(
      'SHA-256 of the file as it is served. A line that Get-FileHash or sha256sum printed will do.',
    ),
    placeholder: vscode.l10n.t('64 hexadecimal digits'),
    value: state.hash ?? '',
    remember: (text) => {
      state.hash = text;
    },
    validate: (text) => {
      const parsed = parseSha256(text);
      return parsed.ok ? undefined : describeHashProblem(parsed.problem, parsed.digits);
    },
  });
  return keepAnswer(hash, (text) => {
    const parsed = parseSha256(text);
    if (parsed.ok) {
      state.hash = parsed.hash;
    }
  });
}
