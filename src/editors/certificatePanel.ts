import * as vscode from 'vscode';
import { type LookedInto, lookInto } from '../features/certificateFiles.ts';
import { writePem } from '../pki/pem.ts';
import { isRuleId, rules } from '../pki/rules/ruleTable.ts';
import { CancelledError } from '../platform/failure.ts';
import { AbortScope } from '../platform/progress.ts';
import { onDidChangeSettings, settings } from '../platform/settings.ts';
import { askForComparison } from './comparison.ts';
import { addressesOf } from './detailsView.ts';
import { exportMember } from './exportMember.ts';
import { type ComparedWith, OpenedFile } from './openedFile.ts';
import { pageHtml } from './pageHtml.ts';
import type { HostMessage, PageMessage } from './protocol.ts';
import type { ViewerServices } from './viewerServices.ts';

/** One viewer: reads its file, again whenever it changes, and answers its page. */
export class CertificatePanel implements vscode.Disposable {
  readonly #services: ViewerServices;
  readonly #uri: vscode.Uri;
  readonly #panel: vscode.WebviewPanel;
  readonly #isTextWanted: () => boolean;
  readonly #scope = new AbortScope();
  readonly #disposables: vscode.Disposable;
  #reading = new AbortController();
  #opened: OpenedFile | undefined;
  #compared: ComparedWith | undefined;
  #isReady = false;
  #selectWhenReady: number | undefined;

  constructor(
    services: ViewerServices,
    uri: vscode.Uri,
    panel: vscode.WebviewPanel,
    isTextWanted: () => boolean,
  ) {
    this.#services = services;
    this.#uri = uri;
    this.#panel = panel;
    this.#isTextWanted = isTextWanted;
    const { webview } = panel;
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(
        vscode.Uri.joinPath(uri, '..'),
        escapeGlob(uri.path.split('/').at(-1) ?? ''),
      ),
    );
    const again = (): void => this.#start(() => this.#read());
    this.#disposables = vscode.Disposable.from(
      this.#scope,
      watcher,
      watcher.onDidChange(again),
      watcher.onDidCreate(again),
      watcher.onDidDelete(again),
      onDidChangeSettings(['cbaPki.rules', 'cbaPki.expiry.warningDays'], again),
      webview.onDidReceiveMessage((message: PageMessage) => this.#start(() => this.#answer(message))),
    );
    webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(services.extensionUri, 'dist', 'webview')],
    };
    webview.html = pageHtml(webview, services.extensionUri);
  }

  select(position: number): void {
    if (this.#isReady) {
      this.#send({ type: 'select', position });
    } else {
      this.#selectWhenReady = position;
    }
  }

  dispose(): void {
    this.#reading.abort(new CancelledError());
    this.#disposables.dispose();
  }

  #start(work: () => Promise<void>): void {
    work().catch((error: unknown) => this.#services.report('viewer', error));
  }

  #send(message: HostMessage): void {
    void this.#panel.webview.postMessage(message);
  }

  async #read(): Promise<void> {
    this.#reading.abort(new CancelledError());
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    const looked = await lookInto(this.#services.files, this.#uri, signal);
    signal.throwIfAborted();
    if (this.#isTextWanted() && isText(looked)) {
      await this.#openAsText();
      this.#panel.dispose();
      return;
    }
    const { name, content } = looked;
    if ('problem' in content) {
      this.#opened = undefined;
      this.#send({ type: 'problem', name, message: content.problem });
      return;
    }
    const opened = new OpenedFile(looked, content.file, settings.checkContext(this.#services.clock.now()));
    this.#opened = opened;
    this.#send({ type: 'file', file: opened.view() });
    this.#sendComparison();
    if (this.#selectWhenReady !== undefined) {
      this.#send({ type: 'select', position: this.#selectWhenReady });
      this.#selectWhenReady = undefined;
    }
    this.#send({ type: 'findings', findings: await opened.findings(signal) });
  }

  async #answer(message: PageMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        this.#send({ type: 'texts', contents: vscode.l10n.bundle ?? {} });
        return this.#read();
      case 'details':
        return this.#sendDetails(message.position);
      case 'copy':
        return this.#copy(message.text, message.what);
      case 'copyPem':
        return this.#copyPem(message.position);
      case 'export':
        return this.#export(message.position, message.form);
      case 'openAddress':
        return this.#openAddress(message.position, message.address);
      case 'openSource':
        return openSource(message.rule);
      case 'compare':
        return this.#compare();
      case 'stopComparing':
        this.#compared = undefined;
        return this.#sendComparison();
      case 'upload':
        return run('cbaPki.file.upload', this.#uri);
      case 'createBundle':
        return run('cbaPki.bundle.create', this.#uri);
      case 'openAsText':
        return this.#openAsText();
    }
  }

  #sendDetails(position: number): void {
    const details = this.#opened?.details(position);
    if (details) {
      this.#send({ type: 'details', details });
    }
  }

  async #copy(text: string, what: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {what}', { what }), 3000);
  }

  async #copyPem(position: number): Promise<void> {
    const member = this.#opened?.memberAt(position);
    if (member) {
      await this.#copy(writePem(member.certificate.der), 'PEM');
    }
  }

  async #export(position: number, form: 'der' | 'pem'): Promise<void> {
    const member = this.#opened?.memberAt(position);
    if (member) {
      await exportMember(this.#services, this.#uri, member, form);
    }
  }

  /** Only what stands in the certificate, and only with VS Code's own question. */
  async #openAddress(position: number, address: string): Promise<void> {
    const details = this.#opened?.details(position);
    if (details && addressesOf(details).has(address)) {
      await vscode.env.openExternal(vscode.Uri.parse(address, true));
    }
  }

  async #compare(): Promise<void> {
    this.#compared = await askForComparison(this.#services, this.#scope.signal);
    this.#sendComparison();
  }

  #sendComparison(): void {
    const comparison = this.#compared && this.#opened?.compareWith(this.#compared);
    this.#send({ type: 'comparison', comparison });
  }

  async #openAsText(): Promise<void> {
    const { viewColumn } = this.#panel;
    await vscode.commands.executeCommand('vscode.openWith', this.#uri, 'default', viewColumn);
  }
}

function isText({ content }: LookedInto): boolean {
  return 'file' in content && (content.file.form === 'pem' || content.file.form === 'base64');
}

async function openSource(rule: string): Promise<void> {
  if (isRuleId(rule)) {
    await vscode.env.openExternal(vscode.Uri.parse(rules[rule].source.url, true));
  }
}

async function run(command: string, uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand(command, uri);
}

/** A name in a glob pattern. Brackets make a set of one character that stands for itself. */
function escapeGlob(name: string): string {
  return name.replaceAll(/[*?[\]{}]/g, (character) => `[${character}]`);
}
