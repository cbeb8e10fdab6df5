import { BundleHosts } from '../../../src/features/bundleHosts/bundleHosts.ts';
import type { Tenancy } from '../../../src/features/tenancy.ts';
import type { UploadRecord } from '../../../src/features/uploads/uploadRecord.ts';
import { UploadWatcher } from '../../../src/features/uploads/uploadWatcher.ts';
import type { Configuration } from '../../../src/graph/model.ts';
import type { Telemetry } from '../../../src/platform/telemetry.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { FakeSecrets } from '../../support/fakeSecrets.ts';
import { MemoryJournal } from '../../support/memoryJournal.ts';
import { queuedButtons, shownMessages, shownProgress } from '../../support/vscodeStub.ts';
import { authority, configuration, type Opened, openModel } from './fakeTenancies.ts';

export const before = configuration('c1', { displayName: 'Contoso' });
export const running: Configuration = {
  ...before,
  status: 'running',
  lastModifiedDateTime: '2026-11-24T10:00:01Z',
};

export function ended(status: string, statusDetails = ''): Configuration {
  return { ...before, status, statusDetails, lastModifiedDateTime: '2026-11-24T10:00:02Z' };
}

/** An upload of when the clock of the tests begins. */
export const entry: UploadRecord = {
  id: 'u1',
  phase: 'accepted',
  sha256: 'AB'.repeat(32),
  thumbprints: [],
  tenantId: 'tenant-1',
  configurationName: 'Contoso',
  bundleName: 'cas.p7b',
  baseline: {
    configurationId: 'c1',
    lastModifiedDateTime: before.lastModifiedDateTime,
    startedAt: '2026-11-24T10:00:00.000Z',
  },
  authoritiesBefore: 1,
};

export interface OpenedWatcher extends Opened {
  readonly watcher: UploadWatcher;
  readonly journal: MemoryJournal;
  readonly clock: FakeClock;
  /** What telemetry was told. */
  readonly uploadsTold: Parameters<Telemetry['uploadEnded']>[0][];
  readonly revealed: string[];
  /** What failed in the background. */
  readonly reported: unknown[];
}

interface Options {
  readonly kind?: Tenancy['kind'];
  /** What showing a configuration in the sidebar fails with. */
  readonly revealFailure?: Error;
}

/** A watcher of the upload in the journal, whose job shows itself as the looks say. */
export async function openWatcher(
  looks: readonly (Configuration | Error)[],
  { kind = 'real', revealFailure }: Options = {},
): Promise<OpenedWatcher> {
  for (const shown of [shownMessages, shownProgress, queuedButtons]) {
    shown.length = 0;
  }
  // Read before, so that it takes no time when it is needed.
  await import('../../../src/features/uploads/followUpload.ts');
  const opened = openModel(before);
  const tenancy = opened.tenancies.connect(opened.store, { kind });
  await opened.model.configurations();
  opened.store.looks.push(...looks);
  opened.store.authorities.set('c1', [authority('a1')]);
  const journal = new MemoryJournal();
  await journal.put(entry);
  const clock = new FakeClock();
  const uploadsTold: OpenedWatcher['uploadsTold'] = [];
  const revealed: string[] = [];
  const reported: unknown[] = [];
  const watcher = new UploadWatcher({
    ...opened,
    journal,
    hosts: new BundleHosts(new FakeSecrets(), clock),
    clock,
    telemetry: { commandEnded: () => undefined, uploadEnded: (event) => uploadsTold.push(event) },
    reveal: async (id) => {
      revealed.push(id);
      if (revealFailure) {
        throw revealFailure;
      }
    },
    report: (_what, error) => reported.push(error),
  });
  return { ...opened, tenancy, watcher, journal, clock, uploadsTold, revealed, reported };
}
