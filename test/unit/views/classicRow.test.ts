import { describe, expect, it } from 'vitest';
import { placeClassic } from '../../../src/features/classicStore/classicPlaces.ts';
import type { ClassicAuthority } from '../../../src/graph/classicStore.ts';
import type { Authority } from '../../../src/graph/model.ts';
import { classicView } from '../../../src/views/classicRow.ts';
import type { NodeView } from '../../../src/views/nodeView.ts';
import { makeAuthority } from '../../support/openssl.ts';

const startDate = new Date('2026-01-01T00:00:00Z');
const endDate = new Date('2030-01-01T00:00:00Z');
const root = await makeAuthority({ name: 'Mobile Root', startDate, endDate });
const address = 'http://crl.example/m.crl';

function classic(changes: Partial<ClassicAuthority> = {}): ClassicAuthority {
  return {
    isRoot: true,
    certificate: root.der,
    certificateRevocationListUrl: address,
    deltaCertificateRevocationListUrl: '',
    ...changes,
  };
}

function authority(changes: Partial<Authority> = {}): Authority {
  return {
    id: 'a1',
    displayName: 'Mobile Root',
    type: 'root',
    issuer: '',
    subjectKeyIdentifier: '',
    thumbprint: root.thumbprint,
    createdDateTime: undefined,
    expirationDateTime: undefined,
    certificateRevocationListUrl: address,
    deltaCertificateRevocationListUrl: '',
    isIssuerHintEnabled: false,
    ...changes,
  };
}

type Places = readonly (readonly [name: string, ...members: readonly Authority[]])[];

const place = (one: ClassicAuthority, places: Places) =>
  placeClassic(
    [one],
    places.map(([name, ...authorities]) => ({ name, authorities })),
  );

function view(one: ClassicAuthority, places: Places = [], now = '2027-01-01T00:00:00Z'): NodeView {
  const [placed] = place(one, places);
  if (!placed) {
    throw new Error('It has no place');
  }
  return classicView({ kind: 'classicAuthority', placed }, new Date(now), 60);
}

const other = 'http://crl.example/other.crl';

describe('the row of a CA of the classic store', () => {
  it.each<[string, Partial<ClassicAuthority>, Places, Partial<NodeView>]>([
    [
      'that is a root in no configuration',
      {},
      [],
      { icon: 'verified-filled', description: 'in no configuration · expires 2030-01-01' },
    ],
    [
      'that is an intermediate in no configuration',
      { isRoot: false },
      [['PKI']],
      { icon: 'verified', description: 'in no configuration · expires 2030-01-01' },
    ],
    [
      'that is in two configurations, of which it names the first',
      {},
      [
        ['PKI', authority()],
        ['Second', authority()],
      ],
      { icon: 'pass', description: 'also in PKI · expires 2030-01-01' },
    ],
    [
      'that differs from one of two configurations, which it names',
      {},
      [
        ['PKI', authority()],
        ['Second', authority({ certificateRevocationListUrl: other })],
      ],
      {
        icon: 'warning',
        color: 'list.warningForeground',
        description: 'other CRL address in Second · expires 2030-01-01',
      },
    ],
  ])('%s', (_, changes, places, expected) => {
    const row = view(classic(changes), places);
    expect(row).toMatchObject({
      id: `classic:${root.thumbprint}`,
      label: 'Mobile Root',
      contextValue: 'classicAuthority',
      collapsible: 'none',
      expiry: 'valid',
      ...expected,
    });
    expect('color' in row).toBe('color' in expected);
    expect(row.accessibleLabel).toBe(`Mobile Root, ${expected.description?.replace(' · ', ', ')}`);
  });

  it('has a row of its own for each copy of a certificate', () => {
    const placed = placeClassic([classic(), classic(), classic()], []);
    const ids = placed.map(
      (each) => classicView({ kind: 'classicAuthority', placed: each }, startDate, 60).id,
    );
    expect(new Set(ids).size).toBe(3);
  });

  it.each([
    ['2030-01-01T00:00:01Z', 'expired', 'expired 2030-01-01'],
    ['2029-12-01T00:00:00Z', 'expiring', 'expires 2030-01-01, in 31 days'],
    ['2029-11-02T00:00:00Z', 'valid', 'expires 2030-01-01'],
  ])('on %s is %s', (now, expiry, text) => {
    expect(view(classic(), [], now)).toMatchObject({
      expiry,
      description: `in no configuration · ${text}`,
      accessibleLabel: `Mobile Root, in no configuration, ${text}`,
    });
  });

  it('says in its tooltip which copy Entra goes by, for each configuration', () => {
    const row = view(classic(), [
      ['PKI', authority()],
      ['Second', authority({ certificateRevocationListUrl: other })],
      ['Third', authority({ certificateRevocationListUrl: '' })],
    ]);
    expect(row.tooltip).toEqual([
      { name: 'Type', value: 'root' },
      { name: 'Expires', value: '2030-01-01T00:00:00.000Z' },
      { name: 'CRL address', value: address },
      { name: 'PKI', value: 'the same CRL address: Entra goes by the configuration' },
      { name: 'Second', value: `CRL address ${other}. The two differ: Entra goes by the classic store.` },
      { name: 'Third', value: 'CRL address none. The two differ: Entra goes by the classic store.' },
      { name: 'Thumbprint (SHA-1)', value: root.thumbprint, isCode: true },
    ]);
  });

  it('says that revocation is not checked where there is no address', () => {
    const { tooltip } = view(classic({ isRoot: false, certificateRevocationListUrl: '' }));
    expect(tooltip).toContainEqual({ name: 'CRL address', value: 'none: revocation is not checked' });
    expect(tooltip).toContainEqual({ name: 'Type', value: 'intermediate' });
  });

  it('of a failure says what failed, and how to try again', () => {
    expect(classicView({ kind: 'failure', message: 'No network.' }, startDate, 60)).toEqual({
      id: 'classic:failure',
      label: 'No network.',
      icon: 'error',
      color: 'list.errorForeground',
      contextValue: 'failure',
      collapsible: 'none',
      tooltip: [{ name: '', value: 'Press Enter or click to try again.' }],
      accessibleLabel: 'Could not be loaded: No network. Press Enter to try again.',
    });
  });
});
