import * as vscode from 'vscode';
import { failureOf } from '../../platform/failure.ts';
import { type Back, back, type Frame, type PickRow, type Prompts } from '../../platform/prompts.ts';
import { askAboutFindings } from '../findingsQuestion.ts';
import { bundleExtensions } from './bundleExtensions.ts';
import { checkFile } from './checkFile.ts';
import { findBundleFiles } from './findBundleFiles.ts';
import { readBundleFile } from './readBundleFile.ts';
import type { UploadAnswers } from './uploadAnswers.ts';
import type { UploadServices } from './uploadServices.ts';

type BundleChoice = { readonly uri: vscode.Uri } | 'browse' | 'hosted';

/** Lets the user choose a file of the workspace or of the disk, and reads it; or a file that is hosted already. */
export async function askForBundle(
  services: UploadServices,
  state: UploadAnswers,
  frame: Frame,
): Promise<Back | undefined> {
  let problem: string | undefined;
  for (;;) {
    const choice = await services.prompts.pick(frame, {
      placeholder: problem ?? vscode.l10n.t('Which bundle of CA certificates (.p7b) shall be uploaded?'),
      rows: bundleRows(problem),
      isActive: (candidate) =>
        typeof candidate === 'string'
          ? candidate === state.bundle
          : state.bundle !== 'hosted' && candidate.uri.toString() === state.bundle?.toString(),
    });
    if (choice === back) {
      return back;
    }
    if (choice === 'hosted') {
      state.bundle = 'hosted';
      delete state.file;
      delete state.check;
      return undefined;
    }
    const uri =
      choice === 'browse'
        ? await services.prompts.openFile(vscode.l10n.t('Choose a bundle of CA certificates'), {
            name: vscode.l10n.t('PKCS #7 bundles'),
            extensions: bundleExtensions,
          })
        : choice.uri;
    if (uri) {
      try {
        state.file = await readBundleFile(services, uri);
        state.bundle = uri;
      } catch (error) {
        problem = sentenceOf(error);
        continue;
      }
      await checkFile(services, state);
      return undefined;
    }
  }
}

async function bundleRows(problem: string | undefined): Promise<PickRow<BundleChoice>[]> {
  const files = await findBundleFiles();
  return [
    ...(problem === undefined ? [] : [{ label: problem, icon: 'error' }]),
    ...files.map(({ uri, label, description }) => ({ label, description, icon: 'file', value: { uri } })),
    { label: '', separator: true },
    { label: vscode.l10n.t('Browse…'), icon: 'folder-opened', value: 'browse' as const },
    {
      label: vscode.l10n.t('The file is already hosted: enter its hash'),
      icon: 'link',
      value: 'hosted' as const,
    },
  ];
}

/** The sentence of a failure that another choice can mend. Everything else ends the wizard. */
function sentenceOf(error: unknown): string {
  const failure = failureOf(error);
  if (failure.outcome === 'expected') {
    return failure.message;
  }
  throw error;
}

/** Shows what is wrong with the chosen bundle. Going on is always possible: the service has the last word. */
export function askAboutBundle(
  state: UploadAnswers,
  frame: Frame,
  prompts: Prompts,
): Promise<Back | undefined> {
  const name = state.file?.name ?? '';
  return askAboutFindings(prompts, frame, state.check?.findings ?? [], {
    willFail: vscode.l10n.t('{name}: this upload would fail.', { name }),
    mayFail: vscode.l10n.t('{name}: please look at this first.', { name }),
    stop: vscode.l10n.t('Do Not Upload'),
    whyStop: vscode.l10n.t('the job will probably fail'),
  });
}
