import * as vscode from 'vscode';
import { setContextKey } from '../../platform/contextKeys.ts';
import type { Tenancies } from '../tenancy.ts';
import type { UploadJournal } from './uploadJournal.ts';
import type { EndedUpload, UploadRecord } from './uploadRecord.ts';
import type { UploadWatcher } from './uploadWatcher.ts';
import type { UploadStanding } from './watchServices.ts';

/** An upload that runs, and how it stands as far as this window knows. */
export interface RunningUpload {
  readonly kind: 'runningUpload';
  readonly record: UploadRecord;
  readonly standing: UploadStanding | undefined;
  /** Whether this window could not follow it any further. */
  readonly isGivenUp: boolean;
}

export interface PastUpload {
  readonly kind: 'endedUpload';
  readonly upload: EndedUpload;
}

/** The uploads of the connected tenant, those of other windows too. */
export class UploadsModel implements vscode.Disposable {
  readonly #journal: UploadJournal;
  readonly #watcher: UploadWatcher;
  readonly #tenancies: Tenancies;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  #files: vscode.FileSystemWatcher | undefined;

  constructor(journal: UploadJournal, watcher: UploadWatcher, tenancies: Tenancies) {
    this.#journal = journal;
    this.#watcher = watcher;
    this.#tenancies = tenancies;
    this.#subscription = watcher.onDidChange(() => this.refresh());
  }

  /** What runs first, then what has ended, the last one first. */
  get uploads(): readonly (RunningUpload | PastUpload)[] {
    const tenantId = this.#tenancies.current?.tenantId;
    const isOurs = (record: UploadRecord): boolean => record.tenantId === tenantId;
    return [
      ...this.#journal.entries.filter(isOurs).map((record) => ({
        kind: 'runningUpload' as const,
        record,
        standing: this.#watcher.standingOf(record),
        isGivenUp: this.#watcher.hasGivenUp(record),
      })),
      ...this.#journal.ended.filter(isOurs).map((upload) => ({ kind: 'endedUpload' as const, upload })),
    ];
  }

  /** Has everything that shows uploads look again. */
  refresh(): void {
    setContextKey('cbaPki.uploads', this.uploads.length > 0 ? 'shown' : undefined);
    this.#changed.fire(undefined);
  }

  /** From now on changes of other windows are told as well. */
  watchFiles(): void {
    if (!this.#files) {
      const pattern = new vscode.RelativePattern(vscode.Uri.file(this.#journal.folder), '*.json');
      this.#files = vscode.workspace.createFileSystemWatcher(pattern);
      this.#files.onDidCreate(() => this.refresh());
      this.#files.onDidChange(() => this.refresh());
      this.#files.onDidDelete(() => this.refresh());
    }
  }

  dispose(): void {
    vscode.Disposable.from(
      this.#subscription,
      this.#changed,
      ...(this.#files ? [this.#files] : []),
    ).dispose();
  }
}
