import { TrustStoreModel } from '../../../src/features/browseTrustStore/trustStoreModel.ts';
import { BundleHosts } from '../../../src/features/bundleHosts/bundleHosts.ts';
import { LastPlace } from '../../../src/features/bundleHosts/hostChoice.ts';
import { collectCertificates } from '../../../src/features/collectCertificates.ts';
import { checkRevocation, mendingsOf } from '../../../src/features/mendRevocation/checkRevocation.ts';
import { PendingWork } from '../../../src/features/pendingWork.ts';
import { partsOf, planOf, uploadedFrom } from '../../../src/features/publish/publishPlan.ts';
import { type PublishOutcome, runPublication } from '../../../src/features/publish/publishRun.ts';
import type { PublishServices, PublishState } from '../../../src/features/publish/publishState.ts';
import { readWhole } from '../../../src/features/readTrustStore.ts';
import type { Tenancy } from '../../../src/features/tenancy.ts';
import type { Clock } from '../../../src/graph/clock.ts';
import type { Authority, Configuration } from '../../../src/graph/model.ts';
import { GraphTransport } from '../../../src/graph/transport.ts';
import { TrustStore } from '../../../src/graph/trustStore.ts';
import { readCertificateFile } from '../../../src/pki/certificateFile.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { FakeMemento } from '../../support/fakeMemento.ts';
import { FakeSecrets } from '../../support/fakeSecrets.ts';
import { MemoryJournal } from '../../support/memoryJournal.ts';
import { FakeTenancies } from './fakeTenancies.ts';
import { silentWatcher } from './silentWatcher.ts';

/** Everything that a publication works with, over real connections to a sandbox and to a container. */
export interface PublicationRig {
  readonly tenancy: Tenancy;
  readonly services: PublishServices;
  readonly journal: MemoryJournal;
  readonly secrets: FakeSecrets;
  /** Begins a publication of the certificates to the configuration, as the wizard does, with everything that it proposes. */
  plan(configuration: Configuration, certificates: readonly Uint8Array[]): Promise<PublishState>;
  run(state: PublishState): Promise<PublishOutcome>;
  /** Goes on with what is written down, as a window that is opened anew, and waits until nothing is watched any more. */
  resume(): Promise<void>;
  authoritiesOf(configuration: Configuration): Promise<readonly Authority[]>;
}

/**
 * @param graphRoot of the sandbox, or of a proxy before it
 * @param container with its signature behind a question mark
 */
export function publicationRig(graphRoot: string, container: string): PublicationRig {
  const clock = new FakeClock(new Date().toISOString());
  const trustStore = trustStoreAt(graphRoot, clock);
  const tenancies = new FakeTenancies();
  const tenancy = tenancies.connect(trustStore, { kind: 'sandbox' });
  const model = new TrustStoreModel(tenancies, clock);
  const [secrets, journal] = [new FakeSecrets(), new MemoryJournal()];
  const hosts = new BundleHosts(secrets, clock);
  const watcher = silentWatcher({ tenancies, model, journal, hosts, clock });
  const services: PublishServices = Object.assign(Object.create(null), {
    tenancies,
    model,
    clock,
    journal,
    hosts,
    watcher,
    pending: new PendingWork(),
    lastPlace: new LastPlace(new FakeMemento()),
  });
  const [address = '', signature = ''] = container.split('?');
  const noAbort = new AbortController().signal;
  return {
    tenancy,
    services,
    journal,
    secrets,
    async plan(configuration, certificates) {
      const looked = certificates.map((bytes, index) => ({
        uri: Object.create(null),
        name: `${index}.cer`,
        size: bytes.length,
        sha256: undefined,
        content: contentOf(bytes),
      }));
      const collection = collectCertificates(looked, clock.now());
      const whole = await readWhole(tenancy, model, configuration, clock.now(), noAbort);
      const plan = planOf(collection.certificates, whole.authorities);
      const members = plan.byStanding.get('new') ?? [];
      const forecast = await checkRevocation(
        {
          tenancy,
          configuration,
          authorities: [...whole.authorities, ...members.map(uploadedFrom)],
          others: collection.certificates.map(({ certificate }) => certificate),
          clock,
        },
        noAbort,
      );
      return {
        mode: 'publish',
        collection,
        configuration: { kind: 'existing', configuration },
        existing: whole.authorities,
        plan,
        members,
        parts: partsOf(members),
        findings: [],
        forecast,
        mendings: mendingsOf(forecast.assessments),
        host: {
          kind: 'hosted',
          place: { kind: 'shared', container: address },
          signature: { text: signature, isKept: false },
        },
        addresses: new Map(),
        done: [],
      };
    },
    run: (state) => runPublication(services, tenancy, state, () => undefined),
    async resume() {
      watcher.resume();
      const isWatched = (): boolean =>
        journal.entries.some(({ baseline }) => watcher.isWatching(baseline.configurationId));
      while (isWatched()) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    authoritiesOf: ({ id }) => Array.fromAsync(trustStore.allAuthorities(id, noAbort)),
  };
}

function contentOf(bytes: Uint8Array) {
  const reading = readCertificateFile(bytes);
  if (reading.outcome !== 'read') {
    throw new Error('A certificate of the test cannot be read');
  }
  return { file: reading.file };
}

export function trustStoreAt(root: string, clock: Clock): TrustStore {
  const transport = new GraphTransport({
    root,
    apiVersion: 'v1.0',
    token: {
      token: async () => 'sandbox',
      replace: async () => undefined,
      rejectedAgain: () => undefined,
    },
    clock,
    log: () => undefined,
  });
  return new TrustStore(transport, clock);
}
