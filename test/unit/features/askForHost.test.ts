import { beforeEach, describe, expect, it, vi } from 'vitest';
import { askForHost, shortName } from '../../../src/features/bundleHosts/askForHost.ts';
import { BundleHosts } from '../../../src/features/bundleHosts/bundleHosts.ts';
import { LastPlace } from '../../../src/features/bundleHosts/hostChoice.ts';
import type { Tenancy } from '../../../src/features/tenancy.ts';
import { back } from '../../../src/platform/prompts.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { FakeMemento } from '../../support/fakeMemento.ts';
import { FakeSecrets } from '../../support/fakeSecrets.ts';
import { answer, openServer } from '../../support/graphServer.ts';
import { type QueuedAnswer, QueuedPrompts } from '../../support/queuedPrompts.ts';
import { userSettings } from './fakeSettings.ts';

vi.mock('vscode', async () => ({
  ...(await import('../../support/vscodeStub.ts')),
  ...(await import('./fakeSettings.ts')),
}));

// One time for all: signatures that are made in two seconds differ.
const now = Date.now();
const hours = (count: number): string => new Date(now + count * 3_600_000).toISOString().slice(0, 19);
const signatureFor = (lasting: number): string =>
  `sp=rcwd&st=${hours(-1)}Z&se=${hours(lasting)}Z&spr=https,http&sv=2024-11-04&sr=c&sig=a%2Fb%3D`;
const frame = { title: 'Publish', step: 1, totalSteps: 1, canGoBack: true };
const asLastTime = 'As last time';
const bySignature = 'by a signature (SAS)';
const unlimited = { signal: new AbortController().signal };

const sandbox: Partial<Tenancy> = { kind: 'sandbox', host: Object.create(null) };
const signedIn: Partial<Tenancy> = {
  kind: 'real',
  azure: {
    root: undefined,
    resourceToken: async () => '',
    blobToken: async () => '',
    isBlobService: (hostname) => hostname.endsWith('.blob.core.windows.net'),
  },
};

beforeEach(() => userSettings.clear());

/** One computer, on which the question is asked again and again, and a container whose service answers. */
async function computer() {
  const server = await openServer([answer(403, '')]);
  const container = `${server.root}/devstore/bundles`;
  const [secrets, memory, clock] = [
    new FakeSecrets(),
    new FakeMemento(),
    new FakeClock(new Date().toISOString()),
  ];
  const hosts = new BundleHosts(secrets, clock);
  const ask = async (of: Partial<Tenancy>, ...answers: readonly QueuedAnswer[]) => {
    const prompts = new QueuedPrompts(answers);
    const tenancy: Tenancy = Object.assign(Object.create(null), unlimited, of);
    const lastPlace = new LastPlace(memory);
    const choice = await askForHost({ tenancy, prompts, hosts, lastPlace, clock }, undefined, frame);
    expect(prompts.unused).toEqual([]);
    return { choice, active: prompts.seen[0]?.active, seen: prompts.seen.map(({ text }) => text) };
  };
  return { container, secrets, hosts, ask };
}

describe('where a bundle is to lie', () => {
  it('is a container by a signature that is kept, and the next time one key away', async () => {
    const { container, hosts, ask } = await computer();
    const first = await ask(
      sandbox,
      { pick: bySignature },
      { type: `${container}?${signatureFor(9)}` },
      { pick: 'Keep It' },
      { pick: 'Leave It There' },
    );
    const place = { kind: 'shared', container };
    expect(first.choice).toEqual({
      kind: 'hosted',
      place,
      signature: { text: signatureFor(9), isKept: true },
    });
    expect(userSettings.get('cbaPki.hosting.afterUpload')).toBe('keep');
    // As the upload does.
    await hosts.keepSignature(container, signatureFor(9));
    const second = await ask(sandbox, { pick: asLastTime });
    expect([second.active, second.seen.length]).toEqual([`As last time: ${shortName(container)}`, 1]);
    expect(second.choice).toEqual({ kind: 'hosted', place, signature: { text: undefined, isKept: true } });
  });

  it('is asked for with a new signature where the kept one has ended, and that one is forgotten', async () => {
    const { container, hosts, secrets, ask } = await computer();
    await ask(
      sandbox,
      { pick: bySignature },
      { type: `${container}?${signatureFor(9)}` },
      { pick: 'Keep It' },
      { pick: 'Remove It' },
    );
    await hosts.keepSignature(container, signatureFor(-0.5));
    const again = await ask(
      sandbox,
      { pick: asLastTime },
      { type: `${container}?${signatureFor(8)}` },
      { pick: 'For This Upload Only' },
    );
    expect(again.choice).toMatchObject({ signature: { text: signatureFor(8), isKept: false } });
    expect([...secrets.texts]).toEqual([]);
    expect(again.seen.join('\n')).not.toContain('What shall become of the bundle');
  });

  it('is a container of the cloud by its address, as who is signed in, and of no other server', async () => {
    const { ask } = await computer();
    const address = 'https://store.blob.core.windows.net/bundles';
    const { choice, seen } = await ask(
      signedIn,
      { pick: 'as you are signed in' },
      { type: 'https://store.blob.example/bundles' },
      { type: address },
      { pick: 'Remove It' },
    );
    const place = { kind: 'signedIn', container: address };
    expect(choice).toEqual({ kind: 'hosted', place, signature: undefined });
    expect(seen.join('\n')).toContain('Your sign-in is not sent anywhere else.');
    const next = await ask(signedIn, { pick: asLastTime });
    expect([next.active?.startsWith(asLastTime), next.choice]).toEqual([true, choice]);
    // Nobody is signed in to Azure there.
    expect((await ask(sandbox, { pick: 'Serve this file' })).active).toContain('Serve this file');
  });

  it.each([
    ['Enter an address', { kind: 'address' }],
    ['Serve this file', { kind: 'hosted', place: { kind: 'sandbox' }, signature: undefined }],
  ])('is remembered also as “%s”', async (pick, expected) => {
    const { container, ask } = await computer();
    await ask(
      sandbox,
      { pick: bySignature },
      { type: `${container}?${signatureFor(9)}` },
      { pick: 'For This Upload Only' },
      { pick: 'Remove It' },
    );
    expect((await ask(sandbox, { pick })).choice).toEqual(expected);
    expect((await ask(sandbox, back)).active).toContain(pick);
  });

  it('is asked for again after Back, and what was gone back from is not remembered', async () => {
    const { container, ask } = await computer();
    const { choice } = await ask(
      sandbox,
      { pick: bySignature },
      back,
      { pick: bySignature },
      { type: `${container}?${signatureFor(9)}` },
      { pick: 'Keep It' },
      back,
      back,
    );
    expect(choice).toBe(back);
    expect((await ask(sandbox, back)).active).toContain('Serve this file');
  });
});
