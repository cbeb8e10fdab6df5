import * as vscode from 'vscode';
import { type Back, back, type Frame } from '../../platform/prompts.ts';
import { suggestedFile } from '../../platform/suggestedFile.ts';
import type { PublishServices, PublishState } from './publishState.ts';

/** A bundle that lies somewhere already has to be exactly this one: it is saved first. */
export async function askToSave(
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
    const suggestion = suggestedFile(`${state.newName ?? 'bundle'}.p7b`);
    const target = await prompts.saveFile(vscode.l10n.t('Save the bundle as'), suggestion, {
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
