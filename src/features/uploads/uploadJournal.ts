import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeldLease } from '../../platform/lease.ts';
import {
  type EndedUpload,
  isEndedUpload,
  isUploadRecord,
  type UploadEnd,
  type UploadRecord,
  type UploadTarget,
} from './uploadRecord.ts';

/** How many uploads of a tenant that have ended are remembered, beside those that left something behind. */
const remembered = 50;

/** The journal as a port, so that tests can keep it in memory. */
export type Journal = Pick<
  UploadJournal,
  'entries' | 'ended' | 'put' | 'remove' | 'end' | 'forget' | 'has' | 'lease'
>;

const runningEnding = '.running.json';
const endedEnding = '.ended.json';

/**
 * Remembers uploads across windows and restarts, each in a file of its own: those that run,
 * and the last that have ended. What there is is told by the files alone, so that two windows see the same.
 */
export class UploadJournal {
  readonly #folder: string;

  /** @param folder of the extension's storage; it is made when something is written */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where the files are. It is made, so that it can be watched. */
  get folder(): string {
    mkdirSync(this.#folder, { recursive: true });
    return this.#folder;
  }

  /** Uploads whose end nobody has seen yet, in the order in which they were begun. */
  get entries(): readonly UploadRecord[] {
    return this.#read(runningEnding)
      .filter(isUploadRecord)
      .toSorted((one, other) => one.baseline.startedAt.localeCompare(other.baseline.startedAt));
  }

  /** Uploads that have ended, the last one first. */
  get ended(): readonly EndedUpload[] {
    return this.#read(endedEnding)
      .filter(isEndedUpload)
      .toSorted((one, other) => other.end.endedAt.localeCompare(one.end.endedAt));
  }

  /** Remembers an upload as running, or what has become of it. */
  async put(record: UploadRecord): Promise<void> {
    await this.#write(`${record.id}${runningEnding}`, record);
    await rm(this.#path(`${record.id}${endedEnding}`), { force: true });
  }

  /** Forgets an upload that ran, without a trace. */
  async remove({ id }: UploadRecord): Promise<void> {
    await rm(this.#path(`${id}${runningEnding}`), { force: true });
  }

  /** Remembers how an upload has ended. */
  async end(record: UploadRecord, end: UploadEnd): Promise<EndedUpload> {
    const ended = { ...record, end };
    await this.#write(`${record.id}${endedEnding}`, ended);
    await this.remove(record);
    const others = this.ended.filter(
      (other) => other.tenantId === record.tenantId && !other.end.isLeftBehind,
    );
    await this.forget(others.slice(remembered));
    return ended;
  }

  async forget(uploads: readonly EndedUpload[]): Promise<void> {
    await Promise.all(uploads.map(({ id }) => rm(this.#path(`${id}${endedEnding}`), { force: true })));
  }

  /** Whether an upload to the configuration is remembered as running. */
  has({ tenantId, configurationId }: UploadTarget): boolean {
    return this.entries.some(
      (entry) => entry.tenantId === tenantId && entry.baseline.configurationId === configurationId,
    );
  }

  /** The right to begin an upload to a configuration and to look after it; undefined while somebody else has it. */
  async lease({ tenantId, configurationId }: UploadTarget): Promise<HeldLease | undefined> {
    await mkdir(this.#folder, { recursive: true });
    const { Lease } = await import('../../platform/lease.ts');
    return Lease.take(this.#path(`${`${tenantId}.${configurationId}`.replaceAll(/[^\w.-]/g, '')}.lease`));
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  /** As a whole or not at all: another window may read at any time. */
  async #write(name: string, value: UploadRecord): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const draft = this.#path(`${randomUUID()}.draft`);
    await writeFile(draft, JSON.stringify(value), { mode: 0o600 });
    await rename(draft, this.#path(name));
  }

  #read(ending: string): unknown[] {
    let names: readonly string[];
    try {
      names = readdirSync(this.#folder);
    } catch {
      return []; // there is no folder before the first upload
    }
    return names
      .filter((name) => name.endsWith(ending))
      .map((name) => {
        try {
          return JSON.parse(readFileSync(this.#path(name), 'utf8'));
        } catch {
          return undefined; // another window has just taken it away
        }
      });
  }
}
