import { openssl } from './openssl.ts';

/** A line of `openssl asn1parse`, with the bytes that it stands for. */
export interface PrintedElement {
  readonly depth: number;
  /** Such as `INTEGER` or `cont [ 0 ]`. */
  readonly tag: string;
  /** What is printed of the value, octet by octet; an INTEGER is in hex. */
  readonly text: string;
  readonly whole: Buffer;
  readonly content: Buffer;
}

/** The elements in each of the values, found by one process for all of them. */
export async function elementsOf(values: readonly Buffer[]): Promise<PrintedElement[][]> {
  const all = Buffer.concat(values);
  const output = await openssl(['asn1parse', '-inform', 'DER', '-in', 'all.der'], { 'all.der': all });
  const lines = output
    .toString('latin1')
    .matchAll(/^ *(\d+):d=(\d+) +hl=(\d+) l= *(\d+) (?:prim|cons): +(.*)$/gm);
  const byStart = new Map<number, PrintedElement[]>();
  let elements: PrintedElement[] = [];
  for (const [, offset, depth, header, length, rest = ''] of lines) {
    const start = Number(offset);
    const contentStart = start + Number(header);
    const end = contentStart + Number(length);
    if (depth === '0') {
      elements = [];
      byStart.set(start, elements);
    }
    const [tag = '', ...text] = rest.split(':');
    elements.push({
      depth: Number(depth),
      tag: tag.trim(),
      text: text.join(':'),
      whole: all.subarray(start, end),
      content: all.subarray(contentStart, end),
    });
  }
  let start = 0;
  return values.map((value) => {
    const found = byStart.get(start) ?? [];
    start += value.length;
    return found;
  });
}

/** The elements directly inside the one at `index`. */
export function insideOf(elements: readonly PrintedElement[], index = 0): PrintedElement[] {
  const depth = elements[index]?.depth ?? 0;
  const behind = elements.slice(index + 1);
  const end = behind.findIndex((element) => element.depth <= depth);
  return (end < 0 ? behind : behind.slice(0, end)).filter((element) => element.depth === depth + 1);
}
