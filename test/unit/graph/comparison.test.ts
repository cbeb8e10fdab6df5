import { describe, expect, it } from 'vitest';
import {
  type ComparedAuthority,
  compareAuthorities,
  comparedFromCertificate,
} from '../../../src/graph/comparison.ts';
import type { AuthoritySettings } from '../../../src/graph/model.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { makeAuthority, type OpensslAuthority } from '../../support/openssl.ts';

const settings: AuthoritySettings = {
  displayName: 'Root',
  type: 'root',
  certificateRevocationListUrl: 'http://crl.example/root.crl',
  deltaCertificateRevocationListUrl: '',
  isIssuerHintEnabled: false,
};

const [root, other, renewed] = await Promise.all([
  makeAuthority({ name: 'Root' }),
  makeAuthority({ name: 'Other' }),
  // The same name with another key.
  makeAuthority({ name: 'Root' }),
]);
const sameKey = await makeAuthority({ name: 'Root under a new name', keyOf: root, days: 900 });
const sideOf = ({ der }: OpensslAuthority): ComparedAuthority =>
  comparedFromCertificate(readCertificate(der));
const [rootSide, otherSide, renewedSide] = [sideOf(root), sideOf(other), sideOf(renewed)];
const withSettings = (
  side: ComparedAuthority,
  changes: Partial<AuthoritySettings> = {},
): ComparedAuthority => ({
  ...side,
  settings: { ...settings, ...changes },
  id: 'id',
});

function summary(ours: readonly ComparedAuthority[], theirs: readonly ComparedAuthority[]) {
  const { missing, extra, renewed: pairs, changed, same } = compareAuthorities(ours, theirs);
  return {
    missing: missing.map(({ name }) => name),
    extra: extra.map(({ name }) => name),
    renewed: pairs.map((pair) => `${pair.ours.name} ${pair.ours === rootSide ? 'old' : 'new'}`),
    changed: changed.map((pair) => `${pair.ours.name} ${pair.settings.join()}`),
    same: same.map((pair) => pair.ours.name),
  };
}

const nothing = { missing: [], extra: [], renewed: [], changed: [], same: [] };

describe('a comparison', () => {
  it.each<[string, ComparedAuthority[], ComparedAuthority[], Partial<ReturnType<typeof summary>>]>([
    ['nothing and nothing', [], [], {}],
    ['what only the other side has', [], [rootSide], { missing: ['Root'] }],
    ['what only this side has', [rootSide], [], { extra: ['Root'] }],
    ['the same certificate', [rootSide], [rootSide], { same: ['Root'] }],
    ['the same certificate twice on a side', [rootSide], [rootSide, rootSide], { same: ['Root'] }],
    ['another certificate of the same name', [rootSide], [renewedSide], { renewed: ['Root old'] }],
    [
      'one that is there and a renewed one beside it',
      [rootSide],
      [rootSide, renewedSide],
      { same: ['Root'], missing: ['Root'] },
    ],
    ['another certificate of the same key', [rootSide], [sideOf(sameKey)], { renewed: ['Root old'] }],
    ['different CAs', [rootSide], [otherSide], { extra: ['Root'], missing: ['Other'] }],
    ['the same settings', [withSettings(rootSide)], [withSettings(rootSide)], { same: ['Root'] }],
    [
      'other settings',
      [withSettings(rootSide)],
      [withSettings(rootSide, { isIssuerHintEnabled: true, certificateRevocationListUrl: '' })],
      { changed: ['Root certificateRevocationListUrl,isIssuerHintEnabled'] },
    ],
    [
      'settings that only one side can have',
      [withSettings(rootSide, { isIssuerHintEnabled: true })],
      [rootSide],
      { same: ['Root'] },
    ],
  ])('of %s', (_, ours, theirs, expected) => {
    expect(summary(ours, theirs)).toEqual({ ...nothing, ...expected });
  });

  it('does not depend on the order of the sides', () => {
    const ours = [rootSide, otherSide];
    const theirs = [otherSide, renewedSide];
    expect(summary(ours.toReversed(), theirs.toReversed())).toEqual(summary(ours, theirs));
  });
});
