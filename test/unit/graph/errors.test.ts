import { describe, expect, test } from 'vitest';
import { errorFromResponse, type GraphErrorReason, retryAfter } from '../../../src/graph/errors.ts';

const now = new Date('2026-11-24T10:00:00Z');

function errorOf(response: Response) {
  return errorFromResponse(response, 'GET …/things', now);
}

describe('the time to wait', () => {
  test.each<[string, string, number | undefined]>([
    ['seconds', '17', 17],
    ['no seconds', '0', 0],
    ['seconds with blanks around them', ' 5 ', 5],
    ['more seconds than anybody waits', '99999999', 99_999_999],
    ['a date', 'Tue, 24 Nov 2026 10:01:30 GMT', 90],
    ['a date with the obsolete form of RFC 850', 'Tuesday, 24-Nov-26 10:00:10 GMT', 10],
    ['a date in the past', 'Tue, 24 Nov 2026 09:00:00 GMT', 0],
    ['the date of now', 'Tue, 24 Nov 2026 10:00:00 GMT', 0],
    ['something else', 'later', undefined],
    ['nothing', '', undefined],
  ])('is read from %s', (_, value, seconds) => {
    expect(retryAfter(new Headers({ 'retry-after': value }), now)).toBe(seconds);
  });

  test('is not known without the header', () => {
    expect(retryAfter(new Headers(), now)).toBeUndefined();
  });

  test('is rounded up, so that nobody comes too early', () => {
    const later = new Date('2026-11-24T09:59:59.400Z');
    expect(retryAfter(new Headers({ 'retry-after': 'Tue, 24 Nov 2026 10:00:00 GMT' }), later)).toBe(1);
  });
});

describe('an error', () => {
  test.each<[number, GraphErrorReason]>([
    [302, 'protocol'],
    [400, 'invalid'],
    [401, 'unauthenticated'],
    [403, 'forbidden'],
    [404, 'notFound'],
    [409, 'invalid'],
    [418, 'invalid'],
    [429, 'throttled'],
    [500, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'unavailable'],
    [507, 'unavailable'],
  ])('of status %i has the reason %s', async (status, reason) => {
    const error = await errorOf(new Response('', { status }));
    expect([error.reason, error.details.status, error.details.operation]).toEqual([
      reason,
      status,
      'GET …/things',
    ]);
  });

  test.each(['innerError', 'innererror'])("keeps Graph's sentence, code and ids from %s", async (inner) => {
    const ids = { date: '2026-11-24T10:00:00', 'request-id': 'r-1', 'client-request-id': 'c-1' };
    const body = { error: { code: 'Request_BadRequest', message: 'Not like that.', [inner]: ids } };
    const headers = { 'request-id': 'from the header', 'retry-after': '7' };
    const error = await errorOf(Response.json(body, { status: 400, headers }));
    expect(error.message).toBe('Not like that.');
    expect(error.details).toEqual({
      status: 400,
      operation: 'GET …/things',
      code: 'Request_BadRequest',
      requestId: 'r-1',
      clientRequestId: 'c-1',
      retryAfterSeconds: 7,
    });
  });

  test('takes the ids from the headers where the body has none', async () => {
    const headers = { 'request-id': 'r-2', 'client-request-id': 'c-2' };
    const error = await errorOf(new Response('', { status: 503, headers }));
    expect([error.details.requestId, error.details.clientRequestId]).toEqual(['r-2', 'c-2']);
  });

  test.each<[string, string]>([
    ['no body', ''],
    ['a web page', '<html><body>Blocked by policy</body></html>'],
    ['JSON of another shape', '{"message":"no"}'],
    ['an error that is a string', '{"error":"no"}'],
    ['a list', '[{"error":{"message":"no"}}]'],
    ['JSON that is cut off', '{"error":{"message":"no'],
    ['a message that is no string', '{"error":{"code":5,"message":{"lang":"en"},"innerError":[1]}}'],
  ])('of %s says what HTTP says, and nothing of the body', async (_, body) => {
    const named = await errorOf(new Response(body, { status: 403, statusText: 'Forbidden' }));
    expect([named.message, named.details]).toEqual(['Forbidden', { status: 403, operation: 'GET …/things' }]);
    const nameless = await errorOf(new Response(body, { status: 403 }));
    expect(nameless.message).toBe('HTTP 403');
  });

  test('keeps a claims challenge as it was sent', async () => {
    const challenge = 'Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="';
    const error = await errorOf(
      new Response('', { status: 401, headers: { 'www-authenticate': challenge } }),
    );
    expect([error.reason, error.details.claimsChallenge]).toEqual(['unauthenticated', challenge]);
  });

  test('has no claims challenge where the service only asks for a token', async () => {
    const headers = { 'www-authenticate': 'Bearer realm="graph.microsoft.com"' };
    const error = await errorOf(new Response('', { status: 401, headers }));
    expect(error.details).not.toHaveProperty('claimsChallenge');
  });
});
