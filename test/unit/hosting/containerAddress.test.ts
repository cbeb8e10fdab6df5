import { describe, expect, test } from 'vitest';
import {
  problemsOfSignature,
  problemsOfTerms,
  readContainerAddress,
} from '../../../src/hosting/containerAddress.ts';

const now = new Date('2026-11-26T12:00:00Z');
const good =
  'sp=rcwd&st=2026-11-26T11:00:00Z&se=2026-11-26T20:00:00Z&spr=https&sv=2024-11-04&sr=c&sig=a%2Fb%3D';

/** The signature with some fields changed, or left out where undefined. */
function changed(fields: Readonly<Record<string, string | undefined>>): string {
  const all = new URLSearchParams(good);
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) {
      all.delete(name);
    } else {
      all.set(name, value);
    }
  }
  return all.toString();
}

const told = (fields: Readonly<Record<string, string | undefined>>, at = now): string[] =>
  problemsOfSignature(changed(fields), at).map(({ severity, message }) => `${severity}: ${message}`);

describe('the address of a container', () => {
  test.each([
    ['https://store.blob.core.windows.net/bundles', 'https://store.blob.core.windows.net/bundles'],
    [' https://store.blob.core.windows.net/bundles/ ', 'https://store.blob.core.windows.net/bundles'],
    ['https://store.blob.core.usgovcloudapi.net/$web', 'https://store.blob.core.usgovcloudapi.net/$web'],
  ])('is taken: %s', (text, container) => {
    expect(readContainerAddress(text, false)).toEqual({ ok: true, container, signature: undefined });
    expect(readContainerAddress(`${text.trim()}?${good}`, false)).toEqual({
      ok: true,
      container,
      signature: good,
    });
  });

  test('of an emulator has the account in its path', () => {
    const address = 'http://127.0.0.1:10000/devstoreaccount1/bundles';
    expect(readContainerAddress(address, true)).toMatchObject({ ok: true, container: address });
    expect(readContainerAddress('http://127.0.0.1:10000/devstoreaccount1', true).ok).toBe(false);
  });

  test.each([
    ['', /whole address/],
    ['store/bundles', /whole address/],
    ['ftp://store/bundles', /whole address/],
    ['http://store.blob.core.windows.net/bundles', /https/],
    ['https://me:pa55@store.blob.core.windows.net/bundles', /password/],
    ['https://localhost/account/bundles', /this computer/],
    ['https://127.0.0.1:10000/account/bundles', /this computer/],
    ['https://10.0.0.5/bundles', /private network/],
    ['https://azurite/bundles', /local network/],
    ['https://store.internal/bundles', /local network/],
    ['https://store.blob.core.windows.net', /name of the container/],
    ['https://store.blob.core.windows.net/bundles/a.p7b', /of a blob/],
  ])('is refused: %s', (text, message) => {
    const result = readContainerAddress(text, false);
    expect(result.ok ? '' : result.message).toMatch(message);
    expect(result.ok ? '' : result.message).not.toContain('pa55');
  });
});

describe('a signature for a container', () => {
  test('that allows what is needed long enough is taken without a word', () => {
    expect(told({})).toEqual([]);
    expect(told({ sr: undefined, ss: 'b', srt: 'co' })).toEqual([]);
  });

  test.each<[Readonly<Record<string, string | undefined>>, RegExp]>([
    [{ sr: 'b' }, /^error: .*single blob/],
    [{ sr: undefined }, /^error: .*object/],
    [{ sr: undefined, srt: 'sc' }, /^error: .*object/],
    [{ sp: 'cwd' }, /^error: .*reading/],
    [{ sp: 'rd' }, /^error: .*creating or writing/],
    [{ sp: 'rc' }, /^warning: .*deleting/],
    [{ se: undefined }, /^error: .*no time/],
    [{ se: '2026-11-26T11:59:59Z' }, /^error: .*expired on 2026-11-26T11:59:59/],
    [{ st: '2026-11-26T12:00:01Z' }, /^error: .*before 2026-11-26T12:00:01/],
    [{ se: '2026-11-26T12:59:00Z' }, /^warning: .*ends on/],
    [{ sip: '203.0.113.7' }, /^error: .*IP addresses/],
    [{ si: 'policy', sp: undefined, se: undefined, st: undefined }, /^warning: .*policy/],
  ])('is questioned: %j', (fields, message) => {
    expect(told(fields)).toEqual([expect.stringMatching(message)]);
  });

  test('is judged without a clock by what it allows', () => {
    const expired = changed({ se: '2020-01-01T00:00:00Z', sp: 'rd' });
    expect(problemsOfTerms(expired).map(({ message }) => message)).toEqual([
      expect.stringMatching(/creating or writing/),
    ]);
  });

  test('is all wrong where it is nothing', () => {
    expect(problemsOfSignature('sig=x', now).map(({ severity }) => severity)).toEqual([
      'error',
      'error',
      'error',
      'error',
    ]);
  });
});
