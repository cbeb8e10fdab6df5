/** An attribute of a name in the two ways in which OpenSSL prints it. */
export interface PrintedAttribute {
  readonly oid: string;
  /** OpenSSL's short name, or the object identifier where it has none. */
  readonly shortName: string;
  /** As printed, with escapes. */
  readonly escaped: string;
  /** Upper-case hex of the DER. */
  readonly der: string;
}

/** By RFC 2253, most specific part first. OpenSSL also turns round what stands in a part with several values. */
export type PrintedName = readonly (readonly PrintedAttribute[])[];

/**
 * @param numeric as printed with `-nameopt RFC2253,oid,dump_all,dump_der`
 * @param named the same name with `-nameopt RFC2253,-esc_msb,-dump_unknown`
 */
export function readPrintedName(numeric: string, named: string): PrintedName {
  const texts = partsOf(named);
  return partsOf(numeric).map((part, index) =>
    part.map((attribute, place) => {
      const [oid, der] = halves(attribute);
      const [shortName, escaped] = halves(texts[index]?.[place] ?? '');
      return { oid, der: der.slice(1), shortName, escaped };
    }),
  );
}

function partsOf(name: string): string[][] {
  return name === '' ? [] : splitUnescaped(name, ',').map((part) => splitUnescaped(part, '+'));
}

function splitUnescaped(text: string, separator: ',' | '+'): string[] {
  const pattern = separator === ',' ? /(?:[^\\,]|\\[^])+/g : /(?:[^\\+]|\\[^])+/g;
  return text.match(pattern) ?? [];
}

function halves(attribute: string): [string, string] {
  const equals = attribute.indexOf('=');
  return [attribute.slice(0, equals), attribute.slice(equals + 1)];
}

/** The name as text, by RFC 2253. */
export function formatPrintedName(name: PrintedName): string {
  return name
    .map((part) => part.map(({ shortName, escaped }) => `${shortName}=${escaped}`).join('+'))
    .join(',');
}

/** The value itself. What is escaped in hex are octets of UTF-8. */
export function unescaped(text: string): string {
  const octets = text.replaceAll(/(?:\\[0-9A-F]{2})+|\\([^])/g, (escape, character: string | undefined) =>
    character === undefined ? Buffer.from(escape.replaceAll('\\', ''), 'hex').toString('utf8') : character,
  );
  return octets;
}
