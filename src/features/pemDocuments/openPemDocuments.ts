import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import { isCancellation } from '../../platform/failure.ts';
import { onDidChangeSettings, settings } from '../../platform/settings.ts';
import type { CertificateProblems } from '../certificateProblems.ts';
import type { PemText } from './pemText.ts';

/** Files in which certificates are looked for while they are open as text. The same endings as in `certificateFiles`. */
export const pemSelector: vscode.DocumentFilter = { pattern: '**/*.{cer,crt,der,pem,p7b,p7c,spc}' };

/** Documents that are no files of the user's: the other side of a comparison, output, our own. */
const foreignSchemes: ReadonlySet<string> = new Set(['git', 'output', 'cba-pki']);

/** Waits until typing pauses, in milliseconds. */
const pause = 300;

/** Most characters that are looked at while somebody types. */
const longestText = 8 * 1024 * 1024;

interface Analysis {
  readonly version: number;
  readonly controller: AbortController;
  readonly text: Promise<PemText | undefined>;
}

/** Reads and checks certificates in texts that are open, and tells the Problems panel. Does nothing until there is one. */
export class OpenPemDocuments implements vscode.Disposable {
  readonly #problems: CertificateProblems;
  readonly #clock: Clock;
  readonly #report: (error: unknown) => void;
  readonly #analyses = new Map<string, Analysis>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable;
  /** Fires when a text was looked at anew. */
  readonly onDidChange = this.#changed.event;

  constructor(problems: CertificateProblems, clock: Clock, report: (error: unknown) => void) {
    this.#problems = problems;
    this.#clock = clock;
    this.#report = report;
    const all = (): void => vscode.workspace.textDocuments.forEach((document) => this.#schedule(document, 0));
    this.#disposables = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.onDidOpenTextDocument((document) => this.#schedule(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#schedule(document, pause)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      onDidChangeSettings(['cbaPki.diagnostics.openFiles', 'cbaPki.rules', 'cbaPki.expiry.warningDays'], all),
    );
    all();
  }

  /** The certificates in a text as it is now; undefined where there are none. */
  async read(document: vscode.TextDocument): Promise<PemText | undefined> {
    const key = document.uri.toString();
    const known = this.#analyses.get(key);
    if (known?.version === document.version) {
      return known.text;
    }
    known?.controller.abort();
    const controller = new AbortController();
    const text = readText(document, controller.signal);
    this.#analyses.set(key, { version: document.version, controller, text });
    return text;
  }

  /** The same for those that are asked again when the text has changed meanwhile. */
  async readOrNothing(document: vscode.TextDocument): Promise<PemText | undefined> {
    try {
      return await this.read(document);
    } catch (error) {
      if (isCancellation(error)) {
        return undefined;
      }
      throw error;
    }
  }

  #schedule(document: vscode.TextDocument, delay: number): void {
    if (!isOfInterest(document)) {
      return;
    }
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        this.#check(document).catch((error: unknown) => {
          if (!isCancellation(error)) {
            this.#report(error);
          }
        });
      }, delay),
    );
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    const text = await this.read(document);
    const isWanted = settings.checksOpenFiles();
    const diagnostics =
      text && isWanted ? await diagnose(text, this.#clock.now(), this.#signalOf(document)) : [];
    // What was typed meanwhile is looked at by itself.
    if (document.version === version && !document.isClosed) {
      if (text && isWanted) {
        this.#problems.showOpen(document.uri, diagnostics);
      } else {
        this.#problems.close(document.uri);
      }
      this.#changed.fire();
    }
  }

  #signalOf(document: vscode.TextDocument): AbortSignal {
    return this.#analyses.get(document.uri.toString())?.controller.signal ?? AbortSignal.abort();
  }

  #forget({ uri }: vscode.TextDocument): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#analyses.get(key)?.controller.abort();
    this.#analyses.delete(key);
    this.#problems.close(uri);
  }

  dispose(): void {
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#analyses.forEach(({ controller }) => controller.abort());
    this.#disposables.dispose();
  }
}

function isOfInterest(document: vscode.TextDocument): boolean {
  return !foreignSchemes.has(document.uri.scheme) && vscode.languages.match(pemSelector, document) > 0;
}

async function readText(document: vscode.TextDocument, signal: AbortSignal): Promise<PemText | undefined> {
  const { readPemText } = await import('./pemText.ts');
  const text = document.getText();
  return text.length > longestText ? undefined : readPemText(text, signal);
}

async function diagnose(
  { file, size }: PemText,
  now: Date,
  signal: AbortSignal,
): Promise<readonly vscode.Diagnostic[]> {
  const [{ checkFiles }, { runInSlices }, { diagnosticsOf }] = await Promise.all([
    import('../../pki/rules/checkFiles.ts'),
    import('../../pki/slices.ts'),
    import('../findingDiagnostics.ts'),
  ]);
  const [findings = []] = await runInSlices(checkFiles([{ file, size }], settings.checkContext(now)), signal);
  const lines = new Map(
    [...file.certificates, ...file.damaged].map(({ position, line }) => [position, line]),
  );
  return diagnosticsOf(findings, (position) => lines.get(position));
}
