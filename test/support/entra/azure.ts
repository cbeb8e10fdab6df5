import { type Azurite, storageToken } from '../azurite.ts';
import type { TokenMint } from './tokens.ts';

/** Hosts of Azure in the public cloud: the account is the one that Azurite knows. */
const resourceHost = 'management.azure.com';
const blobHost = 'devstoreaccount1.blob.core.windows.net';
export const azureHosts: readonly string[] = [resourceHost, blobHost];

const subscription = '/subscriptions/44444444-4444-4444-8444-444444444441';
const account = `${subscription}/resourceGroups/pki/providers/Microsoft.Storage/storageAccounts/devstoreaccount1`;

/** Stands in for Azure Resource Manager, and for a storage account in front of Azurite: looks at the tokens that are brought. */
export class Azure {
  /** Method and path of what was asked, with the audience of the token that was brought. */
  readonly requests: { readonly method: string; readonly address: string; readonly audience: unknown }[] = [];
  /** Signatures that were used. */
  readonly signatures = new Set<string>();
  readonly #mint: TokenMint;
  #azurite: Azurite | undefined;
  readonly #containers: string[] = [];

  constructor(mint: TokenMint) {
    this.#mint = mint;
  }

  /** Puts the emulator behind the account, with these containers. */
  serve(azurite: Azurite, ...containers: readonly string[]): void {
    this.#azurite = azurite;
    this.#containers.push(...containers);
  }

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const token = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    const audience = token === undefined ? undefined : this.#mint.claimsOf(token)?.['aud'];
    this.requests.push({ method: request.method, address: `${url.host}${url.pathname}`, audience });
    if (url.host === resourceHost) {
      return audience === `https://${resourceHost}`
        ? this.#resources(url)
        : new Response('{}', { status: 401 });
    }
    return this.#blobs(request, url, audience);
  }

  /** Replaces public addresses in a text by those that the sandbox can fetch. */
  inward(text: string): string {
    return this.#azurite ? text.replaceAll(`https://${blobHost}`, this.#azurite.account) : text;
  }

  #resources({ pathname }: URL): Response {
    const values: Readonly<Record<string, readonly object[]>> = {
      '/subscriptions': [{ id: subscription, displayName: 'Contoso PKI', state: 'Enabled' }],
      [`${subscription}/providers/Microsoft.Storage/storageAccounts`]: [
        {
          id: account,
          name: 'devstoreaccount1',
          properties: { primaryEndpoints: { blob: `https://${blobHost}/` } },
        },
      ],
      [`${account}/blobServices/default/containers`]: this.#containers.map((name) => ({
        id: `${account}/blobServices/default/containers/${name}`,
        name,
      })),
    };
    const value = values[pathname];
    return value ? Response.json({ value }) : Response.json({ error: { code: 'NotFound' } }, { status: 404 });
  }

  async #blobs(request: Request, url: URL, audience: unknown): Promise<Response> {
    const signature = url.searchParams.get('sig');
    if (signature !== null) {
      this.signatures.add(signature);
    }
    const headers = new Headers(request.headers);
    headers.delete('accept-encoding');
    headers.delete('authorization');
    if (audience === 'https://storage.azure.com') {
      // The emulator knows the issuers of older tokens only.
      headers.set('authorization', `Bearer ${storageToken()}`);
    }
    const body =
      request.method === 'GET' || request.method === 'HEAD' ? undefined : await request.arrayBuffer();
    const answer = await fetch(`${this.#azurite?.account}${url.pathname}${url.search}`, {
      method: request.method,
      headers,
      ...(body && { body }),
    });
    const passed = new Headers(answer.headers);
    for (const name of ['content-length', 'transfer-encoding', 'connection', 'keep-alive']) {
      passed.delete(name);
    }
    const bytes = await answer.arrayBuffer();
    return new Response(bytes.byteLength === 0 ? null : bytes, { status: answer.status, headers: passed });
  }
}
