import { describe, expect, it, vi } from 'vitest';
import {
  type Inventory,
  inventoryHtml,
  inventoryMarkdown,
  inventoryOf,
} from '../../../src/features/exchange/inventory.ts';
import type { ExportedAuthority } from '../../../src/graph/configurationExport.ts';
import { type Certificate, readCertificate } from '../../../src/pki/certificate.ts';
import { makeCertificate } from '../../support/pkiFixtures.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const template = readCertificate(await makeCertificate({ subject: '/O=Contoso/CN=Root' }));
const now = new Date('2026-06-01T12:00:00Z');
const dayLength = 24 * 60 * 60 * 1000;

/** An authority that expires so many days from now. */
function authority(
  displayName: string,
  days: number,
  changes: Partial<ExportedAuthority> = {},
  certificate: Partial<Certificate> = {},
): ExportedAuthority {
  return {
    id: displayName,
    displayName,
    thumbprint: 'AB12',
    type: 'root',
    certificateRevocationListUrl: 'http://crl.example/a.crl',
    deltaCertificateRevocationListUrl: '',
    isIssuerHintEnabled: true,
    certificate: {
      ...template,
      subjectKeyIdentifier: 'a1b2',
      notAfter: new Date(now.getTime() + days * dayLength),
      ...certificate,
    },
    ...changes,
  };
}

function inventory(authorities: readonly ExportedAuthority[], displayName = 'Contoso'): Inventory {
  return inventoryOf(
    {
      exportedAt: '2026-06-01T12:34:56.789Z',
      tenantId: 'tenant',
      configurationId: 'c1',
      displayName,
      authorities,
    },
    now,
    60,
  );
}

describe('an inventory', () => {
  it.each([
    [0, '0 authorities'],
    [1, '1 authority'],
    [2, '2 authorities'],
  ])('of %i says what it is of, when it was, and how many there are', (count, expected) => {
    const { title, facts } = inventory(Array.from({ length: count }, () => authority('A', 1)));
    expect([title, facts]).toEqual(['Contoso', ['Tenant tenant', 'As of 2026-06-01 12:34 UTC', expected]]);
  });

  it('has a cell for every column, in a row for every authority', () => {
    const { columns, rows } = inventory([
      authority('B', 0.5),
      authority(
        'A',
        365,
        { type: 'intermediate', certificateRevocationListUrl: '', isIssuerHintEnabled: false },
        { subjectKeyIdentifier: undefined },
      ),
    ]);
    expect(columns).toEqual([
      'Name',
      'Type',
      'Expires',
      'CRL address',
      'Issuer hint',
      'Issuer',
      'Subject key identifier',
      'Thumbprint (SHA-1)',
    ]);
    expect(rows).toEqual([
      ['A', 'intermediate', '2027-06-01', '(none)', 'off', 'CN=Root,O=Contoso', '', 'AB12'],
      ['B', 'root', '2026-06-02', 'http://crl.example/a.crl', 'on', 'CN=Root,O=Contoso', 'A1B2', 'AB12'],
    ]);
  });

  it('lists names with numbers as numbers', () => {
    const { rows } = inventory(['CA 10', 'ca 9', 'CA 1'].map((name) => authority(name, 1)));
    expect(rows.map(([name]) => name)).toEqual(['CA 1', 'ca 9', 'CA 10']);
  });
});

describe('the timeline of an inventory', () => {
  it.each([
    [-1000, 'expired'],
    [-1 / dayLength, 'expired'],
    [0, 'soon'],
    [60 - 1 / dayLength, 'soon'],
    [60, 'later'],
    [5000, 'later'],
  ])('calls what expires in %d days “%s”', (days, state) => {
    expect(inventory([authority('A', days)]).timeline).toMatchObject([{ state }]);
  });

  it('has the next to expire first, each with its part of the time until the last does', () => {
    const all = [authority('C', 200), authority('A', -50), authority('B', 50), authority('D', 400)];
    expect(inventory(all).timeline).toEqual([
      { day: '2026-04-12', name: 'A', state: 'expired', share: 0 },
      { day: '2026-07-21', name: 'B', state: 'soon', share: 0.125 },
      { day: '2026-12-18', name: 'C', state: 'later', share: 0.5 },
      { day: '2027-07-06', name: 'D', state: 'later', share: 1 },
    ]);
  });

  it('has no share where all have expired', () => {
    const shares = inventory([authority('A', -1), authority('B', -2), authority('C', 0)]).timeline;
    expect(shares.map(({ name, share }) => `${name} ${share}`)).toEqual(['B 0', 'A 0', 'C 0']);
  });

  it('is drawn in Markdown with bars of 24 characters at most and one at least', () => {
    const text = inventoryMarkdown(inventory([authority('C', 400), authority('B', 200), authority('A', -5)]));
    expect(text.split('\n').filter((line) => line.includes('█'))).toEqual([
      '| 2026-05-27 | █ | A | expired |',
      `| 2026-12-18 | ${'█'.repeat(12)} | B |  |`,
      `| 2027-07-06 | ${'█'.repeat(24)} | C |  |`,
    ]);
  });

  it('is drawn in HTML with bars in per cent, and states in words and as classes', () => {
    const html = inventoryHtml(inventory([authority('C', 400), authority('B', 50), authority('A', -5)]));
    const bars = [...html.matchAll(/<tr class="(\w+)">.*?width:(\d+)%.*<td>(.*)<\/td><td>(.*)<\/td>/g)];
    expect(bars.map(([, ...parts]) => parts)).toEqual([
      ['expired', '0', 'A', 'expired'],
      ['soon', '13', 'B', 'expires soon'],
      ['later', '100', 'C', ''],
    ]);
  });
});

/** Names that would be something else if they were taken for markup; what each is in the one and in the other. */
const hostile: readonly (readonly [name: string, markdown: string, html: string])[] = [
  ['<b>&"\'', String.raw`\<b\>\&"'`, '&lt;b&gt;&amp;&quot;&#39;'],
  [
    '</title><script>x</script>',
    String.raw`\</title\>\<script\>x\</script\>`,
    '&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;',
  ],
  ['a | b', String.raw`a \| b`, 'a | b'],
  [String.raw`a \| b`, String.raw`a \\\| b`, String.raw`a \| b`],
  ['![x](y)', String.raw`\!\[x\](y)`, '![x](y)'],
  ['`code` *b* _i_ ~s~', String.raw`\`code\` \*b\* \_i\_ \~s\~`, '`code` *b* _i_ ~s~'],
  ['$x$', String.raw`\$x\$`, '$x$'],
  ['&lt;', String.raw`\&lt;`, '&amp;lt;'],
  ['a\n# b\r\n\tc', String.raw`a \# b c`, 'a\n# b\r\n\tc'],
];

describe('a hostile name', () => {
  it.each(hostile)('is text in Markdown wherever it stands: %j', (name, markdown) => {
    const text = inventoryMarkdown(
      inventory([authority(name, 30, { certificateRevocationListUrl: name })], name),
    );
    expect(text.split('\n')).toEqual([
      `# ${markdown}`,
      '',
      '- Tenant tenant',
      '- As of 2026-06-01 12:34 UTC',
      '- 1 authority',
      '',
      '## When they expire',
      '',
      '| Expires |  | Name |  |',
      '|---|---|---|---|',
      `| 2026-07-01 | ${'█'.repeat(24)} | ${markdown} | expires soon |`,
      '',
      '## Authorities',
      '',
      '| Name | Type | Expires | CRL address | Issuer hint | Issuer | Subject key identifier | Thumbprint (SHA-1) |',
      '|---|---|---|---|---|---|---|---|',
      `| ${markdown} | root | 2026-07-01 | ${markdown} | on | CN=Root,O=Contoso | A1B2 | AB12 |`,
      '',
    ]);
  });

  it.each(hostile)('is text in HTML wherever it stands: %j', (name, _, html) => {
    const all = [authority(name, 30, { certificateRevocationListUrl: name })];
    const page = inventoryHtml(inventory(all, name));
    const harmless = inventoryHtml(
      inventory([authority('A', 30, { certificateRevocationListUrl: 'B' })], 'C'),
    );
    expect(page).toContain(`<title>${html}</title>`);
    expect(page).toContain(`<h1>${html}</h1>`);
    expect(page).toContain(`</span></td><td>${html}</td><td>expires soon</td>`);
    expect(page).toContain(`<tr><td>${html}</td><td>root</td><td>2026-07-01</td><td>${html}</td>`);
    const tags = (text: string) => text.match(/<[^>]*>/g);
    expect(tags(page)).toEqual(tags(harmless));
  });
});

describe('an inventory in HTML', () => {
  it('holds nothing that is fetched from elsewhere, and says in which encoding it is', () => {
    const page = inventoryHtml(inventory([authority('Größe 名前', 30)]));
    expect(page).not.toMatch(/<(?:script|link|img|iframe|a)\b|@import|url\(|\bsrc=|\bhref=/);
    expect(page.startsWith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')).toBe(true);
    expect(page).toContain('<td>Größe 名前</td>');
  });
});
