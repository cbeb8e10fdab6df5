import { describe, expect, it, vi } from 'vitest';
import { askForChanges } from '../../../src/features/manageAuthorities/editQuestions.ts';
import { commonValue, neededFor } from '../../../src/features/manageAuthorities/settingsChanges.ts';
import { problemOfRevocationAddress } from '../../../src/features/revocationAddressProblem.ts';
import type { Authority } from '../../../src/graph/model.ts';
import { CancelledError } from '../../../src/platform/failure.ts';
import { type QueuedAnswer, QueuedPrompts } from '../../support/queuedPrompts.ts';
import { authority } from './fakeTenancies.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const [one, other] = [authority('a1'), { ...authority('a2'), isIssuerHintEnabled: true }];

describe('the settings of several authorities', () => {
  it('have a common value where all have it, and none where they differ', () => {
    expect(commonValue([one, authority('a3')], 'isIssuerHintEnabled')).toBe(false);
    expect(commonValue([one, other], 'isIssuerHintEnabled')).toBeUndefined();
    expect(commonValue([one, other], 'type')).toBe('root');
    expect(commonValue([], 'type')).toBeUndefined();
  });

  it('are sent only where they are not so already', () => {
    const changes = { isIssuerHintEnabled: true, type: 'root' } as const;
    expect(neededFor(one, changes)).toEqual({ isIssuerHintEnabled: true });
    expect(neededFor(other, changes)).toBeUndefined();
    expect(neededFor(one, {})).toBeUndefined();
  });
});

describe('the address of a CRL', () => {
  it.each([
    '',
    ' ',
    'http://crl.example/ca.crl',
    ' http://crl.example/a%20b.crl ',
    'https://crl.example/ca.crl',
  ])('may be “%s”', (address) => expect(problemOfRevocationAddress(address)).toBeUndefined());

  it.each([
    ['crl', /no address/],
    ['crl.example/ca.crl', /no address/],
    ['http:crl.example/ca.crl', /no address/],
    ['http:/crl.example/ca.crl', /no address/],
    ['http:///crl.example/ca.crl', /no address/],
    ['ldap://directory/cn=ca', /by http only, not by ldap:/],
    ['file:///ca.crl', /not by file:/],
    ['ftp://crl.example/ca.crl', /not by ftp:/],
    ['http://user:secret@crl.example/ca.crl', /without credentials/],
  ])('may not be “%s”', (address, expected) => {
    expect(problemOfRevocationAddress(address)).toMatch(expected);
  });
});

describe('an address that several authorities have differently', () => {
  const mixed = [
    { ...one, certificateRevocationListUrl: 'http://crl.example/a.crl' },
    { ...other, certificateRevocationListUrl: 'http://crl.example/b.crl' },
  ];
  const menuAfter = async (typed: string): Promise<string> => {
    const prompts = new QueuedPrompts([{ pick: 'CRL address' }, { type: typed }], () => new CancelledError());
    await expect(askForChanges(prompts, mixed)).rejects.toBeInstanceOf(CancelledError);
    expect(prompts.seen[1]?.text).toContain('Empty: each keeps its own.');
    return prompts.seen.at(-1)?.rows.join('\n') ?? '';
  };

  it('stays as it is in each where nothing is typed', async () => {
    expect(await menuAfter('')).not.toContain('will be changed');
  });

  it('is changed in those that have another one', async () => {
    expect(await menuAfter('http://crl.example/a.crl')).toContain('1 authority will be changed');
  });
});

describe('a delta address without a base', () => {
  const base = 'http://crl.example/a.crl';
  const delta = 'http://crl.example/a+.crl';
  const both = { ...one, certificateRevocationListUrl: base, deltaCertificateRevocationListUrl: delta };
  const menuAfter = async (
    authorities: readonly Authority[],
    ...answers: QueuedAnswer[]
  ): Promise<string> => {
    const prompts = new QueuedPrompts(answers, () => new CancelledError());
    await expect(askForChanges(prompts, authorities)).rejects.toBeInstanceOf(CancelledError);
    return prompts.seen.at(-1)?.rows.join('\n') ?? '';
  };
  const empty = (field: string): QueuedAnswer[] => [{ pick: field }, { type: '' }];

  it.each<[string, readonly Authority[], QueuedAnswer[]]>([
    ['where the base is emptied', [both], empty('CRL address')],
    ['where a delta is given to one that has no base', [one], [{ pick: 'Delta CRL' }, { type: delta }]],
    ['where one of several has no base', [both, one], [{ pick: 'Delta CRL' }, { type: delta }]],
  ])('is warned of before it is saved %s', async (_, authorities, answers) => {
    expect(await menuAfter(authorities, ...answers)).toContain('AADSTS500177');
  });

  it.each<[string, readonly Authority[], QueuedAnswer[]]>([
    ['where both are emptied', [both], [...empty('CRL address'), ...empty('Delta CRL')]],
    ['where the delta is emptied', [both], empty('Delta CRL')],
    [
      'where the base of one without a delta is emptied',
      [{ ...both, deltaCertificateRevocationListUrl: '' }],
      empty('CRL address'),
    ],
  ])('is not warned of %s', async (_, authorities, answers) => {
    const menu = await menuAfter(authorities, ...answers);
    expect(menu).toContain('1 authority will be changed');
    expect(menu).not.toContain('AADSTS');
  });
});
