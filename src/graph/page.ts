import { GraphRequestError } from './errors.ts';
import { isRecord } from './isRecord.ts';
import type { GraphTransport, ReadCall } from './transport.ts';

/** One page of a list. `next` leads to the following one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** The largest page that Graph serves. A configuration holds at most 250 authorities, so one page is all of them. */
export const largestPage = 999;

/** Reads one page of a list. @throws {GraphRequestError} `protocol` where the answer is no list */
export async function readPage<T>(
  transport: GraphTransport,
  call: ReadCall,
  read: (entity: unknown) => T,
): Promise<Page<T>> {
  const body = await transport.send({ method: 'GET', ...call });
  const value = isRecord(body) ? body['value'] : undefined;
  if (!isRecord(body) || !Array.isArray(value)) {
    throw new GraphRequestError('protocol', 'The service sent no list where one was expected.', {
      operation: `GET ${call.route}`,
    });
  }
  const nextLink = body['@odata.nextLink'];
  return {
    items: value.map(read),
    next: typeof nextLink === 'string' && nextLink !== '' ? transport.pathOfNextLink(nextLink) : undefined,
  };
}

/** Reads a list to its end, page by page. */
export async function* readAll<T>(
  pageAt: (next: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  let next: string | undefined;
  do {
    const page = await pageAt(next);
    yield* page.items;
    next = page.next;
  } while (next !== undefined);
}
