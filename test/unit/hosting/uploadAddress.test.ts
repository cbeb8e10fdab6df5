import { describe, expect, test } from 'vitest';
import {
  type AddressProblem,
  checkUploadAddress,
  isSignedAddress,
  maskAddress,
} from '../../../src/hosting/uploadAddress.ts';

function outcomeOf(input: string, privateAllowed = false): string {
  const check = checkUploadAddress(input, privateAllowed);
  return check.ok ? check.address : check.problem;
}

describe('an upload address is taken as it was typed', () => {
  test.each([
    'https://files.example/bundle.p7b',
    'http://files.example/bundle.p7b',
    'https://files.example',
    'https://files.example:8443/bundle.p7b',
    'https://files.example:1/bundle.p7b',
    'HTTPS://Files.Example/Bundle.P7B',
    'https://store.blob.core.windows.net/pki/b.p7b?sv=2024-08-04&sig=a%2Fb%3D&se=2026-11-25T00%3A00%3A00Z',
    'https://files.example/a%20b.p7b',
    'https://files.example/a?b=http://c/d@e:f',
    'https://203.0.113.5/bundle.p7b',
    'https://[2001:db8::5]/bundle.p7b',
    'https://[2001:db8::5]:8443/bundle.p7b',
    'https://xn--bcher-kva.example/x',
    'https://localhost.example/x',
    'https://notlocalhost.example/x',
    'https://172.32.0.1/x',
    'https://11.0.0.1/x',
    'https://intern.example/x',
    'https://127.example/x',
    'https://12.7.0.0.1.example/x',
  ])('%s', (address) => {
    expect(outcomeOf(address)).toBe(address);
    expect(outcomeOf(` \t${address}\r\n`)).toBe(address);
  });
});

describe('an upload address outside of ASCII is encoded', () => {
  test.each([
    ['https://bücher.example/x.p7b', 'https://xn--bcher-kva.example/x.p7b'],
    ['https://例え.テスト/x', 'https://xn--r8jz45g.xn--zckzah/x'],
    ['https://files.example/Bücher/é.p7b', 'https://files.example/B%C3%BCcher/%C3%A9.p7b'],
    ['https://files.example/x?name=é&sig=a%2Fb%3D', 'https://files.example/x?name=%C3%A9&sig=a%2Fb%3D'],
    ['https://files。example/x', 'https://files.example/x'],
    ['https://files.example/\u{1F511}.p7b', 'https://files.example/%F0%9F%94%91.p7b'],
  ])('%s', (typed, address) => {
    expect(outcomeOf(typed)).toBe(address);
  });
});

describe('an upload address is refused', () => {
  test.each<[AddressProblem, readonly string[]]>([
    ['empty', ['', '   ', '\r\n']],
    [
      'whiteSpace',
      [
        'https://files.example/a b.p7b',
        'https://files.example/a\tb',
        'https://files.example/a\nhttps://files.example/b',
        'https://files.example/a\u00a0b',
      ],
    ],
    [
      'filePath',
      [
        String.raw`C:\certificates\bundle.p7b`,
        String.raw`C:\certificates of today\bundle.p7b`,
        'c:/certificates/bundle.p7b',
        String.raw`\\server\share\bundle.p7b`,
        String.raw`\\wsl.localhost\Debian\home\x.p7b`,
        '/home/me/bundle.p7b',
        '//files.example/bundle.p7b',
        '~/bundle.p7b',
        'file:///home/me/bundle.p7b',
        'FILE:///C:/bundle.p7b',
      ],
    ],
    [
      'notAbsolute',
      [
        'files.example/bundle.p7b',
        'www.files.example',
        'localhost:8080/bundle.p7b',
        './bundle.p7b',
        'bundle.p7b',
        'https:files.example/bundle.p7b',
        'https:/files.example/bundle.p7b',
        'https://',
        'https:///bundle.p7b',
        'https:////files.example/bundle.p7b',
        String.raw`https://\files.example/bundle.p7b`,
        'https://?x',
        'https://#x',
        'https://:443/x',
        'https://files.example:99999/x',
        'https://files.example:port/x',
        'https://[2001:db8::5/x',
        'https://[nonsense]/x',
        'https://999.1.1.1/x',
        'https://a<b/x',
        '"https://files.example/x"',
        '<https://files.example/x>',
        'mailto:someone@files.example',
        'data:,x',
        '://files.example',
        'foo:///x',
      ],
    ],
    [
      'scheme',
      [
        'ftp://files.example/x',
        'ldap://directory.example/cn=x',
        'httpss://files.example/x',
        'vscode-remote://a/b',
      ],
    ],
    [
      'credentials',
      [
        'https://user@files.example/x',
        'https://user:password@files.example/x',
        'https://:password@files.example/x',
      ],
    ],
    [
      'fragment',
      ['https://files.example/x#part', 'https://files.example/x?a=b#', 'https://files.example/C#/x.p7b'],
    ],
    [
      'loopback',
      [
        'http://localhost/x',
        'http://LOCALHOST:8080/x',
        'http://localhost./x',
        'http://files.localhost/x',
        'http://127.0.0.1/x',
        'http://127.1.2.3:8080/x',
        'http://127.1/x',
        'http://2130706433/x',
        'http://0x7f.0.0.1/x',
        'http://0.0.0.0/x',
        'http://[::1]/x',
        'http://[0:0:0:0:0:0:0:1]:8080/x',
        'http://[::]/x',
        'http://[::ffff:127.0.0.1]/x',
        'http://ｌｏｃａｌｈｏｓｔ/x',
      ],
    ],
    [
      'privateNetwork',
      [
        'http://10.1.2.3/x',
        'http://172.16.0.1/x',
        'http://172.31.255.255:8080/x',
        'http://192.168.1/x',
        'http://100.64.0.1/x',
        'http://169.254.169.254/x',
        'http://[fd00::1]/x',
        'http://[fe80::1]/x',
        'http://[::ffff:10.0.0.1]/x',
        'http://0.1.2.3/x',
        'http://[::ffff:0:0]/x',
        'http://224.0.0.1/x',
        'http://255.255.255.255/x',
        'http://[fec0::1]/x',
        'http://[ff02::1]/x',
      ],
    ],
    [
      'localName',
      [
        'https://fileserver/x',
        'https://fileserver./x',
        'https://nas.local/x',
        'https://pki.CORP/x',
        'https://pki.contoso.internal/x',
        'https://box.home.arpa/x',
      ],
    ],
  ])('as %s', (problem, inputs) => {
    expect(inputs.map((input) => [input, outcomeOf(input)])).toEqual(inputs.map((input) => [input, problem]));
  });

  test('with a sentence of its own for each problem, and nothing of the address in it', () => {
    const inputs = [
      '',
      'https://secret.example/a b',
      '/secret',
      'secret',
      'ftp://secret.example/secret',
      'https://secret:secret@secret.example/secret',
      'https://secret.example/?sig=secret#secret',
      'http://localhost/secret',
      'http://10.0.0.1/secret',
      'http://secret/secret',
    ];
    const sentences = inputs.map((input) => {
      const check = checkUploadAddress(input, false);
      return check.ok ? '' : check.message;
    });
    expect(new Set(sentences)).toHaveLength(inputs.length);
    for (const sentence of sentences) {
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(sentence).not.toContain('secret');
    }
  });
});

describe('an address of this computer', () => {
  test.each(['http://localhost:8080/x', 'http://127.0.0.1:8080/files/x.p7b', 'http://[::1]:8080/x'])(
    'is allowed for the sandbox (%s)',
    (address) => {
      expect([outcomeOf(address, true), outcomeOf(address, false)]).toEqual([address, 'loopback']);
    },
  );

  test('is held to every other rule also for the sandbox', () => {
    expect(
      ['ftp://localhost/x', 'http://u@localhost/x', 'http://localhost/#x', '/x', '', 'localhost/x'].map(
        (input) => outcomeOf(input, true),
      ),
    ).toEqual(['scheme', 'credentials', 'fragment', 'filePath', 'empty', 'notAbsolute']);
  });
});

describe('a masked address', () => {
  test.each([
    ['https://files.example/x.p7b', 'https://files.example/x.p7b'],
    ['https://files.example:8443/a/b?sig=secret&se=1', 'https://files.example:8443/a/b?…'],
    ['https://files.example/?', 'https://files.example/'],
    ['HTTPS://FILES.EXAMPLE/X?sig=secret', 'https://files.example/X?…'],
    ['https://user:secret@files.example/x', 'https://files.example/x'],
    ['https://files.example/x#secret', 'https://files.example/x'],
    ['https://files.example/x?a=http://b?secret', 'https://files.example/x?…'],
    ['no address ?sig=secret', '…'],
    ['', '…'],
  ])('of %s is %s', (address, masked) => {
    expect(maskAddress(address)).toBe(masked);
  });
});

describe('an address is a secret', () => {
  test.each([
    ['https://store.blob.core.windows.net/pki/b.p7b?sv=2024-08-04&sp=r&sig=a%2Fb', true],
    ['https://bucket.s3.amazonaws.com/b.p7b?X-Amz-Algorithm=x&X-Amz-Signature=ab', true],
    ['https://bucket.s3.amazonaws.com/b.p7b?AWSAccessKeyId=x&Signature=ab', true],
    ['https://storage.googleapis.com/bucket/b.p7b?X-Goog-Signature=ab', true],
    ['https://files.example/b.p7b?SIG=a', true],
    ['https://files.example/b.p7b?token=a', true],
    ['https://files.example/b.p7b', false],
    ['https://files.example/b.p7b?version=5', false],
    ['https://files.example/sig=1', false],
    ['https://files.example/b.p7b?design=flat&mysig=x', false],
    ['', false],
  ])('%s: %s', (address, isSecret) => {
    expect(isSignedAddress(address)).toBe(isSecret);
  });
});
