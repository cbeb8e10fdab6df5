import type { MiddlewareHandler } from 'hono';
import type { Troubles } from './behaviour.ts';
import type { GraphEnvironment } from './graphCall.ts';
import { GraphFault } from './graphFault.ts';

/** What happens to requests on demand: a status instead of an answer, or a connection that breaks. */
export function makeTrouble(troubles: Troubles): MiddlewareHandler<GraphEnvironment> {
  return async (context, next) => {
    const { pathname } = new URL(context.req.url);
    const trouble = troubles.next(context.req.method, pathname.replace(/^\/[^/]+/, ''));
    if (!trouble) {
      await next();
      return;
    }
    if (typeof trouble.what === 'number') {
      const headers = trouble.retryAfter === undefined ? {} : { 'retry-after': trouble.retryAfter };
      throw new GraphFault(trouble.what, 'Trouble', 'This trouble was asked for.', headers);
    }
    if (trouble.what === 'breakAfter') {
      await next();
    }
    context.env.outgoing.socket?.resetAndDestroy();
  };
}
