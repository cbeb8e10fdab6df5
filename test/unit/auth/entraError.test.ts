import { describe, expect, it } from 'vitest';
import { type EntraError, entraErrorIn } from '../../../src/auth/entraError.ts';

const trace = '1f4b9f0e-7a2d-4f0c-8a0b-5d1c2e3f4a00';
const correlation = '8c4c63b1-0b7e-4c2e-9d3a-a1b2c3d4e5f6';
const time = '2026-11-24 10:00:05';

const notConsented =
  "The user or administrator has not consented to use the application with ID '11111111-2222-3333-4444-555555555555' named 'CBA PKI'. Send an interactive authorization request for this user and resource.";
const known: EntraError = { code: 65001, message: notConsented, correlationId: correlation, timestamp: time };

describe("Entra's error", () => {
  it.each<[string, string]>([
    [
      'an error_description with one detail a line',
      `AADSTS65001: ${notConsented}\r\nTrace ID: ${trace}\r\nCorrelation ID: ${correlation}\r\nTimestamp: ${time}Z`,
    ],
    [
      'an error_description in one line',
      `AADSTS65001: ${notConsented} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${time}Z`,
    ],
    [
      "MSAL's message",
      `invalid_grant: Error(s): 65001 - Timestamp: ${time}Z - Description: AADSTS65001: ${notConsented} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${time}Z - Correlation ID: ${correlation} - Trace ID: ${trace}`,
    ],
    [
      'what VS Code makes of an error of a provider',
      `Error: Microsoft sign in failed: consent_required: AADSTS65001: ${notConsented} - Timestamp: ${time}Z - Correlation ID: ${correlation}`,
    ],
    [
      'a message that is broken into lines',
      `AADSTS65001:\n  ${notConsented.replaceAll('. ', '.\n  ')}\n\nCorrelation ID: ${correlation.toUpperCase()}\nTimestamp: ${time}Z\nTrace ID: ${trace}\n`,
    ],
  ])('is found in %s', (_, text) => {
    const found = entraErrorIn(text);
    expect({ ...found, correlationId: found?.correlationId?.toLowerCase() }).toEqual(known);
  });

  it('is found without a trace', () => {
    expect(entraErrorIn('invalid_client: AADSTS7000218: The request body must contain a secret.')).toEqual({
      code: 7000218,
      message: 'The request body must contain a secret.',
      correlationId: undefined,
      timestamp: undefined,
    });
  });

  it('is found where only the number is', () => {
    expect(entraErrorIn('AADSTS53003')).toMatchObject({ code: 53003, message: '' });
    expect(entraErrorIn('Sign-in failed (AADSTS53003)')).toMatchObject({ code: 53003 });
  });

  it.each([50011, 90002, 90094, 500133, 530003, 700016, 700024, 7000218, 9002313])(
    'has all digits of %d',
    (code) => {
      expect(entraErrorIn(`AADSTS${code}: Words.`)).toMatchObject({ code, message: 'Words.' });
    },
  );

  it('is told by its number in the address of a redirect', () => {
    const description = `AADSTS65004: User declined to consent to access the app.\r\nTrace ID: ${trace}`;
    const query = new URLSearchParams({ error: 'consent_required', error_description: description });
    expect(entraErrorIn(`http://localhost:51234/?${query.toString()}`)).toMatchObject({ code: 65004 });
    expect(entraErrorIn('AADSTS65004:+User+declined+to+consent&state=x')).toMatchObject({ code: 65004 });
  });

  it('is the first of several', () => {
    const text =
      'AADSTS50076: Use multi-factor authentication. AADSTS65001: Not consented. Trace ID: 1 AADSTS1';
    expect(entraErrorIn(text)).toMatchObject({ code: 50076 });
  });

  it('keeps the time of a description that names two', () => {
    const text = `AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-11-24T10:00:05.1Z, expiry time of assertion 2026-11-24T09:00:00.0Z. Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: 2026-11-24T10:00:06Z`;
    expect(entraErrorIn(text)).toEqual({
      code: 700024,
      message:
        'Client assertion is not within its valid time range. Current time: 2026-11-24T10:00:05.1Z, expiry time of assertion 2026-11-24T09:00:00.0Z.',
      correlationId: correlation,
      timestamp: '2026-11-24T10:00:06',
    });
  });

  it.each([
    ['nothing', ''],
    ['words of VS Code', 'User did not consent to login.'],
    ['a network error', 'fetch failed: getaddrinfo ENOTFOUND login.microsoftonline.com'],
    ['a number alone', 'Error 65001'],
    ['the letters alone', 'See https://aka.ms/AADSTS for more'],
    ['too few digits', 'AADSTS65: Words.'],
    ['an error of MSAL itself', 'user_cancelled: User cancelled the flow.'],
    ['a page of a proxy', '<!DOCTYPE html><title>Sign in to the proxy</title>'],
  ])('is not in %s', (_, text) => {
    expect(entraErrorIn(text)).toBeUndefined();
  });
});
