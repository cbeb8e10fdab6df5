import * as vscode from 'vscode';
import { checkUploadAddress, isSignedAddress } from '../../hosting/uploadAddress.ts';
import type { Back, Frame, Prompts } from '../../platform/prompts.ts';
import { keepAnswer } from '../../platform/wizard.ts';
import type { Tenancy } from '../tenancy.ts';

/** Asks for the address at which a bundle lies already. */
export function askForAddress(
  { tenancy, prompts }: { readonly tenancy: Tenancy; readonly prompts: Prompts },
  state: { address?: string },
  frame: Frame,
): Promise<Back | undefined> {
  const privateAllowed = tenancy.kind === 'sandbox';
  const address = prompts.text(frame, {
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
