import { t } from '@vscode/l10n';
import { isRecord } from '../graph/isRecord.ts';
import { networkCodeOf } from '../graph/networkError.ts';
import { HostingError } from './bundleHost.ts';

/** Something of Azure that can be chosen, by its resource id. */
export interface AzureResource {
  /** Such as `/subscriptions/{id}/resourceGroups/…`. */
  readonly id: string;
  readonly name: string;
}

export interface StorageAccount extends AzureResource {
  /** Root of its blob service, without a slash at the end. */
  readonly blobRoot: string;
}

/** Source: Azure Resource Manager, REST reference of Subscriptions and of Storage Resource Provider. */
const versions = { subscriptions: '2022-12-01', storage: '2023-05-01' } as const;

/** Most pages that are read of a list; nobody chooses from more. */
const maximumPages = 50;

/** What Azure Resource Manager knows of the subscriptions, storage accounts and containers of whoever is signed in. */
export class AzureResources {
  readonly #root: string;
  readonly #token: (signal: AbortSignal) => Promise<string>;
  readonly #fetch: typeof fetch;

  /** @param root of Azure Resource Manager in the cloud, without a slash at the end */
  constructor(
    root: string,
    token: (signal: AbortSignal) => Promise<string>,
    fetchFunction: typeof fetch = globalThis.fetch,
  ) {
    this.#root = root;
    this.#token = token;
    this.#fetch = fetchFunction;
  }

  /** Subscriptions that are in use. @throws {HostingError} */
  async subscriptions(signal: AbortSignal): Promise<readonly AzureResource[]> {
    const found = await this.#list(`/subscriptions?api-version=${versions.subscriptions}`, signal);
    return found.flatMap((entry) => {
      const { id, displayName, state } = entry;
      const isUsable = state === undefined || state === 'Enabled';
      return typeof id === 'string' && isUsable ? [{ id, name: textOf(displayName) || id }] : [];
    });
  }

  /** Storage accounts of a subscription that have a blob service. @throws {HostingError} */
  async storageAccounts({ id }: AzureResource, signal: AbortSignal): Promise<readonly StorageAccount[]> {
    const path = `${id}/providers/Microsoft.Storage/storageAccounts?api-version=${versions.storage}`;
    return (await this.#list(path, signal)).flatMap((entry) => {
      const properties = isRecord(entry['properties']) ? entry['properties'] : {};
      const endpoints = isRecord(properties['primaryEndpoints']) ? properties['primaryEndpoints'] : {};
      const blobRoot = textOf(endpoints['blob']).replace(/\/$/, '');
      const resourceId = textOf(entry['id']);
      return blobRoot === '' || resourceId === ''
        ? []
        : [{ id: resourceId, name: textOf(entry['name']), blobRoot }];
    });
  }

  /** Containers of a storage account. @throws {HostingError} */
  async containers({ id }: AzureResource, signal: AbortSignal): Promise<readonly AzureResource[]> {
    const path = `${id}/blobServices/default/containers?api-version=${versions.storage}`;
    return (await this.#list(path, signal)).flatMap((entry) => {
      const name = textOf(entry['name']);
      return name === '' ? [] : [{ id: textOf(entry['id']), name }];
    });
  }

  async #list(path: string, signal: AbortSignal): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const entries: Readonly<Record<string, unknown>>[] = [];
    let next: string | undefined = `${this.#root}${path}`;
    for (let page = 0; next !== undefined && page < maximumPages; page += 1) {
      const body: Readonly<Record<string, unknown>> = await this.#read(next, signal);
      entries.push(...(Array.isArray(body['value']) ? body['value'].filter(isRecord) : []));
      next = this.#nextOf(body['nextLink']);
    }
    return entries;
  }

  /** A token goes to Azure Resource Manager only, whatever a page says. */
  #nextOf(nextLink: unknown): string | undefined {
    return typeof nextLink === 'string' && nextLink.startsWith(`${this.#root}/`) ? nextLink : undefined;
  }

  async #read(address: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
    const token = await this.#token(signal);
    let response: Response;
    try {
      response = await this.#fetch(address, {
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
      });
    } catch (error) {
      signal.throwIfAborted();
      throw new HostingError(
        t(
          'Azure cannot be reached ({0}). The address of a container can be entered instead.',
          networkCodeOf(error),
        ),
      );
    }
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok || !isRecord(body)) {
      const error = isRecord(body) && isRecord(body['error']) ? body['error'] : {};
      throw new HostingError(
        t('Azure answered with HTTP {status} ({code}). The address of a container can be entered instead.', {
          status: response.status,
          code: textOf(error['code']) || '–',
        }),
      );
    }
    return body;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
