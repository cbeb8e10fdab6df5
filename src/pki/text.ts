/**
 * The text of a file, or undefined where it is binary. Understands UTF-8 and UTF-16 with and without a byte-order mark:
 * Windows tools write certificates in all of them.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (startsWith(bytes, 0xff, 0xfe)) {
    return decode(bytes.subarray(2), 'utf-16le');
  }
  if (startsWith(bytes, 0xfe, 0xff)) {
    return decode(bytes.subarray(2), 'utf-16be');
  }
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) {
    return decode(bytes.subarray(3), 'utf-8');
  }
  const head = bytes.subarray(0, 64);
  const zeros = head.filter((octet) => octet === 0).length;
  if (zeros === 0) {
    return decode(bytes, 'utf-8') ?? decode(bytes, 'latin1');
  }
  // Every other octet is zero: ASCII text in UTF-16. The odd ones are zero in little-endian order.
  const odd = head.filter((octet, index) => index % 2 === 1 && octet === 0).length;
  if (zeros === Math.floor(head.length / 2) && (odd === zeros || odd === 0)) {
    return decode(bytes, odd === zeros ? 'utf-16le' : 'utf-16be');
  }
  return undefined;
}

function startsWith(bytes: Uint8Array, ...prefix: readonly number[]): boolean {
  return prefix.every((octet, index) => bytes[index] === octet);
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** One armoured block of a PEM text (RFC 7468, read leniently). */
export interface PemBlock {
  /** What stands behind BEGIN, as written. Not to be trusted: `certutil -encode` calls anything CERTIFICATE. */
  readonly label: string;
  /** Line of the BEGIN mark, counted from 1. */
  readonly line: number;
  /** Line of the END mark, or the last one that belongs to the block. */
  readonly endLine: number;
  /** The decoded bytes, or undefined where the body is no base64. */
  readonly bytes: Uint8Array | undefined;
  /** Whether an END mark closes the block. */
  readonly closed: boolean;
}

const beginMark = /^\s*-----BEGIN ([^\r\n]*?)-----\s*$/;
const endMark = /^\s*-----END [^\r\n]*?-----\s*$/;

/** The PEM blocks in a text: any line ends, text around them, indentation, blank lines and RFC 1421 headers allowed. */
export function readPemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: { label: string; line: number; body: string[] } | undefined;
  const close = (closed: boolean, endLine: number): void => {
    if (open) {
      const { label, line, body } = open;
      const bytes = closed ? decodeBase64(body.join('')) : decodeCutBase64(body.join(''));
      blocks.push({ label, line, endLine, bytes, closed });
      open = undefined;
    }
  };
  let index = -1;
  for (const line of linesOf(text)) {
    index += 1;
    const begin = beginMark.exec(line);
    if (begin) {
      close(false, index);
      open = { label: begin[1] ?? '', line: index + 1, body: [] };
    } else if (endMark.test(line)) {
      close(true, index + 1);
    } else if (open && !line.includes(':')) {
      open.body.push(line);
    }
  }
  close(false, index + 1);
  return blocks;
}

/** One after the other: a list of all lines would need far more memory than the text. */
function* linesOf(text: string): Generator<string> {
  const lineEnd = /\r\n|\r|\n/g;
  let start = 0;
  for (let end = lineEnd.exec(text); end; end = lineEnd.exec(text)) {
    yield text.slice(start, end.index);
    start = lineEnd.lastIndex;
  }
  yield text.slice(start);
}

/** Bytes of base64 with any white space in it, or undefined where it is something else or empty. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const compact = text.replaceAll(/\s+/g, '');
  if (
    compact.length === 0 ||
    !/^[A-Za-z0-9+/]+={0,2}$/.test(compact) ||
    compact.replace(/=+$/, '').length % 4 === 1
  ) {
    return undefined;
  }
  return Buffer.from(compact, 'base64');
}

/** As `decodeBase64`, but a text that ends in the middle of an octet is taken for one that was cut off there. */
export function decodeCutBase64(text: string): Uint8Array | undefined {
  const compact = text.replaceAll(/\s+/g, '');
  return decodeBase64(compact.length % 4 === 1 ? compact.slice(0, -1) : compact);
}
