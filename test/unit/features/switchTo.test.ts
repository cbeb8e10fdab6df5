import { beforeEach, describe, expect, it, vi } from 'vitest';
import { switchCloud, switchMethod, switchTenant } from '../../../src/features/connect/switchTo.ts';
import { CancelledError } from '../../../src/platform/failure.ts';
import { back } from '../../../src/platform/prompts.ts';
import { type QueuedAnswer, QueuedPrompts } from '../../support/queuedPrompts.ts';
import { ada, openOwner } from '../auth/openedConnection.ts';
import { unknownSettings, userSettings } from './fakeSettings.ts';

vi.mock('vscode', async () => ({
  ...(await import('../../support/vscodeStub.ts')),
  ...(await import('./fakeSettings.ts')),
}));

const before = {
  'cbaPki.signIn.method': 'deviceCode',
  'cbaPki.signIn.cloud': 'usGovernment',
  'cbaPki.signIn.tenantId': 'contoso.example',
  'microsoft-sovereign-cloud.environment': 'USGovernment',
};

beforeEach(() => {
  unknownSettings.clear();
  userSettings.clear();
  for (const [id, value] of Object.entries(before)) {
    userSettings.set(id, value);
  }
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
  return { connection, during, prompts: new QueuedPrompts(answers, () => new CancelledError()) };
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
}

const rows: readonly Row[] = [
  {
    what: 'the tenant',
    run: switchTenant,
    answers: [{ type: ' fabrikam.example ' }],
    change: { 'cbaPki.signIn.tenantId': 'fabrikam.example' },
  },
  {
    what: 'the cloud',
    run: switchCloud,
    answers: [{ pick: 'China' }],
    change: {
      'cbaPki.signIn.cloud': 'china',
      'microsoft-sovereign-cloud.environment': 'ChinaCloud',
    },
  },
  {
    what: 'the cloud, to one of its own',
    run: switchCloud,
    answers: custom,
    change: {
      'cbaPki.signIn.cloud': 'custom',
      'cbaPki.signIn.customLoginRoot': 'https://login.example.org',
      'cbaPki.signIn.customGraphRoot': 'https://graph.example.org',
      'microsoft-sovereign-cloud.environment': 'custom',
    },
  },
  {
    what: 'the method',
    run: switchMethod,
    answers: [{ pick: 'Client certificate' }],
    change: { 'cbaPki.signIn.method': 'clientCertificate' },
  },
];

describe('a switch', () => {
  it.each(rows)(
    'of $what signs in with the new settings and keeps them',
    async ({ run, answers, change }) => {
      const { connection, during, prompts } = open(answers);
      await run({ connection, prompts });
      expect(during).toEqual([{ ...before, ...change }]);
      expect(settingsNow()).toEqual({ ...before, ...change });
      expect(connection.current).toMatchObject({ kind: 'signedIn', account: ada });
      expect(prompts.unused).toEqual([]);
    },
  );

  it.each(rows)(
    'of $what puts all settings back where the sign-in is cancelled',
    async ({ run, answers, change }) => {
      const cancelled = new CancelledError();
      const { connection, during, prompts } = open(answers, cancelled);
      await expect(run({ connection, prompts })).rejects.toBe(cancelled);
      expect(during).toEqual([{ ...before, ...change }]);
      expect(settingsNow()).toEqual(before);
    },
  );

  it.each(rows)('of $what leaves no settings behind where there were none', async ({ run, answers }) => {
    userSettings.clear();
    const { connection, prompts } = open(answers, new Error('refused'));
    await expect(run({ connection, prompts })).rejects.toThrow('refused');
    expect(settingsNow()).toEqual({});
  });

  it.each(rows)('of $what changes nothing where no answer is given', async ({ run }) => {
    const { connection, during, prompts } = open([]);
    await expect(run({ connection, prompts })).rejects.toBeInstanceOf(CancelledError);
    expect(during).toEqual([]);
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

  it("of the cloud puts all settings back where VS Code's own cannot be written", async () => {
    userSettings.delete('microsoft-sovereign-cloud.environment');
    unknownSettings.add('microsoft-sovereign-cloud.environment');
    const { connection, prompts } = open([{ pick: 'China' }]);
    await switchCloud({ connection, prompts }).catch(() => undefined);
    expect(userSettings.get('cbaPki.signIn.cloud')).toBe('usGovernment');
  });
});
