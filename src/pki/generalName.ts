import { type Asn1Element, type Asn1Reader, isContext } from './asn1Reader.ts';
import { decodeObjectIdentifier, decodeString, toHex } from './asn1Values.ts';
import { formatDistinguishedName, readDistinguishedName } from './distinguishedName.ts';
import { oids } from './objectIdentifiers.ts';

/** A GeneralName (RFC 5280 §4.2.1.6). */
export interface GeneralName {
  readonly kind: 'email' | 'dns' | 'uri' | 'ip' | 'directory' | 'registeredId' | 'upn' | 'other';
  /**
   * Text of the first three and of a UPN, an address or a network in the usual notation, a name by RFC 4514, a dotted object
   * identifier, or for others `object identifier:hex`.
   */
  readonly value: string;
}

/** The names in an element whose members are GeneralNames. @throws {Asn1Error} where a member cannot be read */
export function readGeneralNames(reader: Asn1Reader, element: Asn1Element): GeneralName[] {
  return reader.children(element).map((name) => readGeneralName(reader, name));
}

/** @throws {Asn1Error} where the element is no GeneralName */
export function readGeneralName(reader: Asn1Reader, element: Asn1Element): GeneralName {
  const content = reader.content(element);
  const text = (): string => Buffer.from(content).toString('latin1');
  switch (element.tagClass === 'context' ? element.tagNumber : -1) {
    case 0:
      return readOtherName(reader, element);
    case 1:
      return { kind: 'email', value: text() };
    case 2:
      return { kind: 'dns', value: text() };
    case 4:
      return {
        kind: 'directory',
        value: formatDistinguishedName(readDistinguishedName(reader, reader.children(element)[0])),
      };
    case 6:
      return { kind: 'uri', value: text() };
    case 7:
      return { kind: 'ip', value: formatAddress(content) };
    case 8:
      return { kind: 'registeredId', value: decodeObjectIdentifier(content) };
    default:
      return { kind: 'other', value: toHex(reader.raw(element)) };
  }
}

// OtherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY }
function readOtherName(reader: Asn1Reader, element: Asn1Element): GeneralName {
  const [type, wrapper] = reader.children(element);
  const oid = type ? decodeObjectIdentifier(reader.content(type)) : '';
  const [value] = isContext(wrapper, 0) ? reader.children(wrapper) : [];
  const text = value && decodeString(reader.content(value), value.tagNumber);
  if (oid === oids.userPrincipalName && text !== undefined) {
    return { kind: 'upn', value: text };
  }
  return { kind: 'other', value: `${oid}:${value ? toHex(reader.raw(value)) : ''}` };
}

/** An address, or in a name constraint a network with its mask (RFC 5280 §4.2.1.10). */
function formatAddress(content: Uint8Array): string {
  switch (content.length) {
    case 4:
    case 16:
      return formatHost(content);
    case 8:
    case 32: {
      const half = content.length / 2;
      return `${formatHost(content.subarray(0, half))}/${formatHost(content.subarray(half))}`;
    }
    default:
      return toHex(content);
  }
}

function formatHost(octets: Uint8Array): string {
  if (octets.length === 4) {
    return octets.join('.');
  }
  const groups = (toHex(octets).match(/.{4}/g) ?? []).map((group) => group.replace(/^0{1,3}/, ''));
  return groups.join(':');
}
