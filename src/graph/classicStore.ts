import type { CertificateAuthority } from '@microsoft/microsoft-graph-types';
import { decodeBase64 } from '../pki/text.ts';
import type { Clock } from './clock.ts';
import { GraphRequestError } from './errors.ts';
import { isRecord } from './isRecord.ts';
import { type Removal, removed } from './removal.ts';
import type { GraphTransport } from './transport.ts';

/** A CA of the classic store (`certificateAuthority`). */
export interface ClassicAuthority {
  readonly isRoot: boolean;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly certificateRevocationListUrl: string;
  readonly deltaCertificateRevocationListUrl: string;
}

/** The classic store (`certificateBasedAuthConfiguration`): one list, which cannot be changed, only deleted and made anew. */
export interface ClassicStoreContent {
  readonly id: string;
  readonly authorities: readonly ClassicAuthority[];
}

const route = '/organization/{id}/certificateBasedAuthConfiguration';

/** The classic store of one tenant. It takes permissions of its own. Throws and settles lost answers as `TrustStore` does. */
export class ClassicStore {
  readonly #transport: GraphTransport;
  readonly #clock: Clock;
  readonly #path: string;

  constructor(transport: GraphTransport, clock: Clock, tenantId: string) {
    this.#transport = transport;
    this.#clock = clock;
    this.#path = `/organization/${encodeURIComponent(tenantId)}/certificateBasedAuthConfiguration`;
  }

  /** Undefined where the tenant has none, or an empty one. */
  async read(signal: AbortSignal): Promise<ClassicStoreContent | undefined> {
    const call = { method: 'GET', path: this.#path, route, signal, access: 'readClassicStore' } as const;
    const body = await this.#transport.send(call);
    const stores: unknown = isRecord(body) ? body['value'] : undefined;
    if (!Array.isArray(stores)) {
      throw new GraphRequestError('protocol', 'The service sent no list where one was expected.', {
        operation: `GET ${route}`,
      });
    }
    const store = stores.find(isRecord);
    const authorities: unknown = store?.['certificateAuthorities'];
    return store && Array.isArray(authorities) && authorities.length > 0
      ? { id: String(store['id']), authorities: authorities.map(classicAuthorityFrom) }
      : undefined;
  }

  /** Deletes the whole store. There is no recycle bin for it. */
  delete(id: string, signal: AbortSignal): Promise<Removal> {
    return removed(this.#transport, this.#clock, {
      path: `${this.#path}/${encodeURIComponent(id)}`,
      route: `${route}/{id}`,
      signal,
      access: 'writeClassicStore',
    });
  }
}

function classicAuthorityFrom(entity: unknown): ClassicAuthority {
  const wire: Partial<Record<keyof CertificateAuthority, unknown>> = isRecord(entity) ? entity : {};
  const { certificate, certificateRevocationListUrl, deltaCertificateRevocationListUrl } = wire;
  const der = typeof certificate === 'string' ? decodeBase64(certificate) : undefined;
  if (!der) {
    throw new GraphRequestError('protocol', 'The service sent an authority without its certificate.');
  }
  return {
    isRoot: wire.isRootAuthority === true,
    certificate: der,
    certificateRevocationListUrl: textOf(certificateRevocationListUrl),
    deltaCertificateRevocationListUrl: textOf(deltaCertificateRevocationListUrl),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
