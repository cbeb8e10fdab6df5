import { type Asn1Element, Asn1Error, type Asn1Reader, expectUniversal, universal } from './asn1Reader.ts';
import { decodeObjectIdentifier, decodeString, toHex } from './asn1Values.ts';
import { attributeShortNames, oids } from './objectIdentifiers.ts';

export interface NameAttribute {
  /** Dotted object identifier of the attribute type. */
  readonly type: string;
  /** Text, where the value has one of the ASN.1 string types. */
  readonly text: string | undefined;
  /** Hex of the whole DER value. */
  readonly der: string;
}

/** A Name (RFC 5280 §4.1.2.4): relative distinguished names in the order of the certificate, most general first. */
export type DistinguishedName = readonly (readonly NameAttribute[])[];

/** @throws {Asn1Error} where the element is no Name. */
export function readDistinguishedName(
  reader: Asn1Reader,
  element: Asn1Element | undefined,
): DistinguishedName {
  return reader.sequence(element, 'A name').map((rdn) => {
    expectUniversal(rdn, universal.set, 'A relative distinguished name');
    return reader.children(rdn).map((attribute) => readAttribute(reader, attribute));
  });
}

function readAttribute(reader: Asn1Reader, element: Asn1Element): NameAttribute {
  const [type, value] = reader.sequence(element, 'A name attribute');
  const identifier = expectUniversal(
    type,
    universal.objectIdentifier,
    'A name attribute type',
    element.start,
  );
  if (!value) {
    throw new Asn1Error('unexpected', element.start, 'A name attribute has no value');
  }
  return {
    type: decodeObjectIdentifier(reader.content(identifier)),
    text: value.tagClass === 'universal' ? decodeString(reader.content(value), value.tagNumber) : undefined,
    der: toHex(reader.raw(value)),
  };
}

/** The name as a string by RFC 4514: most specific part first, `CN=…,O=…`. */
export function formatDistinguishedName(name: DistinguishedName): string {
  return formatGeneralFirst(name.toReversed());
}

/** The same in the order of the certificate, `…,O=…,CN=…`, as OpenSSL and some user bindings have it. */
export function formatGeneralFirst(name: DistinguishedName): string {
  return name.map((rdn) => rdn.map(formatAttribute).join('+')).join(',');
}

/** The name for comparing: by RFC 5280 §7.1 neither case, nor white space around the values, nor its amount counts. */
export function comparableName(name: DistinguishedName): string {
  return JSON.stringify(
    name.map((rdn) =>
      rdn.map(({ type, text, der }) => `${type}=${text === undefined ? `#${der}` : fold(text)}`).toSorted(),
    ),
  );
}

function fold(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function formatAttribute(attribute: NameAttribute): string {
  const shortName = attributeShortNames.get(attribute.type);
  return shortName === undefined || attribute.text === undefined
    ? `${shortName ?? attribute.type}=#${attribute.der.toUpperCase()}`
    : `${shortName}=${escapeValue(attribute.text)}`;
}

/** Control characters, line separators and marks that turn the direction of writing: what could make a name look like another. */
const disturbing = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

// RFC 4514 §2.4. Disturbing characters are escaped as well, so that a name always stays on its line.
function escapeValue(text: string): string {
  return text.replaceAll(/^[ #]|["+,;<>\\]| $/g, String.raw`\$&`).replaceAll(disturbing, escapeOctets);
}

function escapeOctets(character: string): string {
  const octets = Buffer.from(character).toString('hex').toUpperCase();
  return octets.replaceAll(/../g, String.raw`\$&`);
}

/**
 * What a person would call the holder, on one line: the common name, else the unit, else the organisation, else the
 * whole name.
 */
export function displayNameOf(name: DistinguishedName): string {
  const attributes = name.flat();
  for (const type of [oids.commonName, oids.organizationalUnitName, oids.organizationName]) {
    const attribute = attributes.findLast((candidate) => candidate.type === type);
    const text = attribute?.text?.replaceAll(disturbing, ' ').trim();
    if (text) {
      return text;
    }
  }
  return formatDistinguishedName(name);
}
