import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { type Plugin, rolldown } from 'rolldown';

const projectRoot = join(import.meta.dirname, '..');

/**
 * Bundles the extension into `dist`: everything that activation needs in one chunk, the rest in a few that are read when they are needed.
 * The connection string for telemetry comes from the environment, and is empty unless a release sets it.
 */
export async function buildExtension(options: { readonly sourceMaps: boolean }): Promise<void> {
  const outdir = join(projectRoot, 'dist');
  await rm(outdir, { recursive: true, force: true });
  const start = new Set<string>();
  const bundle = await rolldown({
    cwd: projectRoot,
    input: { extension: 'src/extension.ts' },
    platform: 'node',
    external: ['vscode'],
    preserveEntrySignatures: 'allow-extension',
    transform: {
      target: 'node22',
      define: {
        TELEMETRY_CONNECTION_STRING: JSON.stringify(process.env['CBA_PKI_TELEMETRY_CONNECTION_STRING'] ?? ''),
      },
    },
    plugins: [collectStart(start)],
    onLog: (level, log, handler) => {
      // What activation needs is not read later by anybody who asks for it then: that is as it should be.
      if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') {
        handler(level, log);
      }
    },
  });
  await bundle.write({
    dir: outdir,
    format: 'esm',
    minify: !options.sourceMaps,
    sourcemap: options.sourceMaps,
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: {
      groups: [
        // A file for each module that two features share would be read one after the other at every start.
        { name: 'start', test: (id) => start.has(id), priority: 1 },
        { name: 'sandbox', test: /\/src\/sandbox\//, includeDependenciesRecursively: false },
        { name: 'editors', test: /\/src\/editors\//, includeDependenciesRecursively: false },
        { name: 'pki', test: /\/src\/(pki|hosting\/(?!azureBlob))/, includeDependenciesRecursively: false },
        { name: 'azure', test: /\/node_modules\/@azure\/storage/ },
        {
          name: 'features',
          test: /\/src\/(features|views|platform|graph)\//,
          includeDependenciesRecursively: false,
        },
      ],
    },
  });
  await bundle.close();
  await buildPage(join(outdir, 'webview'), options);
}

/** Collects the modules that are loaded with the entry: those that it imports, and what they import, but for what waits for `import()`. */
function collectStart(start: Set<string>): Plugin {
  return {
    name: 'start',
    buildEnd() {
      const open = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id)?.isEntry);
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (!start.has(id)) {
          start.add(id);
          open.push(...(this.getModuleInfo(id)?.importedIds ?? []));
        }
      }
    },
  };
}

/** The viewer's page: one script and its styles for a browser, and VS Code's icons beside them. */
async function buildPage(outdir: string, options: { readonly sourceMaps: boolean }): Promise<void> {
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ['src/webview/certificatePage.ts', 'src/webview/certificatePage.css'],
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'chrome138',
    minify: !options.sourceMaps,
    sourcemap: options.sourceMaps ? 'inline' : false,
    logLevel: 'warning',
  });
  const icons = join(projectRoot, 'node_modules/@vscode/codicons/dist');
  await Promise.all(
    ['codicon.css', 'codicon.ttf'].map((name) => copyFile(join(icons, name), join(outdir, name))),
  );
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { minify: { type: 'boolean', default: false } } });
  await buildExtension({ sourceMaps: !values.minify });
}
