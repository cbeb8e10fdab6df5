import { GraphRequestError } from './errors.ts';
import { isRecord } from './isRecord.ts';
import {
  type Authority,
  authorityFrom,
  authorityListProperties,
  type Configuration,
  configurationFrom,
} from './model.ts';
import type { GraphTransport } from './transport.ts';

/** One page of a list. `next` leads to the following one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** The two parameters of the upload action, named as the service names them. */
export interface UploadRequest {
  readonly uploadUrl: string;
  /** 64 upper-case hex digits. */
  readonly sha256FileHash: string;
}

const configurationsPath = '/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations';
const configurationsRoute = '…/certificateBasedAuthConfigurations';
/** The largest page that Graph serves. A configuration holds at most 250 authorities, so one page is all of them. */
const largestPage = 999;

/**
 * The trust store of one tenant. Every method throws {@link GraphRequestError}, and the signal's reason when aborted.
 * Source: Microsoft Graph metadata, `publicKeyInfrastructureRoot`.
 */
export class TrustStore {
  readonly #transport: GraphTransport;
  /** Whether the service takes `$select` on the list of authorities, which is not documented. */
  #selectsAuthorities = true;

  constructor(transport: GraphTransport) {
    this.#transport = transport;
  }

  async listConfigurations(signal: AbortSignal, next?: string): Promise<Page<Configuration>> {
    return this.#page(next ?? configurationsPath, configurationsRoute, configurationFrom, signal);
  }

  async getConfiguration(id: string, signal: AbortSignal): Promise<Configuration> {
    const body = await this.#transport.send({
      method: 'GET',
      path: configurationPath(id),
      route: `${configurationsRoute}/{id}`,
      signal,
    });
    return configurationFrom(body);
  }

  async createConfiguration(displayName: string, signal: AbortSignal): Promise<Configuration> {
    const body = await this.#transport.send({
      method: 'POST',
      path: configurationsPath,
      route: configurationsRoute,
      body: { displayName },
      signal,
    });
    return configurationFrom(body);
  }

  /**
   * Asks for the upload. The answer says only that the job was taken on: see `uploadJob.ts` for how it ends.
   * An abort is heard until the request leaves. From then on it would leave the outcome open, so the request runs to
   * its end.
   */
  async upload(id: string, request: UploadRequest, signal: AbortSignal): Promise<void> {
    await this.#transport.send({
      method: 'POST',
      path: `${configurationPath(id)}/upload`,
      route: `${configurationsRoute}/{id}/upload`,
      body: { uploadUrl: request.uploadUrl, sha256FileHash: request.sha256FileHash },
      signal,
      runsToItsEnd: true,
    });
  }

  /** A page of authorities without their certificates, unless the service insists on sending them. */
  async listAuthorities(
    configurationId: string,
    signal: AbortSignal,
    next?: string,
  ): Promise<Page<Authority>> {
    const path = `${configurationPath(configurationId)}/certificateAuthorities?$top=${largestPage}`;
    const route = `${configurationsRoute}/{id}/certificateAuthorities`;
    if (next === undefined && this.#selectsAuthorities) {
      try {
        const select = authorityListProperties.join(',');
        return await this.#page(`${path}&$select=${select}`, route, authorityFrom, signal);
      } catch (error) {
        if (!(error instanceof GraphRequestError) || error.details.status !== 400) {
          throw error;
        }
      }
      const page = await this.#page(path, route, authorityFrom, signal);
      // Only now is it sure that `$select` was what the service refused.
      this.#selectsAuthorities = false;
      return page;
    }
    return this.#page(next ?? path, route, authorityFrom, signal);
  }

  /** Every authority of a configuration, page by page. */
  async *allAuthorities(
    configurationId: string,
    signal: AbortSignal,
  ): AsyncGenerator<Authority, void, undefined> {
    let next: string | undefined;
    do {
      const page = await this.listAuthorities(configurationId, signal, next);
      yield* page.items;
      next = page.next;
    } while (next !== undefined);
  }

  async #page<T>(
    path: string,
    route: string,
    read: (entity: unknown) => T,
    signal: AbortSignal,
  ): Promise<Page<T>> {
    const body = await this.#transport.send({ method: 'GET', path, route, signal });
    const value = isRecord(body) ? body['value'] : undefined;
    if (!isRecord(body) || !Array.isArray(value)) {
      throw new GraphRequestError('protocol', 'The service sent no list where one was expected.', {
        operation: `GET ${route}`,
      });
    }
    const nextLink = body['@odata.nextLink'];
    return {
      items: value.map(read),
      next:
        typeof nextLink === 'string' && nextLink !== ''
          ? this.#transport.pathOfNextLink(nextLink)
          : undefined,
    };
  }
}

function configurationPath(id: string): string {
  return `${configurationsPath}/${encodeURIComponent(id)}`;
}
