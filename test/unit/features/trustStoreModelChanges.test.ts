import { describe, expect, it, vi } from 'vitest';
import { authority, configuration, idsOf, MemoryTrustStore, openModel, settled } from './fakeTenancies.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const [one, two, three] = [configuration('c1'), configuration('c2'), configuration('c3')];

describe('a configuration that was just read', () => {
  it.each([
    { displayName: 'Renamed' },
    { status: 'running' },
    { statusDetails: 'A reason' },
    { lastModifiedDateTime: '2026-11-24T10:00:00Z' },
  ])('takes its place in the list with %j, and the model says so', async (difference) => {
    const { tenancy, model, changes } = openModel(one, two, three);
    await model.configurations();
    const changed = { ...two, ...difference };
    model.update(tenancy, changed);
    expect(await model.configurations()).toEqual({ items: [one, changed, three], next: undefined });
    expect([model.knownConfigurations[1], changes()]).toEqual([changed, 1]);
  });

  it('leaves the next page to be loaded', async () => {
    const { store, tenancy, model } = openModel(one, two);
    store.pageSize = 1;
    await model.configurations();
    model.update(tenancy, configuration('c1', { status: 'running' }));
    expect(idsOf(await model.allConfigurations())).toEqual(['c1', 'c2']);
    expect(model.knownConfigurations[0]?.status).toBe('running');
  });

  it('changes nothing when it is as it was', async () => {
    const { tenancy, model, changes } = openModel(one);
    await model.configurations();
    model.update(tenancy, { ...one });
    expect([changes(), model.knownConfigurations[0]]).toEqual([0, one]);
  });

  it('is none of the list when the list does not have it, or was not read', async () => {
    const { tenancy, model, changes } = openModel(one);
    model.update(tenancy, configuration('c1', { status: 'running' }));
    expect(model.knownConfigurations).toEqual([]);
    await model.configurations();
    model.update(tenancy, two);
    expect([changes(), model.knownConfigurations]).toEqual([0, [one]]);
  });

  it('is dropped when it comes from a tenant that is not connected any more', async () => {
    const { store, tenancies, tenancy, model, changes } = openModel(one);
    await model.configurations();
    tenancies.connect(store);
    await model.configurations();
    model.update(tenancy, configuration('c1', { status: 'running' }));
    model.add(tenancy, two);
    expect([changes(), model.knownConfigurations]).toEqual([0, [one]]);
  });

  it('has its authorities read again when it was modified', async () => {
    const { store, tenancy, model } = openModel(one, two);
    await model.configurations();
    await model.authorities('c1');
    await model.authorities('c2');
    store.authorities.set('c1', [authority('a1')]);
    model.update(tenancy, configuration('c1', { lastModifiedDateTime: '2026-11-24T10:00:00Z' }));
    expect(model.knownAuthorities('c1')).toBeUndefined();
    expect(idsOf((await model.authorities('c1')).items)).toEqual(['a1']);
    await model.authorities('c2');
    expect(store.calls.slice(3)).toEqual(['authorities of c1']);
  });

  it('keeps its authorities when only its status is another', async () => {
    const { store, tenancy, model } = openModel(one);
    await model.configurations();
    await model.authorities('c1');
    model.update(tenancy, configuration('c1', { status: 'running' }));
    await model.authorities('c1');
    expect(store.calls).toEqual(['configurations', 'authorities of c1']);
  });
});

describe('a configuration that was just created', () => {
  it('is put behind the others, and the model says so', async () => {
    const { store, tenancy, model, changes } = openModel(one, two);
    store.pageSize = 1;
    await model.configurations();
    model.add(tenancy, three);
    expect(await model.configurations()).toEqual({ items: [one, three], next: '1' });
    expect(changes()).toBe(1);
  });

  it('is there once when the list has it already', async () => {
    const { tenancy, model } = openModel(one, two);
    await model.configurations();
    model.add(tenancy, one);
    expect(model.knownConfigurations).toEqual([one, two]);
  });

  it('does not stand for a list that was not read', async () => {
    const { store, tenancy, model } = openModel(one, two);
    model.add(tenancy, three);
    store.configurations = [one, two, three];
    expect(idsOf((await model.configurations()).items)).toEqual(['c1', 'c2', 'c3']);
  });
});

describe('the authorities that were seen', () => {
  it('are those of every configuration that was opened', async () => {
    const { store, model } = openModel(one, two, three);
    store.authorities
      .set('c1', [authority('a1')])
      .set('c2', [authority('a2')])
      .set('c3', [authority('a3')]);
    await model.authorities('c1');
    await model.authorities('c3');
    expect(idsOf(model.allSeenAuthorities)).toEqual(['a1', 'a3']);
  });

  it('stay while they are read again, and give way to what is found then', async () => {
    const { store, model } = openModel(one);
    store.authorities.set('c1', [authority('a1')]);
    await model.authorities('c1');
    model.refresh();
    expect(idsOf(model.allSeenAuthorities)).toEqual(['a1']);
    store.authorities.set('c1', [authority('a2')]);
    await model.authorities('c1');
    expect(idsOf(model.allSeenAuthorities)).toEqual(['a2']);
  });

  it('are not those of an answer that a refresh has overtaken', async () => {
    const { store, model } = openModel(configuration('c1'));
    store.authorities.set('c1', [authority('old')]);
    const release = store.holdNext();
    const late = model.authorities('c1');
    await settled();
    model.refresh();
    store.authorities.set('c1', [authority('new')]);
    await model.authorities('c1');
    release();
    await late;
    expect(idsOf(model.allSeenAuthorities)).toEqual(['new']);
  });

  it('are those of every page that was loaded', async () => {
    const { store, model } = openModel(configuration('c1'));
    store.authorities.set('c1', [authority('a1'), authority('a2')]);
    store.pageSize = 1;
    await model.authorities('c1');
    await model.loadMoreAuthorities('c1');
    expect(idsOf(model.allSeenAuthorities)).toEqual(['a1', 'a2']);
  });

  it('of a configuration that is gone do not count any more', async () => {
    const { store, model } = openModel(configuration('c1'));
    store.authorities.set('c1', [authority('a1')]);
    await model.configurations();
    await model.authorities('c1');
    store.configurations = [];
    model.refresh();
    await model.configurations();
    expect(model.allSeenAuthorities).toEqual([]);
  });

  it('are only those of the connected tenant', async () => {
    const { store, tenancies, model } = openModel(one);
    store.authorities.set('c1', [authority('a1')]);
    await model.authorities('c1');
    const other = new MemoryTrustStore();
    other.authorities.set('c2', [authority('a2')]);
    tenancies.connect(other);
    expect(model.allSeenAuthorities).toEqual([]);
    await model.authorities('c2');
    expect(idsOf(model.allSeenAuthorities)).toEqual(['a2']);
    tenancies.disconnect();
    expect(model.allSeenAuthorities).toEqual([]);
  });

  it('are forgotten with everything else when told, and the model says so', async () => {
    const { store, model, changes } = openModel(one);
    store.authorities.set('c1', [authority('a1')]);
    await model.configurations();
    await model.authorities('c1');
    model.forget();
    expect([model.allSeenAuthorities, model.knownConfigurations, model.knownAuthorities('c1')]).toEqual([
      [],
      [],
      undefined,
    ]);
    expect(changes()).toBe(1);
  });
});

describe('what this window has changed', () => {
  it('is shown at once, and after a refresh although the lists are behind', async () => {
    const { store, tenancy, model } = openModel(one, two);
    store.authorities.set('c1', [authority('a1'), authority('a2')]);
    await model.configurations();
    await model.authorities('c1');
    model.add(tenancy, three);
    model.remove(tenancy, 'c2');
    model.putAuthority(tenancy, 'c1', authority('a3'));
    model.putAuthority(tenancy, 'c1', { ...authority('a1'), displayName: 'Changed' });
    model.removeAuthority(tenancy, 'c1', 'a2');
    for (let refreshes = 0; refreshes < 2; refreshes += 1) {
      expect(idsOf((await model.configurations()).items)).toEqual(['c1', 'c3']);
      const { items } = await model.authorities('c1');
      expect(items.map(({ id, displayName }) => [id, displayName])).toEqual([
        ['a1', 'Changed'],
        ['a3', 'Authority a3'],
      ]);
      model.refresh();
    }
  });

  it('counts also for a list that is read only afterwards, or is read again', async () => {
    const { store, tenancy, model } = openModel(one);
    store.authorities.set('c1', [authority('a1')]);
    await model.configurations();
    model.putAuthority(tenancy, 'c1', authority('a2'));
    expect(idsOf(await model.allAuthorities('c1'))).toEqual(['a1', 'a2']);
    expect(model.recentlyRemovedFrom('c1')).toEqual(new Set());
    model.removeAuthority(tenancy, 'c1', 'a1');
    expect(model.recentlyRemovedFrom('c1')).toEqual(new Set(['a1']));
    model.renamed(tenancy, { ...one, displayName: 'Renamed' });
    model.refresh();
    expect((await model.configurations()).items.map(({ displayName }) => displayName)).toEqual(['Renamed']);
  });

  it('is nothing to another tenant', async () => {
    const { store, tenancies, tenancy, model } = openModel(one);
    store.authorities.set('c1', [authority('a1')]);
    await model.configurations();
    tenancies.connect(store);
    model.forget();
    model.add(tenancy, two);
    model.remove(tenancy, 'c1');
    model.putAuthority(tenancy, 'c1', authority('a2'));
    model.removeAuthority(tenancy, 'c1', 'a1');
    model.renamed(tenancy, { ...one, displayName: 'Renamed' });
    expect((await model.configurations()).items).toEqual([one]);
    expect(idsOf(await model.allAuthorities('c1'))).toEqual(['a1']);
  });
});
