import { GraphRequestError } from '../../../src/graph/errors.ts';
import type { GraphLogEntry, TokenSource } from '../../../src/graph/middleware.ts';
import type { Access } from '../../../src/graph/permissions.ts';
import { type GraphCall, GraphTransport, type TransportOptions } from '../../../src/graph/transport.ts';
import { TrustStore } from '../../../src/graph/trustStore.ts';
import { FakeClock } from '../../support/fakeClock.ts';

export const token = 'token-that-is-a-secret';
export const configurationsPath =
  '/v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations';

/** The client under test, with everything that it does to the outside in view. */
export interface TestClient {
  readonly transport: GraphTransport;
  readonly trustStore: TrustStore;
  readonly clock: FakeClock;
  readonly log: readonly GraphLogEntry[];
  /** What tokens were asked for. */
  readonly accesses: readonly Access[];
}

export function openClient(root: string, options: Partial<TransportOptions> = {}): TestClient {
  const clock = new FakeClock();
  const log: GraphLogEntry[] = [];
  const accesses: Access[] = [];
  const transport = new GraphTransport({
    root,
    apiVersion: 'v1.0',
    clock,
    log: (entry) => log.push(entry),
    token: tokens(async (access) => {
      accesses.push(access);
      return token;
    }),
    ...options,
  });
  return { transport, trustStore: new TrustStore(transport, clock), clock, log, accesses };
}

/** A source of tokens that has no other in place of a rejected one, unless told. */
export function tokens(
  source: TokenSource['token'],
  replace: TokenSource['replace'] = async () => undefined,
  rejectedAgain: TokenSource['rejectedAgain'] = () => undefined,
): TokenSource {
  return { token: source, replace, rejectedAgain };
}

/** A signal that nobody aborts. */
export function noAbort(): AbortSignal {
  return new AbortController().signal;
}

export function read(path = '/things', signal: AbortSignal = noAbort()): GraphCall {
  return { method: 'GET', path, route: '…/things', signal };
}

export function write(body: unknown = { name: 'x' }, signal: AbortSignal = noAbort()): GraphCall {
  return { method: 'POST', path: '/things', route: '…/things', body, signal };
}

/** The error that a call ends with. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const nothing = Symbol('nothing');
  const failure = await call.then(
    () => nothing,
    (error: unknown) => error,
  );
  if (failure === nothing) {
    throw new Error('The call was expected to fail');
  }
  return failure;
}

export async function graphFailureOf(call: Promise<unknown>): Promise<GraphRequestError> {
  const failure = await failureOf(call);
  if (failure instanceof GraphRequestError) {
    return failure;
  }
  throw new Error('The call failed with something else', { cause: failure });
}
