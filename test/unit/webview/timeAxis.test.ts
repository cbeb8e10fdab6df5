import { describe, expect, it } from 'vitest';
import { axisOf, type TimeAxis } from '../../../src/webview/timeAxis.ts';

const at = (text: string): number => Date.parse(text);
const now = at('2026-07-01');
const axis = (...validities: readonly (readonly [string, string])[]): TimeAxis =>
  axisOf(
    validities.map(([notBefore, notAfter]) => ({ notBefore: at(notBefore), notAfter: at(notAfter) })),
    now,
  );
const yearsOf = ({ ticks }: TimeAxis): number[] => ticks.map(({ year }) => year);

describe('the axis of validities', () => {
  it('goes from the year of the first to that of the last', () => {
    const { xOf, ticks } = axis(['2020-03-01', '2029-05-01']);
    expect(xOf(at('2020-01-01'))).toBe(0);
    expect(xOf(at('2030-01-01'))).toBe(100);
    expect(xOf(at('2025-01-01'))).toBeCloseTo(50, 0);
    expect(ticks[0]).toEqual({ x: 0, year: 2020 });
  });

  it('is that of all, whatever their order', () => {
    const both = [
      ['2024-03-01', '2024-05-01'],
      ['2015-03-01', '2035-05-01'],
    ] as const;
    for (const { xOf } of [axis(...both), axis(...both.toReversed())]) {
      expect([xOf(at('2015-01-01')), xOf(at('2036-01-01'))]).toEqual([0, 100]);
    }
  });

  it('has this year where there is no certificate', () => {
    const empty = axis();
    expect(empty.xOf(at('2026-01-01'))).toBe(0);
    expect(empty.xOf(at('2027-01-01'))).toBe(100);
    expect(empty.ticks).toEqual([{ x: 0, year: 2026 }]);
    expect(empty.now).toBe(now);
  });

  it('has one year where all is in it', () => {
    const { xOf, ticks } = axis(['2026-02-01', '2026-03-01'], ['2026-10-01', '2026-12-31T23:59:59Z']);
    expect(ticks).toEqual([{ x: 0, year: 2026 }]);
    expect(xOf(at('2026-07-02T12:00:00Z'))).toBe(50);
    expect(xOf(at('2026-12-31T23:59:59Z'))).toBe(100);
  });

  it('has the next year as well where something ends as it begins', () => {
    expect(yearsOf(axis(['2026-02-01', '2027-01-01']))).toEqual([2026, 2027]);
  });

  it('has now on it where everything is past', () => {
    const { xOf } = axis(['2000-01-01', '2001-01-01']);
    expect(xOf(at('2000-01-01'))).toBe(0);
    expect(xOf(now)).toBeGreaterThan(90);
    expect(xOf(now)).toBeLessThan(100);
  });

  it('has now on it where nothing has begun', () => {
    const { xOf } = axis(['2040-01-01', '2041-06-01']);
    expect(xOf(now)).toBeGreaterThan(0);
    expect(xOf(now)).toBeLessThan(10);
    expect(xOf(at('2042-01-01'))).toBe(100);
  });

  it('is not stretched by a certificate without end, or without beginning', () => {
    const { xOf, ticks } = axis(['2020-01-01', '9999-12-31']);
    expect(xOf(at('9999-12-31'))).toBe(100);
    expect(xOf(at('2057-01-01'))).toBe(100);
    expect(xOf(at('2056-01-01'))).toBeLessThan(100);
    expect(ticks.at(-1)?.year).toBeLessThan(2057);
    const old = axis(['1900-01-01', '2027-06-01']);
    expect(old.xOf(at('1900-01-01'))).toBe(0);
    expect(yearsOf(old)[0]).toBe(1996);
  });

  it('keeps the order of times, and keeps them on the line', () => {
    const { xOf } = axis(['1950-01-01', '9999-12-31'], ['2020-01-01', '2030-01-01']);
    const times = [
      '1950-01-01',
      '1999-01-01',
      '2020-01-01',
      '2026-07-01',
      '2030-01-01',
      '2050-01-01',
      '9999-12-31',
    ];
    const places = times.map((time) => xOf(at(time)));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect([places[0], places.at(-1)]).toEqual([0, 100]);
    expect(new Set(places).size).toBe(places.length);
  });
});

describe('the ticks', () => {
  it.each([1, 2, 5, 6, 7, 12, 13, 30, 31, 60])('over %i years are few, inside, and evenly apart', (years) => {
    const last = `${2026 + Math.min(years, 30)}-06-01`;
    const made = axis([`${2026 - Math.max(0, years - 30)}-06-01`, last]);
    const all = yearsOf(made);
    expect(all.length).toBeGreaterThan(0);
    expect(all.length).toBeLessThan(8);
    for (const { x, year } of made.ticks) {
      expect(x).toBe(made.xOf(Date.UTC(year, 0)));
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(90);
    }
    expect(made.ticks[0]?.x).toBe(0);
    expect(new Set(all.slice(1).map((year, index) => year - (all[index] ?? 0))).size).toBeLessThanOrEqual(1);
  });
});
