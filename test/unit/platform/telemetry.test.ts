import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GraphRequestError as GraphRequestErrorType } from '../../../src/graph/errors.ts';
import type { CommandRegistry as CommandRegistryType } from '../../../src/platform/commandRegistry.ts';
import type { Log } from '../../../src/platform/log.ts';
import type { LazyTelemetry as LazyTelemetryType } from '../../../src/platform/telemetry.ts';
import { temporaryDirectory } from '../../support/openssl.ts';
import type * as vscodeStub from '../../support/vscodeStub.ts';

const root = join(import.meta.dirname, '../../..');

interface Harness {
  readonly LazyTelemetry: typeof LazyTelemetryType;
  readonly CommandRegistry: typeof CommandRegistryType;
  readonly GraphRequestError: typeof GraphRequestErrorType;
  readonly stub: typeof vscodeStub;
}

/** The code as esbuild bundles it, on the stub: the library asks for `vscode` by require(). */
async function loadHarness(): Promise<Harness> {
  const outdir = await temporaryDirectory();
  await build({
    stdin: {
      contents: `export * from './src/platform/telemetry.ts';
        export * from './src/platform/commandRegistry.ts';
        export * from './src/graph/errors.ts';
        export * as stub from './test/support/vscodeStub.ts';`,
      resolveDir: root,
      loader: 'ts',
    },
    outfile: join(outdir, 'harness.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    alias: { vscode: join(root, 'test/support/vscodeStub.ts') },
    define: { TELEMETRY_CONNECTION_STRING: '""' },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return import(join(outdir, 'harness.mjs'));
}

const quietLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  graphCall: () => undefined,
  show: () => undefined,
};

describe('telemetry', () => {
  let harness: Harness;
  let stub: Harness['stub'];
  let server: Server;
  let received: string;
  let connectionString: string;

  beforeAll(async () => {
    harness = await loadHarness();
    ({ stub } = harness);
  });

  beforeEach(async () => {
    received = '';
    stub.env.isTelemetryEnabled = true;
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        received +=
          request.headers['content-encoding'] === 'gzip' ? gunzipSync(body).toString() : body.toString();
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"itemsReceived":1,"itemsAccepted":1,"errors":[]}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = server.address();
    const port = typeof at === 'object' && at ? at.port : 0;
    connectionString = `InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=http://127.0.0.1:${port}/`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('tells that a command failed, and nothing of the address and the token in its error', async () => {
    const telemetry = new harness.LazyTelemetry(connectionString);
    const registry = new harness.CommandRegistry(quietLog, telemetry);
    registry.register('cbaPki.bundle.upload', () => {
      throw new Error('POST https://secret-host.example/x?sig=SECRET with Bearer eyJTOKEN failed for CN=Ada');
    });
    await stub.registered.get('cbaPki.bundle.upload')?.();
    registry.register('cbaPki.bundle.upload', () => {
      throw new harness.GraphRequestError('forbidden', 'Ada may not read https://secret-host.example', {
        requestId: 'REQUEST',
      });
    });
    await stub.registered.get('cbaPki.bundle.upload')?.();
    await vi.waitFor(
      async () => {
        // VS Code has the sender flush when it ends. Until the library's client is loaded that does nothing.
        await stub.env.sender?.flush?.();
        expect(received).toContain('graph.forbidden');
      },
      { timeout: 10_000 },
    );
    telemetry.dispose();
    expect(received).toContain('command.ended');
    expect(received).toContain('cbaPki.bundle.upload');
    expect(received).toContain('unexpected');
    expect(received).not.toMatch(/secret-host|SECRET|TOKEN|Ada|REQUEST/);
  });

  it('leaves unhandled errors alone, whose messages and stacks nobody has looked at', async () => {
    const telemetry = new harness.LazyTelemetry(connectionString);
    telemetry.uploadEnded({ outcome: 'succeeded', tenant: 'real', seconds: 3, added: 2 });
    await vi.waitFor(() => expect(stub.env.loggerOptions).toMatchObject({ ignoreUnhandledErrors: true }));
    telemetry.dispose();
  });

  it.each([
    ['there is no connection string', '', true],
    ['the user does not want it', undefined, false],
  ])('is not even loaded when %s', async (_why, connection, isTelemetryEnabled) => {
    stub.env.isTelemetryEnabled = isTelemetryEnabled;
    stub.env.loggerOptions = undefined;
    const telemetry = new harness.LazyTelemetry(connection ?? connectionString);
    telemetry.uploadEnded({ outcome: 'failed', tenant: 'sandbox', seconds: 1, added: 0 });
    telemetry.dispose();
    await new Promise((resolve) => setImmediate(resolve));
    expect(stub.env.loggerOptions).toBeUndefined();
    expect(received).toBe('');
  });

  it('does no harm when the network is gone', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const telemetry = new harness.LazyTelemetry(connectionString);
    telemetry.uploadEnded({ outcome: 'other', tenant: 'real', seconds: 3, added: 0 });
    await vi.waitFor(() => expect(stub.env.loggerOptions).toBeDefined());
    expect(() => telemetry.dispose()).not.toThrow();
  });
});

describe('telemetry.json', () => {
  it('lists every event that the code sends, and no other', () => {
    const source = readFileSync(join(root, 'src/platform/telemetry.ts'), 'utf8');
    const sent = [...source.matchAll(/#send\(\s*'([\w.]+)'/g)].map((match) => match[1]);
    const listed: unknown = JSON.parse(readFileSync(join(root, 'telemetry.json'), 'utf8'));
    const documentation = readFileSync(join(root, 'docs/telemetry.md'), 'utf8');
    expect(sent.length).toBeGreaterThan(0);
    expect(Object.keys(Object(Reflect.get(Object(listed), 'events')))).toEqual(sent);
    expect(sent.filter((name) => !documentation.includes(`\`${name}\``))).toEqual([]);
  });
});
