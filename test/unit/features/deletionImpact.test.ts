import { describe, expect, it, vi } from 'vitest';
import { impactRows } from '../../../src/features/deletionImpact.ts';
import type { Impact } from '../../../src/features/impact.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const rowsOf = (changes: Partial<Impact>): string[] =>
  impactRows({
    count: 3,
    lost: 0,
    expired: 0,
    orphans: [],
    scopes: [],
    exemptions: [],
    isPolicyKnown: true,
    ...changes,
  }).map(({ label, icon }) => `${icon}: ${label}`);

describe('the question before a deletion', () => {
  it.each<[string, Partial<Impact>, RegExp]>([
    ['the only one', { count: 1, lost: 1 }, /^warning: Nothing valid stays in its place/],
    ['one of several', { lost: 1 }, /^warning: Nothing valid stays in the place of 1 of them/],
    ['all of several', { lost: 3 }, /^warning: Nothing valid stays in the place of 3 of them/],
    [
      'one beside an expired one',
      { count: 2, lost: 1, expired: 1 },
      /^warning: Nothing valid stays in the place of 1 of them/,
    ],
    ['one whose twin stays', { count: 1 }, /^pass: Another valid certificate of this CA stays/],
    ['several whose twins stay', {}, /^pass: Another valid certificate of each of these CAs stays/],
    ['one that has expired', { count: 1, expired: 1 }, /^pass: It has expired: nobody can sign in/],
    ['several that have expired', { expired: 3 }, /^pass: All of them have expired/],
    ['some that have expired', { expired: 2 }, /^pass: 2 of them have expired. Of the others, valid/],
  ])('says whether people can still sign in below %s', (_, changes, expected) => {
    const [count, loss, ...more] = rowsOf(changes);
    expect(count).toMatch(/^trash: (?:1 authority|[23] authorities) will be gone/);
    expect(loss).toMatch(expected);
    expect(more).toEqual([]);
  });

  it('says that there is nothing in it', () => {
    expect(rowsOf({ count: 0 })).toEqual(['info: There are no authorities in it.']);
  });

  it('names who loses an issuer, at most eight', () => {
    const orphans = Array.from({ length: 10 }, (_, at) => ({
      name: `CA ${at}`,
      configuration: at === 0 ? undefined : 'Other',
    }));
    expect(rowsOf({ orphans }).at(-1)).toBe(
      'warning: Would lose their issuer: CA 0, CA 1 in Other, CA 2 in Other, CA 3 in Other, CA 4 in Other, CA 5 in Other, CA 6 in Other, CA 7 in Other and 2 more',
    );
  });

  it('names what the policy names, and says where it is not known', () => {
    expect(rowsOf({ scopes: ['Contoso'], exemptions: ['VPN CA'], isPolicyKnown: false }).slice(2)).toEqual([
      'warning: CA scopes of the authentication method policy name them: Contoso',
      'warning: Exempt from CRL validation in the authentication method policy: VPN CA',
      'question: The authentication method policy could not be read: rules in it may name what is deleted (CA scopes, CRL exemptions).',
    ]);
  });
});
