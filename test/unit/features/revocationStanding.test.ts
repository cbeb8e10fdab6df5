import { describe, expect, it, vi } from 'vitest';
import { type Assessment } from '../../../src/features/mendRevocation/checkRevocation.ts';
import { revocationReport } from '../../../src/features/mendRevocation/revocationReport.ts';
import { hasOpenAddress, shownAddress } from '../../../src/features/mendRevocation/revocationText.ts';
import type { ServedRevocationList } from '../../../src/hosting/fetchRevocationList.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { authority } from '../../support/chainFixtures.ts';
import { exportedAuthority } from '../../support/exportedAuthorities.ts';
import { openServer } from '../../support/graphServer.ts';
import { derOf, makeAuthority, makeRevocationList } from '../../support/openssl.ts';
import {
  anna,
  at,
  byKey,
  check,
  deltaList,
  deltaOf,
  expired,
  issuedAt,
  issuing,
  list,
  listOf,
  nobody,
  root,
  rootList,
} from './revocationRig.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

describe('a delta address', () => {
  it('is added only with a delta CRL of use, whatever else is mended', async () => {
    const served = { [rootList]: await listOf(root), [list]: await listOf(issuing) };
    for (const [delta, expected] of [
      [await listOf(issuing, { ...expired, extensions: deltaOf('05') }), undefined],
      [{ outcome: 'status', status: 404 } as const, undefined],
      [await listOf(issuing, { extensions: deltaOf('05') }), deltaList],
    ] as const) {
      const both = { ...served, [deltaList]: delta };
      const wrong = await check([exportedAuthority(issuing, at(rootList))], [anna], both);
      expect(wrong.mending?.changes).toEqual({
        certificateRevocationListUrl: list,
        ...(expected && { deltaCertificateRevocationListUrl: expected }),
      });
      const typed = await check([exportedAuthority(issuing, { ...at(list), type: 'root' })], [anna], both);
      expect(typed.mending?.changes).toEqual({
        type: 'intermediate',
        ...(expected && { deltaCertificateRevocationListUrl: expected }),
      });
    }
  });

  it('that is wrong is taken away where the other one is of no use', async () => {
    const { mending } = await check([exportedAuthority(issuing, at(list, list))], [anna], {
      [list]: await listOf(issuing),
      [deltaList]: await listOf(issuing, { ...expired, extensions: deltaOf('05') }),
    });
    expect(mending?.changes).toEqual({ deltaCertificateRevocationListUrl: '' });
  });

  it('beside no base fails, is said to, and is taken away', async () => {
    const result = await check([exportedAuthority(issuing, at('', deltaList))], [], {
      [deltaList]: await listOf(issuing, { extensions: deltaOf('05') }),
    });
    expect([result.text, result.deltaText, result.mending?.changes]).toEqual([
      'There is a delta address and no base: every sign-in fails with AADSTS500177.',
      'There is no base for it: every sign-in fails with AADSTS500177.',
      { deltaCertificateRevocationListUrl: '' },
    ]);
  });

  it('of a later base than the one that is served is told', async () => {
    const { first, standing } = await check([exportedAuthority(issuing, at(list, deltaList))], [], {
      [list]: await listOf(issuing, { extensions: [byKey, '2.5.29.20 = DER:02:01:03'] }),
      [deltaList]: await listOf(issuing, { extensions: deltaOf('08') }),
    });
    expect([first.delta.flaws, standing]).toEqual([['laterBase'], 'open']);
  });

  it('that fails is no reason to call the authority right', async () => {
    const { standing, deltaText } = await check([exportedAuthority(issuing, at(list, deltaList))], [anna], {
      [list]: await listOf(issuing),
      [deltaList]: { outcome: 'status', status: 404 },
    });
    expect([standing, deltaText]).toEqual(['open', expect.stringContaining('HTTP 404')]);
  });

  it('that there is none of is said to be no matter', async () => {
    const { deltaText } = await check([exportedAuthority(issuing, at(list))], [anna], {});
    expect(deltaText).toBe('There is no delta address, and none is needed.');
  });
});

describe('an address at which no CRL was seen', () => {
  it.each<ServedRevocationList>([
    { outcome: 'status', status: 404 },
    { outcome: 'noList', kind: 'html' },
    { outcome: 'tooLarge', limit: 45 * 1024 * 1024 },
  ])('is open, whoever names it: %j', async (served) => {
    const { first, standing } = await check([exportedAuthority(issuing, at(list))], [anna], {
      [list]: served,
    });
    expect([first.base.verdict, standing, hasOpenAddress(first)]).toEqual(['right', 'open', true]);
  });

  it('is not called wrong for another one, and that one is told', async () => {
    const bert = await makeAuthority({
      name: 'Bert',
      issuer: issuing,
      authority: false,
      crlAddresses: [nobody, list],
    });
    const named = await check([exportedAuthority(issuing, at(nobody))], [bert], {
      [list]: await listOf(issuing),
    });
    expect([named.first.base.verdict, named.mending]).toEqual(['right', undefined]);
    expect(named.text).toContain(`The CRL of this CA is served at another address, too: ${list}`);
    const unnamed = await check(
      [exportedAuthority(issuing, at(nobody)), exportedAuthority(root, at(list))],
      [],
      {
        [list]: await listOf(issuing),
      },
    );
    expect([unnamed.first.base.verdict, unnamed.mending]).toEqual(['unknown', undefined]);
    expect(unnamed.text).not.toContain('names another address');
  });

  it('is asked again by the next check', async () => {
    const crl = derOf(await makeRevocationList(root));
    const server = await openServer([
      (response) => response.writeHead(503).end(),
      (response) => response.writeHead(200).end(crl),
    ]);
    const address = `${server.root}/root.crl`;
    const authorities = [exportedAuthority(root, { ...at(address), type: 'root' })];
    const first = await check(authorities);
    const second = await check(authorities, [], Object.fromEntries(first.served));
    expect([first.standing, second.standing]).toEqual(['open', 'right']);
  });

  it('is said to be local where that is why nothing is proposed', async () => {
    const carl = await makeAuthority({
      name: 'Carl',
      issuer: issuing,
      authority: false,
      crlAddresses: ['http://dc01.contoso.local/i.crl'],
    });
    const { text, mending } = await check([exportedAuthority(issuing, at(nobody))], [carl], {
      'http://dc01.contoso.local/i.crl': { outcome: 'notReachable', host: 'localName' },
    });
    expect([mending, text]).toEqual([
      undefined,
      expect.stringContaining('names no address for it at which Entra gets a CRL'),
    ]);
  });
});

describe('a proposed address', () => {
  it.each<[string, () => Promise<ServedRevocationList>, RegExp]>([
    ['text', () => listOf(issuing, {}, 'text'), /served as text/],
    ['expired', () => listOf(issuing, expired), /has expired/],
    [
      'partial',
      () => listOf(issuing, { extensions: [byKey, '2.5.29.28 = critical, DER:30:03:81:01:FF'] }),
      /some certificates or reasons only/,
    ],
  ])('is told with what is wrong there: %s', async (_, make, expected) => {
    const { reasons, assessments, served, ...rest } = await check(
      [exportedAuthority(issuing, at(rootList))],
      [anna],
      {
        [rootList]: await listOf(root),
        [list]: await make(),
      },
    );
    expect(reasons).toMatch(expected);
    expect(revocationReport({ ...rest, assessments, served })).toMatch(expected);
  });

  it('is not ticked where nothing was checked before and a first sign-in would meet an error', async () => {
    const limits = { duringSignIn: 100, inBackground: 1_000_000 };
    const { mending } = await check(
      [exportedAuthority(issuing)],
      [anna],
      { [list]: await listOf(issuing) },
      limits,
    );
    expect(mending).toMatchObject({ changes: { certificateRevocationListUrl: list }, isOptional: true });
  });
});

describe('partitions of a CRL', () => {
  const partAt = (number: number): string => `http://crl.example/part${number}.crl`;
  const part = (number: number): Promise<ServedRevocationList> =>
    listOf(issuing, { extensions: [byKey, issuedAt(partAt(number))] });

  it('are told apart by where they are issued', async () => {
    const parts = { [partAt(0)]: await part(0), [partAt(1)]: await part(1) };
    const people = await Promise.all(
      [0, 1].map((number) =>
        makeAuthority({
          name: `P${number}`,
          issuer: issuing,
          authority: false,
          crlAddresses: [partAt(number)],
        }),
      ),
    );
    const both = await check([exportedAuthority(issuing, at(partAt(0)))], people, parts);
    expect([both.first.base.flaws, both.standing]).toEqual([['maybePartial'], 'open']);
  });

  it('are none where one CRL names all of its places', async () => {
    const { first } = await check([exportedAuthority(issuing, at(partAt(0)))], [], {
      [partAt(0)]: await part(0),
    });
    expect(first.base.flaws).toEqual([]);
  });
});

describe('whose certificates tell', () => {
  it('are those of the CA under its name, not of another one with its key', async () => {
    const before = await makeAuthority({ name: 'Contoso CA', issuer: root });
    const after = await makeAuthority({ name: 'Fabrikam CA', issuer: root, keyOf: before });
    const leaf = await makeAuthority({ name: 'L', issuer: after, authority: false, crlAddresses: [list] });
    const { assessments } = await check([exportedAuthority(before), exportedAuthority(after)], [leaf]);
    expect(assessments.map(({ base }: Assessment) => base.proposal?.address)).toEqual([undefined, list]);
  });

  it('are not those whose point is of another issuer or for some reasons', async () => {
    const signer = await authority('Signer');
    const identifiers = ['subjectKeyIdentifier = hash', byKey];
    for (const sections of [
      ['[dp1]', `fullname = URI:${list}`, 'CRLissuer = dirName:who', '[who]', 'CN = CRL Signer'],
      ['[dp1]', `fullname = URI:${list}`, 'reasons = keyCompromise'],
    ]) {
      const leaf = await authority('Leaf', {
        issuer: signer,
        identifiers: [...identifiers, 'crlDistributionPoints = dp1'],
        sections,
      });
      expect(readCertificate(leaf.der)).toMatchObject({
        crlDistributionPoints: [list],
        limitedCrlAddresses: [list],
      });
      const { first } = await check([exportedAuthority({ der: signer.der, name: 'Signer' })], [leaf]);
      expect(first.base.proposal).toBeUndefined();
    }
  });
});

describe('addresses that are not of http', () => {
  it('are wrong, and a delta of them is taken away', async () => {
    const directory = 'ldap:///CN=Issuing,CN=CDP,DC=x?certificateRevocationList?base';
    const base = await check([exportedAuthority(issuing, at(directory))]);
    expect([base.first.base.verdict, base.text]).toEqual(['wrong', expect.stringContaining('not by ldap:')]);
    const delta = await check([exportedAuthority(issuing, at(list, directory))], [anna], {
      [list]: await listOf(issuing),
    });
    expect(delta.mending?.changes).toEqual({ deltaCertificateRevocationListUrl: '' });
    expect(shownAddress(directory)).toBe(directory);
  });

  it('are open where they are https', async () => {
    const secure = 'https://crl.example/issuing.crl';
    const { standing, text } = await check([exportedAuthority(issuing, at(secure))], [], {
      [secure]: await listOf(issuing),
    });
    expect([standing, text]).toEqual(['open', expect.stringContaining('promises http only')]);
  });
});

describe('what is told', () => {
  it('tells addresses apart by their queries, but for signatures', () => {
    const address = 'http://ca.example/certdist?cmd=crl&issuer=CN=Root';
    expect(shownAddress(address)).toBe(address);
    expect(shownAddress('http://store.example/root.crl?sv=1&sig=SECRET')).toBe(
      'http://store.example/root.crl?…',
    );
  });

  it('of an earlier key does not name the CA itself', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => makeAuthority({ name: 'Contoso Issuing', issuer: root })),
    );
    if (!one || !two) {
      throw new Error('There are two');
    }
    const { text } = await check([exportedAuthority(one, at(list)), exportedAuthority(two, at(list))], [], {
      [list]: await listOf(two),
    });
    expect(text).toContain('of the same name with another key');
  });

  it('of a wrong type hides no address that is open', async () => {
    const { first, standing } = await check(
      [exportedAuthority(issuing, { ...at(rootList), type: 'root' })],
      [],
      {
        [rootList]: await listOf(root),
      },
    );
    expect([standing, hasOpenAddress(first)]).toEqual(['mendable', true]);
  });

  it('proposes no type on which identifiers and signature do not agree', async () => {
    const odd = await authority('Odd Root', {
      identifiers: ['subjectKeyIdentifier = 01:02:03:04', '2.5.29.35 = DER:30:06:80:04:0A:0B:0C:0D'],
    });
    const first = await authority('Roll');
    const rolled = await authority('Roll', {
      issuer: first,
      identifiers: [
        'subjectKeyIdentifier = hash',
        'authorityKeyIdentifier = issuer:always',
        `crlDistributionPoints = URI:${list}`,
      ],
    });
    const { assessments } = await check([
      exportedAuthority({ der: odd.der, name: 'Odd Root' }, { type: 'root' }),
      exportedAuthority({ der: rolled.der, name: 'Roll' }),
    ]);
    expect(assessments.map(({ proposedType, base }) => [proposedType, base.proposal])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });
});
