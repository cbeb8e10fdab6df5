import * as vscode from 'vscode';
import { CancelledError, ExpectedError } from '../../platform/failure.ts';
import { type Files, nameOf } from '../../platform/files.ts';
import { back, type Frame, type Prompts } from '../../platform/prompts.ts';
import type { ChosenCredential, CredentialSource } from './clientCertificateFlow.ts';
import { type ClientCredential, type CredentialReading, readClientCredential } from './clientCredential.ts';

/** Most bytes of a file with a certificate and a key; whatever is larger is something else. */
const largestFile = 1024 * 1024;

/** Certificates and keys in files that the user chooses. */
export class CredentialFiles implements CredentialSource {
  readonly #files: Files;
  readonly #prompts: Prompts;

  constructor(files: Files, prompts: Prompts) {
    this.#files = files;
    this.#prompts = prompts;
  }

  async read(
    files: readonly string[],
    passphrase: string | undefined,
  ): Promise<ClientCredential | undefined> {
    if (files.length === 0) {
      return undefined;
    }
    try {
      const reading = readClientCredential(await this.#contents(files.map(uriOf)), passphrase);
      return reading.outcome === 'credential' ? reading.credential : undefined;
    } catch (error) {
      if (error instanceof ExpectedError) {
        return undefined; // moved, or on a drive that is not there now: the user chooses again
      }
      throw error;
    }
  }

  async choose(known: readonly string[]): Promise<ChosenCredential> {
    let uris = known.map(uriOf);
    let contents = await this.#contents(uris).catch(() => []);
    if (contents.length === 0 || !(await this.#askWhetherSame(uris))) {
      uris = [
        await this.#askForFile(vscode.l10n.t('Choose the certificate with its private key (PFX or PEM)')),
      ];
      contents = await this.#contents(uris);
    }
    let passphrase: string | undefined;
    for (;;) {
      const reading = readClientCredential(contents, passphrase);
      switch (reading.outcome) {
        case 'credential':
          return {
            credential: reading.credential,
            files: uris.map((uri) => uri.toString()),
            passphrase: passphrase === undefined ? undefined : await this.#askWhetherToKeep(passphrase),
          };
        case 'needsPassphrase':
        case 'wrongPassphrase':
          passphrase = await this.#askForPassphrase(reading.outcome === 'wrongPassphrase');
          break;
        case 'missing':
          if (uris.length > 1) {
            throw unusable(uris, reading);
          }
          uris = [...uris, await this.#askForFile(titleForMissing(reading.what))];
          contents = await this.#contents(uris);
          break;
        case 'refused':
          throw unusable(uris, reading);
      }
    }
  }

  async #contents(uris: readonly vscode.Uri[]): Promise<Uint8Array[]> {
    const contents: Uint8Array[] = [];
    for (const uri of uris) {
      if ((await this.#files.size(uri)) > largestFile) {
        throw new ExpectedError(
          'signIn.keyUnusable',
          vscode.l10n.t('{name} is too large to be a certificate with its key.', { name: nameOf(uri) }),
        );
      }
      contents.push(await this.#files.read(uri));
    }
    return contents;
  }

  async #askForFile(title: string): Promise<vscode.Uri> {
    const uri = await this.#prompts.openFile(title, {
      name: vscode.l10n.t('Certificates and keys'),
      extensions: ['pfx', 'p12', 'pem', 'key', 'crt', 'cer'],
    });
    if (!uri) {
      throw new CancelledError();
    }
    return uri;
  }

  /** Whether the files of last time will do: the certificate may have been exchanged for another. */
  async #askWhetherSame(uris: readonly vscode.Uri[]): Promise<boolean> {
    const answer = await this.#prompts.pick<'same' | 'other'>(frame(1), {
      placeholder: vscode.l10n.t('Which certificate do you want to sign in with?'),
      rows: [
        { label: uris.map(nameOf).join(', '), icon: 'key', value: 'same' },
        { label: vscode.l10n.t('Another…'), icon: 'folder-opened', value: 'other' },
      ],
    });
    return answer === 'same';
  }

  async #askForPassphrase(wasWrong: boolean): Promise<string> {
    const passphrase = await this.#prompts.text(frame(1), {
      prompt: wasWrong
        ? vscode.l10n.t('This passphrase does not open the private key. Try another.')
        : vscode.l10n.t('Passphrase of the private key'),
      value: '',
      validate: () => undefined,
      isSecret: () => true,
    });
    if (passphrase === back) {
      throw new CancelledError();
    }
    return passphrase;
  }

  /** The passphrase where it may be kept. */
  async #askWhetherToKeep(passphrase: string): Promise<string | undefined> {
    const answer = await this.#prompts.pick<'keep' | 'forget'>(frame(2), {
      placeholder: vscode.l10n.t('Shall the passphrase be kept for the next time?'),
      rows: [
        {
          label: vscode.l10n.t('Ask Again Next Time'),
          icon: 'lock',
          detail: vscode.l10n.t('It is forgotten when this window is closed.'),
          value: 'forget',
        },
        {
          label: vscode.l10n.t('Keep'),
          icon: 'key',
          detail: vscode.l10n.t('In the secret storage of VS Code, until you sign out.'),
          value: 'keep',
        },
      ],
    });
    return answer === 'keep' ? passphrase : undefined;
  }
}

function uriOf(text: string): vscode.Uri {
  return vscode.Uri.parse(text);
}

function titleForMissing(what: 'certificate' | 'privateKey'): string {
  return what === 'privateKey'
    ? vscode.l10n.t('The file holds the certificate. Choose the file with its private key')
    : vscode.l10n.t('The file holds the private key. Choose the file with its certificate');
}

function unusable(
  uris: readonly vscode.Uri[],
  reading: Extract<CredentialReading, { outcome: 'refused' | 'missing' }>,
): ExpectedError {
  const names = uris.map(nameOf).join(', ');
  return new ExpectedError('signIn.keyUnusable', sentenceFor(reading, names), [
    { title: vscode.l10n.t('Try Again'), command: 'cbaPki.account.signIn' },
  ]);
}

function sentenceFor(
  reading: Extract<CredentialReading, { outcome: 'refused' | 'missing' }>,
  names: string,
): string {
  if (reading.outcome === 'missing') {
    return reading.what === 'privateKey'
      ? vscode.l10n.t('There is no private key in {names}.', { names })
      : vscode.l10n.t('There is no certificate in {names}.', { names });
  }
  switch (reading.why) {
    case 'ellipticCurve':
      return vscode.l10n.t(
        'The key in {names} is an elliptic curve key. Entra takes only RSA keys for the sign-in of an application: make an RSA certificate, and add it to the registration.',
        { names },
      );
    case 'notRsa':
      return vscode.l10n.t(
        'The key in {names} is no RSA key. Entra takes only RSA keys for the sign-in of an application.',
        { names },
      );
    case 'mismatch':
      return vscode.l10n.t('The private key in {names} does not belong to any certificate there.', { names });
    case 'unknownCipher':
      return vscode.l10n.t(
        '{names} is encrypted in a way that cannot be read here. Export it again, encrypted with AES-256.',
        { names },
      );
    case 'nothing':
      return vscode.l10n.t(
        'There is no certificate with a private key in {names}. Choose a PFX, or PEM files.',
        { names },
      );
  }
}

const frame = (step: number): Frame => ({
  title: vscode.l10n.t('Sign In with a Certificate'),
  step,
  totalSteps: 2,
  canGoBack: false,
});
