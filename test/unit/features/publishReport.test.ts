import { describe, expect, it, vi } from 'vitest';
import { collectCertificates } from '../../../src/features/collectCertificates.ts';
import { planOf, uploadedFrom } from '../../../src/features/publish/publishPlan.ts';
import { publishReport } from '../../../src/features/publish/publishReport.ts';
import type { PublishOutcome } from '../../../src/features/publish/publishRun.ts';
import type { PublishState } from '../../../src/features/publish/publishState.ts';
import type { EndedUpload } from '../../../src/features/uploads/uploadRecord.ts';
import { readCertificateFile } from '../../../src/pki/certificateFile.ts';
import { makeAuthority } from '../../support/openssl.ts';
import { configuration } from './fakeTenancies.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const now = new Date();
const made = await Promise.all([
  makeAuthority({ name: 'Root | <b>' }),
  makeAuthority({ name: 'There' }),
  makeAuthority({ name: 'Late' }),
  makeAuthority({ name: 'Unticked' }),
  makeAuthority({ name: 'Old', startDate: new Date('2019-01-01'), endDate: new Date('2020-01-01') }),
  makeAuthority({ name: 'Anna', authority: false }),
]);
const looked = made.map(({ der, name }) => {
  const reading = readCertificateFile(der);
  if (reading.outcome !== 'read') {
    throw new Error('OpenSSL made no certificate');
  }
  return {
    uri: Object.create(null),
    name: `${name}.cer`,
    size: der.length,
    sha256: undefined,
    content: { file: reading.file },
  };
});
const words = { ...looked[0], uri: Object.create(null), name: 'words.pem', size: 5, sha256: undefined };
const collection = collectCertificates(
  [...looked, { ...words, content: { problem: 'These are words.' } }],
  now,
);
const [root, there, late] = collection.certificates;
if (!root || !there || !late) {
  throw new Error('There are three');
}
const existing = [uploadedFrom(there)];
const contoso = configuration('c1', { displayName: 'Contoso' });
const upload: EndedUpload = {
  id: 'u1',
  phase: 'accepted',
  tenantId: 't',
  configurationName: 'Contoso',
  bundleName: 'Contoso (2 certificates)',
  sha256: 'AB'.repeat(32),
  thumbprints: [root.thumbprint, late.thumbprint],
  baseline: { configurationId: 'c1', lastModifiedDateTime: 'x', startedAt: now.toISOString() },
  authoritiesBefore: 1,
  end: {
    endedAt: now.toISOString(),
    outcome: 'succeeded',
    details: '',
    added: 1,
    missing: [late.thumbprint],
    isLeftBehind: true,
  },
};
const state: PublishState = {
  mode: 'publish',
  collection,
  configuration: { kind: 'existing', configuration: contoso },
  existing,
  plan: planOf(collection.certificates, existing),
  members: [root, late],
  parts: [],
  findings: [],
  addresses: new Map(),
  done: [
    {
      part: { members: [root, late], bytes: Buffer.alloc(0), sha256: upload.sha256 },
      ended: upload,
      mendings: [],
    },
  ],
};
const outcome: PublishOutcome = {
  configuration: contoso,
  failed: undefined,
  mending: { done: ['Root'], failed: [{ name: 'Late', reason: 'It was not tried.' }] },
  check: undefined,
};
const report = (changes: Partial<PublishState> = {}, ended: Partial<PublishOutcome> = {}): string =>
  publishReport({ ...state, ...changes }, { ...outcome, ...ended }, now);
const fateOf = (text: string, name: string): string | undefined =>
  text
    .split('\n')
    .find((line) => line.startsWith(`| ${name}`))
    ?.split(' | ')
    .at(-1)
    ?.replace(' |', '');

describe('the report of a publication', () => {
  it('says of each certificate what became of it', () => {
    const text = report();
    expect(fateOf(text, 'Root')).toBe('added');
    expect(fateOf(text, 'There')).toBe('was there already');
    expect(fateOf(text, 'Late')).toBe('not to be seen yet');
    expect(fateOf(text, 'Unticked')).toBe('left out');
    expect(fateOf(text, 'Old')).toBe('left out: it has expired');
    expect(fateOf(text, 'Anna')).toBe('left out: it is no CA certificate');
    expect(text).toContain('| – | words.pem: These are words. |  | not read |');
  });

  it('says what was mended, what was not, and what was left behind', () => {
    const text = report();
    expect(text).toContain('CRL addresses were mended of: Root.');
    expect(text).toContain('Not mended: Late. It was not tried.');
    expect(text).toContain('Its bundle still lies where it was put.');
  });

  it('takes no name for markup', () => {
    expect(report()).toContain(String.raw`| Root \| \<b\> |`);
  });

  it('says how to go on after a job that failed', () => {
    const failed: EndedUpload = {
      ...upload,
      end: { ...upload.end, outcome: 'failed', details: 'A reason.' },
    };
    const text = report({ done: [], parts: state.done.map(({ part }) => part) }, { failed });
    expect(text).toContain('failed: A reason.');
    expect(text).toContain('only what is missing is sent');
  });

  it.each([
    ['failed', 1, 'not added'],
    ['unknown', undefined, 'sent; whether it was added is not known'],
    ['stopped', undefined, 'sent; whether it was added is not known'],
    ['notSent', undefined, 'not sent'],
  ] as const)('claims nothing of an upload that ended as %s', (end, added, expected) => {
    const failed = { ...upload, end: { ...upload.end, outcome: end, added } };
    expect(fateOf(report({ done: [] }, { failed }), 'Late')).toBe(expected);
  });

  it('says that nothing had to be uploaded', () => {
    const text = report({ done: [], members: [] });
    expect(text).toContain('Nothing had to be uploaded.');
    expect(fateOf(text, 'Root')).toBe('left out');
  });
});
