import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../graph/clock.ts';
import { GraphRequestError } from '../../graph/errors.ts';
import type { Configuration } from '../../graph/model.ts';
import { startUpload } from '../../graph/uploadJob.ts';
import { HostingError } from '../../hosting/bundleHost.ts';
import { type AddressVerification, verifyAddress } from '../../hosting/verifyAddress.ts';
import { isCancellation } from '../../platform/failure.ts';
import type { TrustStoreModel } from '../browseTrustStore/trustStoreModel.ts';
import type { BundleHosts, HostPlace } from '../bundleHosts/bundleHosts.ts';
import type { ChosenSignature } from '../bundleHosts/hostChoice.ts';
import { describeDifference } from '../bundleHosts/verificationSentences.ts';
import type { ConfirmedMending } from '../mendRevocation/applyMendings.ts';
import type { Tenancy } from '../tenancy.ts';
import { takeAway } from './takeAway.ts';
import type { Journal } from './uploadJournal.ts';
import type { HostedBundle, UploadRecord } from './uploadRecord.ts';
import type { UploadWatcher } from './uploadWatcher.ts';

export interface BeginServices {
  readonly tenancy: Tenancy;
  readonly model: TrustStoreModel;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly hosts: BundleHosts;
  /** Has the right to an upload, and takes it over with the upload. */
  readonly watcher: Pick<UploadWatcher, 'lease' | 'adopt'>;
}

/** All that an upload needs. */
export interface UploadOrder {
  readonly configuration: Configuration;
  /** Name for texts. */
  readonly bundleName: string;
  /** 64 upper-case hex digits. */
  readonly sha256: string;
  /** Of the certificates in the bundle; empty where it was not looked into. */
  readonly thumbprints: readonly string[];
  readonly source: UploadSource;
  /** What is to be set right after it. */
  readonly mendings?: readonly ConfirmedMending[];
  /** How many certificates are to be sent after it by the same publication. */
  readonly unsent?: number;
}

export type UploadSource =
  | { readonly kind: 'address'; readonly address: string }
  | {
      readonly kind: 'hosted';
      readonly place: HostPlace;
      readonly signature: ChosenSignature | undefined;
      readonly bytes: Uint8Array;
      /** Whether the bundle is to stay at its place when the job has ended. */
      readonly stays: boolean;
    };

/** How far an upload has come. */
export type BeginStage = 'hosting' | 'verifying' | 'asking';

/**
 * Brings an upload up to the point where the job runs: gives the bundle an address where it has none, fetches it from there as Entra
 * will, and asks for the upload, once. Cancel works until the request leaves. Whatever was hosted is taken away again when it fails,
 * unless a job may be under way that needs it.
 * @throws {GraphRequestError} `jobRunning`, `unknownOutcome` (then the record is in the journal, to be watched) and what the service
 * answered; {@link HostingError}
 */
export async function beginUpload(
  services: BeginServices,
  order: UploadOrder,
  signal: AbortSignal,
  onStage?: (stage: BeginStage) => void,
): Promise<UploadRecord> {
  const { tenancy, journal, watcher } = services;
  const target = { tenantId: tenancy.tenantId, configurationId: order.configuration.id };
  const lease = await watcher.lease(target);
  if (!lease) {
    throw new GraphRequestError('jobRunning', 'An upload to this configuration is being looked after.');
  }
  try {
    if (journal.has(target)) {
      throw new GraphRequestError('jobRunning', 'An upload to this configuration has not been seen to end.');
    }
    const record = await begin(services, order, AbortSignal.any([signal, lease.signal]), onStage);
    watcher.adopt(record, lease);
    return record;
  } catch (error) {
    const isTakenOver = lease.signal.aborted && !signal.aborted;
    await lease.release();
    throw isTakenOver && isCancellation(error)
      ? new GraphRequestError('jobRunning', 'Another window has taken the upload over.')
      : error;
  }
}

async function begin(
  services: BeginServices,
  order: UploadOrder,
  signal: AbortSignal,
  onStage: ((stage: BeginStage) => void) | undefined,
): Promise<UploadRecord> {
  const { tenancy, journal, model, clock } = services;
  const { configuration, source } = order;
  const existing = await Array.fromAsync(tenancy.trustStore.allAuthorities(configuration.id, signal));
  let record: UploadRecord = {
    id: randomUUID(),
    phase: 'hosting',
    tenantId: tenancy.tenantId,
    configurationName: configuration.displayName,
    bundleName: order.bundleName,
    sha256: order.sha256,
    thumbprints: order.thumbprints,
    baseline: {
      configurationId: configuration.id,
      lastModifiedDateTime: configuration.lastModifiedDateTime,
      startedAt: clock.now().toISOString(),
    },
    authoritiesBefore: existing.length,
    ...(source.kind === 'hosted' && { hosted: hostedAs(order, source) }),
    ...(order.mendings && order.mendings.length > 0 && { mendings: order.mendings }),
    ...(order.unsent && { unsent: order.unsent }),
  };
  try {
    const uploadUrl = await addressFor(services, order, record, signal, onStage);
    onStage?.('asking');
    const request = { uploadUrl, sha256FileHash: order.sha256 };
    await startUpload(tenancy.trustStore, clock, configuration.id, request, signal, async (baseline) => {
      record = { ...record, phase: 'asked', baseline };
      await journal.put(record);
    });
  } catch (error) {
    await giveUp(services, record, error);
    throw error;
  }
  record = { ...record, phase: 'accepted' };
  await journal.put(record);
  model.update(tenancy, { ...configuration, status: 'running', statusDetails: '' });
  return record;
}

/** A name from the hash, and of its own: two uploads of the same bundle do not take it away from each other. */
function hostedAs(
  { sha256 }: UploadOrder,
  { place, stays }: Extract<UploadSource, { kind: 'hosted' }>,
): HostedBundle {
  const name = `cba-pki-${sha256.toLowerCase()}-${randomBytes(4).toString('hex')}.p7b`;
  return { place, name, stays };
}

async function addressFor(
  services: BeginServices,
  { source, sha256 }: UploadOrder,
  record: UploadRecord,
  signal: AbortSignal,
  onStage: ((stage: BeginStage) => void) | undefined,
): Promise<string> {
  const { tenancy, hosts, journal } = services;
  const { hosted } = record;
  if (source.kind === 'address' || !hosted) {
    return source.kind === 'address' ? source.address : '';
  }
  onStage?.('hosting');
  // Written down before it lies there, so that it can be taken away whatever happens.
  await journal.put(record);
  if (source.place.kind === 'shared') {
    const { container } = source.place;
    const { text, isKept } = source.signature ?? { text: undefined, isKept: true };
    if (text !== undefined && isKept) {
      await hosts.keepSignature(container, text);
    }
    await hosts.lendSignature(record.id, container, text);
  }
  const host = await hosts.hostAt(source.place, tenancy, record.id);
  const address = await host.host(hosted.name, source.bytes, signal);
  onStage?.('verifying');
  const verification = await verifyPatiently(services, address, sha256, signal);
  if (verification.outcome !== 'same') {
    throw new HostingError(describeDifference(verification, { size: source.bytes.length, hash: sha256 }));
  }
  return address;
}

/** What may pass is tried again: it is our own look, and the service has its own patience. */
async function verifyPatiently(
  { clock, tenancy: { kind } }: BeginServices,
  address: string,
  sha256: string,
  signal: AbortSignal,
): Promise<AddressVerification> {
  for (const pause of [1000, 3000]) {
    const verification = await verifyAddress(address, sha256, kind === 'sandbox', signal);
    const mayPass =
      verification.outcome === 'unreachable' ||
      (verification.outcome === 'status' && (verification.status >= 500 || verification.status === 429));
    if (!mayPass) {
      return verification;
    }
    await clock.sleep(pause, signal);
  }
  return verifyAddress(address, sha256, kind === 'sandbox', signal);
}

async function giveUp(services: BeginServices, record: UploadRecord, error: unknown): Promise<void> {
  const { journal, clock, hosts, tenancy } = services;
  if (error instanceof GraphRequestError && error.reason === 'unknownOutcome') {
    // A job may be under way all the same: the record stays, and whoever watches it finds out.
    return;
  }
  if (await takeAway(hosts, tenancy, record)) {
    await journal.remove(record);
    return;
  }
  await journal.end(record, {
    endedAt: clock.now().toISOString(),
    outcome: 'notSent',
    details: '',
    added: undefined,
    missing: [],
    isLeftBehind: true,
  });
}
