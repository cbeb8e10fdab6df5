import { describe, expect, it, vi } from 'vitest';
import { planOf } from '../../../src/features/publish/publishPlan.ts';
import type { PublishOutcome } from '../../../src/features/publish/publishRun.ts';
import { describePublication, isProven } from '../../../src/features/publish/publishSentences.ts';
import type { PublishState } from '../../../src/features/publish/publishState.ts';
import type { EndedUpload, UploadEnd } from '../../../src/features/uploads/uploadRecord.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { exportedAuthority } from '../../support/exportedAuthorities.ts';
import { makeAuthority } from '../../support/openssl.ts';
import { configuration } from './fakeTenancies.ts';
import { at, check, list, listOf, issuing as middle, rootList, root as top } from './revocationRig.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const contoso = configuration('c1', { displayName: 'Contoso' });
const made = await Promise.all(
  [1, 2, 3, 4, 5, 6, 7].map((number) => makeAuthority({ name: `CA ${number}` })),
);
const found = made.map(({ der, name, thumbprint }) => ({
  name,
  from: `${name}.cer`,
  thumbprint,
  isAuthority: true,
  isRoot: true,
  isExpired: false,
  certificate: readCertificate(der),
}));
const allRight = await check([exportedAuthority(middle, at(list))], [], { [list]: await listOf(middle) });

function after(count: number, end: Partial<UploadEnd>, changes: Partial<PublishState> = {}): PublishState {
  const members = found.slice(0, count);
  const ended: EndedUpload = {
    id: 'u1',
    phase: 'accepted',
    tenantId: 't',
    configurationName: 'Contoso',
    bundleName: 'CAs',
    sha256: 'AB'.repeat(32),
    thumbprints: members.map(({ thumbprint }) => thumbprint),
    baseline: { configurationId: 'c1', lastModifiedDateTime: 'x', startedAt: '2026-11-24T10:00:00Z' },
    authoritiesBefore: 0,
    end: {
      endedAt: '2026-11-24T10:05:00Z',
      outcome: 'succeeded',
      details: '',
      added: count,
      missing: [],
      isLeftBehind: false,
      ...end,
    },
  };
  return {
    mode: 'publish',
    collection: { certificates: found, problems: [] },
    configuration: { kind: 'existing', configuration: contoso },
    existing: [],
    plan: planOf(found, []),
    parts: [],
    findings: [],
    addresses: new Map(),
    done: [{ part: { members, bytes: Buffer.alloc(0), sha256: ended.sha256 }, ended, mendings: [] }],
    ...changes,
  };
}

const told = (state: PublishState, changes: Partial<PublishOutcome> = {}): string =>
  describePublication(state, {
    configuration: contoso,
    failed: undefined,
    mending: { done: [], failed: [] },
    check: allRight,
    ...changes,
  });
const thumbprints = (count: number): string[] => found.slice(0, count).map(({ thumbprint }) => thumbprint);

describe('the end of a publication', () => {
  it('says how many were added, and nothing more where all is well', () => {
    expect(told(after(2, {}))).toBe('2 certificates were added to Contoso.');
    expect(told(after(1, {}))).toBe('1 certificate was added to Contoso.');
  });

  it('names what is not to be seen yet, the first five', () => {
    const state = after(7, { missing: thumbprints(6) });
    expect(told(state)).toBe(
      '1 certificate was added to Contoso. Not to be seen yet: CA 1, CA 2, CA 3, CA 4, CA 5 and 1 more.',
    );
    expect(isProven(state)).toBe(false);
  });

  it('deletes nothing before all of it is there, and says so', () => {
    const extras = [exportedAuthority(top)];
    const changes = { mode: 'synchronize' as const, plan: { ...planOf(found, []), extras } };
    const kept = 'Nothing is proposed to be deleted before all of it is there.';
    expect(told(after(2, { missing: thumbprints(1) }, changes))).toContain(kept);
    expect(told(after(2, {}, changes))).not.toContain(kept);
    expect(isProven(after(2, { added: undefined }, changes))).toBe(false);
  });

  it('says how the CRL addresses stand', async () => {
    const wrong = await check([exportedAuthority(middle, at(rootList))], [], {
      [rootList]: await listOf(top),
      [list]: await listOf(middle),
    });
    const open = await check([exportedAuthority(middle, at(list))], [], {
      [list]: { outcome: 'status', status: 404 },
    });
    expect(told(after(1, {}), { check: wrong })).toContain('CRL addresses still to be mended: 1.');
    expect(told(after(1, {}), { check: open })).toContain('CRL addresses that need a look: 1.');
    expect(told(after(1, {}), { check: undefined })).toContain(
      'How the CRL addresses stand could not be looked at.',
    );
  });

  it('says of a job that failed what was mended before, and not how the addresses stand', () => {
    const [first] = after(1, { outcome: 'failed', details: 'Bad hash' }).done;
    const text = told(after(1, {}), {
      failed: first?.ended,
      mending: { done: ['CA 1'], failed: [] },
      check: undefined,
    });
    expect(text).toBe('The upload of CAs to Contoso failed: Bad hash. CRL addresses mended: 1.');
  });
});
