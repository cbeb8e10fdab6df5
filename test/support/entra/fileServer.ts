import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';

/** The host under which a person would see the files: it exists only behind the proxy. */
export const filesHost = 'files.example';

/**
 * Holds files at signed addresses, as a storage account does. Whoever is behind the proxy reads them at
 * `https://files.example`; the sandbox tenant, which knows no proxy, at a loopback address that stands for it.
 */
export class FileServer {
  readonly #files = new Map<string, { readonly bytes: Uint8Array; readonly signature: string | null }>();
  readonly #server: Server;
  #root = '';

  constructor() {
    this.#server = createServer((request, response) => {
      const answer = this.#find(new URL(request.url ?? '/', this.#root));
      response.writeHead(typeof answer === 'number' ? answer : 200);
      response.end(typeof answer === 'number' ? undefined : answer);
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    this.#root = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  /** Puts a file up, and returns its signed address. */
  serve(name: string, bytes: Uint8Array): string {
    const signature = randomBytes(32).toString('base64url');
    this.#files.set(`/${name}`, { bytes, signature });
    return `https://${filesHost}/${name}?se=2030-01-01&sp=r&sig=${signature}`;
  }

  /** Puts a file up for everybody, and returns its address. */
  publish(name: string, bytes: Uint8Array): string {
    this.#files.set(`/${name}`, { bytes, signature: null });
    return `http://${filesHost}/${name}`;
  }

  /** Signatures of all addresses that were given out. */
  get signatures(): readonly string[] {
    return [...this.#files.values()].flatMap(({ signature }) => signature ?? []);
  }

  handle(request: Request): Response {
    const answer = this.#find(new URL(request.url));
    return typeof answer === 'number'
      ? new Response('', { status: answer })
      : new Response(new Uint8Array(answer), { headers: { 'content-type': 'application/pkcs7-mime' } });
  }

  /** Replaces public addresses in a text by those that the sandbox can fetch. */
  inward(text: string): string {
    return text.replaceAll(`https://${filesHost}/`, `${this.#root}/`);
  }

  /** The other way round. */
  outward(text: string): string {
    return text.replaceAll(`${this.#root}/`, `https://${filesHost}/`);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  /** The bytes, or the status that says why there are none. */
  #find({ pathname, searchParams }: URL): Uint8Array | number {
    const file = this.#files.get(decodeURIComponent(pathname));
    if (!file) {
      return 404;
    }
    return searchParams.get('sig') === file.signature ? file.bytes : 403;
  }
}
