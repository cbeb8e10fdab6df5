import { describe, expect, it } from 'vitest';
import type { GeneralName } from '../../../src/pki/generalName.ts';
import { findViolation } from '../../../src/pki/nameConstraints.ts';

type Kind = GeneralName['kind'];
type Case = readonly [base: string, name: string];

const nameOf = (kind: Kind, value: string): GeneralName => ({ kind, value });

function isPermitted(kind: Kind, base: string, value: string): boolean {
  const permitted = [nameOf(kind, base)];
  return findViolation({ permitted, excluded: [] }, [nameOf(kind, value)]) === undefined;
}

function isExcluded(kind: Kind, base: string, value: string): boolean {
  const excluded = [nameOf(kind, base)];
  return findViolation({ permitted: [], excluded }, [nameOf(kind, value)]) !== undefined;
}

const groups = '2001:db8:0:0:0:0:0';
const wholeMask = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';

const comparedKinds = ['directory', 'dns', 'email', 'uri', 'ip'] as const;
type Table = Readonly<Record<(typeof comparedKinds)[number], readonly Case[]>>;

const within: Table = {
  directory: [
    ['', 'CN=Leaf,O=Test,C=US'],
    ['C=US', 'CN=Leaf,O=Test,C=US'],
    ['O=Test,C=US', 'CN=Leaf,O=Test,C=US'],
    ['O=Test,C=US', 'O=Test,C=US'],
    ['o=TEST,C=us', 'CN=Leaf,O=Test,C=US'],
    ['O=My  Test', 'CN=Leaf,O=My Test'],
    [String.raw`O=Test\, Inc.,C=US`, String.raw`CN=Leaf,O=Test\, Inc.,C=US`],
    ['O=Test', String.raw`CN=ends with a backslash\\,O=Test`],
    ['O=Test', 'CN=one+CN=two,O=Test'],
  ],
  dns: [
    ['', 'www.example.com'],
    ['example.com', 'example.com'],
    ['example.com', 'www.example.com'],
    ['example.com', 'a.b.example.com'],
    ['EXAMPLE.com', 'www.Example.COM'],
    ['.example.com', 'www.example.com'],
    ['.example.com', 'a.b.example.com'],
    ['com', 'example.com'],
    ['example.com', '*.example.com'],
  ],
  email: [
    ['admin@example.com', 'admin@example.com'],
    ['admin@example.com', 'admin@EXAMPLE.com'],
    ['example.com', 'anybody@example.com'],
    ['Example.com', 'anybody@eXample.com'],
    ['.example.com', 'anybody@mail.example.com'],
    ['.example.com', 'anybody@a.b.example.com'],
    ['example.com', '"a@b"@example.com'],
  ],
  uri: [
    ['www.example.com', 'https://www.example.com/path?query#part'],
    ['www.example.com', 'http://WWW.example.com:8080'],
    ['www.example.com', 'ldap://www.example.com/cn=x'],
    ['www.example.com', 'https://user:secret@www.example.com/'],
    ['.example.com', 'https://www.example.com/'],
    ['.EXAMPLE.com', 'https://a.b.example.com/'],
  ],
  ip: [
    ['10.0.0.0/255.0.0.0', '10.1.2.3'],
    ['10.1.2.0/255.255.255.0', '10.1.2.255'],
    ['10.1.2.128/255.255.255.128', '10.1.2.129'],
    ['10.1.2.3/255.255.255.255', '10.1.2.3'],
    ['0.0.0.0/0.0.0.0', '203.0.113.9'],
    ['10.9.9.9/255.0.0.0', '10.1.2.3'],
    [`2001:db8:0:0:0:0:0:0/ffff:ffff:0:0:0:0:0:0`, `${groups}:1`],
    [`2001:db8:0:0:0:0:0:1/${wholeMask}`, `${groups}:1`],
    ['0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0', 'fe80:0:0:0:0:0:0:1'],
    ['2001:db8:8000:0:0:0:0:0/ffff:ffff:8000:0:0:0:0:0', '2001:db8:ffff:0:0:0:0:1'],
  ],
};

const outside: Table = {
  directory: [
    ['O=Test,C=US', 'CN=Leaf,O=Other,C=US'],
    ['O=Test,C=US', 'C=US'],
    ['O=Test', 'CN=Leaf,O=Test,C=US'],
    ['O=Test', 'CN=Leaf,OO=Test'],
    ['O=Test', String.raw`CN=Leaf\,O=Test`],
    ['O=Test', String.raw`CN=Leaf\\\,O=Test`],
    ['O=Test', 'CN=Leaf+O=Test'],
    [String.raw`O=Test\, Inc.`, 'CN=Leaf,O=Test'],
    ['O=a=b', 'CN=Leaf,O=a= b'],
    [' Inc.', String.raw`CN=Leaf,O=Test\, Inc.`],
  ],
  dns: [
    ['example.com', 'badexample.com'],
    ['example.com', 'example.org'],
    ['example.com', 'com'],
    ['www.example.com', 'example.com'],
    ['.example.com', 'example.com'],
    ['.example.com', 'badexample.com'],
    ['example.com', 'example.com.evil.org'],
  ],
  email: [
    ['admin@example.com', 'other@example.com'],
    ['admin@example.com', 'admin@mail.example.com'],
    ['admin@example.com', 'Admin@example.com'],
    ['example.com', 'anybody@mail.example.com'],
    ['example.com', 'anybody@badexample.com'],
    ['.example.com', 'anybody@example.com'],
    ['.example.com', 'anybody@badexample.com'],
    ['example.com', 'example.com@evil.org'],
  ],
  uri: [
    ['example.com', 'https://www.example.com/'],
    ['www.example.com', 'https://example.com/'],
    ['.example.com', 'https://example.com/'],
    ['.example.com', 'https://badexample.com/'],
    ['www.example.com', 'https://www.example.com@evil.org/'],
    ['www.example.com', 'https://evil.org/www.example.com'],
    ['www.example.com', 'urn:www.example.com'],
    ['www.example.com', 'no address'],
  ],
  ip: [
    ['10.0.0.0/255.0.0.0', '11.1.2.3'],
    ['10.1.2.128/255.255.255.128', '10.1.2.127'],
    ['10.1.2.3/255.255.255.255', '10.1.2.4'],
    ['0.0.0.0/0.0.0.0', `${groups}:1`],
    ['0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0', '10.1.2.3'],
    ['2001:db8:0:0:0:0:0:0/ffff:ffff:0:0:0:0:0:0', '2001:db9:0:0:0:0:0:1'],
    ['2001:db8:8000:0:0:0:0:0/ffff:ffff:8000:0:0:0:0:0', '2001:db8:7fff:0:0:0:0:1'],
    ['10.1.2.3', '10.1.2.3'],
    ['10.1.2.3', '203.0.113.9'],
    [`${groups}:1`, 'fe80:0:0:0:0:0:0:1'],
  ],
};

function rowsOf(table: Table): (readonly [Kind, string, string])[] {
  return comparedKinds.flatMap((kind) => table[kind].map(([base, name]) => [kind, base, name] as const));
}

describe('a name is within', () => {
  it.each(rowsOf(within))('%s “%s”: “%s”', (kind, base, name) => {
    expect([isPermitted(kind, base, name), isExcluded(kind, base, name)]).toEqual([true, true]);
  });
});

describe('a name is not within', () => {
  it.each(rowsOf(outside))('%s “%s”: “%s”', (kind, base, name) => {
    expect([isPermitted(kind, base, name), isExcluded(kind, base, name)]).toEqual([false, false]);
  });
});

describe('constraints', () => {
  const dns = (value: string): GeneralName => nameOf('dns', value);

  it('that are empty allow everything', () => {
    const names = (['directory', 'dns', 'email', 'uri', 'ip', 'registeredId', 'upn', 'other'] as const).map(
      (kind) => nameOf(kind, 'value'),
    );
    expect(findViolation({ permitted: [], excluded: [] }, names)).toBeUndefined();
  });

  it('allow a certificate without names', () => {
    const everything = [nameOf('directory', ''), dns('')];
    expect(findViolation({ permitted: [dns('example.com')], excluded: [] }, [])).toBeUndefined();
    expect(findViolation({ permitted: [], excluded: everything }, [])).toBeUndefined();
  });

  it('allow kinds that they do not mention', () => {
    const names = [nameOf('directory', 'CN=Leaf'), nameOf('email', 'a@b.c'), nameOf('ip', '10.0.0.1')];
    expect(findViolation({ permitted: [dns('example.com')], excluded: [dns('')] }, names)).toBeUndefined();
  });

  it.each<[Kind, string]>([
    ['upn', 'admin@example.com'],
    ['other', '1.2.3.4:0c0161'],
    ['registeredId', '1.2.3.4'],
  ])('do not compare %s', (kind, value) => {
    const [base, same, different] = [nameOf(kind, value), nameOf(kind, value), nameOf(kind, `${value}5`)];
    expect(findViolation({ permitted: [base], excluded: [] }, [same, different])).toBeUndefined();
    expect(findViolation({ permitted: [], excluded: [base] }, [same, different])).toBeUndefined();
  });

  it('compare a name with those of its kind only', () => {
    const constraints = { permitted: [], excluded: [dns('example.com')] };
    expect(findViolation(constraints, [nameOf('uri', 'https://example.com/')])).toBeUndefined();
    expect(findViolation(constraints, [nameOf('email', 'a@example.com')])).toBeUndefined();
    expect(findViolation(constraints, [dns('example.com')])).toEqual(dns('example.com'));
  });

  it('permit what is within any of them', () => {
    const permitted = [dns('example.org'), dns('example.com'), nameOf('email', 'example.net')];
    expect(findViolation({ permitted, excluded: [] }, [dns('a.example.com')])).toBeUndefined();
    expect(findViolation({ permitted, excluded: [] }, [dns('a.example.net')])).toEqual(dns('a.example.net'));
  });

  it('exclude what is within any of them', () => {
    const excluded = [dns('example.org'), dns('example.com')];
    expect(findViolation({ permitted: [], excluded }, [dns('a.example.com')])).toEqual(dns('a.example.com'));
    expect(findViolation({ permitted: [], excluded }, [dns('a.example.net')])).toBeUndefined();
  });

  it('exclude also what they permit', () => {
    const constraints = { permitted: [dns('example.com')], excluded: [dns('secret.example.com')] };
    expect(findViolation(constraints, [dns('open.example.com')])).toBeUndefined();
    expect(findViolation(constraints, [dns('a.secret.example.com')])).toEqual(dns('a.secret.example.com'));
  });

  it('tell the first name that they do not allow', () => {
    const names = [dns('a.example.com'), dns('one.example.org'), dns('two.example.org')];
    const violation = findViolation({ permitted: [dns('example.com')], excluded: [] }, names);
    expect(violation).toBe(names[1]);
  });
});
