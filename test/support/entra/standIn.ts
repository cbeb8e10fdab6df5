import { type SandboxServer, startSandbox } from '../../../src/sandbox/server.ts';
import { Authority, loginHosts } from './authority.ts';
import { Azure, azureHosts } from './azure.ts';
import { FileServer, filesHost } from './fileServer.ts';
import { Graph, graphHosts } from './graph.ts';
import { type Proxy, startProxy } from './proxy.ts';

/** Hosts that the stand-in plays beside those of sign-in and Graph. */
const redirectHost = 'vscode.dev';

/** All of Microsoft that the extension has to do with, at its production addresses, behind a proxy on loopback. */
export class StandIn {
  readonly authority: Authority;
  readonly graph: Graph;
  readonly proxy: Proxy;
  readonly sandbox: SandboxServer;
  readonly files: FileServer;
  readonly azure: Azure;

  constructor(parts: Pick<StandIn, 'authority' | 'graph' | 'proxy' | 'sandbox' | 'files' | 'azure'>) {
    this.authority = parts.authority;
    this.graph = parts.graph;
    this.proxy = parts.proxy;
    this.sandbox = parts.sandbox;
    this.files = parts.files;
    this.azure = parts.azure;
  }

  /** Whether anything at all was asked of sign-in or Graph. */
  get wasUsed(): boolean {
    return this.authority.requests.length > 0 || this.graph.requests.length > 0;
  }

  async close(): Promise<void> {
    this.graph.gate.letGo();
    await this.proxy.close();
    await this.sandbox.close();
    await this.files.close();
  }
}

export interface StandInOptions {
  /** How long an upload takes at least. */
  readonly jobSeconds?: number;
}

export async function startStandIn({ jobSeconds = 1 }: StandInOptions = {}): Promise<StandIn> {
  const sandbox = await startSandbox({ jobDelaySeconds: jobSeconds });
  const files = new FileServer();
  await files.listen();
  const authority = new Authority();
  const azure = new Azure(authority.mint);
  const graph = new Graph({ mint: authority.mint, files, azure, sandboxRoot: sandbox.root });
  const proxy = await startProxy({
    hosts: [...loginHosts, ...graphHosts, ...azureHosts, redirectHost, filesHost],
    handler: async (request) => {
      const { host } = new URL(request.url);
      if (loginHosts.includes(host)) {
        return authority.handle(request);
      }
      if (graphHosts.includes(host)) {
        return graph.handle(request);
      }
      if (azureHosts.includes(host)) {
        return azure.handle(request);
      }
      return host === filesHost ? files.handle(request) : redirect(new URL(request.url));
    },
  });
  return new StandIn({ authority, graph, proxy, sandbox, files, azure });
}

/** `https://vscode.dev/redirect` sends the browser to the address in `state`, with all that Entra gave to it. */
function redirect(url: URL): Response {
  const target = URL.parse(decodeURIComponent(url.searchParams.get('state') ?? ''));
  if (url.pathname !== '/redirect' || !target) {
    return new Response('', { status: 404 });
  }
  for (const [name, value] of url.searchParams) {
    target.searchParams.set(name, value);
  }
  return Response.redirect(target, 302);
}
