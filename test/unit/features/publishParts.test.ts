import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { partsOf } from '../../../src/features/publish/publishPlan.ts';
import { mendedSoFar } from '../../../src/features/publish/publishRun.ts';
import type { PublishState } from '../../../src/features/publish/publishState.ts';
import type { Configuration } from '../../../src/graph/model.ts';
import { sandboxHost } from '../../../src/hosting/sandboxHost.ts';
import { type SandboxServer, startSandbox } from '../../../src/sandbox/server.ts';
import { makeAuthority } from '../../support/openssl.ts';
import { type PublicationRig, publicationRig } from './publicationRig.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

/** Where the certificates of this test say that the CRLs of their issuers are; nobody answers there. */
const crl = (name: string): string => `http://127.0.0.1:9/${name}.crl`;
const noAbort = new AbortController().signal;
let sandbox: SandboxServer;
let certificates: readonly Uint8Array[];
let there: Uint8Array;

beforeAll(async () => {
  sandbox = await startSandbox({ empty: true, jobDelaySeconds: 0.05 });
  const root = await makeAuthority({ name: 'Root' });
  const middle = await makeAuthority({ name: 'Middle', issuer: root, crlAddresses: [crl('root')] });
  const leaf = await makeAuthority({ name: 'Issuing', issuer: middle, crlAddresses: [crl('middle')] });
  there = root.der;
  certificates = [middle.der, leaf.der];
}, 60_000);

afterAll(() => sandbox.close());

/** A root is there; what it issued is published in two bundles, each with an address in the sandbox. */
async function twoParts(name: string, hostSecond: (bytes: Uint8Array) => Uint8Array) {
  const rig = publicationRig(sandbox.root, `${sandbox.root}/files?`);
  const configuration = await rig.tenancy.trustStore.createConfiguration(name, noAbort, new Set());
  const first = await rig.plan(configuration, [there]);
  await hostAll(first, (bytes) => bytes);
  await rig.run(first);
  const state = await rig.plan(configuration, certificates);
  state.parts = partsOf(state.members ?? [], { authorities: 1, fileBytes: 1_000_000 });
  await hostAll(state, (bytes, index) => (index === 1 ? hostSecond(bytes) : bytes));
  return { rig, configuration, state };
}

async function hostAll(
  state: PublishState,
  served: (bytes: Uint8Array, index: number) => Uint8Array,
): Promise<void> {
  state.host = { kind: 'address' };
  for (const [index, { bytes, sha256 }] of state.parts.entries()) {
    const name = `${sha256}-${index}.p7b`;
    state.addresses.set(sha256, await sandboxHost(sandbox.root).host(name, served(bytes, index), noAbort));
  }
}

const addressesOf = async (rig: PublicationRig, configuration: Configuration): Promise<string[]> =>
  (await rig.authoritiesOf(configuration))
    .map(({ displayName, certificateRevocationListUrl }) => `${displayName}: ${certificateRevocationListUrl}`)
    .toSorted();

describe('a publication in several bundles', () => {
  it('mends after each job what that has added, and after the first what was there before', async () => {
    const { rig, configuration, state } = await twoParts('All', (bytes) => bytes);
    const names = (state.mendings ?? []).map(({ assessment }) => assessment.authority.exported.displayName);
    expect(names.toSorted()).toEqual(['Middle', 'Root']);
    const { failed, mending } = await rig.run(state);
    expect([failed, mending]).toEqual([undefined, { done: ['Root', 'Middle'], failed: [] }]);
    expect(state.done.map(({ mendings }) => mendings.map(({ name }) => name))).toEqual([
      ['Root', 'Middle'],
      [],
    ]);
    expect(await addressesOf(rig, configuration)).toEqual([
      `Issuing: ${crl('middle')}`,
      `Middle: ${crl('middle')}`,
      `Root: ${crl('root')}`,
    ]);
  });

  it('that stops at the second has mended the first and what was there before', async () => {
    const { rig, configuration, state } = await twoParts('Half', () => Buffer.from('something else'));
    const { failed, mending } = await rig.run(state);
    expect(failed?.end.outcome).toBe('failed');
    expect(mending).toEqual({ done: ['Root', 'Middle'], failed: [] });
    expect(mendedSoFar(state)).toEqual(mending);
    expect(await addressesOf(rig, configuration)).toEqual([
      `Middle: ${crl('middle')}`,
      `Root: ${crl('root')}`,
    ]);
  });

  it('tells with each upload how much is to be sent after it', async () => {
    const { rig, state } = await twoParts('Told', (bytes) => bytes);
    await rig.run(state);
    expect(state.done.map(({ ended }) => ended.unsent)).toEqual([1, undefined]);
  });
});
