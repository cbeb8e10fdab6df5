import type { GeneralName } from '../../src/pki/generalName.ts';
import { insideOf, type PrintedElement } from './opensslElements.ts';
import { unescaped } from './opensslNames.ts';
import { extensionIn } from './opensslText.ts';

/**
 * General names as `-text` prints them. Where it prints only `<unsupported>`, the bytes are those that OpenSSL's
 * `asn1parse` finds at the same place.
 */

const marks = {
  'email:': 'email',
  'DNS:': 'dns',
  'URI:': 'uri',
  'IP Address:': 'ip',
  'IP:': 'ip',
  'Registered ID:': 'registeredId',
  'DirName:': 'directory',
  'othername:': 'other',
  'X400Name:': 'other',
  'EdiPartyName:': 'other',
} as const;

/** Names stand behind each other on one line, with nothing but these words to tell where one begins. */
const separator = new RegExp(`, (?=${Object.keys(marks).join('|')})`);

export function alternativeNamesIn(text: string, elements: readonly PrintedElement[]): GeneralName[] {
  const line = extensionIn(text, 'X509v3 Subject Alternative Name')?.join('\n').trim() ?? '';
  const found = insideOf(elements);
  return split(line, separator).map((name, index) => readName(name, elements, found[index]));
}

export function nameConstraintsIn(
  text: string,
  elements: readonly PrintedElement[],
): { permitted: GeneralName[]; excluded: GeneralName[] } | undefined {
  const lines = extensionIn(text, 'X509v3 Name Constraints')?.filter((line) => line !== '');
  if (!lines) {
    return undefined;
  }
  const read = (heading: string, tag: string): GeneralName[] => {
    const start = lines.indexOf(heading);
    const behind = start < 0 ? [] : lines.slice(start + 1);
    const end = behind.findIndex((line) => line === 'Permitted:' || line === 'Excluded:');
    const names = end < 0 ? behind : behind.slice(0, end);
    const subtrees = insideOf(elements).filter((element) => element.tag === tag);
    const bases = subtrees
      .flatMap((subtree) => insideOf(elements, elements.indexOf(subtree)))
      .map((subtree) => insideOf(elements, elements.indexOf(subtree))[0]);
    return names.map((name, index) => readName(name, elements, bases[index]));
  };
  return { permitted: read('Permitted:', 'cont [ 0 ]'), excluded: read('Excluded:', 'cont [ 1 ]') };
}

function split(line: string, between: RegExp): string[] {
  return line === '' || line === '<EMPTY>' ? [] : line.split(between);
}

function readName(
  printed: string,
  elements: readonly PrintedElement[],
  element: PrintedElement | undefined,
): GeneralName {
  const [mark, kind] = Object.entries(marks).find(([start]) => printed.startsWith(start)) ?? ['', undefined];
  const value = printed.slice(mark.length);
  switch (kind) {
    case undefined:
      throw new Error(`OpenSSL printed a name of a kind that nobody expected: ${printed}`);
    case 'other':
      return readOther(value, elements, element);
    case 'ip':
      // OpenSSL writes an address of version 6 in capitals, and nothing of one that has no known length.
      return {
        kind,
        value: value.startsWith('<invalid') ? (element?.content.toString('hex') ?? '') : value.toLowerCase(),
      };
    case 'directory':
      return { kind, value: readDirectoryName(value) };
    case 'email':
    case 'dns':
    case 'uri':
    case 'registeredId':
      return { kind, value };
  }
}

function readOther(
  printed: string,
  elements: readonly PrintedElement[],
  element: PrintedElement | undefined,
): GeneralName {
  const userPrincipalName = / ?UPN::?(.*)$/.exec(printed)?.[1];
  if (userPrincipalName !== undefined) {
    return { kind: 'upn', value: Buffer.from(userPrincipalName, 'latin1').toString('utf8') };
  }
  if (!element || element.tag !== 'cont [ 0 ]') {
    return { kind: 'other', value: element?.whole.toString('hex') ?? '' };
  }
  const [type, wrapper] = insideOf(elements, elements.indexOf(element));
  const [value] = wrapper ? insideOf(elements, elements.indexOf(wrapper)) : [];
  return type?.text === userPrincipalNameWord
    ? { kind: 'upn', value: Buffer.from(value?.text ?? '', 'latin1').toString('utf8') }
    : { kind: 'other', value: `${type?.text ?? ''}:${value?.whole.toString('hex') ?? ''}` };
}

const userPrincipalNameWord = 'Microsoft User Principal Name';

/**
 * `/C=DE/O=Test` or, in constraints, `C = DE, O = Test`, both with the most general part first and octets in hex. The former
 * shows the octets of any string type as they are, so that of a BMPString or UniversalString in ASCII the zeros are left out.
 */
function readDirectoryName(printed: string): string {
  const parts = printed.startsWith('/') ? printed.slice(1).split('/') : printed.split(', ');
  return parts
    .toReversed()
    .map((part) => part.replaceAll(String.raw`\x00`, '').replace(' = ', '='))
    .map((part) => unescaped(part.replaceAll(/\\x(?=[0-9A-F]{2})/g, '\\')))
    .join(',');
}
