import { describe, expect, it } from 'vitest';
import type { UploadEnd, UploadRecord } from '../../../src/features/uploads/uploadRecord.ts';
import { uploadView } from '../../../src/views/uploadRow.ts';

const startedAt = '2026-11-24T10:00:00.000Z';
const record: UploadRecord = {
  id: 'u1',
  phase: 'accepted',
  tenantId: 't',
  configurationName: 'Contoso',
  bundleName: 'cas.p7b',
  sha256: 'AB'.repeat(32),
  thumbprints: ['A', 'B'],
  baseline: { configurationId: 'c1', lastModifiedDateTime: 'x', startedAt },
  authoritiesBefore: 0,
};
const after = (minutes: number): Date => new Date(Date.parse(startedAt) + minutes * 60_000);

describe('the row of a running upload', () => {
  it.each([
    [0.5, 'running · just begun', 'sync~spin'],
    [12, 'running · since 12 min', 'sync~spin'],
    [31, 'running · since 31 min · later than usual', 'watch'],
  ])('after %s minutes is: %s', (minutes, description, icon) => {
    const standing = { status: 'running', elapsed: minutes * 60_000 };
    const view = uploadView({ kind: 'runningUpload', record, standing, isGivenUp: false }, after(minutes));
    expect([view.label, view.description, view.icon, view.contextValue]).toEqual([
      'Contoso',
      description,
      icon,
      'upload+running',
    ]);
  });

  it('says when the service or this window knows nothing of it', () => {
    const describeWith = (changes: object): string | undefined =>
      uploadView(
        { kind: 'runningUpload', record, standing: undefined, isGivenUp: false, ...changes },
        after(2),
      ).description;
    expect(describeWith({})).toBe('followed by another window · since 2 min');
    expect(describeWith({ isGivenUp: true })).toBe('not followed by this window · since 2 min');
    expect(describeWith({ standing: { status: undefined, elapsed: 0 } })).toBe(
      'the service cannot be reached · since 2 min',
    );
    expect(
      describeWith({
        record: { ...record, phase: 'mending' },
        standing: { status: undefined, elapsed: 0 },
      }),
    ).toBe('mending CRL addresses · since 2 min');
    expect(describeWith({ record: { ...record, phase: 'hosting' } })).toBe(
      'being given an address · since 2 min',
    );
  });
});

describe('the row of an upload that has ended', () => {
  const end: UploadEnd = {
    endedAt: after(5).toISOString(),
    outcome: 'succeeded',
    details: '',
    added: 2,
    missing: [],
    isLeftBehind: false,
  };

  it.each<[Partial<UploadEnd>, string, string, string]>([
    [{}, '2 added · just now', 'pass', 'upload+succeeded'],
    [{ added: undefined }, 'succeeded · just now', 'pass', 'upload+succeeded'],
    [{ missing: ['B'] }, '1 not there · just now', 'warning', 'upload+succeeded'],
    [
      { mended: { done: ['A'], failed: [{ name: 'B', reason: 'x' }] } },
      '2 added · 1 not mended · just now',
      'warning',
      'upload+succeeded',
    ],
    [{ outcome: 'failed' }, 'failed · just now', 'error', 'upload+failed'],
    [
      { outcome: 'unknown', isLeftBehind: true },
      'no job was seen · bundle left behind · just now',
      'question',
      'upload+unknown+left',
    ],
    [{ outcome: 'stopped' }, 'not watched to its end · just now', 'eye-closed', 'upload+stopped'],
    [
      { outcome: 'notSent', isLeftBehind: true },
      'not sent · bundle left behind · just now',
      'circle-slash',
      'upload+notSent+left',
    ],
  ])('%j is: %s', (changes, description, icon, contextValue) => {
    const view = uploadView(
      { kind: 'endedUpload', upload: { ...record, end: { ...end, ...changes } } },
      after(5),
    );
    expect([view.description, view.icon, view.contextValue]).toEqual([description, icon, contextValue]);
  });

  it('says how long it took', () => {
    const { tooltip } = uploadView({ kind: 'endedUpload', upload: { ...record, end } }, after(6));
    expect(tooltip).toContainEqual({ name: 'Ended', value: expect.stringMatching(/, after 5 min$/) });
  });

  it.each([
    [6, '1 min ago'],
    [64, '59 min ago'],
    [65, '1 h ago'],
    [5 + 48 * 60, '2 days ago'],
  ])('%s minutes after the beginning is told as %s', (minutes, ago) => {
    const view = uploadView({ kind: 'endedUpload', upload: { ...record, end } }, after(minutes));
    expect(view.description).toBe(`2 added · ${ago}`);
  });
});
