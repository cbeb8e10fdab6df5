import { describe, expect, it, vi } from 'vitest';
import {
  commonValue,
  type Field,
  neededFor,
  onlyNew,
  type Settings,
} from '../../../src/features/manageAuthorities/settingsChanges.ts';
import { problemOfRevocationAddress } from '../../../src/features/revocationAddressProblem.ts';
import type { Authority } from '../../../src/graph/model.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const one: Authority = {
  id: 'a1',
  displayName: 'Root',
  type: 'root',
  issuer: 'CN=Root',
  subjectKeyIdentifier: 'AB',
  thumbprint: 'CD',
  createdDateTime: undefined,
  expirationDateTime: undefined,
  certificateRevocationListUrl: 'http://crl.example/a.crl',
  deltaCertificateRevocationListUrl: '',
  isIssuerHintEnabled: false,
};

/** Everything as the authority has it, and everything otherwise. */
const same: Required<Settings> = {
  displayName: 'Root',
  type: 'root',
  certificateRevocationListUrl: 'http://crl.example/a.crl',
  deltaCertificateRevocationListUrl: '',
  isIssuerHintEnabled: false,
};
const different: Required<Settings> = {
  displayName: 'root',
  type: 'intermediate',
  certificateRevocationListUrl: '',
  deltaCertificateRevocationListUrl: 'http://crl.example/d.crl',
  isIssuerHintEnabled: true,
};
const fields: readonly Field[] = [
  'displayName',
  'type',
  'certificateRevocationListUrl',
  'deltaCertificateRevocationListUrl',
  'isIssuerHintEnabled',
];

describe('what of the changes an authority needs', () => {
  it.each(fields)('is %s where only that differs', (field) => {
    const changes = { ...same, [field]: different[field] };
    expect(neededFor(one, changes)).toEqual({ [field]: different[field] });
  });

  it('is everything where everything differs', () => {
    expect(neededFor(one, different)).toEqual(different);
  });

  it('is nothing where everything is so already, and where nothing is changed', () => {
    expect([neededFor(one, same), neededFor(one, {})]).toEqual([undefined, undefined]);
  });

  it('is any type where its own is unknown', () => {
    const unknown: Authority = { ...one, type: 'unknown' };
    expect(neededFor(unknown, { type: 'root' })).toEqual({ type: 'root' });
  });

  it('leaves the changes as they were', () => {
    const changes = Object.freeze({ ...same, type: 'intermediate' as const });
    expect(neededFor(one, changes)).toEqual({ type: 'intermediate' });
  });
});

describe('the value that authorities have in common', () => {
  it.each(fields)('is that of the only one: %s', (field) => {
    expect(commonValue([one], field)).toBe(one[field]);
  });

  it.each(fields)('is what all have, and none where the last of them differs: %s', (field) => {
    const other = { ...one, [field]: different[field] };
    expect(commonValue([one, { ...one, id: 'a2' }, one], field)).toBe(one[field]);
    expect(commonValue([one, one, other], field)).toBeUndefined();
    expect(commonValue([other, one, one], field)).toBeUndefined();
  });

  it('is none of nobody', () => {
    expect(commonValue([], 'displayName')).toBeUndefined();
  });
});

describe('changes that are new', () => {
  it.each<[string, Authority[], Settings, Settings]>([
    ['hold what differs in the only one', [one], { ...same, type: 'intermediate' }, { type: 'intermediate' }],
    [
      'hold what differs in one of several, each for itself',
      [one, { ...one, type: 'intermediate', isIssuerHintEnabled: true }],
      { type: 'intermediate', isIssuerHintEnabled: true, displayName: 'Root' },
      { type: 'intermediate', isIssuerHintEnabled: true },
    ],
    ['are none where all are so already', [one, one], same, {}],
    ['are none for nobody', [], different, {}],
  ])('%s', (_, authorities, changes, expected) => {
    expect(onlyNew(authorities, changes)).toEqual(expected);
  });
});

describe('the address of a CRL', () => {
  it.each([
    '',
    ' \t ',
    'http://crl.example/a.crl',
    'HTTP://CRL.EXAMPLE/a.crl',
    'https://crl.example/a.crl',
    'http://crl.example:8080/a.crl?x=1#y',
    'http://192.0.2.1/a.crl',
    'http://[2001:db8::1]/a.crl',
    '  http://crl.example/a.crl  ',
    'http://crl.example/user@host/a.crl',
  ])('may be “%s”', (address) => {
    expect(problemOfRevocationAddress(address)).toBeUndefined();
  });

  it.each([
    ['crl', 'This is no address. It has to begin with http://'],
    ['//crl.example/a.crl', 'This is no address. It has to begin with http://'],
    ['http://', 'This is no address. It has to begin with http://'],
    ['http://crl example/a.crl', 'This is no address. It has to begin with http://'],
    ['ldap:///CN=CA', 'Entra fetches CRLs by http only, not by ldap:'],
    ['file:///c:/a.crl', 'Entra fetches CRLs by http only, not by file:'],
    ['C:\\a.crl', 'Entra fetches CRLs by http only, not by c:'],
    ['javascript:alert(1)', 'Entra fetches CRLs by http only, not by javascript:'],
    [
      'http://user@crl.example/a.crl',
      'The address holds a user name or a password. Entra fetches CRLs without credentials.',
    ],
    [
      'https://:password@crl.example/a.crl',
      'The address holds a user name or a password. Entra fetches CRLs without credentials.',
    ],
  ])('may not be “%s”', (address, problem) => {
    expect(problemOfRevocationAddress(address)).toBe(problem);
  });
});
