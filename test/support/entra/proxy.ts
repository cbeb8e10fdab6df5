import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { makeAuthority, type OpensslAuthority, temporaryDirectory } from '../openssl.ts';

/** Ways in which a host can be out of reach. */
export type HostFailure =
  /** The proxy answers 502, as one does that cannot reach the host. */
  | 'refuse'
  /** The connection is dropped without a word. */
  | 'reset'
  /** The host shows a certificate of an authority that nobody trusts, as behind a proxy that breaks TLS. */
  | 'badCertificate';

export interface ProxyOptions {
  /** The hosts that are played. All others are refused: nothing ever goes to the real network. */
  readonly hosts: readonly string[];
  readonly handler: (request: Request) => Promise<Response>;
}

export interface Proxy {
  readonly port: number;
  /** Path of the certificate of the authority that all hosts' certificates come from, in PEM. */
  readonly caFile: string;
  /** `host:port` of every connection that was refused because nobody plays the host. */
  readonly refused: readonly string[];
  /** Makes a host fail from the next connection on, or mends it. Connections that stand are closed. */
  fail(host: string, failure: HostFailure | undefined): void;
  close(): Promise<void>;
}

/** Starts an intercepting HTTP proxy on loopback: it opens every TLS connection with certificates of its own. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const directory = await temporaryDirectory();
  const authority = await makeAuthority({ name: 'Stand-in Proxy CA' });
  const [good, bad] = await Promise.all([
    leafOf(authority, options.hosts),
    makeAuthority({ name: 'Unknown CA' }).then((unknown) => leafOf(unknown, options.hosts)),
  ]);
  const caFile = join(directory, 'proxy-ca.pem');
  await writeFile(caFile, authority.pem);
  const proxy = new InterceptingProxy(options, caFile, good, bad);
  await proxy.listen();
  return proxy;
}

/** One certificate for all hosts, ready for use. */
async function leafOf(issuer: OpensslAuthority, hosts: readonly string[]): Promise<SecureContext> {
  const names = hosts.map((host) => `DNS:${host}`).join(', ');
  const leaf = await makeAuthority({
    name: 'Stand-in',
    issuer,
    authority: false,
    extensions: [`subjectAltName = ${names}`, 'extendedKeyUsage = serverAuth'],
  });
  return createSecureContext({ key: leaf.keyPem, cert: `${leaf.pem}${issuer.pem}` });
}

class InterceptingProxy implements Proxy {
  readonly caFile: string;
  readonly refused: string[] = [];
  readonly #options: ProxyOptions;
  readonly #good: SecureContext;
  readonly #bad: SecureContext;
  readonly #failures = new Map<string, HostFailure>();
  readonly #sockets = new Map<Socket, string>();
  /** Takes the connections from browsers and from VS Code. */
  readonly #outer: Server;
  /** Read the requests inside of the tunnels, of TLS connections and of others; never listen themselves. */
  readonly #inner: Server;
  readonly #innerPlain: Server;
  #port = 0;

  constructor(options: ProxyOptions, caFile: string, good: SecureContext, bad: SecureContext) {
    this.#options = options;
    this.caFile = caFile;
    this.#good = good;
    this.#bad = bad;
    this.#outer = createServer((request, response) => this.#plain(request, response));
    this.#outer.on('connect', (request, socket, head) => {
      // node:http promises a Duplex only; with a server on TCP it is a socket.
      if (socket instanceof Socket) {
        this.#connect(request.url ?? '', socket, head);
      }
    });
    const innerOf = (scheme: 'http' | 'https'): Server =>
      createServer((request, response) => {
        const url = new URL(request.url ?? '/', `${scheme}://${request.headers.host}`);
        void this.#answer(url, request, response);
      });
    this.#inner = innerOf('https');
    this.#innerPlain = innerOf('http');
  }

  get port(): number {
    return this.#port;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#outer.listen(0, '127.0.0.1', resolve);
    });
    const address = this.#outer.address();
    this.#port = typeof address === 'object' && address ? address.port : 0;
  }

  fail(host: string, failure: HostFailure | undefined): void {
    if (failure) {
      this.#failures.set(host, failure);
    } else {
      this.#failures.delete(host);
    }
    for (const [socket, to] of this.#sockets) {
      if (to === host) {
        socket.destroy();
      }
    }
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => {
      this.#outer.close(resolve);
    });
    this.#outer.closeAllConnections();
    // Connections that were handed over are no longer the server's to close.
    for (const socket of this.#sockets.keys()) {
      socket.destroy();
    }
    await closed;
  }

  #connect(target: string, socket: Socket, head: Buffer): void {
    const host = target.slice(0, target.lastIndexOf(':'));
    // Whoever gives up a connection may do so at any time.
    socket.on('error', () => socket.destroy());
    const failure = this.#failures.get(host);
    if (failure === 'reset') {
      socket.destroy();
      return;
    }
    if (failure === 'refuse' || !this.#options.hosts.includes(host)) {
      if (!failure) {
        this.refused.push(target);
      }
      socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#sockets.set(socket, host);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) {
      socket.unshift(head);
    }
    if (target.endsWith(':80')) {
      this.#innerPlain.emit('connection', socket);
      return;
    }
    const secureContext = failure === 'badCertificate' ? this.#bad : this.#good;
    const secure = new TLSSocket(socket, { isServer: true, secureContext });
    secure.on('error', () => socket.destroy());
    this.#inner.emit('connection', secure);
  }

  /** A request that asks the proxy for an http address. */
  #plain(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.parse(request.url ?? '');
    if (!url || !this.#options.hosts.includes(url.hostname)) {
      this.refused.push(url?.host ?? String(request.url));
      response.writeHead(502).end();
      return;
    }
    void this.#answer(url, request, response);
  }

  async #answer(url: URL, message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of message as AsyncIterable<Buffer>) {
        chunks.push(chunk);
      }
      const method = message.method ?? 'GET';
      const hasBody = method !== 'GET' && method !== 'HEAD';
      const answer = await this.#options.handler(
        new Request(url, {
          method,
          headers: headersOf(message),
          ...(hasBody && { body: Buffer.concat(chunks) }),
        }),
      );
      const body = Buffer.from(await answer.arrayBuffer());
      response.writeHead(answer.status, [...answer.headers].flat()).end(body);
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.stack : String(error));
    }
  }
}

/** Without those that belong to the connection and not to the request. */
function headersOf(message: IncomingMessage): Headers {
  const connection =
    /^(host|connection|proxy-.*|keep-alive|transfer-encoding|content-length|upgrade|te|expect)$/;
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    if (!connection.test(name)) {
      for (const value of values ?? []) {
        headers.append(name, value);
      }
    }
  }
  return headers;
}
