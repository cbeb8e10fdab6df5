import { describe, expect, it } from 'vitest';
import { axisOf } from '../../../src/webview/timeAxis.ts';

const at = (text: string): number => Date.parse(text);
const now = at('2026-07-01');

describe('the axis of validities', () => {
  it('goes from the year of the first to that of the last', () => {
    const { xOf, ticks } = axisOf([{ notBefore: at('2020-03-01'), notAfter: at('2029-05-01') }], now);
    expect(xOf(at('2020-01-01'))).toBe(0);
    expect(xOf(at('2030-01-01'))).toBe(100);
    expect(xOf(at('2025-01-01'))).toBeCloseTo(50, 0);
    expect(ticks[0]).toEqual({ x: 0, year: 2020 });
    expect(ticks.every(({ x }) => x >= 0 && x <= 90)).toBe(true);
  });

  it('has now on it where everything is past', () => {
    const { xOf } = axisOf([{ notBefore: at('2000-01-01'), notAfter: at('2001-01-01') }], now);
    expect(xOf(now)).toBeGreaterThan(90);
    expect(xOf(now)).toBeLessThan(100);
  });

  it('is not stretched by a certificate without end', () => {
    const { xOf } = axisOf([{ notBefore: at('2020-01-01'), notAfter: at('9999-12-31') }], now);
    expect(xOf(at('9999-12-31'))).toBe(100);
    expect(xOf(at('2036-01-01'))).toBeGreaterThan(30);
  });

  it('has few labels', () => {
    for (const years of [1, 5, 12, 60]) {
      const { ticks } = axisOf([{ notBefore: now, notAfter: now + years * 365 * 24 * 3600 * 1000 }], now);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThan(9);
    }
  });
});
