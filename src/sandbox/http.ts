import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { authorize, bearerToken } from './accessToken.ts';
import { readBehaviour, readTroubles, type Troubles } from './behaviour.ts';
import { type FileHost, maximumHostedBytes } from './fileHost.ts';
import { GraphCall, type GraphContext, type GraphEnvironment, type GraphServices } from './graphCall.ts';
import { badRequest, faultBody, GraphFault, methodNotAllowed } from './graphFault.ts';
import { graphRoutes } from './graphRoutes.ts';
import { sandboxTenantId } from './model.ts';
import { isRecord, type RequestBody } from './requestBody.ts';
import { readRequestBytes } from './requestBytes.ts';
import { makeTrouble } from './troubleMiddleware.ts';

/** What the HTTP side of a sandbox needs beyond the tenant. */
export interface HttpServices extends GraphServices {
  readonly files: FileHost;
  /** The hosts (`name:port`) under which the sandbox may be spoken to. */
  readonly hosts: () => readonly string[];
  readonly description: { readonly dataFile: boolean; readonly instance: string };
  readonly reset: () => Promise<void>;
  readonly troubles: Troubles;
  /** Method and path of the requests to Graph so far, the last ones of many. */
  readonly requests: string[];
  /** Is called after a file was taken. */
  readonly filesChanged: () => void;
}

type App = Hono<GraphEnvironment>;

const rememberedRequests = 10_000;

const versions = new Set(['v1.0', 'beta']);

/** The whole HTTP interface: Graph below `/v1.0` and `/beta`, and the sandbox's own calls beside them. */
export function createApp(services: HttpServices): App {
  // Not strict: the documentation writes some addresses with a slash at the end.
  const app: App = new Hono({ strict: false });
  app.use(async (context, next) => {
    const ids = { requestId: randomUUID(), clientRequestId: clientRequestId(context) };
    context.set('ids', ids);
    context.header('request-id', ids.requestId);
    context.header('client-request-id', ids.clientRequestId);
    refuseWebPages(context, services.hosts());
    await next();
  });
  addSandboxRoutes(app, services);
  addFileRoutes(app, services);
  addGraphRoutes(app, services);
  app.notFound((context) => {
    throw unknownPath(context);
  });
  app.onError((error, context) => {
    const fault =
      error instanceof GraphFault
        ? error
        : new GraphFault(500, 'InternalServerError', `The sandbox itself failed: ${error.message}`);
    const body = faultBody(fault, context.get('ids'), services.tenant.now());
    return new Response(JSON.stringify(body), {
      status: fault.status,
      headers: { 'content-type': 'application/json', ...idHeaders(context), ...fault.headers },
    });
  });
  return app;
}

/**
 * A page in a browser can reach loopback, too. It cannot read answers without CORS headers, which are never sent, but
 * it must not change anything either: a browser names the page in Origin with whatever changes something, and a name
 * that was bound to 127.0.0.1 to get around that shows in Host.
 */
function refuseWebPages(context: GraphContext, hosts: readonly string[]): void {
  const host = context.req.header('host')?.toLowerCase() ?? '';
  const origin = context.req.header('origin')?.toLowerCase();
  if (!hosts.includes(host) || (origin !== undefined && !hosts.some((own) => origin === `http://${own}`))) {
    throw new GraphFault(403, 'Forbidden', 'The sandbox does not answer web pages.');
  }
}

function clientRequestId(context: GraphContext): string {
  const sent = context.req.header('client-request-id') ?? '';
  return /^[\x21-\x7e]{1,128}$/.test(sent) ? sent : randomUUID();
}

function idHeaders(context: GraphContext): Record<string, string> {
  const { requestId, clientRequestId: sent } = context.get('ids');
  return { 'request-id': requestId, 'client-request-id': sent };
}

function addSandboxRoutes(app: App, services: HttpServices): void {
  app.get('/sandbox', (context) =>
    context.json({ name: 'Sandbox tenant', tenantId: sandboxTenantId, ...services.description }),
  );
  app.post('/sandbox/reset', async (context) => {
    await services.reset();
    return context.body(null, 204);
  });
  app.put('/sandbox/behaviour', async (context) => {
    services.tenant.behaviour = readBehaviour(await jsonOf(context), services.tenant.behaviour);
    return context.body(null, 204);
  });
  app.put('/sandbox/troubles', async (context) => {
    services.troubles.set(readTroubles(await jsonOf(context)));
    return context.body(null, 204);
  });
  app.get('/sandbox/requests', (context) => context.json({ requests: services.requests }));
  for (const [path, methods] of [
    ['/sandbox', ['GET']],
    ['/sandbox/reset', ['POST']],
    ['/sandbox/behaviour', ['PUT']],
    ['/sandbox/troubles', ['PUT']],
    ['/sandbox/requests', ['GET']],
  ] as const) {
    app.all(path, () => {
      throw methodNotAllowed(methods);
    });
  }
}

/** @throws {GraphFault} 400 where the request is no JSON object */
async function jsonOf(context: GraphContext): Promise<RequestBody> {
  const body: unknown = await context.req.json().catch(() => undefined);
  if (!isRecord(body)) {
    throw badRequest('A JSON object is expected.');
  }
  return body;
}

function addFileRoutes(app: App, services: HttpServices): void {
  app.put('/files/:name', async (context) => {
    const name = context.req.param('name');
    if (name.length > 255 || /^\.{1,2}$|[/\\\p{Cc}]/u.test(name)) {
      throw new GraphFault(400, 'Request_BadRequest', 'The name of the file is not usable.');
    }
    const path = services.files.store(name, await readRequestBytes(context.req.raw, maximumHostedBytes));
    services.filesChanged();
    const [own = ''] = services.hosts();
    const address = `http://${own}${path}`;
    return context.json({ address }, 201, { location: address });
  });
  app.delete('/files/:name', (context) => {
    services.files.remove(context.req.param('name'));
    services.filesChanged();
    return context.body(null, 204);
  });
  app.all('/files/:name', () => {
    throw methodNotAllowed(['PUT', 'DELETE']);
  });
  app.get('/files/:digest/:name', (context) => {
    const file = services.files.find(context.req.param('digest'), context.req.param('name'));
    if (!file) {
      throw new GraphFault(404, 'ResourceNotFound', 'There is no such file.');
    }
    return context.body(new Uint8Array(file.bytes), 200, {
      'content-type': 'application/pkcs7-mime',
      'content-length': String(file.bytes.length),
      'x-content-type-options': 'nosniff',
    });
  });
  app.all('/files/:digest/:name', () => {
    throw methodNotAllowed(['GET', 'HEAD']);
  });
}

function addGraphRoutes(app: App, services: HttpServices): void {
  for (const version of versions) {
    // Whoever does not say who he is learns nothing, not even which paths there are.
    app.use(`/${version}/*`, async (context, next) => {
      bearerToken(context.req.header('authorization'));
      services.requests.push(`${context.req.method} ${new URL(context.req.url).pathname}`);
      services.requests.splice(0, services.requests.length - rememberedRequests);
      await next();
    });
    app.use(`/${version}/*`, makeTrouble(services.troubles));
    for (const { path, area, methods } of graphRoutes) {
      app.all(`/${version}${path}`, (context) => {
        const { method } = context.req;
        const handler = Object.entries(methods).find(([name]) => name === method)?.[1];
        authorize(context.req.header('authorization'), area, method !== 'GET', services.tenant.now());
        if (!handler) {
          throw methodNotAllowed(Object.keys(methods));
        }
        if (method !== 'GET') {
          services.tenant.remember();
        }
        return handler(new GraphCall(services, context));
      });
    }
  }
}

/** The error of an OData service for a path: it names the first segment that leads nowhere. */
function unknownPath(context: GraphContext): GraphFault {
  const [version = '', ...segments] = new URL(context.req.url).pathname.split('/').slice(1);
  if (!versions.has(version)) {
    return new GraphFault(400, 'BadRequest', `Invalid version: ${version}`);
  }
  const paths = graphRoutes.map((route) => route.path.split('/').slice(1));
  const isKnown = (length: number): boolean =>
    paths.some((path) =>
      segments
        .slice(0, length)
        .every((segment, index) => path[index] === segment || path[index]?.startsWith(':')),
    );
  const unknown = segments.findIndex((_, index) => !isKnown(index + 1));
  const segment = segments[unknown === -1 ? segments.length - 1 : unknown] ?? '';
  return new GraphFault(400, 'BadRequest', `Resource not found for the segment '${segment}'.`);
}
