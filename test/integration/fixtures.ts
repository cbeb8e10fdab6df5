import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { makeAuthority, makeBundle } from '../support/openssl.ts';

export function workspaceFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return vscode.Uri.file(join(folder.uri.fsPath, name));
}

/** A bundle that OpenSSL made, of a root and an intermediate, in the workspace. */
export async function opensslBundle(
  name: string,
): Promise<{ uri: vscode.Uri; bytes: Buffer; names: string[] }> {
  const root = await makeAuthority({ name: `${name} Root` });
  const issuing = await makeAuthority({ name: `${name} Issuing`, issuer: root });
  const bytes = await makeBundle([root, issuing], 'der');
  const uri = workspaceFile(`${name}.p7b`);
  await writeFile(uri.fsPath, bytes);
  return { uri, bytes, names: [`${name} Root`, `${name} Issuing`] };
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface WebServer {
  /** Of the root, without a slash at the end. */
  readonly root: string;
  readonly address: string;
  readonly requests: number;
  close(): void;
}

/** A web server that serves the given bytes at any path, or fails with a status. */
export function webServer(answer: Uint8Array | number): Promise<WebServer> {
  return serve(() => answer);
}

/** A web server that serves what is at a path; the files may be put there later. */
export function fileServer(files: ReadonlyMap<string, Uint8Array>): Promise<WebServer> {
  return serve((path) => files.get(path) ?? 404);
}

async function serve(answerTo: (path: string) => Uint8Array | number): Promise<WebServer> {
  const state = { requests: 0 };
  const server: Server = createServer((request, response) => {
    state.requests += 1;
    const answer = answerTo(request.url ?? '');
    if (typeof answer === 'number') {
      response.writeHead(answer).end();
    } else {
      response.end(answer);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  const root = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`;
  return {
    root,
    address: `${root}/bundle.p7b`,
    get requests() {
      return state.requests;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
