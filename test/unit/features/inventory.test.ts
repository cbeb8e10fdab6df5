import { describe, expect, it, vi } from 'vitest';
import { comparisonText } from '../../../src/features/compare/comparisonText.ts';
import { inventoryHtml, inventoryMarkdown, inventoryOf } from '../../../src/features/exchange/inventory.ts';
import { fileNameOf } from '../../../src/features/fileName.ts';
import { Origins } from '../../../src/features/recycleBin/origins.ts';
import { comparedFromExport } from '../../../src/graph/comparison.ts';
import type { ConfigurationExport, ExportedAuthority } from '../../../src/graph/configurationExport.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { FakeMemento } from '../../support/fakeMemento.ts';
import { makeAuthority } from '../../support/openssl.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const day = 24 * 60 * 60 * 1000;
const now = new Date();
const hostile = '<img src=x onerror=alert(1)> | `x` [a](javascript:b) & "q"';

async function exported(displayName: string, days: number): Promise<ExportedAuthority> {
  const { der, thumbprint } = await makeAuthority({
    name: 'Any',
    startDate: new Date(now.getTime() - 400 * day),
    endDate: new Date(now.getTime() + days * day),
  });
  return {
    id: displayName,
    displayName,
    thumbprint,
    type: 'root',
    certificateRevocationListUrl: 'http://crl.example/a.crl',
    deltaCertificateRevocationListUrl: '',
    isIssuerHintEnabled: true,
    certificate: readCertificate(der),
  };
}

const configuration: ConfigurationExport = {
  exportedAt: now.toISOString(),
  tenantId: 'tenant',
  configurationId: 'c1',
  displayName: hostile,
  authorities: [
    await exported('Later', 1000),
    await exported(hostile, 30),
    await exported('Gone', -10),
    await exported('Soon 2', 59),
  ],
};
const inventory = inventoryOf(configuration, now, 60);

describe('an inventory', () => {
  it('has the next to expire first, in proportion to the one that is farthest away', () => {
    expect(
      inventory.timeline.map(({ name, state }) => `${name === hostile ? 'Hostile' : name} ${state}`),
    ).toEqual(['Gone expired', 'Hostile soon', 'Soon 2 soon', 'Later later']);
    expect(inventory.timeline.map(({ share }) => Math.round(share * 100))).toEqual([0, 3, 6, 100]);
  });

  it('lists every authority by name, with its settings', () => {
    expect(inventory.rows.map(([name]) => name)).toEqual([hostile, 'Gone', 'Later', 'Soon 2']);
    expect(inventory.rows[1]?.slice(1, 2)).toEqual(['root']);
    expect(inventory.rows[1]).toContain('http://crl.example/a.crl');
    expect(inventory.rows[1]).toContain('on');
  });

  it('takes no name for markup', () => {
    const html = inventoryHtml(inventory);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(html).not.toMatch(/<script|https?:\/\/(?!crl\.example)/);
    const markdown = inventoryMarkdown(inventory);
    // An address of a CRL is a link, and nothing else begins with an angle bracket.
    expect(markdown.replaceAll(/\\./g, '').replaceAll('<http://crl.example/a.crl>', '')).not.toContain('<');
    expect(markdown).toContain('| <http://crl.example/a.crl> |');
    const row = markdown.split('\n').find((line) => line.includes('onerror') && line.startsWith('|'));
    expect(row).toContain('\\|');
    expect(markdown.replaceAll(/\\./g, '')).not.toContain('](');
  });

  it('can be empty', () => {
    const empty = inventoryOf({ ...configuration, authorities: [] }, now, 60);
    expect([empty.rows, empty.timeline]).toEqual([[], []]);
    expect(inventoryHtml(empty)).toContain('</html>');
  });
});

describe('a comparison as text', () => {
  const sides = configuration.authorities.map(comparedFromExport);

  it('is the same whatever the order, with a line for each fact', () => {
    const text = comparisonText(sides, true);
    expect(comparisonText(sides.toReversed(), true)).toBe(text);
    expect(text).toContain(`Thumbprint               ${sides[0]?.thumbprint}`);
    expect(text.match(/CRL address/g)?.length).toBe(8);
    expect(text).not.toMatch(/[ \t]$/m);
  });

  it('leaves out settings where one side has none', () => {
    expect(comparisonText(sides, false)).not.toContain('CRL address');
  });
});

describe('the name of a file', () => {
  it.each([
    ['Contoso Root CA', 'Contoso Root CA'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a_b_c_d_e_f_g_h_i_j'],
    ['..', '_'],
    ['', '_'],
    [' . x . ', 'x'],
    ['Ä'.repeat(100), 'Ä'.repeat(60)],
  ])('of “%s” is “%s”', (text, expected) => expect(fileNameOf(text)).toBe(expected));
});

describe('where deleted authorities came from', () => {
  const contoso = { configurationId: 'c1', configurationName: 'Contoso' };

  it('is remembered, the last place for each, for as long as they can be restored', async () => {
    const [memory, clock] = [new FakeMemento(), new FakeClock()];
    const origins = new Origins(memory, clock);
    await origins.remember(['a1', 'a2'], contoso);
    await origins.remember(['a2'], { configurationId: 'c2', configurationName: 'Other' });
    expect(origins.of('a1')).toMatchObject(contoso);
    expect(origins.of('a2')).toMatchObject({ configurationName: 'Other' });
    expect(origins.of('a3')).toBeUndefined();
    await clock.sleep(32 * day);
    await origins.remember(['a3'], contoso);
    expect([origins.of('a1'), origins.of('a3')?.configurationId]).toEqual([undefined, 'c1']);
  });
});
