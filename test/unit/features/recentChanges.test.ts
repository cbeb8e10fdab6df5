import { describe, expect, it } from 'vitest';
import { RecentChanges } from '../../../src/features/recentChanges.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const [one, two, three] = [{ id: '1' }, { id: '2' }, { id: '3' }] as const;
const minutes = (count: number): number => count * 60_000;

function open() {
  const clock = new FakeClock();
  return { clock, recent: new RecentChanges<{ id: string }>(clock) };
}

describe('what was just changed', () => {
  it('leaves a list as it is where nothing was', () => {
    const list = [one, two];
    expect(open().recent.over(list, true)).toBe(list);
  });

  it('is in the list before the service shows it, once, and not after somebody else has taken it away', async () => {
    const { recent } = open();
    recent.created(three);
    expect(recent.over([one], true)).toEqual([one, three]);
    expect(recent.over([one], false)).toEqual([one, three]);
    expect(recent.over([one, three], true)).toEqual([one, three]);
    expect(recent.over([one], true)).toEqual([one]);
  });

  it('is not in the list while the service still shows it, and comes back where somebody else restored it', () => {
    const { recent } = open();
    recent.removed('2');
    expect(recent.over([one, two], true)).toEqual([one]);
    expect(recent.over([one, two], true)).toEqual([one]);
    // A part of a list says nothing about the rest.
    expect(recent.over([one], false)).toEqual([one]);
    expect(recent.over([one, two], true)).toEqual([one]);
    expect(recent.over([one], true)).toEqual([one]);
    expect(recent.over([one, two], true)).toEqual([one, two]);
  });

  it('counts for ten minutes', async () => {
    const { recent, clock } = open();
    recent.created(three);
    recent.removed('2');
    await clock.sleep(minutes(9));
    expect(recent.over([one, two], true)).toEqual([one, three]);
    await clock.sleep(minutes(2));
    expect(recent.over([one, two], true)).toEqual([one, two]);
  });

  it('is told as removed for the same time, also where nobody reads the list', async () => {
    const { recent, clock } = open();
    recent.removed('2');
    expect([...recent.removedIds]).toEqual(['2']);
    await clock.sleep(minutes(11));
    expect([...recent.removedIds]).toEqual([]);
  });

  it('looks as it was changed last, at whichever state in between the list is', () => {
    const changes = new RecentChanges<{ id: string; name: string }>(new FakeClock());
    const [a, b, c] = ['A', 'B', 'C'].map((name) => ({ id: '1', name }));
    if (a && b && c) {
      changes.changed(a, b);
      changes.changed(b, c);
    }
    expect([a, b, c].map((state) => state && changes.over([state], true)[0]?.name)).toEqual(['C', 'C', 'C']);
  });

  it('looks as it was changed while the service shows what was before, and as somebody else changed it since', async () => {
    const clock = new FakeClock();
    const recent = new RecentChanges<{ id: string; name: string }>(clock);
    const [old, ours, theirs] = ['old', 'ours', 'theirs'].map((name) => ({ id: '1', name }));
    if (!old || !ours || !theirs) {
      throw new Error('There are three');
    }
    recent.changed(old, { id: '1', name: 'first' });
    recent.changed({ id: '1', name: 'first' }, ours);
    expect(recent.over([{ ...old }], true)).toEqual([ours]);
    expect(recent.over([{ ...old }], true)).toEqual([ours]);
    expect(recent.over([theirs], true)).toEqual([theirs]);
    expect(recent.over([{ ...old }], true)).toEqual([old]);
    recent.changed(old, ours);
    await clock.sleep(minutes(11));
    expect(recent.over([{ ...old }], true)).toEqual([old]);
  });

  it('is what happened last', () => {
    const { recent } = open();
    recent.removed('2');
    recent.created(two);
    expect(recent.over([one], true)).toEqual([one, two]);
    recent.removed('2');
    expect(recent.over([one, two], true)).toEqual([one]);
  });
});
