import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Entity, EntityType } from './entityTypes.ts';
import { badRequest } from './graphFault.ts';
import { pick, readListQuery } from './odata.ts';

/** A page of a list as it goes over the wire. */
export interface Page {
  readonly '@odata.context': string;
  readonly '@odata.count'?: number;
  readonly '@odata.nextLink'?: string;
  readonly value: readonly Entity[];
}

/** Where the next page begins: behind an entity, or, where that is gone by then, at a number of entities. */
interface Position {
  readonly after: string;
  readonly offset: number;
}

/**
 * Makes pages of lists. A continuation is signed together with the address and the options of its list with a key
 * that lives as long as this object: it is good for that list alone, and only as it was given out.
 */
export class Paging {
  readonly #key = randomBytes(32);

  /**
   * The page of a list that an address asks for.
   * @param all the whole list, in its natural order
   * @param contextPath what follows `$metadata#` in `@odata.context`
   * @throws {GraphFault} 400 for query options that are not supported, and for a continuation that is not ours
   */
  page(address: URL, all: readonly Entity[], type: EntityType, contextPath: string): Page {
    const query = readListQuery(address.searchParams, type);
    const matching = query.filter ? all.filter(query.filter) : all;
    const ordered = query.order ? matching.toSorted(query.order) : matching;
    const start = query.skipToken === undefined ? 0 : this.#start(address, query.skipToken, ordered);
    const entities = ordered.slice(start, start + query.top);
    const last = entities.at(-1);
    const more = last !== undefined && start + entities.length < ordered.length;
    return {
      '@odata.context': contextAddress(address, contextPath, query.select),
      ...(query.count && { '@odata.count': matching.length }),
      ...(more && {
        '@odata.nextLink': this.#nextLink(address, {
          after: String(last['id']),
          offset: start + entities.length,
        }),
      }),
      value: entities.map((entity) => pick(entity, query.select, type)),
    };
  }

  #nextLink(address: URL, position: Position): string {
    const payload = Buffer.from(`${position.offset} ${position.after}`).toString('base64url');
    const token = `${payload}.${this.#sign(address, payload).toString('base64url')}`;
    const options = [...otherOptions(address), `$skiptoken=${token}`];
    return `${address.origin}${address.pathname}?${options.join('&')}`;
  }

  #start(address: URL, token: string, ordered: readonly Entity[]): number {
    const [payload = '', signature = ''] = token.split('.');
    const expected = this.#sign(address, payload);
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw badRequest('The $skiptoken is not one that this list gave out.');
    }
    const [offset = '', after] = Buffer.from(payload, 'base64url').toString().split(' ');
    const index = ordered.findIndex((entity) => entity['id'] === after);
    return index === -1 ? Number(offset) : index + 1;
  }

  #sign(address: URL, payload: string): Buffer {
    const list = [address.pathname, ...otherOptions(address).toSorted()].join('\n');
    return createHmac('sha256', this.#key).update(`${list}\n\n${payload}`).digest();
  }
}

/** The options of an address as they were written, without the continuation. */
function otherOptions(address: URL): string[] {
  return address.search
    .slice(1)
    .split('&')
    .filter((option) => option !== '' && !new URLSearchParams(option).has('$skiptoken'));
}

/** The `@odata.context` of an answer; `address` is that of the request. */
export function contextAddress(
  address: URL,
  contextPath: string,
  select?: readonly string[],
  suffix = '',
): string {
  const [, version = ''] = address.pathname.split('/');
  const selected = select ? `(${select.join(',')})` : '';
  return `${address.origin}/${version}/$metadata#${contextPath}${selected}${suffix}`;
}
