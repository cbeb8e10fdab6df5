import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { TrustStoreModel } from '../../../src/features/browseTrustStore/trustStoreModel.ts';
import { BundleHosts } from '../../../src/features/bundleHosts/bundleHosts.ts';
import type { Tenancy } from '../../../src/features/tenancy.ts';
import { type BeginStage, beginUpload, type UploadOrder } from '../../../src/features/uploads/beginUpload.ts';
import { UploadJournal } from '../../../src/features/uploads/uploadJournal.ts';
import type { UploadRecord } from '../../../src/features/uploads/uploadRecord.ts';
import type { UploadWatcher } from '../../../src/features/uploads/uploadWatcher.ts';
import type { Configuration } from '../../../src/graph/model.ts';
import type { BundleHost } from '../../../src/hosting/bundleHost.ts';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { FakeSecrets } from '../../support/fakeSecrets.ts';
import { temporaryDirectory } from '../../support/openssl.ts';
import { configuration, FakeTenancies, MemoryTrustStore } from './fakeTenancies.ts';
import { silentWatcher } from './silentWatcher.ts';

/** A trust store that takes uploads, which stay as they are until the test ends them. */
export class UploadingStore extends MemoryTrustStore {
  readonly uploads: string[] = [];
  onUpload: (() => void) | undefined;

  override async upload(id: string): Promise<void> {
    this.uploads.push(id);
    this.onUpload?.();
    this.set(id, { status: 'running', lastModifiedDateTime: `2026-11-24T11:00:0${this.uploads.length}Z` });
  }

  set(id: string, changes: Partial<Configuration>): void {
    this.configurations = this.configurations.map((one) => (one.id === id ? { ...one, ...changes } : one));
  }
}

/** A place for bundles that anybody can look into. */
export interface OpenHost extends BundleHost {
  readonly bundles: ReadonlyMap<string, Buffer>;
}

/** A window of VS Code, as far as uploads go. */
export interface UploadWindow {
  readonly tenancies: FakeTenancies;
  readonly tenancy: Tenancy;
  readonly clock: FakeClock;
  readonly journal: UploadJournal;
  readonly hosts: BundleHosts;
  readonly watcher: UploadWatcher;
  begin(
    order: UploadOrder,
    signal?: AbortSignal,
    onStage?: (stage: BeginStage) => void,
  ): Promise<UploadRecord>;
  close(): void;
}

/** Windows of one computer: with one storage, one secret storage and one tenant. */
export async function severalWindows(): Promise<{
  readonly store: UploadingStore;
  readonly host: OpenHost;
  readonly secrets: FakeSecrets;
  readonly open: () => UploadWindow;
}> {
  // Read before, so that it takes no time when it is needed.
  await import('../../../src/features/uploads/followUpload.ts');
  const folder = join(await temporaryDirectory(onTestFinished), 'uploads');
  const store = new UploadingStore();
  store.configurations = [configuration('c1', { displayName: 'Contoso' }), configuration('c2')];
  const host = await openHost();
  const secrets = new FakeSecrets();
  return { store, host, secrets, open: () => openWindow(store, folder, host, secrets) };
}

function openWindow(
  store: UploadingStore,
  folder: string,
  host: BundleHost,
  secrets: FakeSecrets,
): UploadWindow {
  const tenancies = new FakeTenancies();
  const tenancy = tenancies.connect(store, { kind: 'sandbox', host });
  const clock = new FakeClock();
  const model = new TrustStoreModel(tenancies, clock);
  const journal = new UploadJournal(folder);
  const hosts = new BundleHosts(secrets, clock);
  const watcher = silentWatcher({ tenancies, model, journal, hosts, clock });
  const services = { tenancy, model, clock, journal, hosts, watcher };
  const close = (): void => {
    tenancies.disconnect();
    watcher.dispose();
  };
  onTestFinished(close);
  return {
    tenancies,
    tenancy,
    clock,
    journal,
    hosts,
    watcher,
    begin: (order, signal = new AbortController().signal, onStage) =>
      beginUpload(services, order, signal, onStage),
    close,
  };
}

async function openHost(): Promise<OpenHost> {
  const bundles = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const bundle = bundles.get(String(request.url).slice(1));
    response.writeHead(bundle ? 200 : 404).end(bundle);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  const { port }: Pick<AddressInfo, 'port'> = Object.assign({ port: 0 }, server.address());
  return {
    bundles,
    async host(name, bytes) {
      bundles.set(name, Buffer.from(bytes));
      return `http://127.0.0.1:${port}/${name}`;
    },
    async remove(name) {
      bundles.delete(name);
    },
  };
}

const bytes = Buffer.from('a bundle');

/** An upload of a bundle that is hosted for its time. */
export function hostedOrder(target: Configuration, changes: Partial<UploadOrder> = {}): UploadOrder {
  return {
    configuration: target,
    bundleName: 'cas.p7b',
    sha256: sha256OfBytes(bytes),
    thumbprints: [],
    source: { kind: 'hosted', place: { kind: 'sandbox' }, signature: undefined, bytes, stays: false },
    ...changes,
  };
}
