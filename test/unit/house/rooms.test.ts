import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '../../../src');

/** Who may import whom, as docs/architecture.md draws it. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  pki: [],
  graph: ['pki'],
  hosting: ['pki', 'graph'],
  sandbox: ['pki'],
  platform: ['pki', 'graph', 'hosting'],
  auth: ['pki', 'graph', 'hosting', 'sandbox', 'platform'],
  features: ['pki', 'graph', 'hosting', 'platform', 'auth'],
  views: ['pki', 'graph', 'hosting', 'platform', 'auth', 'features'],
  editors: ['pki', 'graph', 'hosting', 'platform', 'auth', 'features'],
  webview: ['editors'],
};
const withoutVscode = ['pki', 'graph', 'hosting', 'sandbox', 'webview'];

interface Import {
  readonly from: string;
  readonly specifier: string;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);
const imports: Import[] = files.flatMap((from) =>
  [...readFileSync(join(source, from), 'utf8').matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map(
    (match) => ({
      from,
      specifier: match[1] ?? '',
    }),
  ),
);

const roomOf = (file: string): string => file.split(/[\\/]/)[0] ?? '';
const targetOf = ({ from, specifier }: Import): string =>
  relative(source, resolve(source, from, '..', specifier));

describe('the rooms of the house', () => {
  it('have been found', () => {
    expect(imports.length).toBeGreaterThan(200);
    expect(new Set(files.map(roomOf).filter((room) => !room.endsWith('.ts')))).toEqual(
      new Set(Object.keys(mayImport)),
    );
  });

  it.each(Object.entries(mayImport))('%s imports only from %j', (room, allowed) => {
    const wrong = imports
      .filter(({ from, specifier }) => roomOf(from) === room && specifier.startsWith('.'))
      .filter((entry) => {
        const target = targetOf(entry);
        return target !== 'ids.ts' && ![room, ...allowed].includes(roomOf(target));
      });
    expect(wrong).toEqual([]);
  });

  it.each(withoutVscode)('%s knows nothing of VS Code', (room) => {
    expect(imports.filter(({ from, specifier }) => roomOf(from) === room && specifier === 'vscode')).toEqual(
      [],
    );
  });

  it('gives the page only types, and only those of the protocol', () => {
    const shared = imports.filter(
      (entry) => roomOf(entry.from) === 'webview' && targetOf(entry).startsWith('editors'),
    );
    expect(shared.length).toBeGreaterThan(3);
    expect(shared.filter((entry) => targetOf(entry) !== join('editors', 'protocol.ts'))).toEqual([]);
    const text = readFileSync(join(source, 'editors', 'protocol.ts'), 'utf8');
    expect(text).not.toMatch(/^(?:import|export (?!interface|type))/m);
  });

  it('does not import from the tests', () => {
    expect(
      imports.filter((entry) => targetOf(entry).startsWith('..') && entry.specifier.startsWith('.')),
    ).toEqual([]);
  });

  it('has no circle of files', () => {
    const edges = new Map<string, string[]>();
    for (const entry of imports.filter(({ specifier }) => specifier.startsWith('.'))) {
      edges.set(entry.from, [...(edges.get(entry.from) ?? []), targetOf(entry)]);
    }
    const done = new Set<string>();
    const circleFrom = (file: string, path: readonly string[]): readonly string[] | undefined => {
      if (path.includes(file)) {
        return [...path.slice(path.indexOf(file)), file];
      }
      if (done.has(file)) {
        return undefined;
      }
      for (const next of edges.get(file) ?? []) {
        const circle = circleFrom(next, [...path, file]);
        if (circle) {
          return circle;
        }
      }
      done.add(file);
      return undefined;
    };
    expect(files.map((file) => circleFrom(file, [])).find((circle) => circle !== undefined)).toBeUndefined();
  });
});
