import pMap from 'p-map';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { PublishOutcome } from '../../../src/features/publish/publishRun.ts';
import type { PublishState } from '../../../src/features/publish/publishState.ts';
import { describeUpload } from '../../../src/features/uploads/uploadSentences.ts';
import type { Configuration } from '../../../src/graph/model.ts';
import { failureOf } from '../../../src/platform/failure.ts';
import { type SandboxServer, startSandbox } from '../../../src/sandbox/server.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import {
  type Fault,
  type FaultyProxy,
  faults,
  type Hit,
  isRefusal,
  startFaultyProxy,
} from '../../support/faultyProxy.ts';
import { makeAuthority } from '../../support/openssl.ts';
import { type PublicationRig, publicationRig, trustStoreAt } from './publicationRig.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

/**
 * Every stage of a publication, broken in every way: what comes of it is written into docs/reliability.md by this test
 * (`npx vitest run test/unit/features/reliability.test.ts -u`), and held against it ever after.
 */
interface Stage {
  readonly name: string;
  /** Whose requests break: Graph's, or those of the place where the bundle lies. */
  readonly where: 'graph' | 'container';
  readonly method: string;
  readonly path: RegExp;
  readonly after?: number;
  /** Whether the publication creates its configuration. */
  readonly isNew?: true;
}

const stages: readonly Stage[] = [
  {
    name: 'Creating the configuration',
    where: 'graph',
    method: 'POST',
    path: /Configurations$/,
    isNew: true,
  },
  {
    name: 'Reading what is there',
    where: 'graph',
    method: 'GET',
    path: /\/certificateAuthorities$/,
    after: 1,
  },
  { name: 'Giving the bundle an address', where: 'container', method: 'PUT', path: /\.p7b$/ },
  { name: 'Fetching it from there', where: 'container', method: 'GET', path: /\.p7b$/ },
  { name: 'Looking at the job before', where: 'graph', method: 'GET', path: /Configurations\/[^/]+$/ },
  { name: 'Asking for the upload', where: 'graph', method: 'POST', path: /\/upload$/ },
  { name: 'The fetch by the service', where: 'container', method: 'GET', path: /\.p7b$/, after: 1 },
  { name: 'Watching the job', where: 'graph', method: 'GET', path: /Configurations\/[^/]+$/, after: 1 },
  {
    name: 'Looking for what arrived',
    where: 'graph',
    method: 'GET',
    path: /\/certificateAuthorities$/,
    after: 2,
  },
  {
    name: 'Looking for what is to be mended',
    where: 'graph',
    method: 'GET',
    path: /\/certificateAuthorities$/,
    after: 3,
  },
  { name: 'Mending', where: 'graph', method: 'PATCH', path: /\/certificateAuthorities\// },
  {
    name: 'Looking at the CRL addresses at the end',
    where: 'graph',
    method: 'GET',
    path: /\/certificateAuthorities$/,
    after: 4,
  },
  { name: 'Taking the bundle away', where: 'container', method: 'DELETE', path: /\.p7b$/ },
];

/** What goes wrong, and how many times in a row. */
interface Break {
  readonly label: string;
  readonly fault: Fault;
  readonly times: number;
}

const always = 1000;
/** A refusal stays one, an outage ends: after one request, or after so many that trying again a few times does not do. */
const breaks: readonly Break[] = [
  ...faults.map((fault) => ({ label: String(fault), fault, times: isRefusal(fault) ? always : 1 })),
  ...([429, 503, 'reset before'] as const).map((what) => ({
    label: `${what} (12 times)`,
    fault: what === 429 ? ('429 in seconds' as const) : what,
    times: 12,
  })),
];

let sandbox: SandboxServer;
let azurite: Azurite;
let certificates: readonly Uint8Array[];

beforeAll(async () => {
  sandbox = await startSandbox({ empty: true, jobDelaySeconds: 0.05 });
  azurite = await startAzurite({ secure: false });
  const root = await makeAuthority({ name: 'Root' });
  const issuing = await makeAuthority({
    name: 'Issuing',
    issuer: root,
    crlAddresses: ['http://127.0.0.1:9/root.crl'],
  });
  const person = await makeAuthority({
    name: 'Anna',
    issuer: issuing,
    authority: false,
    crlAddresses: ['http://127.0.0.1:9/issuing.crl'],
  });
  certificates = [root.der, issuing.der, person.der];
}, 60_000);

afterAll(async () => {
  await sandbox.close();
  await azurite.close();
});

interface Cell {
  readonly stage: Stage;
  readonly label: string;
  /** What the user is told; empty where everything went through. */
  readonly told: string;
}

let count = 0;

async function breakAt(stage: Stage, { label, fault, times }: Break): Promise<Cell> {
  count += 1;
  const name = `bundles${count}`;
  await azurite.createContainer(name);
  const created = await create(`Configuration ${count}`);
  const hit: Hit = { ...stage, fault, times };
  const graph = await startFaultyProxy(sandbox.root, stage.where === 'graph' ? hit : undefined);
  const origin = new URL(azurite.account).origin;
  const container = await startFaultyProxy(origin, stage.where === 'container' ? hit : undefined);
  const signed = `${container.root}/devstoreaccount1/${name}?${azurite.signatureFor(name, 'rcwd')}`;
  try {
    const rig = publicationRig(graph.root, signed);
    const newName = stage.isNew && `New ${name}`;
    let told = await tell(rig, created, newName);
    const configuration = newName ? await theOnly(newName) : created;
    await untilIdle(configuration);
    [graph, container].forEach((proxy) => proxy.lift());
    if (rig.journal.entries.length > 0) {
      await rig.resume();
      const [ended] = rig.journal.ended;
      told += ` Later, when the service answers again: ${ended ? describeUpload(ended) : ''}`;
    }
    expect({ stage: stage.name, label, hits: graph.hits + container.hits > 0 }).toMatchObject({ hits: true });
    await holds(rig, configuration, name, graph, told);
    await goesThroughAgain(configuration, name);
    return { stage, label, told };
  } finally {
    await Promise.all([graph.close(), container.close()]);
  }
}

const direct = () => trustStoreAt(sandbox.root, new FakeClock(new Date().toISOString()));
const noAbort = new AbortController().signal;

function create(displayName: string): Promise<Configuration> {
  return direct().createConfiguration(displayName, noAbort, new Set());
}

/** The configuration of a name, of which there is at most one; created where there is none. */
async function theOnly(displayName: string): Promise<Configuration> {
  const all = await Array.fromAsync(direct().allConfigurations(noAbort));
  const [found, ...more] = all.filter((one) => one.displayName === displayName);
  expect(more).toEqual([]);
  return found ?? create(displayName);
}

/** The job goes on in the tenant, whatever the extension sees of it. */
async function untilIdle({ id }: Configuration): Promise<void> {
  while ((await direct().getConfiguration(id, noAbort)).status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Publishes as the command does, and returns what the user reads at the end. */
async function tell(
  rig: PublicationRig,
  configuration: Configuration,
  newName: string | undefined,
): Promise<string> {
  const state = await rig.plan(configuration, certificates);
  if (newName) {
    Object.assign(state, { configuration: { kind: 'new' }, newName });
  }
  let sentence: string;
  try {
    sentence = sentenceFor(state, await rig.run(state));
  } catch (error) {
    const failure = failureOf(error);
    expect(failure.outcome, String(error)).toBe('expected');
    sentence = failure.outcome === 'expected' ? failure.message : '';
  }
  await rig.resume();
  return sentence;
}

function sentenceFor(state: PublishState, { failed, mending, check }: PublishOutcome): string {
  return [
    ...(failed ? [describeUpload(failed)] : []),
    ...state.done
      .filter(({ ended }) => ended.end.missing.length > 0)
      .map(({ ended }) => describeUpload(ended)),
    ...mending.failed.map(({ name, reason }) => `Not mended: ${name}. ${reason}`),
    ...[...state.done.map(({ ended }) => ended), ...(failed ? [failed] : [])]
      .filter(({ end }) => end.isLeftBehind)
      .map(() => 'Its bundle still lies where it was put.'),
    ...(failed || check ? [] : ['How the CRL addresses stand could not be looked at.']),
  ].join(' ');
}

/** Nothing is lost, nothing doubled, nothing left behind without a word, and nothing secret is told. */
async function holds(
  rig: PublicationRig,
  configuration: Configuration,
  container: string,
  graph: FaultyProxy,
  told: string,
): Promise<void> {
  expect(graph.passed.filter((line) => /^POST .*\/upload$/.test(line)).length).toBeLessThan(2);
  expect(rig.journal.entries).toEqual([]);
  // A signature stays only with what could not be taken away by it yet.
  const behind = rig.journal.ended.filter(({ end }) => end.isLeftBehind);
  expect([...rig.secrets.texts.keys()]).toEqual(behind.map(({ id }) => `hosting.signatureOfUpload.${id}`));
  const left = await azurite.blobsIn(container);
  const isTold = rig.journal.ended.some(({ end }) => end.isLeftBehind);
  expect(left.length === 0 || isTold).toBe(true);
  const there = await Array.fromAsync(direct().allAuthorities(configuration.id, noAbort));
  const thumbprints = there.map(({ thumbprint }) => thumbprint);
  expect([0, 2]).toContain(thumbprints.length);
  expect(new Set(thumbprints).size).toBe(thumbprints.length);
  expect(told).not.toMatch(/sig=|sandbox\b.*Bearer/);
}

/** The command once more, without the fault: it sends only what is missing, and everything is as it should be. */
async function goesThroughAgain(configuration: Configuration, container: string): Promise<void> {
  const signed = `${azurite.account}/${container}?${azurite.signatureFor(container, 'rcwd')}`;
  const rig = publicationRig(sandbox.root, signed);
  const state = await rig.plan(configuration, certificates);
  const outcome = await rig.run(state);
  expect(outcome.failed).toBeUndefined();
  const addresses = (await rig.authoritiesOf(configuration)).map((one) => one.certificateRevocationListUrl);
  expect(addresses.toSorted()).toEqual(['http://127.0.0.1:9/issuing.crl', 'http://127.0.0.1:9/root.crl']);
}

it('every stage, broken in every way, ends in a sentence, loses nothing and doubles nothing', async () => {
  const cases = stages.flatMap((stage) => breaks.map((one) => ({ stage, one })));
  const cells = await pMap(cases, ({ stage, one }) => breakAt(stage, one), { concurrency: 8 });
  await expect(document(cells)).toMatchFileSnapshot('../../../docs/reliability.md');
}, 240_000);

function document(cells: readonly Cell[]): string {
  const byStage = Map.groupBy(cells, ({ stage }) => stage);
  return [
    '# What happens when something breaks',
    '',
    'Written by `test/unit/features/reliability.test.ts`, which publishes a root and an intermediate through a container of Azure Blob',
    'Storage (Azurite) to the sandbox tenant, and breaks each stage in each way: HTTP statuses below 500 stay, everything else happens',
    'once, or as often as it is said. In every case the test holds that the upload reached the service at most once, that the',
    'configuration has all of the certificates or none, each once, that no secret and no journal entry stays behind, that a bundle is',
    'only left where the user is told so, and that running the command again brings everything in order.',
    '',
    ...stages.map((stage) => section(stage, byStage.get(stage) ?? [])),
  ].join('\n');
}

function section({ name, method, where }: Stage, cells: readonly Cell[]): string {
  const rows = rowsOf(cells).join('\n');
  const what = where === 'graph' ? 'Microsoft Graph' : 'the blob';
  return `## ${name}\n\n\`${method}\` of ${what}\n\n| what breaks | what the user reads |\n|---|---|\n${rows}\n`;
}

/** Faults that are told alike share a row. */
function rowsOf(cells: readonly Cell[]): string[] {
  return [...Map.groupBy(cells, ({ told }) => neutral(told))].map(
    ([told, alike]) =>
      `| ${alike.map(({ label }) => label).join(', ')} | ${told === '' ? 'nothing: it goes through' : told} |`,
  );
}

/** What differs between two runs, or between two computers, is replaced. */
function neutral(text: string): string {
  return text
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, '…')
    .replaceAll(/127\.0\.0\.1:\d+/g, '…')
    .replaceAll(/Configuration \d+/g, 'Contoso')
    .replaceAll(/bundles\d+/g, 'bundles')
    .replaceAll(/cba-pki-[\da-f]+-[\da-f]+/g, 'cba-pki-…')
    .replaceAll(/[\dA-F]{8}…[\dA-F]{8}|[\dA-F]{64}/g, '…')
    .replaceAll(/\d+ (bytes|seconds)/g, '… $1')
    .replaceAll('|', String.raw`\|`);
}
