import { describe, expect, it, vi } from 'vitest';
import { queuedButtons, shownMessages, shownProgress } from '../../support/vscodeStub.ts';
import { authority, settled } from './fakeTenancies.ts';
import { ended, entry, type OpenedWatcher, openWatcher, running } from './watchedUpload.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const authorities = (count: number) => Array.from({ length: count }, (_, index) => authority(`a${index}`));

/** Watches the upload until it is over. */
async function watch(opened: OpenedWatcher): Promise<void> {
  opened.watcher.watch(opened.tenancy, entry);
  await settled();
}

describe('an upload that succeeded', () => {
  it.each([
    [2, 'The upload to Contoso succeeded: 1 authority was added.'],
    [4, 'The upload to Contoso succeeded: 3 authorities were added.'],
    // A new object may take minutes to appear in lists.
    [1, 'The upload to Contoso succeeded. It may take minutes until the new authorities appear.'],
    [0, 'The upload to Contoso succeeded. It may take minutes until the new authorities appear.'],
  ])('after one authority before, and with %i now, is told as: %s', async (count, message) => {
    const opened = await openWatcher([running, ended('succeeded')]);
    opened.store.authorities.set('c1', authorities(count));
    await watch(opened);
    expect(shownMessages).toEqual([{ level: 'information', message }]);
  });

  it('counts the authorities of every page', async () => {
    const opened = await openWatcher([running, ended('succeeded')]);
    opened.store.authorities.set('c1', authorities(4));
    opened.store.pageSize = 2;
    await watch(opened);
    expect(shownMessages[0]?.message).toContain('3 authorities were added');
  });

  it('is told without a number when the service does not give the authorities now', async () => {
    const opened = await openWatcher([running, ended('succeeded')]);
    opened.store.authorities.set('c1', new Error('No network'));
    await watch(opened);
    expect(shownMessages.map(({ message }) => message)).toEqual([expect.stringContaining('It may take')]);
    expect([opened.journal.entries, opened.reported]).toEqual([[], []]);
    expect(opened.uploadsTold).toMatchObject([{ outcome: 'succeeded', added: 0 }]);
  });

  it('is forgotten by the journal, and not watched any more', async () => {
    const opened = await openWatcher([running, ended('succeeded')]);
    opened.watcher.watch(opened.tenancy, entry);
    expect([opened.watcher.isWatching('c1'), opened.watcher.isWatching('c2')]).toEqual([true, false]);
    await settled();
    expect([opened.watcher.isWatching('c1'), opened.journal.entries, opened.reported]).toEqual([
      false,
      [],
      [],
    ]);
  });

  it('moves its row: first running, then ended', async () => {
    const opened = await openWatcher([running, ended('succeeded')]);
    const rows: string[] = [];
    opened.model.onDidChange(() => rows.push(opened.model.knownConfigurations[0]?.status ?? 'none'));
    await watch(opened);
    expect(rows).toEqual(['running', 'succeeded']);
  });

  it('is shown in the sidebar on Show, and only then', async () => {
    const opened = await openWatcher([running, ended('succeeded')]);
    await watch(opened);
    expect(opened.revealed).toEqual([]);
    const second = await openWatcher([running, ended('succeeded')]);
    queuedButtons.push('Show');
    await watch(second);
    expect([second.revealed, queuedButtons]).toEqual([['c1'], []]);
  });

  it('reports when it cannot be shown', async () => {
    const revealFailure = new Error('No such row');
    const opened = await openWatcher([running, ended('succeeded')], { revealFailure });
    queuedButtons.push('Show');
    await watch(opened);
    expect(opened.reported).toEqual([revealFailure]);
  });

  it('needs no notification of progress when it is over at once', async () => {
    await watch(await openWatcher([running, ended('succeeded')]));
    expect(shownProgress).toEqual([]);
  });
});

describe('an upload that did not succeed', () => {
  it.each([
    ['failed', 'The SHA-256 differs.', 'The upload of cas.p7b to Contoso failed: The SHA-256 differs.'],
    ['Failed', '', 'The upload of cas.p7b to Contoso failed: The service gave no reason.'],
    ['halfDone', 'Odd.', 'The upload of cas.p7b to Contoso ended as “halfDone”: Odd.'],
  ])('with status %s and reason “%s” is told as: %s', async (status, details, message) => {
    const opened = await openWatcher([running, ended(status, details)]);
    await watch(opened);
    expect(shownMessages).toEqual([{ level: 'error', message }]);
    expect([opened.journal.entries, opened.revealed]).toEqual([[], []]);
    expect(opened.model.knownConfigurations).toEqual([ended(status, details)]);
  });

  it.each([
    [1, 'No authority was added. Nothing has to be undone.'],
    [3, 'Authorities may have arrived (2).'],
    [undefined, 'Authorities may have arrived (?).'],
  ])('and has %s authorities now shows its row and its end on Show Details', async (count, sentence) => {
    const opened = await openWatcher([running, ended('failed', 'A reason.')]);
    opened.store.authorities.set('c1', count === undefined ? new Error('No network') : authorities(count));
    queuedButtons.push('Show Details');
    await watch(opened);
    expect(opened.revealed).toEqual(['c1']);
    const [toast, dialog] = shownMessages;
    expect([toast?.detail, dialog?.message]).toEqual([undefined, toast?.message]);
    expect(dialog?.detail).toContain('Configuration: Contoso (c1)');
    expect(dialog?.detail).toContain(sentence);
  });
});

describe('telemetry', () => {
  it.each([
    ['Succeeded', 'real', 4, { outcome: 'succeeded', tenant: 'real', seconds: 2, added: 3 }],
    ['failed', 'sandbox', 1, { outcome: 'failed', tenant: 'sandbox', seconds: 2, added: 0 }],
    ['halfDone', 'real', 0, { outcome: 'other', tenant: 'real', seconds: 2, added: 0 }],
  ] as const)(
    'is told of the end %s in a %s tenant in closed words and counts only',
    async (status, kind, count, told) => {
      const opened = await openWatcher([running, ended(status, 'Secret reason')], { kind });
      opened.store.authorities.set('c1', authorities(count));
      await watch(opened);
      expect(opened.uploadsTold).toEqual([told]);
    },
  );
});
