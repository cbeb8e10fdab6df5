import * as vscode from 'vscode';
import { CancelledError } from '../../platform/failure.ts';
import type { DeviceCode, DeviceCodePresenter } from './deviceCodeFlow.ts';

/** A dialog with the code and Copy & Open, then progress that can be cancelled. */
export const deviceCodeDialog: DeviceCodePresenter = {
  async present({ userCode, verificationUri }: DeviceCode, signal: AbortSignal): Promise<void> {
    const copyAndOpen = vscode.l10n.t('Copy & Open');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('Your code: {code}', { code: userCode }),
      {
        modal: true,
        detail: vscode.l10n.t(
          'Enter it at {address}, in a browser of this machine or any other, and sign in there. Only do so if you started this yourself.',
          { address: verificationUri },
        ),
      },
      copyAndOpen,
    );
    if (signal.aborted) {
      return; // entered meanwhile on another machine, or refused
    }
    if (chosen !== copyAndOpen) {
      throw new CancelledError();
    }
    await vscode.env.clipboard.writeText(userCode);
    await vscode.env.openExternal(vscode.Uri.parse(verificationUri));
    await showWaiting(
      vscode.l10n.t('Waiting until the code {code} has been entered at {address}', {
        code: userCode,
        address: verificationUri,
      }),
      signal,
    );
  },
};

/** Stays until the signal is aborted; throws a {@link CancelledError} when it is cancelled before. */
async function showWaiting(title: string, signal: AbortSignal): Promise<void> {
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (_progress, token) =>
      new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
        token.onCancellationRequested(() => reject(new CancelledError()));
        if (signal.aborted) {
          resolve();
        }
      }),
  );
}
