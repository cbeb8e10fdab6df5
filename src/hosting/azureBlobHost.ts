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
import { networkCodeOf } from '../graph/networkError.ts';
import { type BundleHost, HostingError } from './bundleHost.ts';
import { timeOfJob } from './containerAddress.ts';

/** Gives the token for Azure Storage of whoever is signed in. */
export type StorageToken = (signal: AbortSignal) => Promise<string>;

/** How long before now a signature begins, in milliseconds: the clocks of Azure and of this computer differ. */
const clockTolerance = 15 * 60_000;

/** A blob has a name of its own each time, so that repeating a request that broke does no harm. */
const options: StoragePipelineOptions = {
  retryOptions: { maxTries: 3, tryTimeoutInMs: 30_000, retryDelayInMs: 500 },
};

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
    host: (name, bytes, signal) =>
      explained(signal, async () => {
        // The address first: where it is refused, nothing has been written.
        const address = await addressOf(name, signal);
        const blob = client.getBlockBlobClient(name);
        const blobHTTPHeaders = { blobContentType: 'application/pkcs7-mime', blobCacheControl: 'no-store' };
        try {
          await blob.upload(Buffer.from(bytes), bytes.length, { abortSignal: signal, blobHTTPHeaders });
        } catch (error) {
          // It is fetched from there next, so that a damaged answer decides nothing.
          if (!(error instanceof RestError) || !isDamaged(error)) {
            throw error;
          }
        }
        return address;
      }),
    remove: (name, signal) => explained(signal, () => removeBlob(client, clock, name, signal)),
  };
}

/** Deleting twice does no harm, so what may pass is tried again; in the end it counts whether the blob is there. */
async function removeBlob(
  client: ContainerClient,
  clock: Clock,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const blob = client.getBlobClient(name);
  for (const pause of [1000, 3000, undefined]) {
    try {
      await blob.deleteIfExists({ abortSignal: signal });
      return;
    } catch (error) {
      const isLasting =
        error instanceof RestError &&
        !isDamaged(error) &&
        (error.statusCode ?? 500) < 500 &&
        error.statusCode !== 429;
      if (isLasting || pause === undefined) {
        throw error;
      }
      await clock.sleep(pause, signal);
    }
  }
}

/** Whether the request was answered as carried out, by something that is no answer of Azure Storage. */
function isDamaged({ code, statusCode = 0 }: RestError): boolean {
  return code === 'PARSE_ERROR' || (statusCode >= 200 && statusCode < 300);
}

async function explained<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RestError) {
      throw new HostingError(sentenceFor(error));
    }
    throw error;
  }
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
  const values = { status: statusCode, code: code ?? '–', id: requestIdOf(error) };
  if (code === 'ContainerNotFound') {
    return t('There is no such container in the storage account ({code}, {id}).', values);
  }
  if (code === 'AuthorizationPermissionMismatch') {
    return t(
      'The account or signature may not do this in the container. Signed in, it takes the role Storage Blob Data Contributor ({code}, {id}).',
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
  return statusCode === 403
    ? t(
        'Azure Storage refused the signature or the sign-in: it may have expired, or be for another container ({code}, {id}).',
        values,
      )
    : t('Azure Storage answered with HTTP {status} ({code}, {id}).', values);
}

function requestIdOf({ response }: RestError): string {
  return response?.headers.get('x-ms-request-id') ?? '–';
}
