import { beforeEach, describe, expect, it, vi } from 'vitest';
import { BundleHosts } from '../../../src/features/bundleHosts/bundleHosts.ts';
import { LastPlace } from '../../../src/features/bundleHosts/hostChoice.ts';
import { PendingWork } from '../../../src/features/pendingWork.ts';
import { upload } from '../../../src/features/uploadBundle/uploadFlow.ts';
import { UploadWatcher } from '../../../src/features/uploads/uploadWatcher.ts';
import { GraphRequestError } from '../../../src/graph/errors.ts';
import type { Configuration } from '../../../src/graph/model.ts';
import { CancelledError } from '../../../src/platform/failure.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { FakeMemento } from '../../support/fakeMemento.ts';
import { FakeSecrets } from '../../support/fakeSecrets.ts';
import { MemoryJournal } from '../../support/memoryJournal.ts';
import { type QueuedAnswer, QueuedPrompts } from '../../support/queuedPrompts.ts';
import { commands, queuedButtons, shownMessages } from '../../support/vscodeStub.ts';
import { configuration, MemoryTrustStore, openModel } from './fakeTenancies.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

/** A tenant that creates configurations, and refuses every upload. */
class RefusingTrustStore extends MemoryTrustStore {
  readonly created: string[] = [];
  uploads = 0;

  override async createConfiguration(displayName: string): Promise<Configuration> {
    this.created.push(displayName);
    const made = configuration('made', { displayName });
    this.configurations = [...this.configurations, made];
    return made;
  }

  override upload(): Promise<void> {
    this.uploads += 1;
    return Promise.reject(new GraphRequestError('invalid', 'The address is not allowed.'));
  }
}

/** Uploads a hosted file with queued answers, and presses Escape when they are used up. */
async function run(answers: readonly QueuedAnswer[]) {
  const { tenancies, model } = openModel();
  const store = new RefusingTrustStore();
  store.configurations = [configuration('c1', { displayName: 'Contoso' })];
  tenancies.connect(store);
  const [clock, journal] = [new FakeClock(), new MemoryJournal()];
  const hosts = new BundleHosts(new FakeSecrets(), clock);
  const prompts = new QueuedPrompts(answers, () => new CancelledError());
  const reveal = async (): Promise<void> => undefined;
  const telemetry = { commandEnded: () => undefined, uploadEnded: () => undefined };
  const watcher = new UploadWatcher({
    tenancies,
    model,
    journal,
    hosts,
    clock,
    telemetry,
    reveal,
    report: (_what, error) => {
      throw error;
    },
  });
  const none = () => Promise.reject(new Error('There is no file'));
  const files = { size: none, read: none, sha256: none, list: none, write: none, names: none, remove: none };
  const lastPlace = new LastPlace(new FakeMemento());
  const pending = new PendingWork();
  const services = { tenancies, model, pending, prompts, files, clock, journal, watcher, hosts, lastPlace };
  const ended = await upload(services, { bundle: 'hosted' }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { store, prompts, journal, ended };
}

const hash = 'AB'.repeat(32);
const rest = [{ type: 'https://pki.example/b.p7b' }, { type: hash }, { pick: 'Upload' }];

describe('an upload that the service refuses', () => {
  beforeEach(() => {
    shownMessages.length = 0;
  });

  it('brings the last question back with the reason, and can be tried again with all answers kept', async () => {
    const { store, prompts, journal } = await run([{ pick: 'Contoso' }, ...rest, { pick: 'Upload Again' }]);
    expect(store.uploads).toBe(2);
    expect(prompts.seen.at(-1)?.rows[0]).toContain('The address is not allowed.');
    expect(prompts.seen.at(-1)?.rows.join('\n')).toContain(hash);
    expect(journal.entries).toEqual([]);
  });

  it('leaves a configuration that was created before, and says so when the user gives up', async () => {
    const { store, ended } = await run([{ pick: 'Create new' }, { type: 'Brand New' }, ...rest]);
    expect(ended).toBeInstanceOf(CancelledError);
    expect(store.created).toEqual(['Brand New']);
    expect(shownMessages).toMatchObject([
      { message: 'The configuration Brand New had been created already, and stays in the tenant.' },
    ]);
  });

  it('offers to delete that configuration, with the question that every deletion asks', async () => {
    const executed = vi.spyOn(commands, 'executeCommand');
    queuedButtons.push('Delete It…');
    await run([{ pick: 'Create new' }, { type: 'Brand New' }, ...rest]);
    expect(executed.mock.calls).toEqual([
      [
        'cbaPki.configuration.delete',
        { kind: 'configuration', configuration: expect.objectContaining({ displayName: 'Brand New' }) },
      ],
    ]);
    executed.mockRestore();
  });

  it('creates that configuration once, however often it is tried', async () => {
    const again = { pick: 'Upload Again' };
    const { store } = await run([{ pick: 'Create new' }, { type: 'Brand New' }, ...rest, again, again]);
    expect(store.created).toEqual(['Brand New']);
    expect(store.uploads).toBe(3);
  });

  it('says nothing of a configuration that was there before', async () => {
    await run([{ pick: 'Contoso' }, ...rest]);
    expect(shownMessages).toEqual([]);
  });
});
