import type { Clock } from '../graph/clock.ts';
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
export async function probeLogin(
  { cloud, tenantId }: Pick<SignInOptions, 'cloud' | 'tenantId'>,
  clock: Clock,
  signal: AbortSignal,
  fetchFunction: typeof fetch = globalThis.fetch,
): Promise<LoginProbe> {
  const tenant = encodeURIComponent(tenantId || 'organizations');
  try {
    const response = await fetchFunction(
      `${cloud.loginRoot}/${tenant}/v2.0/.well-known/openid-configuration`,
      { signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]), redirect: 'manual' },
    );
    const time = Date.parse(response.headers.get('date') ?? '');
    return {
      outcome: 'answered',
      status: response.status,
      entra: response.ok ? undefined : entraErrorIn(await response.text()),
      clockAhead: Number.isNaN(time) ? undefined : clock.now().getTime() - time,
    };
  } catch (error) {
    signal.throwIfAborted();
    const code = networkCodeOf(error);
    return { outcome: isCertificateFailure(code) ? 'untrustedCertificate' : 'unreachable', code };
  }
}
