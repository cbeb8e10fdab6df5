import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leaksIn, leaksInFolder } from '../../support/leaks.ts';
import { temporaryDirectory } from '../../support/openssl.ts';

const secret = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln+/==';

describe('the search for leaks', () => {
  it.each<[string, string | Uint8Array]>([
    ['as it is', `Bearer ${secret}`],
    ['in an address', `https://graph.microsoft.com/?t=${encodeURIComponent(secret)}`],
    ['in JSON', JSON.stringify({ token: `"${secret}"` })],
    ['in UTF-16', Buffer.from(`x${secret}`, 'utf16le')],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in binary', Buffer.concat([Buffer.from([0, 255]), Buffer.from(secret), Buffer.from([0])])],
  ])('finds a planted token %s', (_, content) => {
    expect(leaksIn('log', content, [secret])).toEqual([{ place: 'log', secret: 'eyJhbG…' }]);
  });

  it('finds a planted token in a file, at any depth', async () => {
    const folder = await temporaryDirectory();
    await mkdir(join(folder, 'a', 'b'), { recursive: true });
    await writeFile(join(folder, 'a', 'b', 'exthost.log'), `${'x'.repeat(100_000)}${secret}`);
    await writeFile(join(folder, 'clean.log'), 'nothing');
    expect(await leaksInFolder(folder, [secret, 'another-secret'])).toEqual([
      { place: join('a', 'b', 'exthost.log'), secret: 'eyJhbG…' },
    ]);
  });

  it('finds nothing where there is nothing', () => {
    expect(leaksIn('log', 'GET … → 200', [secret, 'short'])).toEqual([]);
  });
});
