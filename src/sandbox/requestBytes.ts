import { GraphFault } from './graphFault.ts';

/**
 * The body of a request. Hono's own body-limit middleware copies the request into a global `Request`, which does not
 * work while the server leaves the globals of the process alone.
 * @throws {GraphFault} 413 where it is larger than `maximum` bytes
 */
export async function readRequestBytes(request: Request, maximum: number): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > maximum) {
    throw tooLarge(maximum);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > maximum) {
      throw tooLarge(maximum);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(maximum: number): GraphFault {
  return new GraphFault(413, 'RequestEntityTooLarge', `A request may carry at most ${maximum} bytes here.`);
}
