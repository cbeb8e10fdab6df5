import { describe, expect, it } from 'vitest';
import { isCertificateFailure, networkCodeOf } from '../../../src/graph/networkError.ts';

const withCode = (code: string): Error => Object.assign(new Error(code), { code });

describe('the code of a network error', () => {
  it.each<[string, unknown, string]>([
    ['is its own', withCode('ECONNRESET'), 'ECONNRESET'],
    ['is that of its cause', new TypeError('fetch failed', { cause: withCode('ENOTFOUND') }), 'ENOTFOUND'],
    [
      'is that of the first of several',
      new TypeError('fetch failed', {
        cause: new AggregateError([withCode('ECONNREFUSED'), withCode('EPERM')]),
      }),
      'ECONNREFUSED',
    ],
    ['is that of a time-out', new DOMException('too late', 'TimeoutError'), 'ETIMEDOUT'],
    ['is unknown without one', new Error('fetch failed'), 'unknown'],
    ['is unknown for what is no error', 'fetch failed', 'unknown'],
  ])('%s', (_, error, code) => {
    expect(networkCodeOf(error)).toBe(code);
  });

  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', true],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', true],
    ['ECONNREFUSED', false],
    ['unknown', false],
  ])('%s tells whether a certificate was not trusted: %s', (code, expected) => {
    expect(isCertificateFailure(code)).toBe(expected);
  });
});
