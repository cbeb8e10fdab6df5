import { describe, expect, it } from 'vitest';
import { RecentChanges } from '../../../src/features/recentChanges.ts';
import { FakeClock } from '../../support/fakeClock.ts';

interface Item {
  readonly id: string;
  readonly name: string;
  readonly dates?: readonly Date[];
}

const item = (id: string, name = `first of ${id}`): Item => ({ id, name });
const [a, b, c] = [item('a'), item('b'), item('c')];
const tenMinutes = 10 * 60_000;

function open() {
  const clock = new FakeClock();
  const recent = new RecentChanges<Item>(clock);
  return {
    recent,
    wait: (milliseconds: number) => clock.sleep(milliseconds),
    shown: (...items: readonly Item[]): string[] => recent.over(items, true).map(({ name }) => name),
  };
}

describe('a change counts for ten minutes to the millisecond', () => {
  it.each<[string, (recent: RecentChanges<Item>) => void, readonly Item[], readonly Item[]]>([
    ['a new item', (recent) => recent.created(c), [a, b], [a, b, c]],
    ['an item that is gone', (recent) => recent.removed('b'), [a, b], [a]],
    [
      'an item that was changed',
      (recent) => recent.changed(b, item('b', 'new')),
      [a, b],
      [a, item('b', 'new')],
    ],
  ])('%s', async (_, change, list, expected) => {
    const { recent, wait } = open();
    change(recent);
    await wait(tenMinutes);
    expect(recent.over(list, true)).toEqual(expected);
    await wait(1);
    // Nothing is left of it, so that the list is handed on as it is.
    expect(recent.over(list, true)).toBe(list);
  });

  it('from when it was made, each by itself', async () => {
    const { recent, wait, shown } = open();
    recent.removed('a');
    await wait(tenMinutes - 1);
    recent.removed('b');
    await wait(2);
    expect(shown(a, b, c)).toEqual([a.name, c.name]);
  });

  it('from the last change of an item on', async () => {
    const { recent, wait, shown } = open();
    recent.changed(a, item('a', 'second'));
    await wait(tenMinutes - 1);
    recent.changed(item('a', 'second'), item('a', 'third'));
    await wait(tenMinutes - 1);
    expect(shown(a)).toEqual(['third']);
  });

  it('from its creation on where a new item is changed', async () => {
    const { recent, wait, shown } = open();
    recent.created(c);
    await wait(tenMinutes - 1);
    recent.changed(c, item('c', 'renamed'));
    await wait(2);
    expect(shown(a)).toEqual([a.name]);
  });
});

describe('a new item', () => {
  it('is shown as it was changed since, whether the list has it or not', () => {
    const { recent, shown } = open();
    recent.created(c);
    recent.changed(c, item('c', 'renamed'));
    expect(shown(a)).toEqual([a.name, 'renamed']);
    expect(shown(a, c)).toEqual([a.name, 'renamed']);
  });

  it('is shown no more once it is removed, whether the list has it or not', () => {
    const { recent, shown } = open();
    recent.created(c);
    recent.removed('c');
    expect(shown(a)).toEqual([a.name]);
    recent.created(c);
    recent.removed('c');
    expect(shown(a, c)).toEqual([a.name]);
  });

  it('comes behind the list, in the order in which they were created', () => {
    const { recent, shown } = open();
    recent.created(c);
    recent.created(b);
    expect(shown(a)).toEqual([a.name, c.name, b.name]);
  });

  it('is shown once where it is created twice, as it was last', () => {
    const { recent, shown } = open();
    recent.created(c);
    recent.created(item('c', 'again'));
    expect(shown()).toEqual(['again']);
  });
});

describe('a changed item', () => {
  it('is told from what it was by value, dates and lists as well', () => {
    const { recent } = open();
    const dated = (year: number): Item => ({ ...a, dates: [new Date(year, 0)] });
    recent.changed(dated(2030), item('a', 'new'));
    expect(recent.over([dated(2030)], true)).toEqual([item('a', 'new')]);
    expect(recent.over([dated(2031)], true)).toEqual([dated(2031)]);
    expect(recent.over([dated(2030)], true)).toEqual([dated(2030)]);
  });

  it('stays as it was changed while a part of the list without it comes', () => {
    const { recent, shown } = open();
    recent.changed(a, item('a', 'new'));
    expect(recent.over([b], false)).toEqual([b]);
    expect(shown(a, b)).toEqual(['new', b.name]);
  });

  it('does not come into a list that does not have it', () => {
    const { recent, shown } = open();
    recent.changed(a, item('a', 'new'));
    expect(shown(b)).toEqual([b.name]);
  });

  it('comes back as the list has it after it was removed and restored', () => {
    const { recent, shown } = open();
    recent.changed(a, item('a', 'new'));
    recent.removed('a');
    recent.created(item('a', 'restored'));
    expect(shown()).toEqual(['restored']);
    expect(shown(a)).toEqual([a.name]);
  });
});

describe('the ids of what was removed', () => {
  it('are those that the lists may still show', () => {
    const { recent, shown } = open();
    expect([...recent.removedIds]).toEqual([]);
    recent.removed('a');
    recent.removed('b');
    expect([...recent.removedIds]).toEqual(['a', 'b']);
    expect(shown(b, c)).toEqual([c.name]);
    expect([...recent.removedIds]).toEqual(['b']);
    recent.created(b);
    expect([...recent.removedIds]).toEqual([]);
  });

  it('do not change under the one who asked for them', () => {
    const { recent } = open();
    const before = recent.removedIds;
    recent.removed('a');
    expect(before.size).toBe(0);
  });
});
