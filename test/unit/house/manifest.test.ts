import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import nls from '../../../package.nls.json' with { type: 'json' };
import { bundleExtensions } from '../../../src/features/uploadBundle/bundleExtensions.ts';
import { commandIds, containerId, contextKeys, editorIds, settingIds, viewIds } from '../../../src/ids.ts';

const root = join(import.meta.dirname, '../../..');
const { contributes } = manifest;
const text = JSON.stringify(manifest);
const sorted = (values: Iterable<string>): string[] => [...values].toSorted();

describe('the manifest and ids.ts', () => {
  it('have the same commands', () => {
    expect(sorted(contributes.commands.map(({ command }) => command))).toEqual(sorted(commandIds));
  });

  it('have the same views', () => {
    expect(contributes.viewsContainers.activitybar.map(({ id }) => id)).toEqual([containerId]);
    expect(sorted(contributes.views.cbaPki.map(({ id }) => id))).toEqual(sorted(viewIds));
  });

  it('have the same editors', () => {
    expect(contributes.customEditors.map(({ viewType }) => viewType)).toEqual([...editorIds]);
  });

  it('have the same settings', () => {
    const settings = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
    expect(sorted(settings)).toEqual(sorted(settingIds));
  });

  it('have the same context keys', () => {
    const whens = [...text.matchAll(/"(?:when|enablement)":"((?:[^"\\]|\\.)*)"/g)].map(
      (match) => match[1] ?? '',
    );
    const used = whens.flatMap((when) => when.match(/\bcbaPki\.[\w.]+(?= (?:==|!=|=~))/g) ?? []);
    expect(sorted(new Set(used))).toEqual(sorted(contextKeys));
  });

  it('name only commands in menus that exist', () => {
    const used = Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command));
    expect(used.filter((command) => !commandIds.some((id) => id === command))).toEqual([]);
  });
});

describe('the manifest', () => {
  it('gives every command the category of the palette', () => {
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(['CBA PKI']));
  });

  it('hides from the palette only what needs a row or a file', () => {
    const hidden = contributes.menus.commandPalette
      .filter(({ when }) => when === 'false')
      .map(({ command }) => command);
    expect(sorted(hidden)).toEqual([
      'cbaPki.configurations.loadMore',
      'cbaPki.configurations.retry',
      'cbaPki.file.upload',
      'cbaPki.row.change',
      'cbaPki.row.delete',
      'cbaPki.upload.show',
      'cbaPki.upload.takeAway',
      'cbaPki.upload.watch',
    ]);
  });

  it('lets no workspace decide where tokens go', () => {
    for (const { properties } of contributes.configuration) {
      for (const [id, setting] of Object.entries(properties)) {
        if (/signIn|graph|sandbox/.test(id)) {
          expect([id, 'scope' in setting && setting.scope]).toEqual([id, 'application']);
        }
      }
    }
  });

  it('offers the upload on the endings that the picker looks for', () => {
    const upload = contributes.menus['explorer/context'].find(
      ({ command }) => command === 'cbaPki.file.upload',
    );
    const pattern = /=~ \/(.+)\/i$/.exec(upload?.when ?? '')?.[1] ?? '';
    for (const ending of [...bundleExtensions, ...bundleExtensions.map((each) => each.toUpperCase())]) {
      expect(`.${ending}`).toMatch(new RegExp(pattern, 'i'));
    }
    for (const ending of ['.p7m', '.p7', '.pem', '.p7bx']) {
      expect(ending).not.toMatch(new RegExp(pattern, 'i'));
    }
  });

  it('has a text for every placeholder, and no text too many', () => {
    const used = [...text.matchAll(/%([\w.]+)%/g)].map((match) => match[1] ?? '');
    expect(sorted(new Set(used))).toEqual(sorted(Object.keys(nls)));
  });

  it('names pictures that exist', () => {
    const media = new Set(readdirSync(join(root, 'media')).map((name) => `media/${name}`));
    const used = [...text.matchAll(/"(media\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(used.length).toBeGreaterThan(1);
    expect(used.filter((file) => !media.has(file))).toEqual([]);
  });
});
