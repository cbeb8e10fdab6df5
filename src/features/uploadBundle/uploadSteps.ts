import * as vscode from 'vscode';
import { stateOf } from '../../graph/model.ts';
import { checkUploadAddress, isSignedAddress } from '../../hosting/uploadAddress.ts';
import { parseSha256 } from '../../pki/fileHash.ts';
import type { Back, Frame, PickRow } from '../../platform/prompts.ts';
import { keepAnswer, type WizardStep } from '../../platform/wizard.ts';
import { stateIcon } from '../browseTrustStore/stateIcon.ts';
import { askForHost } from '../bundleHosts/askForHost.ts';
import { askForConfigurationName } from '../configurationName.ts';
import { askAboutBundle, askForBundle } from './bundleSteps.ts';
import { checkFile } from './checkFile.ts';
import { describeHashProblem } from './hashSentences.ts';
import { askForSummary } from './summaryStep.ts';
import { type ConfigurationChoice, isHostedHere, type UploadAnswers } from './uploadAnswers.ts';
import type { UploadServices } from './uploadServices.ts';
import { askToVerify } from './verifyStep.ts';

/** The questions of an upload, in order. Those whose answer is known from where the command came from are left out. */
export function uploadSteps(
  services: UploadServices,
  fixed: Readonly<UploadAnswers>,
): WizardStep<UploadAnswers>[] {
  const isNew = (state: UploadAnswers): boolean => state.configuration?.kind === 'new';
  return [
    {
      isNeeded: () => fixed.configuration === undefined,
      ask: (state, frame) => askForConfiguration(services, state, frame),
    },
    { isNeeded: isNew, ask: (state, frame) => askForName(services, state, frame) },
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
      ask: (state, frame) => askToVerify(services, state, frame),
    },
    {
      isNeeded: (state) => state.bundle === 'hosted',
      ask: (state, frame) => askForHash(services, state, frame),
    },
    { isNeeded: () => true, ask: askForSummary },
  ];
}

function askForConfiguration(
  services: UploadServices,
  state: UploadAnswers,
  frame: Frame,
): Promise<Back | undefined> {
  const rows = services.model.allConfigurations().then((items): PickRow<ConfigurationChoice>[] => [
    { label: vscode.l10n.t('Create new configuration…'), icon: 'add', value: { kind: 'new' } },
    { label: vscode.l10n.t('Configurations'), separator: true },
    ...items.map((configuration) => ({
      label: configuration.displayName || configuration.id,
      icon: stateIcon(configuration),
      description:
        stateOf(configuration) === 'running'
          ? vscode.l10n.t('a job is running: upload when it has ended')
          : configuration.id,
      value: { kind: 'existing' as const, configuration },
    })),
  ]);
  const before = state.configuration;
  const choice = services.prompts.pick(frame, {
    placeholder: vscode.l10n.t('Which PKI configuration shall take the authorities?'),
    rows,
    isActive: (candidate) =>
      candidate.kind === 'existing'
        ? before === undefined ||
          (before.kind === 'existing' && before.configuration.id === candidate.configuration.id)
        : before?.kind === 'new',
  });
  return keepAnswer(choice, async (value) => {
    state.configuration = value;
    await checkFile(services, state);
  });
}

function askForName(services: UploadServices, state: UploadAnswers, frame: Frame): Promise<Back | undefined> {
  const taken = new Set(services.model.knownConfigurations.map(({ displayName }) => displayName));
  const question = {
    prompt: vscode.l10n.t('Name of the new PKI configuration'),
    value: state.newName ?? '',
    remember: (text: string) => {
      state.newName = text;
    },
  };
  return keepAnswer(askForConfigurationName(services.prompts, frame, question, taken), (name) => {
    state.newName = name;
  });
}

function askForAddress(
  services: UploadServices,
  state: UploadAnswers,
  frame: Frame,
): Promise<Back | undefined> {
  const privateAllowed = services.tenancy.kind === 'sandbox';
  const address = services.prompts.text(frame, {
    prompt: privateAllowed
      ? vscode.l10n.t('Address of the bundle. The sandbox tenant fetches it itself, without credentials.')
      : vscode.l10n.t(
          'Address of the bundle. Microsoft Entra fetches it itself, without credentials: it must be public or signed.',
        ),
    placeholder: 'https://…/bundle.p7b',
    value: state.address ?? '',
    validate: (text) => {
      const check = checkUploadAddress(text, privateAllowed);
      return check.ok ? undefined : check.message;
    },
    isSecret: isSignedAddress,
    remember: (text) => {
      state.address = text;
    },
  });
  return keepAnswer(address, (text) => {
    const check = checkUploadAddress(text, privateAllowed);
    if (check.ok) {
      state.address = check.address;
    }
  });
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
