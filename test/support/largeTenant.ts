import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { issueAuthority } from '../../src/sandbox/certificateIssuer.ts';
import { type Authority, type Configuration, emptyState } from '../../src/sandbox/model.ts';
import { type SandboxServer, startSandbox } from '../../src/sandbox/server.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * A sandbox tenant of many configurations. To make thousands of keys would take minutes, so all authorities have the same certificate,
 * with names and thumbprints of their own: what a list shows of them.
 * @param dataFile path of the file that the sandbox starts from
 */
export async function startLargeTenant(
  dataFile: string,
  configurations: number,
  authorities: number,
): Promise<SandboxServer> {
  const now = new Date();
  const { certificate } = issueAuthority({
    subject: { commonName: 'Any Authority of a Large Tenant', organization: 'Large', country: 'US' },
    notBefore: new Date(now.getTime() - day),
    notAfter: new Date(now.getTime() + 3650 * day),
  });
  const base64 = certificate.toString('base64');
  const state = emptyState();
  state.configurations = Array.from(
    { length: configurations },
    (_, index): Configuration => ({
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      displayName: `Configuration ${index + 1}`,
      deletedDateTime: null,
      lastModifiedDateTime: now.toISOString(),
      status: 'succeeded',
      statusDetails: null,
      authorities: Array.from({ length: authorities }, (_each, member) =>
        authorityOf(index * authorities + member, member === 0, base64, now),
      ),
    }),
  );
  await writeFile(
    dataFile,
    JSON.stringify({ format: 'entra-cba-pki sandbox 1', instance: 'large', ports: [], state, files: [] }),
  );
  return startSandbox({ dataFile });
}

function authorityOf(number: number, isRoot: boolean, certificate: string, now: Date): Authority {
  const hash = createHash('sha1').update(String(number)).digest('hex').toUpperCase();
  return {
    id: `10000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    deletedDateTime: null,
    certificate,
    certificateAuthorityType: isRoot ? 'root' : 'intermediate',
    certificateRevocationListUrl: 'http://crl.large.example/root.crl',
    createdDateTime: now.toISOString(),
    deltaCertificateRevocationListUrl: null,
    displayName: `Authority ${number}`,
    expirationDateTime: new Date(now.getTime() + number * day).toISOString(),
    isIssuerHintEnabled: false,
    issuer: 'CN=Authority 0,O=Large,C=US',
    issuerSubjectKeyIdentifier: hash,
    thumbprint: hash,
  };
}
