import type { CheckContext } from '../../src/pki/rules/checkContext.ts';
import type { RuleId, Severity } from '../../src/pki/rules/ruleTable.ts';
import { makeBundle, makeRevocationList, makeStreamedMessage } from './openssl.ts';
import { asVersion1, hex, itemAt, pem, spliceBundle, variantsOf } from './pkiFixtures.ts';
import {
  curve,
  holding,
  issue,
  issueOfSize,
  md2WithRsa,
  now,
  pemFile,
  rsa,
  withSignatureAlgorithm,
} from './ruleFixtures.ts';

/** What is told of `fires`, and that nothing is told of `near`, which differs in what the rule is about only. */
export interface RuleCase {
  readonly fires: Uint8Array;
  readonly near: Uint8Array;
  /** Severity, position and detail; of what the reader says about damage, only the beginning. */
  readonly told: readonly [Severity, (number | undefined)?, (string | RegExp)?];
  readonly context?: Partial<CheckContext>;
  readonly sizes?: readonly [fires: number, near: number];
}

const day = 24 * 60 * 60 * 1000;
const later = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);

/** One case for each rule: files made by OpenSSL, or put together where it makes none. */
export async function makeRuleCases(): Promise<Readonly<Record<RuleId, RuleCase>>> {
  const rootAddress = 'http://crl.example/root.crl';
  const ownAddress = 'http://crl.example/ca.crl';
  const root = await issue({ name: 'Root' });
  const ca = await issue({ name: 'CA', issuer: root });
  const person = await issue({ name: 'Somebody', issuer: ca, authority: false });
  const rsaRoot = await issue({ name: 'RSA Root', key: rsa(2048) });
  const belowRsa = await issue({ name: 'Below', issuer: rsaRoot });
  const ends = async (endDate: Date) => (await issue({ name: 'Some', endDate })).der;
  const starts = async (startDate: Date) => (await issue({ name: 'Some', startDate })).der;
  const of = async (key: readonly string[]) => (await issue({ name: 'Some', key })).der;
  const pointing = async (...crlAddresses: readonly string[]) =>
    issue({ name: 'CA', issuer: root, crlAddresses });
  const sized = async (size: number) => (await issueOfSize('Some', size)).der;
  const extended = async (name: string, issuer: typeof root, ...extensions: readonly string[]) =>
    issue({ name, issuer, extensions });
  const bundle = (...members: readonly { readonly der: Buffer }[]) =>
    spliceBundle(members.map(({ der }) => der));
  const damagedText = (...blocks: readonly Buffer[]) =>
    Buffer.from(blocks.map((block) => pem('X', block)).join(''));

  const forgedBelow = Buffer.from(ca.der);
  forgedBelow.writeUInt8(forgedBelow.readUInt8(forgedBelow.length - 1) ^ 1, forgedBelow.length - 1);
  const trapped = await pointing(rootAddress);
  const issuedBy = async (address: string) =>
    issue({ name: 'Somebody', issuer: trapped, authority: false, crlAddresses: [address] });
  const [variant = root.der, renewed = root.der] = variantsOf(root.der, 2);
  const limited = async (length: number) =>
    extended('Limited', root, `basicConstraints = critical,CA:true,pathlen:${length}`);
  const [tight, loose] = [await limited(0), await limited(1)];
  const bound = async (host: string) =>
    extended('Bound', root, `nameConstraints = critical,permitted;DNS:${host}`);
  const [strict, open] = [await bound('a.example'), await bound('b.example')];
  const chain = [root];
  while (chain.length < 11) {
    chain.push(await issue({ name: `CA ${chain.length + 1}`, issuer: itemAt(chain, -1) }));
  }
  const binary = await makeBundle([root], 'der');
  const text = await makeBundle([root], 'pem');
  const message = await makeStreamedMessage([root]);

  return {
    CBA001: {
      fires: asVersion1(root.der),
      near: root.der,
      told: ['error', 1, 'a certificate of version 1 has no basic constraints'],
    },
    CBA002: { fires: bundle(ca, person), near: person.der, told: ['error', 2] },
    CBA003: { fires: await ends(later(-1000)), near: await ends(now), told: ['warning', 1, 'on 2030-05-31'] },
    CBA004: {
      fires: await starts(later(1000)),
      near: await starts(now),
      told: ['warning', 1, 'from 2030-06-01'],
    },
    CBA005: {
      fires: await ends(later(60 * day)),
      near: await ends(later(60 * day + 1000)),
      told: ['warning', 1, 'on 2030-07-31'],
    },
    CBA006: {
      fires: (await extended('CA', root, 'subjectKeyIdentifier = none')).der,
      near: (
        await issue({
          name: 'E',
          issuer: root,
          authority: false,
          extensions: ['subjectKeyIdentifier = none'],
        })
      ).der,
      told: ['error', 1],
    },
    CBA007: {
      fires: (await extended('CA', root, 'authorityKeyIdentifier = none')).der,
      near: (await issue({ name: 'R', extensions: ['authorityKeyIdentifier = none'] })).der,
      told: ['warning', 1],
    },
    CBA008: {
      fires: bundle(ca, root, ca),
      near: bundle(ca, root),
      told: ['error', 3, 'it is certificate 1 as well'],
    },
    CBA009: {
      fires: spliceBundle([ca.der, variant, renewed]),
      near: bundle(root, await issue({ name: 'Other name', keyOf: root }), await issue({ name: 'Root' })),
      told: ['information', 3, 'as certificate 2'],
    },
    CBA010: { fires: bundle(root, person), near: bundle(root, ca, person), told: ['warning', 2, 'CA'] },
    CBA011: {
      fires: spliceBundle([root.der, forgedBelow]),
      near: bundle(root, ca),
      told: ['error', 2, 'Root'],
    },
    CBA012: {
      fires: spliceBundle([rsaRoot.der, withSignatureAlgorithm(belowRsa.der, md2WithRsa)]),
      near: bundle(rsaRoot, belowRsa),
      told: ['information', 2, 'RSA Root'],
    },
    CBA013: { fires: await of(rsa(2047)), near: await of(rsa(2048)), told: ['warning', 1, 'RSA 2047'] },
    CBA014: {
      fires: (await issue({ name: 'CA', issuer: rsaRoot, digest: 'md5' })).der,
      near: (await issue({ name: 'Root', key: rsa(2048), digest: 'md5' })).der,
      told: ['warning', 1, 'md5WithRSAEncryption'],
    },
    CBA015: {
      fires: await of(curve('secp256k1')),
      near: await of(curve('secp521r1')),
      told: ['warning', 1, 'EC secp256k1'],
    },
    CBA016: { fires: ca.der, near: (await pointing('ldap:///x')).der, told: ['information', 1] },
    CBA017: {
      fires: (await pointing('ldap:///x', 'HTTPS://crl.example/x')).der,
      near: (await pointing('ldap:///x', rootAddress)).der,
      told: ['warning', 1, 'ldap, https'],
    },
    CBA018: {
      fires: bundle(root, trapped, await issuedBy(ownAddress)),
      near: bundle(root, trapped, await issuedBy(rootAddress)),
      told: ['information', 2, `${rootAddress}, while its own is ${ownAddress}`],
    },
    CBA019: { fires: await sized(8193), near: await sized(8192), told: ['error', 1, '8193 bytes'] },
    CBA020: {
      fires: spliceBundle(variantsOf(root.der, 251)),
      near: spliceBundle(variantsOf(root.der, 250)),
      told: ['error', undefined, 'the configuration would have 251'],
    },
    CBA021: {
      fires: binary,
      near: binary,
      sizes: [2 * 1024 * 1024 + 1, 2 * 1024 * 1024],
      told: ['error', undefined, '2097153 bytes'],
    },
    CBA022: {
      fires: root.der,
      near: (await issue({ name: 'Root', crlAddresses: [rootAddress] })).der,
      told: ['information', 1],
    },
    CBA023: {
      fires: bundle(root, tight, await issue({ name: 'Below', issuer: tight })),
      near: bundle(root, loose, await issue({ name: 'Below', issuer: loose })),
      told: ['error', 3, 'Limited allows 0 CAs below, and this is number 1'],
    },
    CBA024: {
      fires: bundle(root, strict, await extended('Below', strict, 'subjectAltName = DNS:x.b.example')),
      near: bundle(root, open, await extended('Below', open, 'subjectAltName = DNS:x.b.example')),
      told: ['error', 3, 'Bound does not allow x.b.example'],
    },
    CBA025: { fires: bundle(...chain), near: bundle(...chain.slice(0, 10)), told: ['error', 11, '11 CAs'] },
    CBA026: { fires: text, near: binary, told: ['warning'] },
    CBA027: { fires: message, near: binary, told: ['warning'] },
    CBA028: {
      fires: await makeBundle([root], 'der', [await makeRevocationList(root)]),
      near: binary,
      told: ['warning', undefined, '1'],
    },
    CBA029: {
      fires: spliceBundle([root.der, hex('a1 00'), hex('a2 00')]),
      near: bundle(root),
      told: ['warning', undefined, '2'],
    },
    CBA030: {
      fires: Buffer.concat([binary, hex('00 00 00')]),
      near: binary,
      told: ['warning', undefined, '3'],
    },
    CBA031: { fires: message, near: text, told: ['warning'] },
    CBA032: {
      fires: damagedText(root.der, hex('30 06 30 00 30 00 03 00')),
      near: damagedText(root.der, ca.der),
      told: [
        'error',
        2,
        new RegExp(`^certificate 2 in the block of line ${pem('X', root.der).split('\n').length}: The `),
      ],
    },
    CBA033: {
      fires: Buffer.concat([text, pemFile(ca)]),
      near: pemFile(root, ca),
      told: ['warning', undefined, '1'],
    },
    CBA034: {
      fires: bundle(ca, root),
      near: bundle(ca, await issue({ name: 'Root', keyOf: root })),
      context: { known: holding(root) },
      told: ['error', 2],
    },
  };
}
