import { describe, expect, it, vi } from 'vitest';
import type { UploadRecord } from '../../../src/features/uploads/uploadRecord.ts';
import { CancelledError } from '../../../src/platform/failure.ts';
import { FakeSecrets } from '../../support/fakeSecrets.ts';
import { shownMessages } from '../../support/vscodeStub.ts';
import { authority, configuration } from './fakeTenancies.ts';
import { hostedOrder, severalWindows, UploadingStore } from './uploadWindows.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const contoso = configuration('c1', { displayName: 'Contoso' });
const succeeded = { status: 'succeeded', lastModifiedDateTime: '2026-11-24T12:00:00Z' };
const noWord = (): undefined => undefined;

describe('while one window has an upload', () => {
  it('another one sends nothing to the configuration, and takes nothing of it away', async () => {
    const { store, host, open } = await severalWindows();
    const [first, second] = [open(), open()];
    const record = await first.begin(hostedOrder(contoso));
    first.clock.isStopped = true;
    first.watcher.watch(first.tenancy, record);
    await expect(second.begin(hostedOrder(contoso))).rejects.toMatchObject({ reason: 'jobRunning' });
    expect([store.uploads, second.journal.entries, host.bundles.size]).toEqual([['c1'], [record], 1]);
    // The first is closed while the job runs; the next one brings it to its end.
    first.close();
    store.set('c1', succeeded);
    const third = open();
    third.watcher.resume();
    await vi.waitFor(() =>
      expect(third.journal.ended).toMatchObject([{ id: record.id, end: { outcome: 'succeeded' } }]),
    );
    expect([third.journal.entries, host.bundles.size]).toEqual([[], 0]);
  });

  it('another one may begin one to another configuration', async () => {
    const { store, open } = await severalWindows();
    await open().begin(hostedOrder(contoso));
    await open().begin(hostedOrder(configuration('c2')));
    expect(store.uploads).toEqual(['c1', 'c2']);
  });

  it('that is not asked for yet, nobody who looks for interrupted ones takes its bundle away', async () => {
    const { store, host, open } = await severalWindows();
    const [first, second] = [open(), open()];
    [first, second].forEach(({ clock }) => {
      clock.isStopped = true;
    });
    let seen: number | undefined;
    store.onUpload = () => {
      seen = host.bundles.size;
    };
    let resumed = false;
    store.onCall = (call) => {
      if (call === 'configuration c1' && !resumed) {
        resumed = true;
        [first, second].forEach(({ watcher }) => watcher.resume());
      }
    };
    shownMessages.length = 0;
    const record = await first.begin(hostedOrder(contoso));
    expect([resumed, seen, store.uploads, record.phase]).toEqual([true, 1, ['c1'], 'accepted']);
    expect([shownMessages, first.journal.entries, host.bundles.size]).toEqual([[], [record], 1]);
  });

  it('that was looked for in the same window while it began is followed to its end', async () => {
    const { store, host, open } = await severalWindows();
    const window = open();
    let resumed = false;
    store.onCall = (call) => {
      if (call === 'configuration c1' && !resumed) {
        resumed = true;
        window.watcher.resume();
      }
    };
    const record = await window.begin(hostedOrder(contoso));
    window.watcher.watch(window.tenancy, record);
    store.set('c1', succeeded);
    await vi.waitFor(() =>
      expect(window.journal.ended).toMatchObject([{ id: record.id, end: { outcome: 'succeeded' } }]),
    );
    expect([resumed, window.journal.entries, host.bundles.size]).toEqual([true, [], 0]);
  });

  it('an entry that nobody follows is not written over', async () => {
    const { store, open } = await severalWindows();
    const first = open();
    const record = await first.begin(hostedOrder(contoso));
    first.close();
    // The lease of a closed window is free; that its upload has ended is not known.
    const second = open();
    await expect(second.begin(hostedOrder(contoso))).rejects.toMatchObject({ reason: 'jobRunning' });
    expect([second.journal.entries, store.uploads]).toEqual([[record], ['c1']]);
  });
});

describe('whoever waits for an upload that another window follows', () => {
  it('can cancel that', async () => {
    const { open } = await severalWindows();
    const [first, second] = [open(), open()];
    const record = await first.begin(hostedOrder(contoso));
    first.clock.isStopped = true;
    first.watcher.watch(first.tenancy, record);
    second.clock.isStopped = true;
    const cancel = new AbortController();
    const waiting = second.watcher.follow(second.tenancy, record, cancel.signal, noWord);
    await vi.waitFor(() => expect(second.clock.sleeps).toHaveLength(1));
    cancel.abort(new CancelledError());
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
    expect(first.watcher.isWatching('c1')).toBe(true);
  });

  it('goes on with what is written down by then, and mends nothing that was cancelled', async () => {
    const { store, open } = await severalWindows();
    const [first, second] = [open(), open()];
    const mended = { ...authority('a1'), thumbprint: 'A' };
    store.authorities.set('c1', []);
    const mendings = [
      { thumbprint: 'A', name: 'A', changes: { certificateRevocationListUrl: 'http://crl.example/a' } },
    ];
    const record = await first.begin(hostedOrder(contoso, { thumbprints: ['A'], mendings }));
    first.clock.isStopped = true;
    const cancel = new AbortController();
    const following = first.watcher.follow(first.tenancy, record, cancel.signal, noWord).catch(noWord);
    await vi.waitFor(() => expect(first.clock.sleeps.length).toBeGreaterThan(0));
    second.clock.isStopped = true;
    second.watcher.resume();
    await vi.waitFor(() => expect(second.clock.sleeps).toHaveLength(1));
    cancel.abort(new CancelledError());
    await following;
    expect(first.journal.entries).toMatchObject([{ isMendingCancelled: true }]);
    first.close();
    store.authorities.set('c1', [mended]);
    store.set('c1', succeeded);
    second.clock.isStopped = false;
    const third = open();
    third.watcher.resume();
    await vi.waitFor(() => expect(third.journal.ended).toHaveLength(1));
    expect(store.calls.filter((call) => call.startsWith('change of'))).toEqual([]);
    expect(third.journal.ended[0]?.end.mended).toMatchObject({ done: [], failed: [{ name: 'A' }] });
  });
});

describe('the signature of a container', () => {
  const container = 'https://store.blob.core.windows.net/bundles';
  const record = (id: string): UploadRecord => ({
    id,
    phase: 'accepted',
    tenantId: 'tenant-1',
    configurationName: 'Contoso',
    bundleName: 'cas.p7b',
    sha256: 'AB'.repeat(32),
    thumbprints: [],
    baseline: { configurationId: 'c1', lastModifiedDateTime: '', startedAt: '2026-11-24T10:00:00Z' },
    authoritiesBefore: 0,
    hosted: { place: { kind: 'shared', container }, name: 'x.p7b', stays: true },
  });

  it('that is of one upload only is forgotten with it, and with no other', async () => {
    const { BundleHosts } = await import('../../../src/features/bundleHosts/bundleHosts.ts');
    const { takeAway } = await import('../../../src/features/uploads/takeAway.ts');
    const { open } = await severalWindows();
    const { tenancy, clock } = open();
    const secrets = new FakeSecrets();
    const hosts = new BundleHosts(secrets, clock);
    await hosts.keepSignature(container, 'sig=kept');
    await hosts.lendSignature('u1', container, 'sig=pasted');
    await hosts.lendSignature('u2', container, undefined);
    expect([...secrets.texts.values()]).toEqual(['sig=kept', 'sig=pasted', 'sig=kept']);
    expect(await takeAway(hosts, tenancy, record('u1'))).toBe(true);
    expect([...secrets.texts.keys()]).toEqual([
      `hosting.signature.${container}`,
      'hosting.signatureOfUpload.u2',
    ]);
    await hosts.forgetSignature(container);
    await expect(hosts.lendSignature('u3', container, undefined)).rejects.toThrow(/cannot be reached/);
  });

  it('of whoever is signed in goes to Azure Storage only, whatever was written down', async () => {
    const { open } = await severalWindows();
    const { tenancies, hosts } = open();
    const asked: string[] = [];
    const azure = {
      root: undefined,
      resourceToken: async () => '',
      blobToken: async () => {
        asked.push('token');
        return 'token';
      },
      isBlobService: (host: string) => host.endsWith('.blob.core.windows.net'),
    };
    const tenancy = tenancies.connect(new UploadingStore(), { azure });
    const place = { kind: 'signedIn', container: 'https://evil.example/bundles' } as const;
    await expect(hosts.hostAt(place, tenancy, 'u1')).rejects.toThrow(/cannot be reached/);
    expect(await hosts.hostAt({ ...place, container }, tenancy, 'u1')).toBeDefined();
    expect(asked).toEqual([]);
  });

  it('is forgotten when the watch over a bundle that stays is cancelled', async () => {
    const { secrets, open } = await severalWindows();
    const { watcher, tenancy, journal, hosts, clock } = open();
    await hosts.lendSignature('u1', container, 'sig=pasted');
    await journal.put(record('u1'));
    clock.isStopped = true;
    const cancel = new AbortController();
    const following = watcher.follow(tenancy, record('u1'), cancel.signal, noWord).catch(noWord);
    await vi.waitFor(() => expect(clock.sleeps.length).toBeGreaterThan(0));
    cancel.abort(new CancelledError());
    await following;
    expect([journal.ended[0]?.end.outcome, [...secrets.texts]]).toEqual(['stopped', []]);
  });
});
