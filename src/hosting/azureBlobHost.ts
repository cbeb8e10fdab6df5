import {
  BlobSASPermissions,
  BlobServiceClient,
  ContainerClient,
  generateBlobSASQueryParameters,
  RestError,
  SASProtocol,
  type StoragePipelineOptions,
} from '@azure/storage-blob';
import { t } from '@vscode/l10n';
import type { Clock } from '../graph/clock.ts';
import { retryAfter } from '../graph/errors.ts';
import { networkCodeOf } from '../graph/networkError.ts';
import { type BundleHost, HostingError } from './bundleHost.ts';
import { timeOfJob } from './containerAddress.ts';

/** Gives the token for Azure Storage of whoever is signed in. */
export type StorageToken = (signal: AbortSignal) => Promise<string>;

/** How long before now a signature begins, in milliseconds: the clocks of Azure and of this computer differ. */
const clockTolerance = 15 * 60_000;

/** The library passes over some outages only, and knows no Retry-After: it is tried again here. */
const options: StoragePipelineOptions = { retryOptions: { maxTries: 1, tryTimeoutInMs: 30_000 } };

/** Pauses before another try, in milliseconds, where the service names none. */
const pauses = [1000, 3000];
/** Longest pause that is worth it in front of a person, in milliseconds. */
const longestPause = 30_000;

/**
 * A container of Azure Blob Storage, as whoever is signed in. Each bundle gets a user delegation SAS that reads this one blob, over
 * https, for the time of a job.
 * @param container address of the container, without a signature
 */
export function signedInContainer(container: string, token: StorageToken, clock: Clock): BundleHost {
  const credential = {
    getToken: async (_: unknown, { abortSignal }: { readonly abortSignal?: unknown } = {}) => ({
      token: await token(abortSignal instanceof AbortSignal ? abortSignal : new AbortController().signal),
      expiresOnTimestamp: clock.now().getTime() + clockTolerance,
    }),
  };
  const client = new ContainerClient(container, credential, options);
  return hostIn(client, clock, async (name, signal) => {
    const now = clock.now().getTime();
    const startsOn = new Date(now - clockTolerance);
    const expiresOn = new Date(now + 2 * timeOfJob);
    const account = new BlobServiceClient(accountOf(client), credential, options);
    const key = await account.getUserDelegationKey(startsOn, expiresOn, { abortSignal: signal });
    if (!key.value) {
      // A page of the network in place of the answer is read as a key with nothing in it.
      throw new RestError('There is no key in the answer.', { statusCode: 200 });
    }
    const signature = generateBlobSASQueryParameters(
      {
        containerName: client.containerName,
        blobName: name,
        permissions: BlobSASPermissions.parse('r'),
        startsOn,
        expiresOn,
        protocol: SASProtocol.Https,
      },
      key,
      client.accountName,
    );
    return `${client.getBlobClient(name).url}?${signature.toString()}`;
  });
}

/**
 * A container of Azure Blob Storage, by a signature that somebody made for it. The address of a bundle carries the same signature: it
 * allows whoever sees it what it allows the user.
 * @param signature as it stands behind the question mark
 */
export function sharedContainer(container: string, signature: string, clock: Clock): BundleHost {
  const client = new ContainerClient(`${container}?${signature}`, undefined, options);
  return hostIn(client, clock, async (name) => client.getBlobClient(name).url);
}

/** The account's address: that of the container without its last segment. */
function accountOf({ url }: ContainerClient): string {
  return url.slice(0, url.lastIndexOf('/'));
}

function hostIn(
  client: ContainerClient,
  clock: Clock,
  addressOf: (name: string, signal: AbortSignal) => Promise<string>,
): BundleHost {
  return {
    // A blob has a name of its own each time, so that repeating what broke does no harm.
    host: (name, bytes, signal) =>
      patiently(clock, signal, async () => {
        // The address first: where it is refused, nothing has been written.
        const address = await addressOf(name, signal);
        const blob = client.getBlockBlobClient(name);
        const blobHTTPHeaders = { blobContentType: 'application/pkcs7-mime', blobCacheControl: 'no-store' };
        try {
          await blob.upload(Buffer.from(bytes), bytes.length, { abortSignal: signal, blobHTTPHeaders });
        } catch (error) {
          // It is fetched from there next, so that a damaged answer decides nothing.
          if (!isDamaged(error)) {
            throw error;
          }
        }
        return address;
      }),
    remove: (name, signal) =>
      patiently(clock, signal, async () => {
        await client.getBlobClient(name).deleteIfExists({ abortSignal: signal });
      }),
  };
}

/** Whether a request was answered as carried out, by something that is no answer of Azure Storage. */
function isDamaged(error: unknown): boolean {
  return error instanceof RestError && Math.floor((error.statusCode ?? 0) / 100) === 2;
}

/**
 * Does what may be done twice, and again where what went wrong may pass.
 * @throws {HostingError}; the signal's reason when aborted
 */
async function patiently<T>(clock: Clock, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof RestError)) {
        throw error;
      }
      const pause = mayPass(error) ? pauseAfter(error, tries, clock.now()) : undefined;
      if (pause === undefined) {
        throw new HostingError(sentenceFor(error));
      }
      await clock.sleep(pause, signal);
    }
  }
}

function mayPass(error: RestError): boolean {
  const { statusCode = 500 } = error;
  return statusCode === 429 || statusCode >= 500 || isDamaged(error);
}

/** Undefined where it is not to be tried again. */
function pauseAfter({ response }: RestError, tries: number, now: Date): number | undefined {
  const asked = response && retryAfter(response.headers, now);
  const pause = pauses[tries];
  if (pause === undefined || asked === undefined) {
    return pause;
  }
  return asked * 1000 > longestPause ? undefined : asked * 1000;
}

/** The library's own message is not used: it may quote the address with its signature. */
function sentenceFor(error: RestError): string {
  const { statusCode, code } = error;
  if (statusCode === undefined) {
    return t(
      'Azure Storage cannot be reached ({0}). Check the network, and the name of the account.',
      networkCodeOf(error.cause ?? error),
    );
  }
  if (isDamaged(error)) {
    return t(
      'The answer is none of Azure Storage. A proxy or a sign-in page may stand between here and the account.',
    );
  }
  const values = { status: statusCode, code: code ?? '–', id: requestIdOf(error) };
  if (code === 'ContainerNotFound') {
    return t('There is no such container in the storage account ({code}, {id}).', values);
  }
  if (code === 'AuthorizationPermissionMismatch') {
    return t(
      'The account or signature may not do this in the container. Signed in, it takes the role Storage Blob Data Contributor, given for the whole storage account: for the container alone it makes no signatures ({code}, {id}).',
      values,
    );
  }
  if (code === 'AuthorizationFailure') {
    return t(
      'The storage account refused the request: a firewall of the account or the permissions of the signature stand in the way ({code}, {id}).',
      values,
    );
  }
  if (code === 'KeyBasedAuthenticationNotPermitted') {
    return t(
      'The storage account takes no signatures made with its keys. Choose the container as signed in ({code}, {id}).',
      values,
    );
  }
  switch (statusCode) {
    case 401:
      return t(
        'Azure Storage did not accept the sign-in or the signature. Sign in again, or paste a new signature ({code}, {id}).',
        values,
      );
    case 403:
      return t(
        'Azure Storage refused the signature or the sign-in: it may have expired, or be for another container ({code}, {id}).',
        values,
      );
    case 404:
      return t('There is nothing at this address. Check the name of the container ({code}, {id}).', values);
    case 409:
      return t(
        'Something else is being done with the container or the blob. Try again in a minute ({code}, {id}).',
        values,
      );
    default:
      return statusCode === 429 || statusCode >= 500
        ? t(
            'Azure Storage is too busy, or has a problem of its own (HTTP {status}). Try again in some minutes ({code}, {id}).',
            values,
          )
        : t(
            'Azure Storage did not take the request (HTTP {status}). Check the address of the container ({code}, {id}).',
            values,
          );
  }
}

function requestIdOf({ response }: RestError): string {
  return response?.headers.get('x-ms-request-id') ?? '–';
}
