import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/graph/redact.ts';

describe('a text that is shown or logged', () => {
  it.each([
    ['https://a.blob.core.windows.net/c/b.p7b?sv=1&sig=SECRET', 'https://a.blob.core.windows.net/c/b.p7b?…'],
    ['fetch of "http://h/x?sig=SECRET" failed', 'fetch of "http://h/x?…" failed'],
    ['https://h/a?x=SECRET then https://h/b?y=SECRET', 'https://h/a?… then https://h/b?…'],
    ['https://h/a#SECRET', 'https://h/a?…'],
    ['Authorization: Bearer SECRET', 'Authorization: Bearer …'],
    ['authorization: bearer abc.SECRET.def', 'authorization: Bearer …'],
    [`token eyJ0eXAiOiJKV1Qi.eyJhdWQiOiJTRUNSRVQi.c2lnbmF0dXJl end`, 'token … end'],
    ['nothing to hide at https://h/path', 'nothing to hide at https://h/path'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });
});
