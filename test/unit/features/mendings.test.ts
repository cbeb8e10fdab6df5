import { describe, expect, it, vi } from 'vitest';
import {
  checkRevocation,
  mendingsOf,
  type RevocationCheck,
  type ServedLists,
} from '../../../src/features/mendRevocation/checkRevocation.ts';
import { revocationReport } from '../../../src/features/mendRevocation/revocationReport.ts';
import {
  describeAddress,
  describeChanges,
  describeReasons,
  standingOf,
} from '../../../src/features/mendRevocation/revocationText.ts';
import type { ExportedAuthority } from '../../../src/graph/configurationExport.ts';
import { revocationLimits } from '../../../src/pki/revocationLimits.ts';
import { exportedAuthority } from '../../support/exportedAuthorities.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { openServer, type Reply } from '../../support/graphServer.ts';
import { derOf, makeAuthority, makeRevocationList, type OpensslAuthority } from '../../support/openssl.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const root = await makeAuthority({ name: 'Root' });
const issuing = await makeAuthority({ name: 'Issuing', issuer: root });
const deltaExtensions = ['authorityKeyIdentifier = keyid', '2.5.29.27 = critical, DER:02:01:05'];
const [ofRoot, ofIssuing, deltaOfRoot] = (
  await Promise.all([
    makeRevocationList(root),
    makeRevocationList(issuing),
    makeRevocationList(root, { extensions: deltaExtensions }),
  ])
).map(derOf);

function stored(made: OpensslAuthority, changes: Partial<ExportedAuthority> = {}): ExportedAuthority {
  return exportedAuthority(made, { type: made.name === 'Root' ? 'root' : 'intermediate', ...changes });
}

/** A web server with the CRLs of both, and counts of what was asked. */
async function crlServer() {
  const files = new Map([
    ['/root.crl', ofRoot],
    ['/issuing.crl', ofIssuing],
    ['/delta.crl', deltaOfRoot],
  ]);
  const reply: Reply = (response, { url }) => {
    const file = files.get(url.replace(/\?.*/, ''));
    response.writeHead(file ? 200 : 404).end(file);
  };
  return openServer([reply]);
}

function check(
  authorities: readonly ExportedAuthority[],
  known?: ServedLists,
  signal = new AbortController().signal,
): Promise<RevocationCheck> {
  return checkRevocation(
    {
      tenancy: { kind: 'sandbox', revocationLimits: revocationLimits.public },
      configuration: { id: 'c1', displayName: 'Contoso' },
      authorities,
      others: [],
      clock: new FakeClock(new Date().toISOString()),
      ...(known && { known }),
    },
    signal,
  );
}

describe('checking the CRL addresses of a configuration', () => {
  it('asks each address once, and not again what is known', async () => {
    const server = await crlServer();
    const at = (path: string): string => `${server.root}${path}`;
    const authorities = [
      stored(root, { certificateRevocationListUrl: at('/root.crl') }),
      stored(issuing, { certificateRevocationListUrl: at('/root.crl') }),
    ];
    const first = await check(authorities);
    expect(server.requests.map(({ url }) => url)).toEqual(['/root.crl']);
    const more = [...authorities, stored(issuing, { certificateRevocationListUrl: at('/issuing.crl') })];
    const second = await check(more, first.served);
    expect(server.requests.map(({ url }) => url)).toEqual(['/root.crl', '/issuing.crl']);
    expect(second.assessments.map(({ base }) => base.verdict)).toEqual(['right', 'wrong', 'right']);
  });

  it('can be given up', async () => {
    const controller = new AbortController();
    controller.abort(new Error('given up'));
    const server = await crlServer();
    const authorities = [stored(root, { certificateRevocationListUrl: `${server.root}/root.crl` })];
    await expect(check(authorities, undefined, controller.signal)).rejects.toThrow('given up');
    expect(server.requests).toEqual([]);
  });
});

describe('what is to be mended', () => {
  it('is only what is wrong or missing and known better', async () => {
    const server = await crlServer();
    const at = (path: string): string => `${server.root}${path}`;
    const { assessments, served } = await check([
      stored(root, { certificateRevocationListUrl: at('/root.crl'), type: 'intermediate' }),
      stored(issuing, { certificateRevocationListUrl: at('/root.crl') }),
    ]);
    const mendings = mendingsOf(assessments);
    expect(mendings.map(({ changes }) => changes)).toEqual([{ type: 'root' }]);
    expect(assessments.map(standingOf)).toEqual(['mendable', 'open']);
    expect(assessments.map(({ base }) => describeAddress(base, served))).toEqual([
      'The CRL there is signed by this CA.',
      'The CRL there is that of Root: a sign-in fails with AADSTS2205015.',
    ]);
    const [mending] = mendings;
    expect(mending && [describeChanges(mending), describeReasons(mending, served)]).toEqual([
      'type → root',
      'type now intermediate, and its certificate says root',
    ]);
  });

  it('adds a delta address only beside a base, and without being asked for as much', async () => {
    const server = await crlServer();
    const at = (path: string): string => `${server.root}${path}`;
    const telling = stored(issuing, {
      certificateRevocationListUrl: at('/issuing.crl'),
      deltaCertificateRevocationListUrl: at('/delta.crl'),
    });
    const withBase = await check([stored(root, { certificateRevocationListUrl: at('/root.crl') }), telling]);
    expect(mendingsOf(withBase.assessments)).toMatchObject([
      { changes: { deltaCertificateRevocationListUrl: at('/delta.crl') }, isOptional: true },
      // The delta of another CA is taken away.
      { changes: { deltaCertificateRevocationListUrl: '' }, isOptional: false },
    ]);
    const without = await check([stored(root), telling]);
    expect(mendingsOf(without.assessments).map(({ changes }) => Object.keys(changes))).toEqual([
      ['deltaCertificateRevocationListUrl'],
    ]);
  });

  it('has revocation checked where it was not only by a CRL that was seen, unless somebody wants it all the same', async () => {
    const server = await crlServer();
    const nobody = 'http://127.0.0.1:9/root.crl';
    for (const [address, isOptional] of [
      [`${server.root}/root.crl`, false],
      [nobody, true],
    ] as const) {
      const child = await makeAuthority({ name: 'Child', issuer: root, crlAddresses: [address] });
      const { assessments, served } = await check([stored(root), stored(child, { type: 'intermediate' })]);
      const [mending] = mendingsOf(assessments);
      expect(mending).toMatchObject({ changes: { certificateRevocationListUrl: address }, isOptional });
      expect(
        mending && describeReasons(mending, served).includes('cannot be reached from this computer'),
      ).toBe(isOptional);
    }
  });

  it('is no address at which nobody gets a CRL', async () => {
    const server = await crlServer();
    const child = await makeAuthority({
      name: 'Child',
      issuer: root,
      crlAddresses: [`${server.root}/gone.crl`],
    });
    const { assessments } = await check([stored(root), stored(child, { type: 'intermediate' })]);
    expect(mendingsOf(assessments).filter(({ changes }) => changes.certificateRevocationListUrl)).toEqual([]);
  });

  it('shows no signature of an address', async () => {
    const server = await crlServer();
    const signed = `${server.root}/root.crl?sig=SECRET`;
    const result = await check([stored(issuing, { certificateRevocationListUrl: signed }), stored(root)]);
    const mendings = mendingsOf(result.assessments);
    const shown = [
      revocationReport(result),
      ...mendings.map(describeChanges),
      ...mendings.map((mending) => describeReasons(mending, result.served)),
    ];
    expect(shown.join('\n')).toContain('/root.crl?…');
    expect(shown.join('\n')).not.toContain('SECRET');
  });
});
