import { t } from '@vscode/l10n';
import { type UnreachableHost, unreachableHost } from './reach.ts';

export type AddressProblem =
  | 'empty'
  | 'whiteSpace'
  | 'filePath'
  | 'notAbsolute'
  | 'scheme'
  | 'credentials'
  | 'fragment'
  | UnreachableHost;

export type AddressCheck =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly problem: AddressProblem; readonly message: string };

/**
 * Checks an address that Entra (or the sandbox) is to fetch a bundle from. The result is ASCII, as the action's
 * metadata wants it (`Unicode="false"`): what is outside of ASCII is percent- or punycode-encoded.
 * @param privateAllowed the sandbox fetches from this machine and its network, Entra cannot
 */
export function checkUploadAddress(input: string, privateAllowed: boolean): AddressCheck {
  const text = input.trim();
  const problem = problemOf(text, privateAllowed);
  if (problem) {
    return { ok: false, problem, message: sentenceFor(problem) };
  }
  return { ok: true, address: /^[\x21-\x7e]+$/.test(text) ? text : new URL(text).href };
}

function problemOf(text: string, privateAllowed: boolean): AddressProblem | undefined {
  if (text === '') {
    return 'empty';
  }
  if (/^([a-z]:[\\/]|\\\\|\/|~|file:)/i.test(text)) {
    return 'filePath';
  }
  if (/\s/.test(text)) {
    return 'whiteSpace';
  }
  // A slash in place of the host would be skipped: "https:///bundle.p7b" is read as the host bundle.p7b.
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/\\]/i.test(text)) {
    return 'notAbsolute';
  }
  const url = URL.parse(text);
  if (!url || url.hostname === '') {
    return 'notAbsolute';
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return 'scheme';
  }
  if (url.username !== '' || url.password !== '') {
    return 'credentials';
  }
  if (text.includes('#')) {
    return 'fragment';
  }
  return privateAllowed ? undefined : unreachableHost(url.hostname);
}

function sentenceFor(problem: AddressProblem): string {
  switch (problem) {
    case 'empty':
      return t('Enter the address from which the bundle can be fetched.');
    case 'whiteSpace':
      return t('An address has no spaces or line breaks. Write a space in a file name as %20.');
    case 'filePath':
      return t('This is a path on a computer. The service can only fetch an http or https address.');
    case 'notAbsolute':
      return t('Enter the whole address, beginning with https:// or http:// and a host name.');
    case 'scheme':
      return t('Only http and https addresses can be fetched.');
    case 'credentials':
      return t('An address with a user name or password is refused. Use a public or a signed address.');
    case 'fragment':
      return t(
        'The part behind # is never sent to a server. Leave it out, or write # in a file name as %23.',
      );
    case 'loopback':
    case 'privateNetwork':
    case 'localName':
      return describeUnreachable(problem);
  }
}

export function describeUnreachable(host: UnreachableHost): string {
  switch (host) {
    case 'loopback':
      return t(
        'Microsoft Entra cannot reach this computer. Use an address that is reachable from the Internet.',
      );
    case 'privateNetwork':
      return t(
        'Microsoft Entra cannot reach an address of a private network. Use one that is reachable from the Internet.',
      );
    case 'localName':
      return t(
        'This name is known in a local network only, and Microsoft Entra cannot look it up. Use one that is reachable from the Internet.',
      );
  }
}

/** An address as it may be shown: everything behind the question mark may be a signature, so it is left out. */
export function maskAddress(address: string): string {
  const url = URL.parse(address);
  return url ? `${url.origin}${url.pathname}${url.search === '' ? '' : '?…'}` : '…';
}

/** Whether an address carries a signature (a storage SAS, a presigned link) and so is a secret. */
export function isSignedAddress(address: string): boolean {
  return /[?&](sig|signature|[a-z]+-signature|x-[a-z]+-signature|token|\w+_token|tempauth|code|key|jwt)=/i.test(
    address,
  );
}
