/** Where times stand on a line, in percent of its length. */
export interface TimeAxis {
  readonly now: number;
  readonly xOf: (time: number) => number;
  readonly ticks: readonly { readonly x: number; readonly year: number }[];
}

/** Most years before and after now that are shown: a certificate without end must not squeeze the others together. */
const farthest = 30;

/** Where the last label may begin, so that it is not cut off. */
const lastLabel = 90;

const year = 365.25 * 24 * 60 * 60 * 1000;

/** An axis on which all validities stand, from whole year to whole year. */
export function axisOf(
  members: readonly { readonly notBefore: number; readonly notAfter: number }[],
  now: number,
): TimeAxis {
  const bound = (time: number): number =>
    Math.min(Math.max(time, now - farthest * year), now + farthest * year);
  let first = now;
  let last = now;
  for (const { notBefore, notAfter } of members) {
    first = Math.min(first, bound(notBefore));
    last = Math.max(last, bound(notAfter));
  }
  const firstYear = new Date(first).getUTCFullYear();
  const lastYear = new Date(last).getUTCFullYear() + 1;
  const start = Date.UTC(firstYear, 0);
  const length = Date.UTC(lastYear, 0) - start;
  const xOf = (time: number): number =>
    Math.round(Math.min(Math.max((time - start) / length, 0), 1) * 10_000) / 100;
  const step = Math.max(1, Math.ceil((lastYear - firstYear) / 6));
  const ticks = [];
  for (let each = firstYear; each < lastYear; each += step) {
    const x = xOf(Date.UTC(each, 0));
    if (x <= lastLabel) {
      ticks.push({ x, year: each });
    }
  }
  return { now, xOf, ticks };
}
