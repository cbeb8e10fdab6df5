/** Where one BER or DER element (X.690) lies inside a byte array. All offsets count from the array's first byte. */
export interface Asn1Element {
  readonly tagClass: 'universal' | 'application' | 'context' | 'private';
  readonly constructed: boolean;
  readonly tagNumber: number;
  /** Offset of the identifier octet. */
  readonly start: number;
  /** Offset of the first content octet. */
  readonly contentStart: number;
  /** Offset behind the last content octet. */
  readonly contentEnd: number;
  /** Offset behind the element; with the indefinite form, behind its end-of-contents octets. */
  readonly end: number;
  readonly indefinite: boolean;
}

export type Asn1ErrorReason =
  | 'truncated'
  | 'malformedLength'
  | 'malformedTag'
  | 'tooDeep'
  | 'tooMany'
  | 'unexpected';

/** Bytes that are not the ASN.1 they should be. `offset` counts from the start of the array that was read. */
export class Asn1Error extends Error {
  override readonly name = 'Asn1Error';
  readonly reason: Asn1ErrorReason;
  readonly offset: number;

  constructor(reason: Asn1ErrorReason, offset: number, message: string) {
    super(`${message} (at byte ${offset})`);
    this.reason = reason;
    this.offset = offset;
  }
}

export const universal = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  objectIdentifier: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  utcTime: 23,
  generalizedTime: 24,
} as const;

/** Deepest nesting of indefinite-length elements that is followed. Real bundles stay below ten. */
const maximumDepth = 64;
/**
 * Most children that one reader gives out, and most indefinite lengths: far above any certificate or bundle, far below what
 * would exhaust memory.
 */
const maximumElements = 1_000_000;

const tagClasses = ['universal', 'application', 'context', 'private'] as const;

interface Header {
  readonly tagClass: Asn1Element['tagClass'];
  readonly constructed: boolean;
  readonly tagNumber: number;
  readonly contentStart: number;
  /** Number of content octets, or undefined for the indefinite form. */
  readonly length: number | undefined;
}

/**
 * Reads BER and DER lazily: an element is only a set of offsets, its children are found when asked for.
 *
 * No recursion over the input, and linear time also for nested indefinite lengths: the first time such an element
 * is met, one pass finds the ends of all indefinite elements directly inside it.
 */
export class Asn1Reader {
  readonly bytes: Uint8Array;
  readonly #indefiniteEnds = new Map<number, number>();
  #givenOut = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /**
   * The element that starts at `offset` and ends no later than `limit`.
   * @throws {Asn1Error} where the bytes are no element.
   */
  read(offset = 0, limit = this.bytes.length): Asn1Element {
    const header = this.#header(offset, limit);
    const { tagClass, constructed, tagNumber, contentStart } = header;
    const indefinite = header.length === undefined;
    const contentEnd =
      header.length === undefined
        ? this.#indefiniteEnd(offset, contentStart, limit)
        : contentStart + header.length;
    const end = indefinite ? contentEnd + 2 : contentEnd;
    return { tagClass, constructed, tagNumber, start: offset, contentStart, contentEnd, end, indefinite };
  }

  /** The elements inside a constructed element, in order. */
  children(parent: Asn1Element): Asn1Element[] {
    if (!parent.constructed) {
      throw new Asn1Error('unexpected', parent.start, 'A constructed element was expected');
    }
    const elements: Asn1Element[] = [];
    for (let offset = parent.contentStart; offset < parent.contentEnd; ) {
      this.#givenOut += 1;
      if (this.#givenOut > maximumElements) {
        throw new Asn1Error('tooMany', offset, `More than ${maximumElements} elements`);
      }
      const element = this.read(offset, parent.contentEnd);
      elements.push(element);
      offset = element.end;
    }
    return elements;
  }

  /** The content octets; a view, not a copy. */
  content(element: Asn1Element): Uint8Array {
    return this.bytes.subarray(element.contentStart, element.contentEnd);
  }

  /** The whole element with its header; a view, not a copy. */
  raw(element: Asn1Element): Uint8Array {
    return this.bytes.subarray(element.start, element.end);
  }

  /** The children of a SEQUENCE. */
  sequence(element: Asn1Element | undefined, what: string, parentOffset = 0): Asn1Element[] {
    return this.children(expectUniversal(element, universal.sequence, what, parentOffset));
  }

  #header(offset: number, limit: number): Header {
    const { bytes } = this;
    const identifier = byteAt(bytes, offset, limit);
    let position = offset + 1;
    let tagNumber = identifier & 0x1f;
    if (tagNumber === 0x1f) {
      tagNumber = 0;
      let octet: number;
      do {
        if (tagNumber > 0x1fffff) {
          throw new Asn1Error('malformedTag', offset, 'The tag number is too large');
        }
        octet = byteAt(bytes, position, limit);
        tagNumber = tagNumber * 128 + (octet & 0x7f);
        position += 1;
      } while (octet >= 0x80);
    }
    const constructed = (identifier & 0x20) !== 0;
    const first = byteAt(bytes, position, limit);
    position += 1;
    let length: number | undefined = first;
    if (first === 0x80) {
      if (!constructed) {
        throw new Asn1Error(
          'malformedLength',
          offset,
          'Only a constructed element may have an indefinite length',
        );
      }
      length = undefined;
    } else if (first > 0x80) {
      const octets = first & 0x7f;
      if (octets > 8) {
        throw new Asn1Error('malformedLength', offset, `A length of ${octets} octets is not supported`);
      }
      length = 0;
      for (let index = 0; index < octets; index += 1, position += 1) {
        length = length * 256 + byteAt(bytes, position, limit);
      }
    }
    if (length !== undefined && length > limit - position) {
      throw new Asn1Error(
        'truncated',
        offset,
        `The element says that it has ${length} bytes of content, but only ${limit - position} are left`,
      );
    }
    const tagClass = tagClasses[identifier >> 6] ?? 'private';
    return { tagClass, constructed, tagNumber, contentStart: position, length };
  }

  #indefiniteEnd(start: number, contentStart: number, limit: number): number {
    const known = this.#indefiniteEnds.get(start);
    if (known !== undefined) {
      if (known + 2 > limit) {
        throw new Asn1Error('truncated', start, 'The element ends behind the one around it');
      }
      return known;
    }
    const open = [start];
    let position = contentStart;
    for (let current = open.at(-1); current !== undefined; current = open.at(-1)) {
      if (byteAt(this.bytes, position, limit) === 0 && byteAt(this.bytes, position + 1, limit) === 0) {
        if (this.#indefiniteEnds.size >= maximumElements) {
          throw new Asn1Error('tooMany', position, `More than ${maximumElements} indefinite lengths`);
        }
        this.#indefiniteEnds.set(current, position);
        open.pop();
        position += 2;
        continue;
      }
      const header = this.#header(position, limit);
      if (header.length === undefined) {
        if (open.length >= maximumDepth) {
          throw new Asn1Error('tooDeep', position, `More than ${maximumDepth} levels of indefinite length`);
        }
        open.push(position);
        position = header.contentStart;
      } else {
        position = header.contentStart + header.length;
      }
    }
    return position - 2;
  }
}

function byteAt(bytes: Uint8Array, offset: number, limit: number): number {
  const value = offset < limit ? bytes[offset] : undefined;
  if (value === undefined) {
    throw new Asn1Error('truncated', offset, 'The bytes end in the middle of an element');
  }
  return value;
}

export function isUniversal(element: Asn1Element | undefined, tagNumber: number): element is Asn1Element {
  return element?.tagClass === 'universal' && element.tagNumber === tagNumber;
}

export function isContext(element: Asn1Element | undefined, tagNumber: number): element is Asn1Element {
  return element?.tagClass === 'context' && element.tagNumber === tagNumber;
}

/** The element itself, when it is there and has the tag. `what` names it in the error. */
export function expectUniversal(
  element: Asn1Element | undefined,
  tagNumber: number,
  what: string,
  parentOffset = 0,
): Asn1Element {
  const offset = element?.start ?? parentOffset;
  if (isUniversal(element, tagNumber)) {
    return element;
  }
  throw new Asn1Error('unexpected', offset, `${what} is missing or has another type`);
}
