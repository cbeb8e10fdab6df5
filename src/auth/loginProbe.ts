import type { Clock } from '../graph/clock.ts';
import { isRecord } from '../graph/isRecord.ts';
import { isCertificateFailure, networkCodeOf } from '../graph/networkError.ts';
import { type EntraError, entraErrorIn } from './entraError.ts';
import type { SignInOptions } from './signInOptions.ts';

/** What one look at the login service shows. */
export type LoginProbe =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      /** What it says of the tenant, where it does not know it. */
      readonly entra: EntraError | undefined;
      /** How far this computer's clock is ahead of the service's, in milliseconds. */
      readonly clockAhead: number | undefined;
    }
  | { readonly outcome: 'untrustedCertificate' | 'unreachable'; readonly code: string };

const timeout = 10_000;

/**
 * Asks the login service for what it publishes about the tenant. No account, token or name goes with it.
 * @throws the signal's reason when aborted; every other mishap is an outcome
 */
export function probeLogin(
  { cloud, tenantId }: Pick<SignInOptions, 'cloud' | 'tenantId'>,
  clock: Clock,
  signal: AbortSignal,
  fetchFunction: typeof fetch = globalThis.fetch,
): Promise<LoginProbe> {
  const tenant = encodeURIComponent(tenantId || 'organizations');
  const address = `${cloud.loginRoot}/${tenant}/v2.0/.well-known/openid-configuration`;
  return probe(address, clock, signal, fetchFunction);
}

/** Asks Graph for something without a token: any answer, and it will be a refusal, shows that it can be reached. */
export function probeGraph(
  { cloud }: Pick<SignInOptions, 'cloud'>,
  clock: Clock,
  signal: AbortSignal,
  fetchFunction: typeof fetch = globalThis.fetch,
): Promise<LoginProbe> {
  return probe(`${cloud.graphRoot}/v1.0/organization`, clock, signal, fetchFunction);
}

async function probe(
  address: string,
  clock: Clock,
  signal: AbortSignal,
  fetchFunction: typeof fetch,
): Promise<LoginProbe> {
  try {
    const response = await fetchFunction(address, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      redirect: 'manual',
    });
    const time = Date.parse(response.headers.get('date') ?? '');
    return {
      outcome: 'answered',
      status: response.status,
      entra: response.ok ? undefined : await refusalIn(response),
      clockAhead: Number.isNaN(time) ? undefined : clock.now().getTime() - time,
    };
  } catch (error) {
    signal.throwIfAborted();
    const code = networkCodeOf(error);
    return { outcome: isCertificateFailure(code) ? 'untrustedCertificate' : 'unreachable', code };
  }
}

/** What Entra says in the body of a refusal (RFC 6749 §5.2), or what a page of its shows. */
async function refusalIn(response: Response): Promise<EntraError | undefined> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    const description = isRecord(body) ? body['error_description'] : undefined;
    return typeof description === 'string' ? entraErrorIn(description) : undefined;
  } catch {
    return entraErrorIn(text);
  }
}
