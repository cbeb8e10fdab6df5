import type { Clock } from './clock.ts';
import { GraphRequestError } from './errors.ts';
import {
  type Authority,
  authorityFrom,
  authorityListProperties,
  type CertifiedAuthority,
  type Configuration,
  certifiedAuthorityFrom,
  configurationFrom,
  deletedDateTimeFrom,
} from './model.ts';
import { largestPage, type Page, readAll, readPage } from './page.ts';
import { isNotFound, type Removal, removed } from './removal.ts';
import { settled } from './settled.ts';
import type { GraphTransport } from './transport.ts';

/** A configuration or an authority that was deleted less than 30 days ago. */
export type DeletedItem =
  | {
      readonly kind: 'deletedConfiguration';
      /** The id that it had, and has again when it is restored. */
      readonly id: string;
      readonly configuration: Configuration;
      readonly deletedDateTime: Date | undefined;
    }
  | {
      readonly kind: 'deletedAuthority';
      readonly id: string;
      /** The service does not say which configuration it was in. */
      readonly authority: Authority;
      readonly deletedDateTime: Date | undefined;
    };

/** How long a deleted item can be restored. Source: Microsoft Graph, directory resource type. */
export const daysKept = 30;

const itemsPath = '/directory/deletedItems';
const configurationsPath = `${itemsPath}/microsoft.graph.certificateBasedAuthPki`;
const authoritiesPath = `${itemsPath}/microsoft.graph.certificateAuthorityDetail`;
const itemRoute = `${itemsPath}/{id}`;

/** What was deleted from the trust store of a tenant. Throws and settles lost answers as `TrustStore` does. */
export class DeletedItems {
  readonly #transport: GraphTransport;
  readonly #clock: Clock;
  #selectsAuthorities = true;

  constructor(transport: GraphTransport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  /** Every deleted configuration, then every deleted authority without its certificate. */
  async all(signal: AbortSignal): Promise<readonly DeletedItem[]> {
    const [configurations, authorities] = await Promise.all([
      Array.fromAsync(readAll((next) => this.#configurations(signal, next))),
      Array.fromAsync(readAll((next) => this.#authorities(signal, next))),
    ]);
    return [...configurations, ...authorities];
  }

  /** A deleted authority with its certificate. */
  async getAuthority(id: string, signal: AbortSignal): Promise<CertifiedAuthority> {
    const body = await this.#transport.send({ method: 'GET', path: itemPath(id), route: itemRoute, signal });
    return certifiedAuthorityFrom(body);
  }

  /** Brings an item back, once. `gone` where it was not among the deleted ones any more. */
  restore(id: string, signal: AbortSignal): Promise<'restored' | 'gone'> {
    const path = itemPath(id);
    const send = async (): Promise<'restored' | 'gone'> => {
      try {
        const call = { path: `${path}/restore`, route: `${itemRoute}/restore`, signal };
        await this.#transport.send({ method: 'POST', ...call });
        return 'restored';
      } catch (error) {
        if (isNotFound(error)) {
          return 'gone';
        }
        throw error;
      }
    };
    return settled(this.#clock, signal, send, async () => {
      try {
        await this.#transport.send({ method: 'GET', path, route: itemRoute, signal });
        return undefined;
      } catch (error) {
        return isNotFound(error) ? 'restored' : undefined;
      }
    });
  }

  deleteForGood(id: string, signal: AbortSignal): Promise<Removal> {
    return removed(this.#transport, this.#clock, { path: itemPath(id), route: itemRoute, signal });
  }

  #configurations(signal: AbortSignal, next: string | undefined): Promise<Page<DeletedItem>> {
    const path = next ?? configurationsPath;
    return readPage(this.#transport, { path, route: configurationsPath, signal }, (entity) => {
      const configuration = configurationFrom(entity);
      const deletedDateTime = deletedDateTimeFrom(entity);
      return { kind: 'deletedConfiguration' as const, id: configuration.id, configuration, deletedDateTime };
    });
  }

  async #authorities(signal: AbortSignal, next: string | undefined): Promise<Page<DeletedItem>> {
    const read = (path: string): Promise<Page<DeletedItem>> =>
      readPage(this.#transport, { path, route: authoritiesPath, signal }, (entity) => {
        const authority = authorityFrom(entity);
        const deletedDateTime = deletedDateTimeFrom(entity);
        return { kind: 'deletedAuthority' as const, id: authority.id, authority, deletedDateTime };
      });
    const whole = `${authoritiesPath}?$top=${largestPage}`;
    if (next !== undefined || !this.#selectsAuthorities) {
      return read(next ?? whole);
    }
    try {
      return await read(`${whole}&$select=${authorityListProperties.join(',')},deletedDateTime`);
    } catch (error) {
      if (!(error instanceof GraphRequestError) || error.details.status !== 400) {
        throw error;
      }
    }
    const page = await read(whole);
    this.#selectsAuthorities = false;
    return page;
  }
}

function itemPath(id: string): string {
  return `${itemsPath}/${encodeURIComponent(id)}`;
}
