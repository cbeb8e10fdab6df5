import type { Clock } from './clock.ts';
import { GraphRequestError } from './errors.ts';
import { settled } from './settled.ts';
import type { GraphTransport, ReadCall } from './transport.ts';

/** What came of a removal: `gone` where it was not there any more when it was asked for. */
export type Removal = 'removed' | 'gone';

/** Sends a DELETE; a 404 before or after a lost answer says that there is nothing left to remove. */
export async function removed(transport: GraphTransport, clock: Clock, call: ReadCall): Promise<Removal> {
  const send = async (): Promise<Removal> => {
    try {
      await transport.send({ ...call, method: 'DELETE' });
      return 'removed';
    } catch (error) {
      if (isNotFound(error)) {
        return 'gone';
      }
      throw error;
    }
  };
  return settled(clock, call.signal, send, async () =>
    (await isThere(transport, call)) ? undefined : 'removed',
  );
}

async function isThere(
  transport: GraphTransport,
  { path, route, signal, access }: ReadCall,
): Promise<boolean> {
  try {
    const read = access === 'writeClassicStore' ? { access: 'readClassicStore' as const } : {};
    await transport.send({ method: 'GET', path, route, signal, ...read });
    return true;
  } catch (error) {
    if (isNotFound(error)) {
      return false;
    }
    throw error;
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof GraphRequestError && error.reason === 'notFound';
}
