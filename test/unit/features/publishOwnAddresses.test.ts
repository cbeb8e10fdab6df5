import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ownAddressSteps } from '../../../src/features/publish/ownAddressSteps.ts';
import { planMembers } from '../../../src/features/publish/planTarget.ts';
import { partsOf } from '../../../src/features/publish/publishPlan.ts';
import { sandboxHost } from '../../../src/hosting/sandboxHost.ts';
import { CancelledError } from '../../../src/platform/failure.ts';
import { back } from '../../../src/platform/prompts.ts';
import { runWizard } from '../../../src/platform/wizard.ts';
import { type SandboxServer, startSandbox } from '../../../src/sandbox/server.ts';
import { makeAuthority } from '../../support/openssl.ts';
import { QueuedPrompts } from '../../support/queuedPrompts.ts';
import { publicationRig } from './publicationRig.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

let sandbox: SandboxServer;
let certificates: readonly Uint8Array[];
const noAbort = new AbortController().signal;

beforeAll(async () => {
  sandbox = await startSandbox({ empty: true, jobDelaySeconds: 0.05 });
  const root = await makeAuthority({ name: 'Root' });
  const issuing = await makeAuthority({ name: 'Issuing', issuer: root });
  certificates = [root.der, issuing.der];
}, 60_000);

afterAll(() => sandbox.close());

it('of several bundles each has an address of its own, and its job is asked to fetch that one', async () => {
  const rig = publicationRig(sandbox.root, `${sandbox.root}/files?`);
  const configuration = await rig.tenancy.trustStore.createConfiguration('Two', noAbort, new Set());
  const state = await rig.plan(configuration, certificates);
  state.host = { kind: 'address' };
  state.parts = partsOf(state.members ?? [], { authorities: 1, fileBytes: 1_000_000 });
  const host = sandboxHost(sandbox.root);
  const [first = '', second = ''] = await Promise.all(
    state.parts.map(({ bytes }, index) => host.host(`${index}.p7b`, bytes, noAbort)),
  );
  const prompts = new QueuedPrompts([
    { pick: 'It Lies There Already' },
    { type: first },
    { pick: 'Continue Without Checking' },
    { pick: 'It Lies There Already' },
    back,
    back,
    { pick: 'Continue Without Checking' },
    { pick: 'It Lies There Already' },
    { type: second },
    { pick: 'Continue Without Checking' },
  ]);
  const files = Object.create(null);
  await runWizard(prompts, 'Publish', ownAddressSteps({ prompts, files }, rig.tenancy, 3), state);
  expect(prompts.unused).toEqual([]);
  expect(prompts.seen.map(({ frame }) => `${frame.step}/${frame.totalSteps}`).at(-1)).toBe('6/6');
  const { failed } = await rig.run(state);
  expect([failed, state.parts, state.done.map(({ ended }) => ended.end.outcome)]).toEqual([
    undefined,
    [],
    ['succeeded', 'succeeded'],
  ]);
  const there = await rig.authoritiesOf(configuration);
  expect(there.map(({ displayName }) => displayName).toSorted()).toEqual(['Issuing', 'Root']);
});

it('what has been uploaded is not planned again, whatever else is ticked', async () => {
  const rig = publicationRig(sandbox.root, `${sandbox.root}/files?`);
  const configuration = await rig.tenancy.trustStore.createConfiguration('Again', noAbort, new Set());
  const state = await rig.plan(configuration, certificates);
  const members = state.members ?? [];
  const [first, second] = partsOf(members, { authorities: 1, fileBytes: 1_000_000 });
  if (!first || !second) {
    throw new Error('There are two');
  }
  state.parts = [first, second];
  state.done.push({ part: first, ended: Object.create(null), mendings: [] });
  await planMembers(rig.services.clock, rig.tenancy, state, members);
  expect(state.parts.map((part) => part.members)).toEqual([second.members]);
});

it('an address that cannot be one is asked for again, and what was typed stays', async () => {
  const rig = publicationRig(sandbox.root, `${sandbox.root}/files?`);
  const configuration = await rig.tenancy.trustStore.createConfiguration('One', noAbort, new Set());
  const state = await rig.plan(configuration, certificates);
  state.host = { kind: 'address' };
  const prompts = new QueuedPrompts(
    [{ pick: 'It Lies There Already' }, { type: 'file:///a.p7b' }, { type: 'http://127.0.0.1/a.p7b' }],
    () => new CancelledError(),
  );
  const files = Object.create(null);
  await expect(
    runWizard(prompts, 'Publish', ownAddressSteps({ prompts, files }, rig.tenancy, 1), state),
  ).rejects.toBeInstanceOf(CancelledError);
  expect([...state.addresses]).toEqual([[state.parts[0]?.sha256, 'http://127.0.0.1/a.p7b']]);
});
