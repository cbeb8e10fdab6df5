import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as it arrived. */
interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What becomes of a request that was read to its end. */
export type Reply = (response: ServerResponse, request: ReceivedRequest) => void;

export type ReplyHeaders = Readonly<Record<string, string>>;

/** An answer with a body; an object is sent as JSON. */
export function answer(status: number, body: object | string = '', headers: ReplyHeaders = {}): Reply {
  const [text, type] =
    typeof body === 'string' ? [body, 'text/plain'] : [JSON.stringify(body), 'application/json'];
  return (response) => response.writeHead(status, { 'content-type': type, ...headers }).end(text);
}

/** A page as a proxy puts it in place of an answer. */
export function webPage(status: number): Reply {
  return answer(status, '<!DOCTYPE html><title>Sign in to the proxy</title>', {
    'content-type': 'text/html',
  });
}

export function redirect(status: number, location: string): Reply {
  return answer(status, '', { location });
}

/** The connection breaks without an answer, after the request was read. */
export const reset: Reply = (response) => {
  response.socket?.resetAndDestroy();
};

/** The connection breaks in the middle of the body. */
export function cutOff(status: number, start: string, headers: ReplyHeaders = {}): Reply {
  return (response) => {
    const length = String(start.length + 1000);
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': length, ...headers });
    response.write(start, () => response.socket?.destroy());
  };
}

/** No answer ever; `then` is called once the request is there. */
export function silence(then: () => void): Reply {
  return () => then();
}

/** The head of an answer, and then nothing; `then` is called after it. */
export function stall(status: number, start: string, then: () => void): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': '100000' });
    // A moment later, so that the other side is waiting for the rest.
    response.write(start, () => setTimeout(then, 20));
  };
}

/** A web server on loopback that answers by script and remembers what it was sent. */
export interface ScriptedServer {
  /** `http://127.0.0.1:N` */
  readonly root: string;
  readonly requests: readonly ReceivedRequest[];
  /** Connections that were opened, with those that were reset. */
  readonly connections: number;
}

export interface ServerScript {
  /** In turn; the last one answers whatever comes after it. Given the server's own root. */
  readonly replies: readonly Reply[] | ((root: string) => readonly Reply[]);
  /** So many connections are reset before anything is read from them. */
  readonly resetConnections?: number;
}

/** Opens a server that is closed when the test ends. */
export async function openServer(script: ServerScript | readonly Reply[]): Promise<ScriptedServer> {
  const { replies, resetConnections = 0 }: ServerScript = 'replies' in script ? script : { replies: script };
  const requests: ReceivedRequest[] = [];
  const state = { root: '', requests, connections: 0 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const received = { method, url, headers, body: Buffer.concat(chunks).toString() };
      requests.push(received);
      const inTurn = typeof replies === 'function' ? replies(state.root) : replies;
      const reply = inTurn[requests.length - 1] ?? inTurn.at(-1);
      reply?.(response, received);
    });
  });
  server.on('connection', (socket) => {
    state.connections += 1;
    if (state.connections <= resetConnections) {
      socket.resetAndDestroy();
    }
  });
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
  state.root = `http://127.0.0.1:${port}`;
  return state;
}

/** An address on loopback at which nobody listens. */
export async function closedRoot(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port }: Pick<AddressInfo, 'port'> = Object.assign({ port: 0 }, server.address());
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return `http://127.0.0.1:${port}`;
}
