import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import {
  BlobServiceClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { openssl, temporaryDirectory } from './openssl.ts';

/** The account that Azurite knows from the start, with its key. Source: Azurite's documentation. */
const accountName = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface AzuriteOptions {
  /** Over https, and with OAuth. */
  readonly secure: boolean;
}

/** Paths of PEM files. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

export interface Azurite {
  /** Of the account, without a slash at the end. */
  readonly account: string;
  /** What another server on loopback can use to be trusted likewise; undefined where it is not over https. */
  readonly tls: TlsFiles | undefined;
  /** Address of a new container. */
  createContainer(name: string): Promise<string>;
  /** A signature for a container, as somebody with the key makes it. */
  signatureFor(container: string, permissions: string, end?: Date): string;
  /** Names of the blobs in a container. */
  blobsIn(container: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Starts Microsoft's emulator of Azure Storage on loopback, with nothing in it, and nothing left of it after its end. */
export async function startAzurite({ secure }: AzuriteOptions): Promise<Azurite> {
  const port = await freePort();
  const tls = secure ? await trustedCertificate() : undefined;
  const child = spawn(
    process.execPath,
    [
      createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js'),
      '--blobHost',
      '127.0.0.1',
      '--blobPort',
      String(port),
      '--inMemoryPersistence',
      '--skipApiVersionCheck',
      '--disableTelemetry',
      '--silent',
      ...(tls ? ['--oauth', 'basic', '--cert', tls.certificate, '--key', tls.key] : []),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise<void>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('successfully listen')) {
        resolve();
      }
    });
    child.once('exit', (code) => reject(new Error(`Azurite ended with ${code}: ${output}`)));
  });
  const account = `${secure ? 'https' : 'http'}://127.0.0.1:${port}/${accountName}`;
  const credential = new StorageSharedKeyCredential(accountName, accountKey);
  const service = new BlobServiceClient(account, credential);
  return {
    account,
    tls,
    async createContainer(name) {
      await service.createContainer(name);
      return `${account}/${name}`;
    },
    signatureFor: (containerName, permissions, end = new Date(Date.now() + 4 * 60 * 60_000)) =>
      generateBlobSASQueryParameters(
        {
          containerName,
          permissions: ContainerSASPermissions.parse(permissions),
          expiresOn: end,
          protocol: secure ? SASProtocol.Https : SASProtocol.HttpsAndHttp,
        },
        credential,
      ).toString(),
    async blobsIn(name) {
      const blobs = await Array.fromAsync(service.getContainerClient(name).listBlobsFlat());
      return blobs.map((blob) => blob.name);
    },
    close: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill();
      }),
  };
}

/** A token for Azure Storage as Entra would give it out; Azurite looks at its claims, and not at its signature. */
export function storageToken(changes: Readonly<Record<string, unknown>> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const tenant = '22222222-2222-4222-8222-222222222221';
  const claims = {
    aud: 'https://storage.azure.com',
    iss: `https://sts.windows.net/${tenant}/`,
    nbf: now - 60,
    iat: now - 60,
    exp: now + 3600,
    oid: '33333333-3333-4333-8333-333333333331',
    tid: tenant,
    ver: '1.0',
    ...changes,
  };
  const head = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${head}.${createHmac('sha256', 'nobody checks this').update(head).digest('base64url')}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** A certificate for loopback that this process trusts from here on. */
async function trustedCertificate(): Promise<TlsFiles> {
  const parameters = 'req -x509 -newkey rsa:2048 -nodes -keyout - -days 2 -subj /CN=127.0.0.1';
  const made = await openssl([...parameters.split(' '), '-addext', 'subjectAltName=IP:127.0.0.1']);
  const [key = '', certificate = ''] = made.toString().match(/-----BEGIN[^]+?-----END[^-]+-----\n/g) ?? [];
  setDefaultCACertificates([...getCACertificates('default'), certificate]);
  const directory = await temporaryDirectory();
  const files = { certificate: join(directory, 'certificate.pem'), key: join(directory, 'key.pem') };
  await Promise.all([writeFile(files.certificate, certificate), writeFile(files.key, key)]);
  return files;
}
