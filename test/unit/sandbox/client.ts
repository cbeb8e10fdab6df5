import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import { type SandboxOptions, type SandboxServer, startSandbox } from '../../../src/sandbox/server.ts';

/** What Graph answered. `json` is empty where the body was no JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** The entities of a list. */
  readonly value: readonly Readonly<Record<string, unknown>>[];
}

export const configurations = '/v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations';
export const deletedConfigurations = '/v1.0/directory/deletedItems/microsoft.graph.certificateBasedAuthPki';
export const deletedAuthorities = '/v1.0/directory/deletedItems/microsoft.graph.certificateAuthorityDetail';

/** A sandbox that is closed when the test ends; empty and without delay unless the options say otherwise. */
export async function openSandbox(options: SandboxOptions = {}): Promise<SandboxServer> {
  const sandbox = await startSandbox({ empty: true, jobDelaySeconds: 0, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** One request with plain `fetch`. An object as body is sent as JSON. */
export async function send(
  sandbox: SandboxServer,
  method: string,
  path: string,
  body?: object | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(path.startsWith('http') ? path : sandbox.root + path, {
    method,
    headers: {
      authorization: 'Bearer anybody',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body),
  });
  const text = await response.text();
  const json = isJson(response) ? readObject(text) : {};
  const value = Array.isArray(json['value']) ? json['value'].map(asObject) : [];
  return { status: response.status, headers: response.headers, text, json, value };
}

function isJson(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').startsWith('application/json');
}

export function readObject(text: string): Record<string, unknown> {
  return asObject(JSON.parse(text));
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** A new configuration; returns its address and id. */
export async function createConfiguration(
  sandbox: SandboxServer,
  displayName = 'Test PKI',
): Promise<{ path: string; id: string }> {
  const created = await send(sandbox, 'POST', configurations, { displayName });
  expect(created.status).toBe(201);
  const id = String(created.json['id']);
  return { path: `${configurations}/${id}`, id };
}

/** Expects an error in the shape of Graph. */
export function expectFault(answer: Answer, status: number, code: string, message: RegExp | string): void {
  expect({ status: answer.status, body: answer.json }).toMatchObject({
    status,
    body: {
      error: {
        code,
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        innerError: {
          date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
          'request-id': answer.headers.get('request-id'),
          'client-request-id': answer.headers.get('client-request-id'),
        },
      },
    },
  });
}

/** Uploads what an address serves and waits for the end of the job. */
export async function uploadAddress(
  sandbox: SandboxServer,
  configuration: string,
  uploadUrl: string,
  sha256FileHash: string,
): Promise<Answer> {
  const accepted = await send(sandbox, 'POST', `${configuration}/upload`, { uploadUrl, sha256FileHash });
  expect([accepted.status, accepted.text]).toEqual([204, '']);
  return endOfJob(sandbox, configuration);
}

/** Serves bytes from the sandbox's file host, uploads them and waits for the end of the job. */
export async function uploadBytes(
  sandbox: SandboxServer,
  configuration: string,
  bytes: Uint8Array,
  name = 'bundle.p7b',
): Promise<Answer> {
  return uploadAddress(sandbox, configuration, await hostFile(sandbox, name, bytes), sha256OfBytes(bytes));
}

export async function hostFile(sandbox: SandboxServer, name: string, bytes: Uint8Array): Promise<string> {
  const address = `${sandbox.root}/files/${encodeURIComponent(name)}`;
  const response = await fetch(address, { method: 'PUT', body: Buffer.from(bytes) });
  expect(response.status).toBe(201);
  return String(readObject(await response.text())['address']);
}

export async function endOfJob(sandbox: SandboxServer, configuration: string): Promise<Answer> {
  return waitFor(
    () => send(sandbox, 'GET', configuration),
    (answer) => answer.json['status'] !== 'running',
  );
}

export async function waitFor<T>(look: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const found = await look();
    if (isThere(found)) {
      return found;
    }
    if (Date.now() > deadline) {
      throw new Error(`Waited in vain; last seen: ${JSON.stringify(found)}`);
    }
    await delay(5);
  }
}

/** A web server of the test's own; returns its root. It is closed when the test ends. */
export async function openWebServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  const { port }: Pick<AddressInfo, 'port'> = Object.assign({ port: 0 }, server.address());
  return `http://127.0.0.1:${port}`;
}

/** A token in the form of a JWT. */
export function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJl`;
}
