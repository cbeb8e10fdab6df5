import { issueAuthority } from '../../../src/sandbox/certificateIssuer.ts';
import type { SandboxServer } from '../../../src/sandbox/server.ts';
import { createConfiguration, openSandbox } from './client.ts';

export interface Opened {
  readonly sandbox: SandboxServer;
  readonly path: string;
  readonly list: string;
}

/** A sandbox with one empty configuration, its address and that of its authorities. */
export async function open(): Promise<Opened> {
  const sandbox = await openSandbox();
  const { path } = await createConfiguration(sandbox);
  return { sandbox, path, list: `${path}/certificateAuthorities` };
}

/** Authorities without an OpenSSL process for each. */
export function issueMany(count: number): Buffer[] {
  const [notBefore, notAfter] = [new Date('2025-01-01'), new Date('2035-01-01')];
  return Array.from({ length: count }, (_, index) => {
    const subject = { commonName: `CA ${index + 1}` };
    return issueAuthority({ subject, notBefore, notAfter }).certificate;
  });
}
