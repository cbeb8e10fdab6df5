/** A request that the tenant refuses; `http.ts` gives it the shape of a Graph error. */
export class GraphFault extends Error {
  override readonly name = 'GraphFault';
  /** HTTP status. */
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** 400: the request is understood, and wrong. */
export const badRequest = (message: string): GraphFault => new GraphFault(400, 'Request_BadRequest', message);

/** 404 for an object that is not there, with the sentence that the directory uses. */
export const notFound = (id: string): GraphFault =>
  new GraphFault(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

/** 405 with the methods that the resource has. */
export const methodNotAllowed = (allowed: readonly string[]): GraphFault =>
  new GraphFault(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.', {
    allow: allowed.join(', '),
  });

export interface RequestIds {
  readonly requestId: string;
  readonly clientRequestId: string;
}

/** The body of a Graph error. Graph writes its date in UTC without fraction and zone. */
export function faultBody(fault: GraphFault, ids: RequestIds, now: Date): object {
  return {
    error: {
      code: fault.code,
      message: fault.message,
      innerError: {
        date: now.toISOString().slice(0, 19),
        'request-id': ids.requestId,
        'client-request-id': ids.clientRequestId,
      },
    },
  };
}
