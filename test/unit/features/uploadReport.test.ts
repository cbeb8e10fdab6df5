import { describe, expect, it, vi } from 'vitest';
import type { EndedUpload, UploadEnd } from '../../../src/features/uploads/uploadRecord.ts';
import { uploadReport } from '../../../src/features/uploads/uploadReport.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const [one, other] = ['A'.repeat(40), 'B'.repeat(40)];

function report(end: Partial<UploadEnd>): string {
  const upload: EndedUpload = {
    id: 'u1',
    phase: 'accepted',
    tenantId: 'tenant-1',
    configurationName: 'Contoso',
    bundleName: 'cas.p7b',
    sha256: 'AB'.repeat(32),
    thumbprints: [one, other],
    baseline: {
      configurationId: 'c1',
      lastModifiedDateTime: '2026-11-20T08:00:00Z',
      startedAt: '2026-11-24T10:00:00.000Z',
    },
    authoritiesBefore: 2,
    end: {
      endedAt: '2026-11-24T10:05:00.000Z',
      outcome: 'succeeded',
      details: '',
      added: 1,
      missing: [other],
      isLeftBehind: false,
      ...end,
    },
  };
  return uploadReport(upload);
}

describe('the report of an upload', () => {
  it('says of each certificate whether it is there', () => {
    expect(report({})).toContain(`| ${one} | yes |\n| ${other} | no |`);
  });

  it.each(['notSent', 'unknown', 'stopped', 'succeeded'] as const)(
    'claims nothing of what was not looked for: %s',
    (outcome) => {
      const text = report({ outcome, added: undefined, missing: [] });
      expect(text).toContain(`| ${one} | not known |\n| ${other} | not known |`);
    },
  );

  it('says that nothing was sent where nothing was', () => {
    const text = report({ outcome: 'notSent', added: undefined, missing: [] });
    expect(text).toContain('Nothing was sent to Contoso');
    expect(text).not.toContain('may have arrived');
  });
});
