import { describe, expect, it, vi } from 'vitest';
import { isGuid } from '../../../src/auth/signInOptions.ts';
import { tenantProblem } from '../../../src/features/connect/switchTo.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const id = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const label63 = 'a'.repeat(63);

describe('the name of a tenant', () => {
  it.each([
    ['nothing, which is the tenant of the account', ''],
    ['blanks', '   '],
    ['an id', id],
    ['an id in upper case, with blanks around', ` ${id.toUpperCase()}\t`],
    ['the first domain of a tenant', 'contoso.onmicrosoft.com'],
    ['a domain in upper case', 'CONTOSO.Example'],
    ['a short domain', 'a.io'],
    ['a domain with digits and dashes', '3-m.co.uk'],
    ['a domain in Punycode', 'xn--mnchen-3ya.example'],
    ['the longest label', `${label63}.example`],
  ])('may be %s', (_, text) => {
    expect(tenantProblem(text)).toBeUndefined();
  });

  it.each([
    ['a word', 'contoso'],
    ['a word that VS Code takes for every tenant', 'organizations'],
    ['an address', 'https://contoso.example'],
    ['a domain with a path', 'contoso.example/x'],
    ['a domain with a port', 'contoso.example:443'],
    ['the name of an account', 'kim@contoso.example'],
    ['two domains', 'contoso.example fabrikam.example'],
    ['a domain with a dot at its end', 'contoso.example.'],
    ['an empty label', 'contoso..example'],
    ['a label that begins with a dash', '-contoso.example'],
    ['a label that ends with a dash', 'contoso-.example'],
    ['a label that is too long', `a${label63}.example`],
    ['a domain that is too long', `${`${label63}.`.repeat(4)}example`],
    ['a domain with an underscore', 'con_toso.example'],
    ['an IP address', '192.168.0.1'],
    ['an id that is too short', id.slice(0, -1)],
    ['an id in braces', `{${id}}`],
    ['several lines', `${id}\n${id}`],
  ])('cannot be %s', (_, text) => {
    expect(tenantProblem(text)).toMatch(/^Enter an id of the form 0{8}-.*or a domain such as contoso\./);
  });
});

describe('an id', () => {
  it.each([id, id.toUpperCase(), '01234567-89ab-cdef-0123-456789abcdef'])('is %s', (text) => {
    expect(isGuid(text)).toBe(true);
  });

  it.each([
    '',
    ` ${id}`,
    `${id}\n`,
    `${id}0`,
    `0${id}`,
    id.replaceAll('-', ''),
    id.replace('a', 'g'),
    `{${id}}`,
    'aaaaaaaabbbb-cccc-dddd-eeeeeeeeeeee',
  ])('is not %j', (text) => {
    expect(isGuid(text)).toBe(false);
  });
});
