import { beforeEach, describe, expect, it, vi } from 'vitest';
import { runWrites, type Writes } from '../../../src/features/runWrites.ts';
import { GraphRequestError } from '../../../src/graph/errors.ts';
import { CancelledError } from '../../../src/platform/failure.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { queuedButtons, shownMessages } from '../../support/vscodeStub.ts';
import { settled } from './fakeTenancies.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

/** Runs writes over names; those in `refused` are refused as often as is said. */
async function run(names: readonly string[], refused: Record<string, number> = {}, signal?: AbortSignal) {
  const sent: string[] = [];
  const reports: string[] = [];
  const left = new Map(Object.entries(refused));
  const documents = {
    showPreview: async (_name: string, markdown: string) => {
      reports.push(markdown);
    },
  };
  const writes: Writes<string, string> = {
    title: 'Writing…',
    items: names,
    nameOf: (name) => name,
    write: async (name) => {
      sent.push(name);
      const times = left.get(name) ?? 0;
      if (times > 0) {
        left.set(name, times - 1);
        throw new GraphRequestError('invalid', `${name} | <b>is wrong</b>`, { status: 400 });
      }
      return `${name} is written`;
    },
    summary: (done, total) => `${done} of ${total} were written.`,
    describe: (result) => result,
  };
  const result = await runWrites(
    { clock: new FakeClock(), documents: Object.assign(Object.create(null), documents) },
    writes,
    signal ?? new AbortController().signal,
  );
  for (let turn = 0; turn < 20; turn += 1) {
    await settled();
  }
  return { result, sent, reports };
}

const messages = (): string[] => shownMessages.map(({ level, message }) => `${level}: ${message}`);

beforeEach(() => {
  shownMessages.length = 0;
  queuedButtons.length = 0;
});

describe('several writes', () => {
  it('end with a sentence, and a single one without a word', async () => {
    const { result } = await run(['a', 'b']);
    expect(result).toMatchObject({ isComplete: true, failed: [], notSent: [] });
    expect(messages()).toEqual(['information: 2 of 2 were written.']);
    shownMessages.length = 0;
    await run(['a']);
    expect(messages()).toEqual([]);
  });

  it('say which failed first, and why', async () => {
    const { result } = await run(['a', 'b', 'c'], { b: 1 });
    expect(result.done.map(({ item }) => item)).toEqual(['a', 'c']);
    expect(result.failed.map(({ item }) => item)).toEqual(['b']);
    expect(messages()).toEqual([
      'warning: 2 of 3 were written. b: The service refused this: b | <b>is wrong</b> (HTTP 400)',
    ]);
  });

  it('are tried again where that is wanted, those that failed and no other', async () => {
    queuedButtons.push('Retry Failed', 'Retry Failed');
    const { sent } = await run(['a', 'b', 'c'], { b: 2, c: 1 });
    expect(sent).toEqual(['a', 'b', 'c', 'b', 'c', 'b']);
    expect(messages().map((message) => message.slice(0, 30))).toEqual([
      'warning: 1 of 3 were written. ',
      'warning: 2 of 3 were written. ',
      'information: 3 of 3 were writt',
    ]);
  });

  it('have a report, with what failed first and nothing in it taken for markup', async () => {
    queuedButtons.push('Show Report');
    const { reports } = await run(['a', 'b'], { b: 1 });
    expect(reports.length).toBe(1);
    const lines = reports[0]?.split('\n') ?? [];
    expect(lines[0]).toBe('# 1 of 2 were written.');
    expect(lines[4]).toMatch(/^\| b \| failed \| .*\\\| \\<b\\>is wrong/);
    expect(lines[5]).toBe('| a | done | a is written |');
  });

  it('say how many were not tried where they are cancelled', async () => {
    const controller = new AbortController();
    controller.abort(new CancelledError());
    const { result, sent } = await run(['a', 'b'], {}, controller.signal);
    expect([result.notSent, sent]).toEqual([['a', 'b'], []]);
    expect(messages()).toEqual(['warning: 0 of 2 were written. 2 were not tried.']);
  });
});
