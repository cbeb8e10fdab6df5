import { describe, expect, it, vi } from 'vitest';
import { askToVerify } from '../../../src/features/bundleHosts/askToVerify.ts';
import type { Tenancy } from '../../../src/features/tenancy.ts';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import { back } from '../../../src/platform/prompts.ts';
import { openServer, type Reply, redirect } from '../../support/graphServer.ts';
import { type QueuedAnswer, QueuedPrompts } from '../../support/queuedPrompts.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const bytes = Buffer.from('the bytes of a bundle');
const file = { size: bytes.length, hash: sha256OfBytes(bytes) };
const serve =
  (body: Uint8Array): Reply =>
  (response) =>
    response.end(body);
const tenancy: Tenancy = Object.assign(Object.create(null), {
  kind: 'sandbox',
  signal: new AbortController().signal,
});

async function ask(replies: readonly Reply[], ...answers: readonly QueuedAnswer[]) {
  const server = await openServer(replies);
  const prompts = new QueuedPrompts(answers);
  const frame = { title: 'Upload', step: 1, totalSteps: 2, canGoBack: true };
  const answer = await askToVerify({ tenancy, prompts }, file, `${server.root}/ca.p7b`, frame);
  return { answer, prompts, requests: server.requests.length };
}

describe('whether an address serves the file', () => {
  it('is not asked twice where it does', async () => {
    const { answer, prompts, requests } = await ask([serve(bytes)], { pick: 'Fetch and Compare' });
    expect([answer, prompts.seen.length, requests]).toEqual([undefined, 1, 1]);
  });

  it('is said with the redirect on the way, and left to the user', async () => {
    const { answer, prompts } = await ask(
      [redirect(302, '/elsewhere.p7b'), serve(bytes)],
      { pick: 'Fetch and Compare' },
      { pick: 'Continue' },
    );
    expect(answer).toBeUndefined();
    expect(prompts.seen[1]?.text).toContain('serves this file after a redirect');
    expect(prompts.seen[1]?.rows[0]).toContain('It is redirected to 127.0.0.1.');
  });

  it('is looked at again, and says what is served instead', async () => {
    const { answer, prompts } = await ask(
      [serve(Buffer.from('older')), serve(bytes)],
      { pick: 'Fetch and Compare' },
      { pick: 'Fetch and Compare Again' },
    );
    expect([answer, prompts.seen.length]).toEqual([undefined, 2]);
    expect(prompts.seen[1]?.rows[0]).toMatch(/another file: 5 bytes/);
  });

  it('may be left open, or gone back from', async () => {
    expect(await ask([], { pick: 'Continue Without Checking' })).toMatchObject({
      answer: undefined,
      requests: 0,
    });
    expect((await ask([], back)).answer).toBe(back);
  });
});
