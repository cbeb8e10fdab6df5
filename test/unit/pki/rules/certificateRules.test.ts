import { beforeAll, describe, expect, it } from 'vitest';
import type { OpensslAuthority } from '../../../support/openssl.ts';
import { asVersion1, bundleOf, spliceBundle, variantsOf } from '../../../support/pkiFixtures.ts';
import {
  curve,
  endDate,
  holding,
  issue,
  issueOfSize,
  md2WithRsa,
  now,
  pemFile,
  rsa,
  startDate,
  told,
  withSignatureAlgorithm,
} from '../../../support/ruleFixtures.ts';

const day = 24 * 60 * 60 * 1000;
let root: OpensslAuthority;
let issuing: OpensslAuthority;
let person: OpensslAuthority;

beforeAll(async () => {
  root = await issue({ name: 'Root' });
  issuing = await issue({ name: 'Issuing', issuer: root });
  person = await issue({ name: 'Somebody', issuer: issuing, authority: false });
});

describe('what a certificate may be used for', () => {
  it('CBA001: version 1 has no basic constraints', () => {
    const bundle = spliceBundle([asVersion1(root.der)]);
    expect(told('CBA001', bundle)).toEqual([
      'error, 1: Not usable as a CA: a certificate of version 1 has no basic constraints. Certificates that it issued are not accepted.',
    ]);
    expect(told('CBA001', spliceBundle([root.der]))).toEqual([]);
  });

  it.each([
    ['basicConstraints = critical,CA:true', 'keyUsage = digitalSignature', /its key usage does not allow/],
    ['basicConstraints = critical,CA:false', 'keyUsage = keyCertSign', /its basic constraints do not say/],
  ])('CBA001: %s with %s', async (...extensions) => {
    const expected = extensions.pop();
    const odd = await issue({ name: 'Odd', authority: false, extensions: extensions.map(String) });
    const found = told('CBA001', pemFile(odd));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected ?? /nothing/);
  });

  it('CBA002: an end-entity certificate is one too many in a bundle, and fine by itself', () => {
    expect(told('CBA002', spliceBundle([root.der, person.der]))).toEqual([
      'error, 2: Not a CA certificate. The service takes certification authorities only.',
    ]);
    expect(told('CBA002', person.der)).toEqual([]);
    expect(told('CBA001', person.der)).toEqual([]);
  });
});

describe('validity', () => {
  it.each([
    ['CBA003', new Date(now.getTime() - 1000), 1],
    ['CBA003', now, 0],
    ['CBA005', now, 1],
    ['CBA005', new Date(now.getTime() + 60 * day), 1],
    ['CBA005', new Date(now.getTime() + 60 * day + 1000), 0],
  ] as const)('%s for an end on %s: %i', async (rule, notAfter, count) => {
    const some = await issue({ name: 'Some', startDate, endDate: notAfter });
    expect(told(rule, some.der)).toHaveLength(count);
  });

  it('CBA005 follows the setting', async () => {
    const some = await issue({ name: 'Some', startDate, endDate: new Date(now.getTime() + 10 * day) });
    expect(told('CBA005', some.der, { warningDays: 9 })).toEqual([]);
    expect(told('CBA005', some.der, { warningDays: 10 })).toEqual([
      'warning, 1: Expires soon: on 2030-06-11. Sign-in over it ends on that day.',
    ]);
  });

  it('CBA004: not yet valid', async () => {
    const early = await issue({ name: 'Early', startDate: new Date(now.getTime() + day), endDate });
    expect(told('CBA004', early.der)[0]).toMatch(/^warning, 1: Not yet valid: from 2030-06-02\./);
    expect(told('CBA004', root.der)).toEqual([]);
  });
});

describe('repetitions', () => {
  it('CBA008: the same certificate twice, of which the second says nothing else', () => {
    const bundle = spliceBundle([root.der, issuing.der, issuing.der]);
    expect(told('CBA008', bundle)).toEqual([
      'error, 3: More than once in the bundle: it is certificate 2 as well. The service refuses duplicates.',
    ]);
    expect(told('CBA016', bundle)).toHaveLength(1);
  });

  it('CBA009: renewed with the same key', () => {
    const [one, two] = variantsOf(root.der, 2);
    const found = told('CBA009', spliceBundle([one ?? root.der, two ?? root.der]));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^information, 2: .* as certificate 1\./);
  });

  it('CBA034: what the configuration has', () => {
    const known = holding(root);
    expect(told('CBA034', spliceBundle([root.der, issuing.der]), { known })).toEqual([
      'error, 1: Already in the configuration. The service refuses duplicates.',
    ]);
  });
});

describe('keys and signatures', () => {
  it.each([
    ['RSA 1024', () => rsa(1024), 'CBA013'],
    ['RSA 2048', () => rsa(2048), undefined],
    ['EC secp224r1', () => curve('secp224r1'), 'CBA013'],
    ['EC prime256v1', () => curve('prime256v1'), undefined],
    ['EC brainpoolP256r1', () => curve('brainpoolP256r1'), 'CBA015'],
    ['Ed25519', () => ['-newkey', 'ed25519'], 'CBA015'],
  ] as const)('%s', async (name, key, rule) => {
    const some = await issue({ name: 'Some', key: key() });
    const found = [...told('CBA013', some.der), ...told('CBA015', some.der)];
    expect(found).toHaveLength(rule === undefined ? 0 : 1);
    if (rule !== undefined) {
      expect(told(rule, some.der)[0]).toContain(name);
    }
  });

  it('CBA014: SHA-1, but not of a root, whose signature nobody looks at', async () => {
    const weak = await issue({ name: 'Weak', issuer: root, digest: 'sha1' });
    expect(told('CBA014', weak.der)[0]).toMatch(/^warning, 1: Weak signature: ecdsa-with-SHA1\./);
    const weakRoot = await issue({ name: 'Weak Root', digest: 'sha1' });
    expect(told('CBA014', weakRoot.der)).toEqual([]);
  });

  it('CBA012: what nobody verifies any more is not called wrong, unless the key cannot have made it', async () => {
    const rsaRoot = await issue({ name: 'RSA Root', key: rsa(2048) });
    const below = await issue({ name: 'Below', issuer: rsaRoot });
    const odd = withSignatureAlgorithm(below.der, md2WithRsa);
    expect(told('CBA012', spliceBundle([rsaRoot.der, odd]))[0]).toMatch(/^information, 2: .*: RSA Root\./);
    expect(told('CBA011', spliceBundle([rsaRoot.der, odd]))).toEqual([]);
    expect(told('CBA014', spliceBundle([rsaRoot.der, odd]))[0]).toContain('md2WithRSAEncryption');
    const impossible = withSignatureAlgorithm(issuing.der, md2WithRsa);
    expect(told('CBA011', spliceBundle([root.der, impossible]))).toHaveLength(1);
  });

  it.each([
    [8192, 0],
    [8193, 1],
  ])('CBA019: %i bytes: %i', async (size, count) => {
    const some = await issueOfSize('Large', size);
    expect(told('CBA019', some.der)).toHaveLength(count);
  });
});

it('a severity of the user counts, and a rule that is off says nothing', async () => {
  const bundle = await bundleOf([root.der, person.der]);
  expect(told('CBA002', bundle, { severities: { CBA002: 'information' } })[0]).toMatch(/^information, 2/);
  expect(told('CBA002', bundle, { severities: { CBA002: 'off' } })).toEqual([]);
});
