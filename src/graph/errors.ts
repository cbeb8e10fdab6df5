import type { TokenGrants } from './accessToken.ts';
import { isRecord } from './isRecord.ts';
import type { Access } from './permissions.ts';
import { redact } from './redact.ts';

/**
 * Why a call to Graph failed.
 * - `network`: no answer came; whether a write was carried out is not known
 * - `foreignAddress`: an answer pointed to another host, and it was not followed
 * - `protocol`: the answer is not what Graph's documentation promises
 * - `jobRunning`: an upload was not sent because the configuration already has a job under way
 * - `unknownOutcome`: an upload's answer was lost and no job has shown itself
 * - `lostAnswer`: the answer to another write was lost and nothing of it is to be seen
 */
export type GraphErrorReason =
  | 'unauthenticated'
  | 'forbidden'
  | 'notFound'
  | 'invalid'
  | 'throttled'
  | 'unavailable'
  | 'network'
  | 'foreignAddress'
  | 'protocol'
  | 'jobRunning'
  | 'unknownOutcome'
  | 'lostAnswer';

export interface GraphErrorDetails {
  readonly status?: number;
  /** Graph's error code, for example `Request_BadRequest`. */
  readonly code?: string;
  readonly requestId?: string;
  readonly clientRequestId?: string;
  /** Seconds to wait before trying again, from Retry-After. */
  readonly retryAfterSeconds?: number;
  /** The WWW-Authenticate header, only where it holds a claims challenge. */
  readonly claimsChallenge?: string;
  /** What the token of the call had to allow. */
  readonly access?: Access;
  /** What it allowed, as far as it can be read. */
  readonly grants?: TokenGrants;
  /** How far this computer's clock is ahead of the service's, in milliseconds, where the service told its time. */
  readonly clockAhead?: number;
  /** Method and route template of the call, for example `GET …/certificateBasedAuthConfigurations/{id}`. */
  readonly operation?: string;
}

/** A call to Graph that failed. `message` is the service's own sentence where it sent one. */
export class GraphRequestError extends Error {
  override readonly name = 'GraphRequestError';
  readonly reason: GraphErrorReason;
  readonly details: GraphErrorDetails;

  constructor(reason: GraphErrorReason, message: string, details: GraphErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.details = details;
  }
}

/** The error for an answer with a status outside of 2xx. Reads its body. */
export async function errorFromResponse(
  response: Response,
  operation: string,
  now: Date,
  grants?: TokenGrants,
  access?: Access,
): Promise<GraphRequestError> {
  const body = await response.text().catch(() => '');
  const error = graphErrorOf(body);
  const retryAfterSeconds = retryAfter(response.headers, now);
  const requestId = error.innerError?.['request-id'] ?? response.headers.get('request-id');
  const clientRequestId =
    error.innerError?.['client-request-id'] ?? response.headers.get('client-request-id');
  const challenge = claimsChallengeOf(response);
  const serverTime = Date.parse(response.headers.get('date') ?? '');
  return new GraphRequestError(
    reasonOf(response.status),
    redact(error.message ?? '') || response.statusText || `HTTP ${response.status}`,
    {
      status: response.status,
      operation,
      ...(error.code ? { code: error.code } : {}),
      ...(requestId ? { requestId } : {}),
      ...(clientRequestId ? { clientRequestId } : {}),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      ...(challenge === undefined ? {} : { claimsChallenge: challenge }),
      ...(access ? { access } : {}),
      ...(grants ? { grants } : {}),
      ...(Number.isNaN(serverTime) ? {} : { clockAhead: now.getTime() - serverTime }),
    },
  );
}

/** The WWW-Authenticate header of an answer, where it asks for claims. Nothing else may be handed to a sign-in. */
export function claimsChallengeOf(response: Response): string | undefined {
  const challenge = response.headers.get('www-authenticate');
  return challenge !== null && /\bclaims=/i.test(challenge) ? challenge : undefined;
}

function reasonOf(status: number): GraphErrorReason {
  switch (status) {
    case 401:
      return 'unauthenticated';
    case 403:
      return 'forbidden';
    case 404:
      return 'notFound';
    case 429:
      return 'throttled';
    default:
      if (status >= 500) {
        return 'unavailable';
      }
      return status >= 400 ? 'invalid' : 'protocol';
  }
}

/** Seconds that Retry-After asks for: it is a number of seconds or an HTTP date (RFC 9110 §10.2.3). Never negative. */
export function retryAfter(
  headers: { get(name: string): string | null | undefined },
  now: Date,
): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) {
    return undefined;
  }
  if (/^\d+$/.test(value)) {
    return Number(value);
  }
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now.getTime()) / 1000));
}

interface GraphErrorBody {
  readonly code?: string;
  readonly message?: string;
  readonly innerError?: Readonly<Record<string, string>>;
}

/** The `error` member of Graph's error shape; empty where the body is something else, such as a proxy's page. */
function graphErrorOf(body: string): GraphErrorBody {
  try {
    const parsed: unknown = JSON.parse(body);
    const error = isRecord(parsed) ? parsed['error'] : undefined;
    if (!isRecord(error)) {
      return {};
    }
    const { code, message } = error;
    const innerError = error['innerError'] ?? error['innererror'];
    return {
      ...(typeof code === 'string' ? { code } : {}),
      ...(typeof message === 'string' ? { message } : {}),
      ...(isRecord(innerError) ? { innerError: stringsOf(innerError) } : {}),
    };
  } catch {
    return {};
  }
}

function stringsOf(record: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
