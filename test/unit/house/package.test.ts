import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageExtension } from '../../../scripts/package.ts';

describe('the packaged extension', () => {
  let path: string;
  let files: Readonly<Record<string, Uint8Array>>;

  beforeAll(async () => {
    path = await packageExtension();
    files = unzipSync(readFileSync(path));
  });

  it('is smaller than 1 MB', async () => {
    expect((await stat(path)).size).toBeLessThan(1_000_000);
  });

  it('holds what it needs and nothing else', () => {
    const allowed =
      /^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(package(\.nls(\.[\w-]+)?)?\.json|readme\.md|changelog\.md|LICENSE\.txt|dist\/(extension|chunks\/[\w.-]+)\.js|dist\/webview\/(certificatePage\.(js|css)|codicon\.(css|ttf))|l10n\/[\w.-]+\.json|media\/(activity\.svg|icon\.png|screenshots\/configurations\.png)))$/;
    const names = Object.keys(files);
    expect(names).toContain('extension/dist/extension.js');
    expect(names).toContain('extension/dist/webview/certificatePage.js');
    expect(names.filter((name) => !allowed.test(name))).toEqual([]);
  });

  it('holds no source, no test and no trace of the machine that built it', () => {
    for (const [name, bytes] of Object.entries(files).filter(([file]) => /\.(js|svg|md)$/.test(file))) {
      const text = Buffer.from(bytes).toString('latin1');
      expect([name, /sourceMappingURL|vitest|describe\(/.test(text)]).toEqual([name, false]);
      expect([name, text.includes(process.cwd())]).toEqual([name, false]);
    }
  });

  it('starts with a small file; the Graph client, the wizard, the sandbox and telemetry are read when needed', () => {
    const start = Buffer.from(files['extension/dist/extension.js'] ?? []).toString('utf8');
    // All that activation reads, but for the bundler's runtime.
    expect(start.length).toBeLessThan(130_000);
    const markers = ['graph-js', 'Fetch and Compare', 'Contoso Corporate', 'InstrumentationKey'];
    const rest = Object.entries(files)
      .filter(([name]) => name.startsWith('extension/dist/chunks/'))
      .map(([, bytes]) => Buffer.from(bytes).toString('utf8'))
      .join('\n');
    for (const marker of markers) {
      expect([marker, rest.includes(marker), start.includes(marker)]).toEqual([marker, true, false]);
    }
  });

  it('sends no telemetry: no connection string is built in', () => {
    const start = Buffer.from(files['extension/dist/extension.js'] ?? []).toString('utf8');
    expect(start).not.toMatch(/InstrumentationKey=[0-9a-f]/i);
  });
});
