import { describe, expect, it, vi } from 'vitest';
import type { ServedRevocationList } from '../../../src/hosting/fetchRevocationList.ts';
import { authority } from '../../support/chainFixtures.ts';
import { exportedAuthority } from '../../support/exportedAuthorities.ts';
import { makeAuthority, type OpensslAuthority } from '../../support/openssl.ts';
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

const day = 86_400_000;
const old = 'http://old.example/issuing.crl';
const local = 'http://dc01.contoso.local/issuing.crl';
const secure = 'https://crl.example/issuing.crl';
const gone: ServedRevocationList = { outcome: 'status', status: 404 };
const notReachable: ServedRevocationList = { outcome: 'notReachable', host: 'localName' };
const expiredOwn = await listOf(issuing, expired);
const [whole, ofRoot] = await Promise.all([listOf(issuing), listOf(root)]);

const person = (name: string, crlAddresses: readonly string[], extensions: readonly string[] = []) =>
  makeAuthority({ name, issuer: issuing, authority: false, crlAddresses, extensions });
/** Names the address that the CA has left. */
const veteran = await makeAuthority({
  name: 'Veteran',
  issuer: issuing,
  authority: false,
  crlAddresses: [old],
  startDate: new Date(Date.now() - 300 * day),
  endDate: new Date(Date.now() + day),
});
const numbered = (hex: string): readonly string[] => [byKey, `2.5.29.20 = DER:02:01:${hex}`];

type Served = Readonly<Record<string, ServedRevocationList>>;
const standingOfBase = async (address: string, others: readonly OpensslAuthority[], served: Served) => {
  const { first, mending, text, standing } = await check(
    [exportedAuthority(issuing, at(address))],
    others,
    served,
  );
  return {
    verdict: first.base.verdict,
    becomes: mending?.changes.certificateRevocationListUrl,
    text,
    standing,
  };
};

describe('an address that a certificate names', () => {
  it.each<[string, ServedRevocationList]>([
    ['gone for now', gone],
    ['behind a page of the network', { outcome: 'noList', kind: 'html' }],
  ])('does not give way to an expired CRL at another one while its own is %s', async (_, served) => {
    expect(await standingOfBase(list, [anna, veteran], { [list]: served, [old]: expiredOwn })).toMatchObject({
      verdict: 'right',
      becomes: undefined,
      standing: 'open',
    });
  });

  it('gives way to a CRL of the CA that is in order', async () => {
    expect(await standingOfBase(list, [anna], { [list]: gone, [old]: whole })).toMatchObject({
      verdict: 'wrong',
      becomes: old,
    });
  });

  it('is proposed before one with an expired CRL, though it cannot be reached from here', async () => {
    const newcomer = await person('Newcomer', [nobody]);
    const served = { [rootList]: ofRoot, [old]: expiredOwn };
    expect(await standingOfBase(rootList, [newcomer, veteran], served)).toMatchObject({ becomes: nobody });
  });

  it('is not kept where Entra never gets to it and another one is named, too', async () => {
    const both = await person('Both', [local, nobody]);
    expect(await standingOfBase(local, [both], { [local]: notReachable })).toMatchObject({
      verdict: 'wrong',
      becomes: nobody,
      text: expect.stringContaining('local network'),
    });
    const only = await person('Only', [local]);
    expect(await standingOfBase(local, [only], { [local]: notReachable })).toMatchObject({
      verdict: 'unknown',
      standing: 'open',
    });
  });

  it('is one of the web, however it is written', async () => {
    const slip = await person('Slip', ['http:/crl.example/issuing.crl']);
    const served = { [rootList]: ofRoot, [list]: whole };
    expect(await standingOfBase(rootList, [slip], served)).toMatchObject({ becomes: list });
    expect(await standingOfBase('http:/crl.example/x.crl', [], {})).toMatchObject({
      verdict: 'wrong',
      text: expect.stringContaining('has to begin with http://'),
    });
  });

  it('is told beside one by https, which is not sure to be fetched', async () => {
    const served = { [secure]: whole, [list]: whole };
    expect(await standingOfBase(secure, [anna], served)).toMatchObject({
      verdict: 'right',
      standing: 'open',
      text: expect.stringMatching(/promises http only\. .*too: http:\/\/crl\.example\/issuing\.crl$/),
    });
  });

  it('counts where its point names the CA itself as the issuer of the CRL', async () => {
    const top = await authority('Top');
    const identifiers = ['subjectKeyIdentifier = hash', byKey];
    const ca = await authority('Middle', { issuer: top, identifiers });
    const leaf = (organization: string) =>
      authority('Leaf', {
        issuer: ca,
        identifiers: [...identifiers, 'crlDistributionPoints = dp1'],
        sections: [
          '[dp1]',
          `fullname = URI:${nobody}`,
          'CRLissuer = dirName:who',
          '[who]',
          `O = ${organization}`,
          'CN = Middle',
        ],
      });
    const verdictBy = async (organization: string) =>
      (
        await check(
          [exportedAuthority({ der: ca.der, name: 'Middle' }, at(nobody))],
          [await leaf(organization)],
        )
      ).first.base.verdict;
    expect([await verdictBy('Test'), await verdictBy('Other')]).toEqual(['right', 'unknown']);
  });
});

describe('what is not ticked by itself', () => {
  const html: ServedRevocationList = { outcome: 'noList', kind: 'html' };
  const ticked = async (address: string, others: readonly OpensslAuthority[], served: Served) => {
    const { mending } = await check([exportedAuthority(issuing, at(address))], others, served);
    return mending && [mending.changes.certificateRevocationListUrl, !mending.isOptional];
  };

  it('is an address that nobody saw, where a page of the network stands before the current one', async () => {
    const inside = await person('Inside', [nobody]);
    const mirror = 'http://mirror.example/issuing.crl';
    expect(await ticked(mirror, [inside], { [mirror]: html })).toEqual([nobody, false]);
    // Two that answer alike are as good as each other.
    expect(await ticked(mirror, [inside], { [mirror]: gone, [nobody]: gone })).toBeUndefined();
  });

  it('is a CRL at an address that newer certificates do not name any more', async () => {
    const newcomer = await person('Newcomer', [nobody]);
    expect(await ticked('', [newcomer, veteran], { [old]: whole })).toEqual([old, false]);
    expect(await ticked(nobody, [newcomer, veteran], { [nobody]: html, [old]: whole })).toEqual([old, false]);
    expect(await ticked('', [veteran], { [old]: whole })).toEqual([old, true]);
  });

  it('is a CRL that came from a local network, where nothing was checked before', async () => {
    const internal = whole.outcome === 'list' ? { ...whole, isInternal: true } : whole;
    expect(await ticked('', [anna], { [list]: internal })).toEqual([list, false]);
    // There a sign-in fails as it is.
    expect(await ticked(rootList, [anna], { [rootList]: ofRoot, [list]: internal })).toEqual([list, true]);
    const { text, standing } = await check([exportedAuthority(issuing, at(list))], [], { [list]: internal });
    expect([standing, text]).toEqual([
      'right',
      expect.stringContaining('whether Entra reaches it is not known'),
    ]);
  });

  it('is the type of an intermediate whose issuer is not there: a chain may end at it', async () => {
    const typed = exportedAuthority(issuing, { ...at(list), type: 'root' });
    const [alone, beside] = await Promise.all([
      check([typed], [anna], { [list]: whole }),
      check([typed, exportedAuthority(root, { type: 'root' })], [anna], { [list]: whole }),
    ]);
    expect([alone.mending?.isOptional, beside.mending?.isOptional]).toEqual([true, false]);
    expect([alone.mending?.changes, beside.mending?.changes]).toEqual([
      { type: 'intermediate' },
      { type: 'intermediate' },
    ]);
  });

  it('is read as no sign of the CA where this network redirects', async () => {
    const away: ServedRevocationList = { outcome: 'redirectedAway' };
    expect(await standingOfBase(list, [anna, veteran], { [list]: away })).toMatchObject({
      verdict: 'right',
      becomes: undefined,
    });
  });
});

describe('of several addresses of use', () => {
  it('the one with a CRL that is whole for sure is taken', async () => {
    const part = 'http://crl.example/part.crl';
    const both = await person('Both', [part, list]);
    const served = {
      [rootList]: ofRoot,
      [part]: await listOf(issuing, { extensions: [byKey, issuedAt(part)] }),
      'http://crl.example/part2.crl': await listOf(issuing, {
        extensions: [byKey, issuedAt('http://crl.example/part2.crl')],
      }),
      [list]: whole,
    };
    expect(await standingOfBase(rootList, [both], served)).toMatchObject({ becomes: list });
  });
});

describe('the address in the certificate of a CA', () => {
  it('is said to be its issuer’s, with what is there instead of a CRL', async () => {
    const { text } = await check([exportedAuthority(issuing, at(rootList))], [], { [rootList]: gone });
    expect(text).toBe('It answers with HTTP 404. The certificate of the CA names it, so it is its issuer’s.');
  });

  it('is its issuer’s, whoever makes the CRLs there', async () => {
    const top = await authority('Top');
    const ca = await authority('Middle', {
      issuer: top,
      identifiers: ['subjectKeyIdentifier = hash', byKey, 'crlDistributionPoints = dp1'],
      sections: ['[dp1]', `fullname = URI:${nobody}`, 'CRLissuer = dirName:who', '[who]', 'CN = Signer'],
    });
    const leaf = await authority('Leaf', {
      issuer: ca,
      identifiers: ['subjectKeyIdentifier = hash', byKey, `crlDistributionPoints = URI:${list}`],
    });
    const { mending } = await check([exportedAuthority({ der: ca.der, name: 'Middle' }, at(nobody))], [leaf]);
    expect(mending?.changes).toEqual({ certificateRevocationListUrl: list });
  });
});

describe('a whole CRL', () => {
  const wholeAt = (address: string) => listOf(issuing, { extensions: [byKey, issuedAt(address)] });

  it('is whole beside one that is said to speak of CAs only', async () => {
    const ofCas = 'http://crl.example/arl.crl';
    const sub = await makeAuthority({ name: 'Sub', issuer: issuing, crlAddresses: [ofCas] });
    const partial = await listOf(issuing, {
      extensions: [byKey, '2.5.29.28 = critical, DER:30:03:82:01:FF'],
    });
    const served = { [rootList]: ofRoot, [list]: await wholeAt(list), [ofCas]: partial };
    expect(await standingOfBase(rootList, [sub, anna], served)).toMatchObject({ becomes: list });
    expect(await standingOfBase(list, [sub, anna], served)).toMatchObject({ standing: 'right' });
  });

  it('stays where the CA has moved and left another one behind', async () => {
    const oldest = 'http://oldest.example/issuing.crl';
    const served = { [list]: await wholeAt(list), [old]: await wholeAt(old), [oldest]: whole };
    const first = await person('First', [oldest]);
    expect(await standingOfBase(list, [anna, veteran, first], served)).toMatchObject({
      verdict: 'right',
      becomes: undefined,
      text: expect.stringContaining('may speak of some certificates only'),
    });
  });
});

describe('a delta CRL', () => {
  it('is held against the base that is proposed, and against none of another CA', async () => {
    const delta = await listOf(issuing, { extensions: deltaOf('08') });
    const served = async (ofIssuer: string, own: string) => ({
      [rootList]: await listOf(root, { extensions: numbered(ofIssuer) }),
      [list]: await listOf(issuing, { extensions: numbered(own) }),
      [deltaList]: delta,
    });
    const later = await served('10', '03');
    for (const address of [rootList, '']) {
      const { mending } = await check([exportedAuthority(issuing, at(address))], [anna], later);
      expect(mending?.changes).toEqual({ certificateRevocationListUrl: list });
    }
    const { first } = await check(
      [exportedAuthority(issuing, at(rootList, deltaList))],
      [anna],
      await served('02', '09'),
    );
    expect([first.delta.verdict, first.delta.flaws]).toEqual(['right', []]);
  });

  it('is not called wrong for another one of no use', async () => {
    const oldDelta = 'http://old.example/delta.crl';
    const earlier = await person('Earlier', [list], [`freshestCRL = URI:${oldDelta}`]);
    const { first, mending } = await check(
      [exportedAuthority(issuing, at(list, deltaList))],
      [anna, earlier],
      {
        [list]: whole,
        [deltaList]: gone,
        [oldDelta]: await listOf(issuing, { ...expired, extensions: deltaOf('05') }),
      },
    );
    expect([first.delta.verdict, mending]).toEqual(['right', undefined]);
  });

  it('that no certificate names is said to be so', async () => {
    const plain = await person('Plain', [list]);
    const { deltaText } = await check([exportedAuthority(issuing, at(list, nobody))], [plain], {
      [list]: whole,
    });
    expect(deltaText).toContain('What this CA issued names no address for it');
  });

  it('that is of no use is taken away where it stands without a base, which is given', async () => {
    const { mending } = await check([exportedAuthority(issuing, at('', deltaList))], [anna], {
      [list]: whole,
      [deltaList]: await listOf(issuing, { ...expired, extensions: deltaOf('05') }),
    });
    expect(mending?.changes).toEqual({
      certificateRevocationListUrl: list,
      deltaCertificateRevocationListUrl: '',
    });
  });

  it('without a base is taken away where nobody saw the CRL of the base', async () => {
    const { mending } = await check([exportedAuthority(issuing, at('', deltaList))], [anna], {});
    expect(mending?.changes).toEqual({ deltaCertificateRevocationListUrl: '' });
  });

  it('without a base is taken away where the base would be of no use', async () => {
    const { mending, standing } = await check([exportedAuthority(issuing, at('', deltaList))], [anna], {
      [list]: expiredOwn,
      [deltaList]: await listOf(issuing, { extensions: deltaOf('05') }),
    });
    expect([mending?.changes, mending?.isOptional, standing]).toEqual([
      { deltaCertificateRevocationListUrl: '' },
      false,
      'mendable',
    ]);
  });
});
