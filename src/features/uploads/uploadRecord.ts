import { isRecord } from '../../graph/isRecord.ts';
import type { UploadBaseline } from '../../graph/uploadJob.ts';
import type { HostPlace } from '../bundleHosts/bundleHosts.ts';
import type { ConfirmedMending, MendingOutcome } from '../mendRevocation/applyMendings.ts';

/**
 * - `hosting`: the bundle is being given an address; nothing was asked for
 * - `asked`: the request was about to leave; whether it arrived is not known
 * - `accepted`: the service has taken the upload on
 * - `mending`: the job has succeeded, and what was confirmed is being set right
 */
export type UploadPhase = 'hosting' | 'asked' | 'accepted' | 'mending';

/** An upload as it is written down. Holds no address of a bundle: it may be a secret. */
export interface UploadRecord {
  readonly id: string;
  readonly phase: UploadPhase;
  readonly tenantId: string;
  readonly configurationName: string;
  readonly bundleName: string;
  /** Of the bundle, 64 upper-case hex digits. */
  readonly sha256: string;
  /** SHA-1 of the certificates in the bundle, upper-case hex; empty where it was not looked into. */
  readonly thumbprints: readonly string[];
  /** Of a phase before `asked`, only the configuration and the time count. */
  readonly baseline: UploadBaseline;
  /** How many authorities the configuration had before. */
  readonly authoritiesBefore: number;
  /** Where the bundle lies for the time of the job, to be taken away afterwards. */
  readonly hosted?: HostedBundle;
  /** What is to be set right after it, as the user confirmed it. */
  readonly mendings?: readonly ConfirmedMending[];
  /** How many certificates were to be sent after it by the same publication, if it goes on. */
  readonly unsent?: number;
  /** Whether the user cancelled before it came to that: they are told then, and not done. */
  readonly isMendingCancelled?: true;
  /** How the job has ended; there from the phase `mending` on. */
  readonly end?: UploadEnd;
}

/** What takes one upload at a time. */
export interface UploadTarget {
  readonly tenantId: string;
  readonly configurationId: string;
}

export function targetOf({ tenantId, baseline: { configurationId } }: UploadRecord): UploadTarget {
  return { tenantId, configurationId };
}

/** Whether an upload was ever asked for, as far as that is written down. */
export function wasAskedFor(
  { entries, ended }: { readonly entries: readonly UploadRecord[]; readonly ended: readonly EndedUpload[] },
  { tenantId, configurationId }: UploadTarget,
): boolean {
  const isFor = (record: UploadRecord): boolean =>
    record.tenantId === tenantId && record.baseline.configurationId === configurationId;
  return entries.some(isFor) || ended.some((one) => isFor(one) && one.end.outcome !== 'notSent');
}

export interface HostedBundle {
  readonly place: HostPlace;
  readonly name: string;
  /** Whether it is to stay there when the job has ended. */
  readonly stays: boolean;
}

/**
 * - `succeeded`, `failed`, `other`: what the service says of the job
 * - `unknown`: no job has shown itself
 * - `notSent`: it was given up before it was asked for
 * - `stopped`: the user stopped watching it; the job goes on
 */
export type UploadOutcome = 'succeeded' | 'failed' | 'other' | 'unknown' | 'notSent' | 'stopped';

/** How an upload ended. */
export interface UploadEnd {
  /** ISO 8601. */
  readonly endedAt: string;
  readonly outcome: UploadOutcome;
  /** What the service says of it, or its status where that is an unusual one. */
  readonly details: string;
  /** How many authorities came to the configuration; undefined where that is not known. */
  readonly added: number | undefined;
  /** Thumbprints of the bundle that the configuration does not have; without a meaning where `added` is not known. */
  readonly missing: readonly string[];
  /** Whether the bundle still lies at its address. */
  readonly isLeftBehind: boolean;
  /** What was set right after it; undefined where nothing was to be. */
  readonly mended?: MendingOutcome;
}

/** Whether a certificate of an upload is in the configuration, as far as it was looked for. */
export function whereaboutsOf(
  { added, missing }: UploadEnd,
  thumbprint: string,
): 'there' | 'missing' | 'unknown' {
  if (added === undefined) {
    return 'unknown';
  }
  return missing.includes(thumbprint) ? 'missing' : 'there';
}

export interface EndedUpload extends UploadRecord {
  readonly end: UploadEnd;
}

/** Whether what was read from a file is a record: another version may have written it. */
export function isUploadRecord(value: unknown): value is UploadRecord {
  return (
    isRecord(value) &&
    ['id', 'phase', 'tenantId', 'configurationName', 'bundleName', 'sha256'].every(
      (name) => typeof value[name] === 'string',
    ) &&
    Array.isArray(value['thumbprints']) &&
    isRecord(value['baseline']) &&
    ['configurationId', 'lastModifiedDateTime', 'startedAt'].every(
      (name) => isRecord(value['baseline']) && typeof value['baseline'][name] === 'string',
    )
  );
}

export function isEndedUpload(value: unknown): value is EndedUpload {
  return (
    isUploadRecord(value) &&
    'end' in value &&
    isRecord(value.end) &&
    typeof value.end['outcome'] === 'string' &&
    typeof value.end['endedAt'] === 'string' &&
    Array.isArray(value.end['missing'])
  );
}
