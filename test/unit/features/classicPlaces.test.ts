import { describe, expect, it } from 'vitest';
import { placeClassic } from '../../../src/features/classicStore/classicPlaces.ts';
import type { ClassicAuthority } from '../../../src/graph/classicStore.ts';
import type { Authority } from '../../../src/graph/model.ts';
import { Asn1Error } from '../../../src/pki/asn1Reader.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { makeAuthority, type OpensslAuthority } from '../../support/openssl.ts';

const [root, issuing] = await Promise.all([
  makeAuthority({ name: 'Mobile Root' }),
  makeAuthority({ name: 'Other' }),
]);
const address = 'http://crl.example/m.crl';
const deltaAddress = 'http://crl.example/m-delta.crl';

function classic(
  changes: Partial<ClassicAuthority> = {},
  { der }: OpensslAuthority = root,
): ClassicAuthority {
  return {
    isRoot: true,
    certificate: der,
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

const other = 'http://crl.example/other.crl';

describe('a CA of the classic store', () => {
  it('is told by its certificate', () => {
    const one = classic();
    expect(place(one, [])).toEqual([
      {
        classic: one,
        copy: 1,
        certificate: readCertificate(root.der),
        name: 'Mobile Root',
        thumbprint: root.thumbprint,
        places: [],
      },
    ]);
  });

  it('is found by thumbprint in every configuration, each time that it is there', () => {
    const found = place(classic(), [
      ['One', authority({ id: 'x', thumbprint: issuing.thumbprint }), authority({ id: 'a1' })],
      ['None', authority({ id: 'y', thumbprint: '' })],
      ['Two', authority({ id: 'a2' }), authority({ id: 'a3' })],
    ]);
    const places = found.flatMap((one) =>
      one.places.map((each) => `${each.configuration} ${each.authority.id}`),
    );
    expect(places).toEqual(['One a1', 'Two a2', 'Two a3']);
  });

  it('comes one for each, in the order of the store', () => {
    const all = placeClassic([classic(), classic({}, issuing), classic()], []);
    expect(all.map(({ name }) => name)).toEqual(['Mobile Root', 'Other', 'Mobile Root']);
  });

  it('cannot be told where its certificate cannot be read', () => {
    expect(() => placeClassic([classic({ certificate: root.der.subarray(0, 40) })], [])).toThrow(Asn1Error);
  });

  it.each<[string, Partial<ClassicAuthority>, Partial<Authority>, 'configuration' | 'classic']>([
    ['the same address', {}, {}, 'configuration'],
    [
      'no address in both',
      { certificateRevocationListUrl: '' },
      { certificateRevocationListUrl: '' },
      'configuration',
    ],
    ['an address in the classic store only', {}, { certificateRevocationListUrl: '' }, 'classic'],
    ['an address in the configuration only', { certificateRevocationListUrl: '' }, {}, 'classic'],
    ['another address', {}, { certificateRevocationListUrl: other }, 'classic'],
    [
      'a delta address in the classic store only',
      { deltaCertificateRevocationListUrl: other },
      {},
      'classic',
    ],
    [
      'the same delta address',
      { deltaCertificateRevocationListUrl: deltaAddress },
      { deltaCertificateRevocationListUrl: deltaAddress },
      'configuration',
    ],
    [
      'another delta address',
      { deltaCertificateRevocationListUrl: deltaAddress },
      { deltaCertificateRevocationListUrl: other },
      'classic',
    ],
    [
      'another type, name or hint only',
      { isRoot: false },
      { displayName: 'X', isIssuerHintEnabled: true },
      'configuration',
    ],
  ])('with %s', (what, inClassic, inConfiguration, winner) => {
    const [found] = place(classic(inClassic), [['PKI', authority(inConfiguration)]]);
    const differs = winner === 'configuration' ? undefined : what.includes('delta') ? 'delta' : 'base';
    expect(found?.places).toMatchObject([{ winner, differs }]);
  });
});
