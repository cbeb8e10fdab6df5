import { describe, expect, it, vi } from 'vitest';
import { type CheckedStep, signInReport } from '../../../src/features/checkSignIn/signInReport.ts';
import { GraphRequestError } from '../../../src/graph/errors.ts';
import { check, clientId, goodClaims, tenantId, tokenWith, type World } from './checkedSignIn.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const now = new Date('2026-11-24T10:00:00.000Z');
const reportOf = (...steps: CheckedStep[]): string => signInReport(steps, now, 'Extension 1.2.3');
const fine: CheckedStep = { name: 'Settings', state: 'fine', found: 'method vscode' };
const problem: CheckedStep = { name: 'Account', state: 'problem', found: 'nobody', next: 'Sign in.' };
const skipped: CheckedStep = { name: 'Role', state: 'skipped', found: 'not looked at' };

/** Lines of the report, of which a step takes one, and what to do next another. */
const lineCount = (report: string): number => report.split(/\r\n|[\n\r\u2028\u2029]/).length;

describe('the report of a check', () => {
  it('begins with the first thing that is wrong', () => {
    const report = reportOf(fine, problem, skipped, { ...problem, name: 'Graph', next: 'Wait.' });
    expect(report).toMatch(/^# Check of the sign-in\n\nStuck at: Account\. Sign in\.\n/);
    expect(report).not.toContain('Stuck at: Graph');
  });

  it('says what was found where there is nothing to do about it', () => {
    const report = reportOf(fine, { name: 'Graph', state: 'problem', found: 'HTTP 500' }, problem);
    expect(report).toMatch(/^# Check of the sign-in\n\nStuck at: Graph\. HTTP 500\n\n/);
    expect(report).not.toContain('undefined');
  });

  it('says that everything works where nothing is wrong', () => {
    expect(reportOf(fine, skipped)).toMatch(/^# Check of the sign-in\n\nEverything works/);
    expect(reportOf(fine, problem)).not.toContain('Everything works');
  });

  it('has every step in order with its mark, and what to do next', () => {
    const steps = reportOf(fine, problem, skipped)
      .split('\n')
      .filter((line) => /^ *- /.test(line))
      .map((line) => line.replaceAll('*', ''));
    expect(steps).toEqual([
      '- ✔ Settings: method vscode',
      '- ✘ Account: nobody',
      '  - Next: Sign in.',
      '- – Role: not looked at',
    ]);
  });

  it('says when it was made and by what', () => {
    expect(reportOf(fine)).toContain('2026-11-24T10:00:00.000Z · Extension 1.2.3');
  });

  it.each([
    ['line breaks', 'one\ntwo\r\nthree\u2028four\u2029five\ttab'],
    ['a heading and a list', '\n# Heading\n- item\n'],
    ['a table', 'a | b\n|---|---|\n'],
  ])('keeps to its lines with %s in a text', (_, text) => {
    const plain = lineCount(reportOf({ ...problem, name: 'x', found: 'x', next: 'x' }));
    expect(lineCount(reportOf({ ...problem, name: text, found: text, next: text }))).toBe(plain);
  });

  it.each([
    ['a link', '[click](https://evil.example)', /(?<!\\)[[\]]/],
    ['a picture', '![x](https://evil.example/p.png)', /(?<!\\)[[\]]/],
    ['HTML', '<img src=x onerror=alert(1)>', /(?<!\\)[<>]/],
    ['an address in angle brackets', '<https://evil.example>', /(?<!\\)[<>]/],
    ['code', 'a `b` ```c```', /(?<!\\)`/],
    ['an escape of its own', String.raw`\[click\](https://evil.example)`, /(?<!\\)(\\\\)*[[\]]/],
  ])('takes %s for text, wherever it stands', (_, text, markup) => {
    const label: CheckedStep = { name: text, state: 'problem', found: text, next: text };
    expect(signInReport([label], now, text)).not.toMatch(markup);
  });

  it('lets no text end the emphasis of a name', () => {
    const report = reportOf({ ...fine, name: 'a** b *c', found: '**d' });
    const line = report.split('\n').find((one) => one.startsWith('- ')) ?? '';
    expect(line.match(/(?<!\\)\*\*/g)).toHaveLength(2);
    expect(line).toContain(String.raw`a\*\* b \*c`);
  });

  it('puts a text in as it is, where it looks like a placeholder', () => {
    expect(reportOf({ ...problem, name: '{1}', next: '{0} $& $1' })).toContain(
      String.raw`Stuck at: {1}. {0} \$\& \$1`,
    );
  });
});

describe('a report that is pasted into a ticket', () => {
  const readToken = tokenWith(goodClaims);
  const writeToken = tokenWith({ ...goodClaims, scp: 'PublicKeyInfrastructure.ReadWrite.All', uti: 'write' });
  const rejected = new GraphRequestError('unauthenticated', 'Lifetime validation failed.', { status: 401 });

  it.each<[string, World]>([
    ['everything is fine', {}],
    ['an account carries a strange name', { account: { id: 'x', label: 'a|b\n[c](d)<e>' } }],
    ['Graph refuses', { count: () => Promise.reject(rejected) }],
    ['the login service is unreachable', { probe: { outcome: 'unreachable', code: 'ENOTFOUND' } }],
    ['an application signs in', { settings: { method: 'clientCertificate', clientId, tenantId } }],
  ])('holds nothing of a token where %s', async (_, world) => {
    const { report } = await check({ ...world, readToken, writeToken });
    for (const part of [...readToken.split('.'), ...writeToken.split('.')]) {
      expect(report).not.toContain(part);
    }
    expect(report).not.toMatch(/eyJ/);
  });

  it('holds nothing of a token that cannot be read', async () => {
    const { report } = await check({ readToken: 'opaque-secret', writeToken: 'another-secret' });
    expect(report).not.toContain('secret-');
    expect(report).not.toMatch(/opaque|another/);
  });
});
