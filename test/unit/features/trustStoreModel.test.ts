import { describe, expect, it, vi } from 'vitest';
import { authority, configuration, idsOf, MemoryTrustStore, openModel, settled } from './fakeTenancies.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const [one, two, three] = [configuration('c1'), configuration('c2'), configuration('c3')];

describe('what is read of the trust store', () => {
  it('is read when somebody asks, and not before', async () => {
    const { store, model } = openModel(one);
    expect([model.knownConfigurations, model.knownAuthorities('c1'), model.allSeenAuthorities]).toEqual([
      [],
      undefined,
      [],
    ]);
    await settled();
    expect(store.calls).toEqual([]);
  });

  it('is read once for many who ask, at the same time and later', async () => {
    const { store, model } = openModel(one, two);
    store.authorities.set('c1', [authority('a1')]);
    const atOnce = await Promise.all([model.configurations(), model.configurations()]);
    for (const list of [...atOnce, await model.configurations()]) {
      expect(idsOf(list.items)).toEqual(['c1', 'c2']);
    }
    await Promise.all([model.authorities('c1'), model.authorities('c1'), model.authorities('c2')]);
    expect(idsOf((await model.authorities('c1')).items)).toEqual(['a1']);
    expect(store.calls).toEqual(['configurations', 'authorities of c1', 'authorities of c2']);
  });

  it('is known without asking once it is there', async () => {
    const { store, model } = openModel(one);
    store.authorities.set('c1', [authority('a1')]);
    const release = store.holdNext();
    const asked = model.authorities('c1');
    await settled();
    expect(model.knownAuthorities('c1')).toBeUndefined();
    release();
    await asked;
    await model.configurations();
    expect(idsOf(model.knownAuthorities('c1')?.items)).toEqual(['a1']);
    expect(model.knownAuthorities('c2')).toBeUndefined();
    expect(idsOf(model.knownConfigurations)).toEqual(['c1']);
  });

  it('is read again after a refresh, which says that something changed', async () => {
    const { store, model, changes } = openModel(one);
    await model.configurations();
    await model.authorities('c1');
    expect(changes()).toBe(0);
    model.refresh();
    expect([changes(), model.knownConfigurations, model.knownAuthorities('c1')]).toEqual([1, [], undefined]);
    store.configurations = [two];
    store.authorities.set('c1', [authority('a2')]);
    expect(idsOf((await model.configurations()).items)).toEqual(['c2']);
    expect(idsOf((await model.authorities('c1')).items)).toEqual(['a2']);
  });

  it('is read from the tenant that is connected now', async () => {
    const { tenancies, model } = openModel(one);
    await model.configurations();
    await model.authorities('c1');
    const other = new MemoryTrustStore();
    other.configurations = [two];
    other.authorities.set('c1', [authority('a2')]);
    tenancies.connect(other);
    expect(idsOf((await model.configurations()).items)).toEqual(['c2']);
    expect(idsOf((await model.authorities('c1')).items)).toEqual(['a2']);
  });
});

describe('a failure', () => {
  it('is told to everybody who waits, and is not remembered', async () => {
    const { store, model } = openModel(one);
    store.failure = new Error('No network');
    const asked = await Promise.allSettled([
      model.configurations(),
      model.configurations(),
      model.authorities('c1'),
      model.authorities('c1'),
    ]);
    const told = { status: 'rejected', reason: store.failure };
    expect(asked).toEqual([told, told, told, told]);
    store.failure = undefined;
    expect(idsOf((await model.configurations()).items)).toEqual(['c1']);
    expect((await model.authorities('c1')).items).toEqual([]);
  });

  it('that comes after a refresh does not forget what was read since', async () => {
    const { store, model } = openModel(one);
    store.failure = new Error('No network');
    const [releaseList, late] = [store.holdNext(), model.configurations()];
    await settled();
    const [releaseAuthorities, lateToo] = [store.holdNext(), model.authorities('c1')];
    await settled();
    model.refresh();
    store.failure = undefined;
    await model.configurations();
    await model.authorities('c1');
    releaseList();
    releaseAuthorities();
    await expect(late).rejects.toThrow('No network');
    await expect(lateToo).rejects.toThrow('No network');
    await settled();
    expect(idsOf(model.knownConfigurations)).toEqual(['c1']);
    expect(model.knownAuthorities('c1')).toBeDefined();
  });
});

describe('an answer that comes late', () => {
  it('is dropped when there was a refresh meanwhile', async () => {
    const { store, model } = openModel(one);
    const [releaseList, late] = [store.holdNext(), model.configurations()];
    await settled();
    const [releaseAuthorities, lateToo] = [store.holdNext(), model.authorities('c1')];
    await settled();
    model.refresh();
    store.configurations = [two];
    store.authorities.set('c1', [authority('new')]);
    await model.configurations();
    await model.authorities('c1');
    releaseList();
    releaseAuthorities();
    await Promise.all([late, lateToo]);
    expect(idsOf(model.knownConfigurations)).toEqual(['c2']);
    expect(idsOf(model.knownAuthorities('c1')?.items)).toEqual(['new']);
    expect(idsOf((await model.configurations()).items)).toEqual(['c2']);
  });

  it('is dropped when another tenant was connected meanwhile', async () => {
    const { store, tenancies, model } = openModel(one);
    const [release, late] = [store.holdNext(), model.configurations()];
    await settled();
    const other = new MemoryTrustStore();
    other.configurations = [two];
    tenancies.connect(other);
    await model.configurations();
    release();
    await late;
    expect(idsOf(model.knownConfigurations)).toEqual(['c2']);
    expect(idsOf((await model.configurations()).items)).toEqual(['c2']);
    expect(other.calls).toEqual(['configurations']);
  });
});

describe('loading more', () => {
  it('puts the next page behind what is there, and says so', async () => {
    const { store, model, changes } = openModel(one, two, three);
    store.pageSize = 2;
    store.authorities.set('c1', [authority('a1'), authority('a2'), authority('a3')]);
    expect(await model.configurations()).toEqual({ items: [one, two], next: '2' });
    await model.loadMoreConfigurations();
    expect(await model.configurations()).toEqual({ items: [one, two, three], next: undefined });
    expect(idsOf((await model.authorities('c1')).items)).toEqual(['a1', 'a2']);
    await model.loadMoreAuthorities('c1');
    expect(idsOf((await model.authorities('c1')).items)).toEqual(['a1', 'a2', 'a3']);
    expect(changes()).toBe(2);
  });

  it('asks nobody when everything is there', async () => {
    const { store, model, changes } = openModel(one);
    await model.loadMoreConfigurations();
    await model.loadMoreAuthorities('c1');
    expect([store.calls, changes()]).toEqual([['configurations', 'authorities of c1'], 0]);
  });

  it('leaves out what the list had on the page before, and takes it as it came last', async () => {
    const { store, model } = openModel(one, two, three);
    store.pageSize = 2;
    store.authorities.set('c1', [authority('a1'), authority('a2'), authority('a3')]);
    await model.configurations();
    await model.authorities('c1');
    const changed = configuration('c2', { displayName: 'Renamed' });
    store.configurations = [configuration('c0'), one, changed, three];
    store.authorities.set('c1', [authority('a0'), authority('a1'), authority('a2'), authority('a3')]);
    await model.loadMoreConfigurations();
    await model.loadMoreAuthorities('c1');
    expect(model.knownConfigurations).toEqual([one, changed, three]);
    expect(idsOf(model.knownAuthorities('c1')?.items)).toEqual(['a1', 'a2', 'a3']);
  });

  it('at the same time as somebody else puts the page there once', async () => {
    const { store, model, changes } = openModel(one, two, three);
    store.pageSize = 1;
    await model.configurations();
    await Promise.all([model.loadMoreConfigurations(), model.loadMoreConfigurations()]);
    expect(await model.configurations()).toEqual({ items: [one, two], next: '2' });
    expect(changes()).toBe(1);
  });

  it('drops a page that comes after a refresh', async () => {
    const { store, model } = openModel(one, two);
    store.pageSize = 1;
    store.authorities.set('c1', [authority('a1'), authority('a2')]);
    await model.configurations();
    await model.authorities('c1');
    const [releaseList, late] = [store.holdNext(), model.loadMoreConfigurations()];
    await settled();
    const [releaseAuthorities, lateToo] = [store.holdNext(), model.loadMoreAuthorities('c1')];
    await settled();
    model.refresh();
    releaseList();
    releaseAuthorities();
    await Promise.all([late, lateToo]);
    expect([model.knownConfigurations, model.knownAuthorities('c1')]).toEqual([[], undefined]);
  });

  it('does not bring back what a refresh forgot while the first page was on its way', async () => {
    const { store, model } = openModel(configuration('c1'), configuration('c2'));
    store.authorities.set('c1', [authority('a1'), authority('a2')]);
    store.pageSize = 1;
    for (const load of [() => model.loadMoreConfigurations(), () => model.loadMoreAuthorities('c1')]) {
      const release = store.holdNext();
      const late = load();
      await settled();
      model.refresh();
      release();
      await late;
    }
    expect(model.knownConfigurations).toEqual([]);
    expect(model.knownAuthorities('c1')).toBeUndefined();
  });

  it('reads every page for those who must not leave any configuration out', async () => {
    const { store, model } = openModel(one, two, three);
    store.pageSize = 1;
    expect(idsOf(await model.allConfigurations())).toEqual(['c1', 'c2', 'c3']);
    expect(store.calls).toEqual(['configurations', 'configurations from 1', 'configurations from 2']);
  });
});
