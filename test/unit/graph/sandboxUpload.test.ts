import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../../src/graph/clock.ts';
import type { Configuration } from '../../../src/graph/model.ts';
import type { TrustStore } from '../../../src/graph/trustStore.ts';
import { startUpload, type UploadBaseline, watchUpload } from '../../../src/graph/uploadJob.ts';
import { sandboxHost } from '../../../src/hosting/sandboxHost.ts';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import { type SandboxServer, startSandbox } from '../../../src/sandbox/server.ts';
import {
  makeAuthority,
  makeBundle,
  type OpensslAuthority,
  temporaryDirectory,
} from '../../support/openssl.ts';
import { configurationsPath, graphFailureOf, noAbort, openClient } from './client.ts';

let [root, issuing]: OpensslAuthority[] = [];
let bundle: Buffer;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root CA' });
  issuing = await makeAuthority({
    name: 'Issuing CA',
    issuer: root,
    crlAddresses: ['http://crl.example/root.crl'],
  });
  bundle = await makeBundle([root, issuing], 'der');
});

/** Real time, a hundred times as fast. */
const hastyClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds / 100, undefined, { signal });
  },
};

interface Opened {
  readonly sandbox: SandboxServer;
  readonly trustStore: TrustStore;
  readonly id: string;
  readonly address: string;
}

async function open(jobDelaySeconds: number, dataFile?: string): Promise<Opened> {
  const sandbox = await startSandbox({ empty: true, jobDelaySeconds, ...(dataFile && { dataFile }) });
  onTestFinished(() => sandbox.close());
  const { trustStore } = openClient(sandbox.root, { clock: hastyClock });
  const { id } = await trustStore.createConfiguration('Contoso', noAbort(), new Set());
  const address = await sandboxHost(sandbox.root).host('bundle.p7b', bundle, noAbort());
  return { sandbox, trustStore, id, address };
}

function start({ trustStore, id, address }: Opened, hash = sha256OfBytes(bundle)): Promise<UploadBaseline> {
  const request = { uploadUrl: address, sha256FileHash: hash };
  return startUpload(trustStore, hastyClock, id, request, noAbort(), () => Promise.resolve());
}

async function watch(
  { trustStore }: Opened,
  baseline: UploadBaseline,
): Promise<{ ended: Configuration; seen: Set<string> }> {
  const seen = new Set<string>();
  const ended = await watchUpload(trustStore, hastyClock, baseline, noAbort(), (configuration) =>
    seen.add(configuration?.status ?? 'out of reach'),
  );
  return { ended, seen };
}

describe('an upload to the sandbox', () => {
  test('is seen running and succeeding, and its authorities are there', async () => {
    const opened = await open(0.6);
    const { ended, seen } = await watch(opened, await start(opened));
    expect([...seen]).toEqual(['running', 'succeeded']);
    expect([ended.status, ended.statusDetails]).toEqual([
      'succeeded',
      '2 certificate authorities were added.',
    ]);
    const authorities = await Array.fromAsync(opened.trustStore.allAuthorities(opened.id, noAbort()));
    expect(
      authorities.map(({ displayName, type, thumbprint, certificateRevocationListUrl }) => ({
        displayName,
        type,
        thumbprint,
        certificateRevocationListUrl,
      })),
    ).toEqual([
      {
        displayName: 'Root CA',
        type: 'root',
        thumbprint: root?.thumbprint,
        certificateRevocationListUrl: '',
      },
      {
        displayName: 'Issuing CA',
        type: 'intermediate',
        thumbprint: issuing?.thumbprint,
        certificateRevocationListUrl: 'http://crl.example/root.crl',
      },
    ]);
  });

  test('that is over before the first look is still seen to have succeeded', async () => {
    const opened = await open(0);
    const baseline = await start(opened);
    await expect
      .poll(async () => (await opened.trustStore.getConfiguration(opened.id, noAbort())).statusDetails)
      .not.toBe('');
    const { ended, seen } = await watch(opened, baseline);
    expect([ended.status, [...seen]]).toEqual(['succeeded', ['succeeded']]);
  });

  test('with a wrong hash is seen to fail, with the reason of the service', async () => {
    const opened = await open(0.1);
    const { ended } = await watch(opened, await start(opened, '0'.repeat(64)));
    expect([ended.status, ended.statusDetails]).toEqual([
      'failed',
      `The SHA-256 of the file differs: expected ${'0'.repeat(64)}, found ${sha256OfBytes(bundle)}.`,
    ]);
  });

  test('is refused while another one runs, and nothing is sent', async () => {
    const opened = await open(30);
    await start(opened);
    expect((await graphFailureOf(start(opened))).reason).toBe('jobRunning');
  });

  test('that another one has overtaken is refused in the words of the service', async () => {
    const opened = await open(30);
    const { trustStore, id, address } = opened;
    const request = { uploadUrl: address, sha256FileHash: sha256OfBytes(bundle) };
    const overtaken = startUpload(trustStore, hastyClock, id, request, noAbort(), async () => {
      await trustStore.upload(id, request, noAbort());
    });
    const error = await graphFailureOf(overtaken);
    expect([error.reason, error.details.status, error.message]).toEqual([
      'invalid',
      400,
      'Another upload to this configuration is running. Wait until it has ended.',
    ]);
  });

  test('goes on when it is no longer watched', async () => {
    const opened = await open(0.2);
    const baseline = await start(opened);
    const controller = new AbortController();
    const watching = watchUpload(opened.trustStore, hastyClock, baseline, controller.signal, () =>
      controller.abort(new Error('stop watching')),
    );
    await expect(watching).rejects.toBeInstanceOf(Error);
    expect((await watch(opened, baseline)).ended.status).toBe('succeeded');
  });

  test('is watched on over a restart of the service', async () => {
    const dataFile = join(await temporaryDirectory(), 'tenant.json');
    const opened = await open(0.2, dataFile);
    const baseline = await start(opened);
    await opened.sandbox.close();
    const outOfReach = Promise.withResolvers<void>();
    const watching = watchUpload(opened.trustStore, hastyClock, baseline, noAbort(), (configuration) => {
      if (!configuration) {
        outOfReach.resolve();
      }
    });
    await outOfReach.promise;
    const again = await startSandbox({ dataFile, port: opened.sandbox.port, jobDelaySeconds: 0.1 });
    onTestFinished(() => again.close());
    expect((await watching).statusDetails).toBe('2 certificate authorities were added.');
  });

  test('to a configuration that is deleted meanwhile is told to be gone', async () => {
    const opened = await open(30);
    const baseline = await start(opened);
    await fetch(`${opened.sandbox.root}${configurationsPath}/${opened.id}`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer anybody' },
    });
    const watching = watchUpload(opened.trustStore, hastyClock, baseline, noAbort(), () => undefined);
    expect((await graphFailureOf(watching)).reason).toBe('notFound');
  });
});
