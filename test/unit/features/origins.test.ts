import { describe, expect, it } from 'vitest';
import { type Origin, Origins } from '../../../src/features/recycleBin/origins.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { FakeMemento } from '../../support/fakeMemento.ts';

const day = 24 * 60 * 60 * 1000;
const contoso: Origin = { configurationId: 'c1', configurationName: 'Contoso' };
const fabrikam: Origin = { configurationId: 'c2', configurationName: 'Fabrikam' };

function open() {
  const [memory, clock] = [new FakeMemento(), new FakeClock()];
  const origins = new Origins(memory, clock);
  const nameOf = (id: string): string | undefined => origins.of(id)?.configurationName;
  /** What is remembered, whether it is asked for or not. */
  const saved = (): unknown[] => memory.keys().flatMap((key) => memory.get<unknown[]>(key, []));
  return { memory, clock, origins, nameOf, saved };
}

const ids = (count: number, first = 0): string[] =>
  Array.from({ length: count }, (_, index) => `a${first + index}`);

describe('where a deleted authority came from', () => {
  it('is not known of what was never deleted here', () => {
    expect(open().origins.of('a1')).toBeUndefined();
  });

  it('is its configuration, by id and by name', async () => {
    const { origins } = open();
    await origins.remember(['a1', 'a2'], contoso);
    await origins.remember(['a3'], fabrikam);
    expect([origins.of('a1'), origins.of('a2'), origins.of('a3')]).toMatchObject([
      contoso,
      contoso,
      fabrikam,
    ]);
    expect(origins.of('A1')).toBeUndefined();
  });

  it('is the last one of several, and is remembered once', async () => {
    const { origins, nameOf, saved } = open();
    await origins.remember(['a1', 'a2'], contoso);
    await origins.remember(['a2'], fabrikam);
    expect([nameOf('a1'), nameOf('a2')]).toEqual(['Contoso', 'Fabrikam']);
    expect(saved()).toHaveLength(2);
  });

  it('is still known in the next window', async () => {
    const { memory, clock, origins } = open();
    await origins.remember(['a1'], contoso);
    expect(new Origins(memory, clock).of('a1')).toMatchObject(contoso);
  });

  it('is forgotten a day after it can be restored no more, as soon as something else is remembered', async () => {
    const { clock, origins, nameOf, saved } = open();
    await origins.remember(['a1'], contoso);
    await clock.sleep(31 * day - 1);
    await origins.remember(['a2'], fabrikam);
    expect(nameOf('a1')).toBe('Contoso');
    await clock.sleep(1);
    await origins.remember(['a3'], fabrikam);
    expect([nameOf('a1'), nameOf('a2'), nameOf('a3')]).toEqual([undefined, 'Fabrikam', 'Fabrikam']);
    expect(saved()).toHaveLength(2);
  });

  it('is remembered from the last deletion on', async () => {
    const { clock, origins, nameOf } = open();
    await origins.remember(['a1'], contoso);
    await clock.sleep(20 * day);
    await origins.remember(['a1'], contoso);
    await clock.sleep(20 * day);
    await origins.remember(['a2'], fabrikam);
    expect(nameOf('a1')).toBe('Contoso');
  });

  it('is remembered of 5000 authorities, the latest of them', async () => {
    const { origins, nameOf, saved } = open();
    await origins.remember(ids(3), contoso);
    await origins.remember(ids(4998, 3), fabrikam);
    expect(saved()).toHaveLength(5000);
    expect([nameOf('a0'), nameOf('a1'), nameOf('a2'), nameOf('a3')]).toEqual([
      'Contoso',
      'Contoso',
      undefined,
      'Fabrikam',
    ]);
    await origins.remember(['new'], contoso);
    expect([nameOf('a1'), nameOf('new'), saved().length]).toEqual([undefined, 'Contoso', 5000]);
  });

  it('stays as it was where nothing is deleted', async () => {
    const { origins, nameOf } = open();
    await origins.remember(['a1'], contoso);
    await origins.remember([], fabrikam);
    expect(nameOf('a1')).toBe('Contoso');
  });
});
