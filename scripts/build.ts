import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const projectRoot = join(import.meta.dirname, '..');

/**
 * Bundles the extension into `dist`: one small file for activation, and chunks that are read when they are needed.
 * The connection string for telemetry comes from the environment, and is empty unless a release sets it.
 */
export async function buildExtension(options: { readonly sourceMaps: boolean }): Promise<void> {
  const outdir = join(projectRoot, 'dist');
  await rm(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: projectRoot,
    entryPoints: { extension: 'src/extension.ts' },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: ['vscode'],
    minify: !options.sourceMaps,
    sourcemap: options.sourceMaps,
    chunkNames: 'chunks/[name]-[hash]',
    mainFields: ['module', 'main'],
    define: {
      TELEMETRY_CONNECTION_STRING: JSON.stringify(process.env['CBA_PKI_TELEMETRY_CONNECTION_STRING'] ?? ''),
    },
    // Bundled CommonJS packages call require() for Node's own modules; an ES module has none.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  await buildPage(join(outdir, 'webview'), options);
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
