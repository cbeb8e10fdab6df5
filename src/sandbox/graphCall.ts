import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { PermissionArea } from './accessToken.ts';
import type { Entity, EntityType } from './entityTypes.ts';
import { badRequest, GraphFault, type RequestIds } from './graphFault.ts';
import { pick, readCountQuery, readEntityQuery, refuseQuery } from './odata.ts';
import { contextAddress, type Paging } from './paging.ts';
import { isRecord, type RequestBody } from './requestBody.ts';
import { readRequestBytes } from './requestBytes.ts';
import type { Tenant } from './tenant.ts';
import type { UploadJobs } from './uploadJobs.ts';

/** What the routes of the tenant work on. */
export interface GraphServices {
  readonly tenant: Tenant;
  readonly jobs: UploadJobs;
  readonly paging: Paging;
}

/** What Hono carries along with a request. */
export type GraphEnvironment = { Bindings: HttpBindings; Variables: { ids: RequestIds } };
export type GraphContext = Context<GraphEnvironment>;
type GraphMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE';
type GraphHandler = (call: GraphCall) => Response | Promise<Response>;

/** One resource: its path below the version, with Hono's `:name` for parameters, and what can be done with it. */
export interface GraphRoute {
  readonly path: string;
  readonly area: PermissionArea;
  readonly methods: Readonly<Partial<Record<GraphMethod, GraphHandler>>>;
}

/** Graph's own limit for a request is 4 MB. */
const maximumBodyBytes = 4 * 1024 * 1024;

/** A request to Graph that was let in, and the ways to answer it. */
export class GraphCall {
  readonly services: GraphServices;
  readonly #context: GraphContext;
  readonly #address: URL;

  constructor(services: GraphServices, context: GraphContext) {
    this.services = services;
    this.#context = context;
    this.#address = new URL(context.req.url);
  }

  get tenant(): Tenant {
    return this.services.tenant;
  }

  /** A parameter of the route's path, decoded. */
  parameter(name: string): string {
    return this.#context.req.param(name) ?? '';
  }

  /** @throws {GraphFault} where the request carries anything but a JSON object */
  async body(): Promise<RequestBody> {
    const body = await this.optionalBody();
    if (!body) {
      throw badRequest('Empty Payload. JSON content expected.');
    }
    return body;
  }

  /** As `body`, for actions that can do without one. */
  async optionalBody(): Promise<RequestBody | undefined> {
    const bytes = await readRequestBytes(this.#context.req.raw, maximumBodyBytes);
    const text = bytes.toString('utf8');
    if (text.trim() === '') {
      return undefined;
    }
    if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(this.#context.req.header('content-type') ?? '')) {
      throw new GraphFault(415, 'UnsupportedMediaType', 'Content-Type has to be application/json.');
    }
    const body = parseJson(text);
    if (!isRecord(body)) {
      throw malformed();
    }
    return body;
  }

  list(entities: readonly Entity[], type: EntityType, contextPath: string): Response {
    if (this.tenant.behaviour.refusesSelectOnLists && this.#address.searchParams.has('$select')) {
      throw badRequest("Query option 'Select' is not allowed.");
    }
    return this.json(this.services.paging.page(this.#address, entities, type, contextPath));
  }

  /** The plain number that `/$count` is answered with. */
  count(entities: readonly Entity[], type: EntityType): Response {
    const filter = readCountQuery(this.#address.searchParams, type);
    const count = filter ? entities.filter(filter).length : entities.length;
    return this.#context.body(String(count), 200, { 'content-type': 'text/plain' });
  }

  /** A single entity that was asked for. */
  entity(entity: Entity, type: EntityType, contextPath: string): Response {
    const select = readEntityQuery(this.#address.searchParams, type);
    const context = contextAddress(this.#address, contextPath, select, '/$entity');
    return this.json({ '@odata.context': context, ...pick(entity, select, type) });
  }

  /** An entity as the answer to a change of it. */
  changed(entity: Entity, type: EntityType, contextPath: string, status: 200 | 201 = 200): Response {
    const context = contextAddress(this.#address, contextPath, undefined, '/$entity');
    return this.json({ '@odata.context': context, ...pick(entity, undefined, type) }, status);
  }

  /** An entity of which the path does not say the type. */
  typed(entity: Entity, type: EntityType): Response {
    refuseQuery(this.#address.searchParams);
    const context = contextAddress(this.#address, 'directoryObjects', undefined, '/$entity');
    return this.json({
      '@odata.context': context,
      '@odata.type': `#${type.name}`,
      ...pick(entity, undefined, type),
    });
  }

  /** Anything else, with `@odata.context` where a path for it is given. */
  plain(value: object, contextPath: string, status: 200 | 201 = 200): Response {
    refuseQuery(this.#address.searchParams);
    return this.json({ '@odata.context': contextAddress(this.#address, contextPath), ...value }, status);
  }

  nothing(): Response {
    return this.#context.body(null, 204);
  }

  json(value: object, status: 200 | 201 = 200): Response {
    return this.#context.body(JSON.stringify(value), status, {
      'content-type':
        'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
      'odata-version': '4.0',
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

function malformed(): GraphFault {
  return new GraphFault(
    400,
    'BadRequest',
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );
}
