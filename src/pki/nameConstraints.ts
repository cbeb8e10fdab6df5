import type { CertificateDetails } from './certificateDetails.ts';
import type { GeneralName } from './generalName.ts';

export type NameConstraints = NonNullable<CertificateDetails['nameConstraints']>;

/**
 * The first name that the constraints of a CA do not allow, or undefined (RFC 5280 §4.2.1.10). Kinds of names that the
 * constraints do not speak of are allowed, and so are kinds that cannot be compared here.
 * @param names the subject as a `directory` name, and the alternative names of the certificate
 */
export function findViolation(
  { permitted, excluded }: NameConstraints,
  names: readonly GeneralName[],
): GeneralName | undefined {
  return names.find((name) => {
    const permittedOfKind = permitted.filter(({ kind }) => kind === name.kind);
    return (
      excluded.some((base) => isWithin(name, base)) ||
      (permittedOfKind.length > 0 &&
        isComparable(name) &&
        !permittedOfKind.some((base) => isWithin(name, base)))
    );
  });
}

function isComparable({ kind }: GeneralName): boolean {
  return kind === 'directory' || kind === 'dns' || kind === 'email' || kind === 'uri' || kind === 'ip';
}

function isWithin(name: GeneralName, base: GeneralName): boolean {
  if (name.kind !== base.kind) {
    return false;
  }
  const value = name.value.toLowerCase();
  const bound = base.value.toLowerCase();
  switch (name.kind) {
    case 'directory':
      return isBelow(fold(value), fold(bound));
    case 'dns':
      return (
        isHostWithin(value, bound.replace(/^\./, '')) && (!bound.startsWith('.') || `.${value}` !== bound)
      );
    case 'email':
      return isMailboxWithin(name.value, base.value);
    case 'uri':
      return URL.canParse(value) && isHostOf(new URL(value).hostname, bound);
    case 'ip':
      return isInNetwork(value, bound);
    case 'registeredId':
    case 'upn':
    case 'other':
      return false;
  }
}

/** White space around values does not count, nor how much of it is between words (RFC 5280 §7.1). */
function fold(name: string): string {
  return name
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<=(?:^|(?<!\\)[,+])[a-z\d.]+=)\\? /gi, '')
    .replaceAll(/(?:\\ | )+(?=[,+]|$)/g, '');
}

/** The part before the @ is compared as it is, the host without case. */
function isMailboxWithin(address: string, bound: string): boolean {
  const at = address.lastIndexOf('@');
  const host = address.slice(at + 1).toLowerCase();
  const boundAt = bound.lastIndexOf('@');
  return boundAt < 0
    ? isHostOf(host, bound.toLowerCase())
    : address.slice(0, at) === bound.slice(0, boundAt) && host === bound.slice(boundAt + 1).toLowerCase();
}

/** RFC 4514 writes the most general part last, so a name below another ends with it. */
function isBelow(name: string, base: string): boolean {
  if (base === '' || name === base) {
    return true;
  }
  const comma = name.length - base.length - 1;
  let escapes = 0;
  while (name[comma - 1 - escapes] === '\\') {
    escapes += 1;
  }
  return name.endsWith(`,${base}`) && escapes % 2 === 0;
}

function isHostWithin(host: string, base: string): boolean {
  return base === '' || host === base || host.endsWith(`.${base}`);
}

/** Of addresses of mail and the web: a name with a dot before it is a domain, any other one host. */
function isHostOf(host: string, bound: string): boolean {
  return bound.startsWith('.') ? host.endsWith(bound) && host !== bound.slice(1) : host === bound;
}

function isInNetwork(address: string, network: string): boolean {
  const [base = '', mask = ''] = network.split('/');
  const [octets, bounds, bits] = [address, base, mask].map(partsOfAddress);
  return (
    octets !== undefined &&
    octets.length === bounds?.length &&
    octets.length === bits?.length &&
    octets.every((part, index) => ((part ^ (bounds[index] ?? 0)) & (bits[index] ?? 0)) === 0)
  );
}

/** Octets of IPv4, groups of IPv6 as `generalName` writes them, never shortened. */
function partsOfAddress(address: string): readonly number[] {
  return address.includes(':')
    ? address.split(':').map((group) => Number.parseInt(group, 16))
    : address.split('.').map(Number);
}
