import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { TlsFiles } from './azurite.ts';
import { Gate } from './gate.ts';

/** What goes wrong with a request. */
export const faults = [
  400,
  401,
  403,
  404,
  409,
  '429 in seconds',
  '429 with a date',
  500,
  502,
  503,
  504,
  'reset before',
  'reset after',
  'slow',
  'cut short',
  'wrong length',
  'malformed',
  'HTML',
] as const;
export type Fault = (typeof faults)[number];

/** Whether it is an answer that stays the same however often it is asked for. */
export const isRefusal = (fault: Fault): boolean => typeof fault === 'number' && fault < 500;

/** Which requests it hits. */
export interface Hit {
  readonly method: string;
  /** Of the path without its query. */
  readonly path: RegExp;
  readonly fault: Fault;
  /** How many of them, at most. */
  readonly times: number;
  /** How many pass before. */
  readonly after?: number;
}

export interface FaultyProxy {
  /** `http://127.0.0.1:N`, or with https. */
  readonly root: string;
  /** Method and path of what reached the other side. */
  readonly passed: readonly string[];
  /** How often the fault has hit. */
  readonly hits: number;
  /** From now on everything goes through. */
  lift(): void;
  readonly gate: Gate;
  close(): Promise<void>;
}

/**
 * A reverse proxy on loopback that lets everything through to a server but what is hit by the fault.
 * @param tls by which it speaks https
 */
export async function startFaultyProxy(target: string, hit?: Hit, tls?: TlsFiles): Promise<FaultyProxy> {
  const passed: string[] = [];
  const gate = new Gate();
  const state = { root: '', passed, gate, hits: 0, seen: 0, isLifted: false };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const path = new URL(request.url ?? '/', target).pathname;
    const isMatch = hit?.method === request.method && hit?.path.test(path);
    state.seen += isMatch ? 1 : 0;
    const isHit =
      !state.isLifted && isMatch && state.seen > (hit?.after ?? 0) && state.hits < (hit?.times ?? 0);
    state.hits += isHit ? 1 : 0;
    const pass = async (): Promise<Answer> => {
      await gate.pass(request.method ?? '', path);
      passed.push(`${request.method} ${path}`);
      return forward(target, request);
    };
    answer(request, response, isHit ? hit?.fault : undefined, pass).catch(() => response.destroy());
  };
  const server = tls
    ? createSecureServer({ cert: await readFile(tls.certificate), key: await readFile(tls.key) }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  state.root = `${tls ? 'https' : 'http'}://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return Object.assign(state, {
    lift: () => {
      state.isLifted = true;
    },
    close: () =>
      new Promise<void>((resolve) => {
        gate.letGo();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

async function forward(target: string, request: IncomingMessage): Promise<Answer> {
  const body = await bodyOf(request);
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (
      typeof value === 'string' &&
      !/^(host|connection|content-length|transfer-encoding|expect)$/.test(name)
    ) {
      headers.set(name, value);
    }
  }
  const response = await fetch(`${target}${request.url}`, {
    method: request.method ?? 'GET',
    headers,
    redirect: 'manual',
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const kept = [...response.headers].filter(
    ([name]) => !/^(connection|keep-alive|content-length|content-encoding|transfer-encoding)$/.test(name),
  );
  return {
    status: response.status,
    headers: Object.fromEntries(kept),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
  pass: () => Promise<Answer>,
): Promise<void> {
  if (typeof fault === 'number' || fault === '429 in seconds' || fault === '429 with a date') {
    await bodyOf(request);
    const status = typeof fault === 'number' ? fault : 429;
    const soon = new Date(Date.now() + 1000).toUTCString();
    const retry = fault === '429 in seconds' ? '1' : soon;
    const body = JSON.stringify({ error: { code: 'Fault', message: 'As ordered.' } });
    response
      .writeHead(status, {
        'content-type': 'application/json',
        ...(status === 429 && { 'retry-after': retry }),
      })
      .end(body);
    return;
  }
  if (fault === 'reset before') {
    request.socket.resetAndDestroy();
    return;
  }
  const { status, headers, body } = await pass();
  const length = String(body.length);
  switch (fault) {
    case 'reset after':
      request.socket.resetAndDestroy();
      return;
    case 'cut short':
      response.writeHead(status, { ...headers, 'content-length': String(body.length + 100) });
      response.write(body.subarray(0, body.length >> 1), () => request.socket.destroy());
      return;
    case 'wrong length':
      // Fewer bytes than there are: what comes after them is lost.
      response.writeHead(status, { ...headers, 'content-length': String(Math.max(0, body.length - 10)) });
      response.end(body.subarray(0, Math.max(0, body.length - 10)));
      return;
    case 'malformed':
      response.writeHead(200, { ...headers, 'content-type': 'application/json' }).end('{"value":[{"id":');
      return;
    case 'HTML':
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>Sign in to your account</title>');
      return;
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, 300));
      break;
    case undefined:
      break;
  }
  response.writeHead(
    status,
    status === 204 || status === 304 ? headers : { ...headers, 'content-length': length },
  );
  response.end(body);
}
