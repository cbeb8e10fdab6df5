import { TrustStoreModel } from '../../../src/features/browseTrustStore/trustStoreModel.ts';
import { Tenancies, type Tenancy } from '../../../src/features/tenancy.ts';
import { ClassicStore } from '../../../src/graph/classicStore.ts';
import { systemClock } from '../../../src/graph/clock.ts';
import { DeletedItems } from '../../../src/graph/deletedItems.ts';
import { GraphRequestError } from '../../../src/graph/errors.ts';
import type { Authority, AuthoritySettings, Configuration } from '../../../src/graph/model.ts';
import type { Page } from '../../../src/graph/page.ts';
import { TrustStore } from '../../../src/graph/trustStore.ts';
import { revocationLimits } from '../../../src/pki/revocationLimits.ts';
import { CancelledError } from '../../../src/platform/failure.ts';
import type { Log } from '../../../src/platform/log.ts';

export function configuration(id: string, changes: Partial<Configuration> = {}): Configuration {
  return {
    id,
    displayName: `Configuration ${id}`,
    status: 'succeeded',
    statusDetails: '',
    lastModifiedDateTime: '2026-11-20T08:00:00Z',
    ...changes,
  };
}

export function authority(id: string): Authority {
  return {
    id,
    displayName: `Authority ${id}`,
    type: 'root',
    issuer: `CN=Authority ${id}`,
    subjectKeyIdentifier: '',
    thumbprint: '',
    createdDateTime: undefined,
    expirationDateTime: undefined,
    certificateRevocationListUrl: '',
    deltaCertificateRevocationListUrl: '',
    isIssuerHintEnabled: false,
  };
}

const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  graphCall: () => undefined,
  show: () => undefined,
};

/** What the service holds is set by the test; an answer is made when it is asked for, and may be held back. */
export class MemoryTrustStore extends TrustStore {
  /** What was asked, in order. */
  readonly calls: string[] = [];
  configurations: readonly Configuration[] = [];
  /** By configuration; an error is what asking for them fails with. */
  readonly authorities = new Map<string, readonly Authority[] | Error>();
  /** What the next looks at a configuration find, before what is held is found. */
  readonly looks: (Configuration | Error)[] = [];
  pageSize = 100;
  /** What every call fails with. */
  failure: Error | undefined;
  /** Is told of a call before it is answered. */
  onCall: ((call: string) => void) | undefined;
  #hold: Promise<void> | undefined;

  constructor() {
    // There is no transport behind it: what would send is overridden.
    super(Object.create(null), systemClock);
  }

  /** Holds the next answer back, even from an aborted call, until the returned function is called. */
  holdNext(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#hold = promise;
    return resolve;
  }

  override listConfigurations(signal: AbortSignal, next?: string): Promise<Page<Configuration>> {
    return this.#answer('configurations', signal, () => this.#page(this.configurations, next), next);
  }

  override getConfiguration(id: string, signal: AbortSignal): Promise<Configuration> {
    return this.#answer<Configuration>(`configuration ${id}`, signal, () => {
      const found = this.looks.shift() ?? this.configurations.find((one) => one.id === id);
      return found ?? new GraphRequestError('notFound', `There is no ${id}`);
    });
  }

  override listAuthorities(id: string, signal: AbortSignal, next?: string): Promise<Page<Authority>> {
    const items = this.authorities.get(id) ?? [];
    return this.#answer<Page<Authority>>(
      `authorities of ${id}`,
      signal,
      () => (items instanceof Error ? items : this.#page(items, next)),
      next,
    );
  }

  override changeAuthority(
    configurationId: string,
    id: string,
    changes: Partial<AuthoritySettings>,
    signal: AbortSignal,
  ): Promise<Authority> {
    return this.#answer<Authority>(`change of ${id}`, signal, () => {
      const there = this.authorities.get(configurationId) ?? [];
      if (there instanceof Error) {
        return there;
      }
      const found = there.find((one) => one.id === id);
      if (!found) {
        return new GraphRequestError('notFound', `There is no ${id}`);
      }
      const changed = { ...found, ...changes };
      this.authorities.set(
        configurationId,
        there.map((one) => (one === found ? changed : one)),
      );
      return changed;
    });
  }

  #page<T>(items: readonly T[], next = '0'): Page<T> {
    const end = Number(next) + this.pageSize;
    return { items: items.slice(Number(next), end), next: end < items.length ? String(end) : undefined };
  }

  async #answer<T>(call: string, signal: AbortSignal, make: () => T | Error, next?: string): Promise<T> {
    signal.throwIfAborted();
    this.calls.push(next === undefined ? call : `${call} from ${next}`);
    this.onCall?.(call);
    const answer = this.failure ?? make();
    const hold = this.#hold;
    this.#hold = undefined;
    await hold;
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  }
}

/** The connected tenant, which a test changes. */
export class FakeTenancies extends Tenancies {
  #current: Tenancy | undefined;
  #scope = new AbortController();

  constructor() {
    // There is no connection behind it: what would ask for one is overridden.
    super(Object.create(null), () => 'v1.0', silentLog);
  }

  /** Ends the connection as it is, and makes another. */
  connect(
    trustStore: TrustStore,
    who: Partial<Pick<Tenancy, 'tenantId' | 'kind' | 'host' | 'azure'>> = {},
  ): Tenancy {
    this.disconnect();
    this.#scope = new AbortController();
    const { signal } = this.#scope;
    const tenancy: Tenancy = {
      kind: 'real',
      tenantId: 'tenant-1',
      portalRoot: 'https://entra.example',
      trustStore,
      deletedItems: new DeletedItems(Object.create(null), systemClock),
      classicStore: new ClassicStore(Object.create(null), systemClock, 'tenant-1'),
      certificatePolicy: () => Promise.reject(new Error('Nobody may read the policy')),
      revocationLimits: revocationLimits.public,
      azure: undefined,
      host: undefined,
      ...who,
      signal,
    };
    this.#current = tenancy;
    return tenancy;
  }

  disconnect(): void {
    this.#current = undefined;
    this.#scope.abort(new CancelledError());
  }

  override get current(): Tenancy | undefined {
    return this.#current;
  }

  override async require(): Promise<Tenancy> {
    if (!this.#current) {
      throw new Error('Nobody is signed in');
    }
    return this.#current;
  }
}

export interface Opened {
  readonly store: MemoryTrustStore;
  readonly tenancies: FakeTenancies;
  readonly tenancy: Tenancy;
  readonly model: TrustStoreModel;
  /** How often the model has said that something changed. */
  readonly changes: () => number;
}

/** A model, connected to a trust store with these configurations. */
export function openModel(...configurations: readonly Configuration[]): Opened {
  const store = new MemoryTrustStore();
  store.configurations = configurations;
  const tenancies = new FakeTenancies();
  const tenancy = tenancies.connect(store);
  const model = new TrustStoreModel(tenancies, systemClock);
  let changes = 0;
  model.onDidChange(() => {
    changes += 1;
  });
  return { store, tenancies, tenancy, model, changes: () => changes };
}

export function idsOf(items: readonly { readonly id: string }[] | undefined): string[] | undefined {
  return items?.map(({ id }) => id);
}

/** Lets everything run that waits for nothing but promises. */
export async function settled(): Promise<void> {
  // A module that is read when it is needed takes some turns, also where it is there already.
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
