import { beforeEach, describe, expect, it, vi } from 'vitest';
import { customCloud, knownClouds } from '../../../src/auth/clouds.ts';
import type { SignInOptions } from '../../../src/auth/signInOptions.ts';
import { switchCloud, switchMethod, switchTenant } from '../../../src/features/connect/switchTo.ts';
import { CancelledError, ExpectedError } from '../../../src/platform/failure.ts';
import { back } from '../../../src/platform/prompts.ts';
import { type QueuedAnswer, QueuedPrompts } from '../../support/queuedPrompts.ts';
import { ada, openOwner } from '../auth/openedConnection.ts';
import { unknownSettings, userSettings, writtenSettings } from './fakeSettings.ts';

vi.mock('vscode', async () => ({
  ...(await import('../../support/vscodeStub.ts')),
  ...(await import('./fakeSettings.ts')),
}));

const environment = 'microsoft-sovereign-cloud.environment';
const clientId = '11111111-2222-3333-4444-555555555555';

const before = {
  'cbaPki.signIn.method': 'deviceCode',
  'cbaPki.signIn.cloud': 'usGovernment',
  'cbaPki.signIn.tenantId': 'contoso.example',
  'cbaPki.signIn.clientId': clientId,
  [environment]: 'USGovernment',
};
const optionsBefore: SignInOptions = {
  method: 'deviceCode',
  cloud: knownClouds.usGovernment,
  tenantId: 'contoso.example',
  clientId,
};

/** The addresses of a cloud come before the cloud, which is of no use without them. */
const inOrder = [
  'cbaPki.signIn.customLoginRoot',
  'cbaPki.signIn.customGraphRoot',
  'cbaPki.signIn.tenantId',
  'cbaPki.signIn.clientId',
  'cbaPki.signIn.method',
  'cbaPki.signIn.cloud',
];

/** What is written, once each: a setting that is so already is left alone, because others follow every change. */
const changedIn = (change: Readonly<Record<string, string>>): string[] =>
  inOrder.filter((id) => id in change);

function setAll(values: Readonly<Record<string, string>>): void {
  userSettings.clear();
  for (const [id, value] of Object.entries(values)) {
    userSettings.set(id, value);
  }
}

beforeEach(() => {
  unknownSettings.clear();
  writtenSettings.length = 0;
  setAll(before);
});

const settingsNow = (): object => Object.fromEntries(userSettings);

/** A connection whose sign-in ends in this way, what it found in the settings, and answers to what is asked. */
function open(answers: readonly QueuedAnswer[], failure?: Error) {
  const { owner: connection, sessions } = openOwner();
  const during: object[] = [];
  sessions.onCreate = async () => {
    during.push(settingsNow());
    if (failure) {
      throw failure;
    }
    return { accessToken: 'token', account: ada };
  };
  return {
    connection,
    during,
    created: sessions.created,
    prompts: new QueuedPrompts(answers, () => new CancelledError()),
  };
}

const custom: readonly QueuedAnswer[] = [
  { pick: 'Another' },
  { type: 'https://login.example.org/' },
  { type: ' https://graph.example.org ' },
];

interface Row {
  readonly what: string;
  readonly run: typeof switchTenant;
  readonly answers: readonly QueuedAnswer[];
  readonly change: Readonly<Record<string, string>>;
  readonly options: Partial<SignInOptions>;
  /** What VS Code's own setting has to be for its provider to sign in there. */
  readonly environment?: string;
}

const rows: readonly Row[] = [
  {
    what: 'the tenant',
    run: switchTenant,
    answers: [{ type: ' fabrikam.example ' }],
    change: { 'cbaPki.signIn.tenantId': 'fabrikam.example' },
    options: { tenantId: 'fabrikam.example' },
  },
  {
    what: 'the cloud',
    run: switchCloud,
    answers: [{ pick: 'China' }],
    change: { 'cbaPki.signIn.cloud': 'china' },
    options: { cloud: knownClouds.china },
    environment: 'ChinaCloud',
  },
  {
    what: 'the cloud, to one of its own',
    run: switchCloud,
    answers: custom,
    change: {
      'cbaPki.signIn.cloud': 'custom',
      'cbaPki.signIn.customLoginRoot': 'https://login.example.org',
      'cbaPki.signIn.customGraphRoot': 'https://graph.example.org',
    },
    options: { cloud: customCloud('https://login.example.org', 'https://graph.example.org') },
    environment: 'custom',
  },
  {
    what: 'the method',
    run: switchMethod,
    answers: [{ pick: 'Client certificate' }],
    change: { 'cbaPki.signIn.method': 'clientCertificate' },
    options: { method: 'clientCertificate' },
  },
];

const failures = [
  { how: 'is cancelled', failure: new CancelledError() },
  { how: 'fails', failure: new ExpectedError('signIn.declined', 'refused') },
];
const failing = rows.flatMap((row) => failures.map((failure) => ({ ...row, ...failure })));

describe('a switch', () => {
  it.each(rows)(
    'of $what signs in with the new settings, and writes them afterwards',
    async ({ run, answers, change, options }) => {
      const { connection, created, during, prompts } = open(answers);
      await run({ connection, prompts });
      expect(created).toMatchObject([{ which: 'any', access: 'read' }]);
      expect(created[0]?.options).toEqual({ ...optionsBefore, ...options });
      expect(during).toEqual([before]);
      expect(settingsNow()).toEqual({ ...before, ...change });
      expect(writtenSettings).toEqual(changedIn(change));
      expect(connection.current).toMatchObject({
        kind: 'signedIn',
        account: ada,
        options: created[0]?.options,
      });
      expect(prompts.unused).toEqual([]);
    },
  );

  it.each(failing)(
    'of $what writes no settings at all where the sign-in $how',
    async ({ run, answers, failure }) => {
      const { connection, during, prompts } = open(answers, failure);
      await expect(run({ connection, prompts })).rejects.toBe(failure);
      expect(during).toEqual([before]);
      expect(writtenSettings).toEqual([]);
      expect(settingsNow()).toEqual(before);
    },
  );

  it.each(failing)(
    'of $what leaves no settings behind where there were none and the sign-in $how',
    async ({ run, answers, environment: needed, failure }) => {
      userSettings.clear();
      const { connection, during, prompts } = open(answers, failure);
      await expect(run({ connection, prompts })).rejects.toBe(failure);
      expect(during).toEqual([needed === undefined ? {} : { [environment]: needed }]);
      expect(writtenSettings).toEqual(needed === undefined ? [] : [environment, environment]);
      expect(settingsNow()).toEqual({});
    },
  );

  it.each(rows)('of $what changes nothing where no answer is given', async ({ run }) => {
    const { connection, during, prompts } = open([]);
    await expect(run({ connection, prompts })).rejects.toBeInstanceOf(CancelledError);
    expect(during).toEqual([]);
    expect(writtenSettings).toEqual([]);
    expect(settingsNow()).toEqual(before);
  });

  it('to the public cloud leaves the settings alone that are for others', async () => {
    userSettings.set('cbaPki.signIn.customLoginRoot', 'https://login.example.org/');
    const { connection, prompts } = open([{ pick: 'Public' }]);
    await switchCloud({ connection, prompts });
    expect(settingsNow()).toEqual({
      ...before,
      'cbaPki.signIn.cloud': 'public',
      'cbaPki.signIn.customLoginRoot': 'https://login.example.org/',
    });
  });

  it('to the tenant of the account takes the setting out', async () => {
    const { connection, prompts } = open([{ type: '  ' }]);
    await switchTenant({ connection, prompts });
    expect(userSettings.has('cbaPki.signIn.tenantId')).toBe(false);
  });

  it('asks again for what is no tenant, and for what is no address', async () => {
    const { connection, prompts } = open([{ type: 'contoso' }, { type: 'contoso.example' }]);
    await switchTenant({ connection, prompts });
    const cloud = open([
      { pick: 'Another' },
      { type: 'http://login.example.org' },
      { type: 'https://login.example.org' },
      { type: 'https://graph.example.org/v1.0' },
      { type: 'https://graph.example.org' },
    ]);
    await switchCloud(cloud);
    const problems = [...prompts.seen, ...cloud.prompts.seen].filter(({ text }) => text.startsWith('Enter '));
    expect(problems).toHaveLength(3);
  });

  it('goes back from an address to the choice of the cloud', async () => {
    const { connection, prompts } = open([{ pick: 'Another' }, back, { pick: 'China' }]);
    await switchCloud({ connection, prompts });
    expect(userSettings.get('cbaPki.signIn.cloud')).toBe('china');
    expect(userSettings.has('cbaPki.signIn.customLoginRoot')).toBe(false);
  });
});

describe("a switch with VS Code's own provider", () => {
  const withVscode = { ...before, 'cbaPki.signIn.method': 'vscode' };

  it.each(rows.filter((row) => row.environment !== undefined))(
    "of $what sets VS Code's own setting first",
    async ({ run, answers, change, environment: needed = '' }) => {
      setAll(withVscode);
      const { connection, during, prompts } = open(answers);
      await run({ connection, prompts });
      expect(during).toEqual([{ ...withVscode, [environment]: needed }]);
      expect(settingsNow()).toEqual({ ...withVscode, ...change, [environment]: needed });
      expect(writtenSettings).toEqual([environment, ...changedIn(change)]);
    },
  );

  it.each(failures)("puts VS Code's own setting back where the sign-in $how", async ({ failure }) => {
    setAll(withVscode);
    const { connection, during, prompts } = open([{ pick: 'China' }], failure);
    await expect(switchCloud({ connection, prompts })).rejects.toBe(failure);
    expect(during).toEqual([{ ...withVscode, [environment]: 'ChinaCloud' }]);
    expect(writtenSettings).toEqual([environment, environment]);
    expect(settingsNow()).toEqual(withVscode);
  });

  it.each([
    ['that needs the same', 'US Government L5', 'usGovernmentDoD'],
    ['that needs none', 'Public', 'public'],
  ])("leaves VS Code's own setting alone for a cloud %s", async (_, pick, cloud) => {
    setAll(withVscode);
    const { connection, prompts } = open([{ pick }]);
    await switchCloud({ connection, prompts });
    expect(writtenSettings).toEqual(['cbaPki.signIn.cloud']);
    expect(settingsNow()).toEqual({ ...withVscode, 'cbaPki.signIn.cloud': cloud });
    const failed = open([{ pick: 'US Government L4' }], new Error('refused'));
    await expect(switchCloud(failed)).rejects.toThrow('refused');
    expect(writtenSettings).toEqual(['cbaPki.signIn.cloud']);
  });

  it.each<[string, typeof switchTenant, QueuedAnswer]>([
    ['the method, to it', switchMethod, { pick: 'VS Code' }],
    ['the tenant', switchTenant, { type: 'fabrikam.example' }],
  ])("of %s sets VS Code's own setting where it is missing", async (_, run, answer) => {
    setAll(run === switchMethod ? before : withVscode);
    userSettings.delete(environment);
    const { connection, during, prompts } = open([answer]);
    await run({ connection, prompts });
    expect(during).toMatchObject([{ [environment]: 'USGovernment' }]);
    expect(userSettings.get(environment)).toBe('USGovernment');
  });

  it("asks nobody and writes nothing where VS Code's own setting cannot be written", async () => {
    setAll(withVscode);
    userSettings.delete(environment);
    const { [environment]: _, ...rest } = withVscode;
    unknownSettings.add(environment);
    const { connection, created, prompts } = open([{ pick: 'China' }]);
    await expect(switchCloud({ connection, prompts })).rejects.toThrow(/Unable to write/);
    expect(created).toEqual([]);
    expect(writtenSettings).toEqual([]);
    expect(settingsNow()).toEqual(rest);
  });

  it("does without VS Code's own setting where another provider signs in", async () => {
    userSettings.delete(environment);
    unknownSettings.add(environment);
    const { connection, prompts } = open([{ pick: 'China' }]);
    await switchCloud({ connection, prompts });
    expect(userSettings.get('cbaPki.signIn.cloud')).toBe('china');
  });
});

describe('a switch among settings that are unusable', () => {
  const tenant: QueuedAnswer = { type: 'fabrikam.example' };

  it.each<[string, Readonly<Record<string, string>>, typeof switchTenant, QueuedAnswer]>([
    ['method', { 'cbaPki.signIn.method': 'magic' }, switchTenant, tenant],
    ['cloud', { 'cbaPki.signIn.cloud': 'mars' }, switchTenant, tenant],
    ['cloud without addresses', { 'cbaPki.signIn.cloud': 'custom' }, switchTenant, tenant],
    ['tenant', { 'cbaPki.signIn.tenantId': 'contoso' }, switchMethod, { pick: 'VS Code' }],
    [
      'application',
      { 'cbaPki.signIn.clientId': 'app-1', 'cbaPki.signIn.method': 'vscode' },
      switchCloud,
      { pick: 'China' },
    ],
  ])('says so of the %s before anything happens', async (_, changes, run, answer) => {
    const unusable = { ...before, ...changes };
    setAll(unusable);
    const { connection, created, prompts } = open([answer]);
    await expect(run({ connection, prompts })).rejects.toMatchObject({ reason: 'signIn.settings' });
    expect(created).toEqual([]);
    expect(writtenSettings).toEqual([]);
    expect(settingsNow()).toEqual(unusable);
  });

  it.each<[string, string, typeof switchTenant, QueuedAnswer, string]>([
    ['cbaPki.signIn.method', 'magic', switchMethod, { pick: 'Device code' }, 'deviceCode'],
    ['cbaPki.signIn.cloud', 'mars', switchCloud, { pick: 'China' }, 'china'],
    ['cbaPki.signIn.tenantId', 'contoso', switchTenant, tenant, 'fabrikam.example'],
  ])('mends %s where that is what it switches', async (id, broken, run, answer, mended) => {
    userSettings.set(id, broken);
    const { connection, prompts } = open([answer]);
    await run({ connection, prompts });
    expect(userSettings.get(id)).toBe(mended);
  });
});
