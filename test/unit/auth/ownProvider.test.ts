import { describe, expect, it, vi } from 'vitest';
import { type AccountRecord, AccountStore } from '../../../src/auth/msal/accountStore.ts';
import type { Flow } from '../../../src/auth/msal/flow.ts';
import { OwnProvider } from '../../../src/auth/msal/ownProvider.ts';
import { CancelledError } from '../../../src/platform/failure.ts';
import { FakeSecrets } from '../../support/fakeSecrets.ts';
import { clientId, scopesOf } from './msalWorld.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const record = (name: string): AccountRecord => ({
  id: `${name}.tenant`,
  label: `${name}@contoso.example`,
  clientId,
  tenantId: '',
  loginRoot: 'https://login.microsoftonline.com',
});
const [ada, bob] = [record('ada'), record('bob')];
const scopes = scopesOf('deviceCode');

/** A flow in which the accounts of `next` sign in, one after the other. */
class FakeFlow implements Flow {
  readonly next: AccountRecord[] = [];
  readonly forgotten: string[] = [];
  silentToken: string | undefined = 'silent';
  failure: Error | undefined;
  silentFailure: Error | undefined;

  async silent(): Promise<string | undefined> {
    if (this.silentFailure) {
      throw this.silentFailure;
    }
    return this.silentToken;
  }
  async interactive(): Promise<{ account: AccountRecord; accessToken: string }> {
    const account = this.next.shift();
    if (this.failure || !account) {
      throw this.failure ?? new Error('Nobody is there');
    }
    return { account, accessToken: `token of ${account.id}` };
  }
  async forget({ id }: AccountRecord): Promise<void> {
    this.forgotten.push(id);
  }
}

function openProvider(secrets = new FakeSecrets()) {
  const flow = new FakeFlow();
  let loads = 0;
  const provider = new OwnProvider(new AccountStore(secrets, 'test'), async () => {
    loads += 1;
    return flow;
  });
  const told: string[] = [];
  provider.onDidChangeSessions(({ added = [], removed = [] }) => {
    told.push(...added.map(({ id }) => `+${id}`), ...removed.map(({ id }) => `-${id}`));
  });
  return { provider, flow, secrets, told, loads: () => loads };
}

describe('the accounts of a provider of our own', () => {
  it('are listed for the Accounts menu without loading MSAL', async () => {
    const { provider, flow, secrets } = openProvider();
    flow.next.push(ada);
    await provider.createSession(scopes, {});
    const again = openProvider(secrets);
    expect(await again.provider.getSessions(undefined, {})).toEqual([
      { id: ada.id, accessToken: '', account: { id: ada.id, label: ada.label }, scopes: [] },
    ]);
    expect(again.loads()).toBe(0);
    expect(provider).toBeDefined();
  });

  it('cost nothing where there are none', async () => {
    const { provider, loads } = openProvider();
    expect(await provider.getSessions(scopes, {})).toEqual([]);
    expect(loads()).toBe(0);
  });

  it('give a token for the application, tenant and cloud that they signed in to, and for no other', async () => {
    const { provider, flow } = openProvider();
    flow.next.push(ada);
    await provider.createSession(scopes, {});
    expect(await provider.getSessions(scopes, {})).toMatchObject([{ accessToken: 'silent', scopes }]);
    for (const other of [
      { clientId: '99999999-9999-4999-8999-999999999999' },
      { tenantId: 'elsewhere.example' },
      { cloud: 'china' },
    ]) {
      expect(await provider.getSessions(scopesOf('deviceCode', other), {})).toEqual([]);
    }
  });

  it('that need the user have no session', async () => {
    const { provider, flow } = openProvider();
    flow.next.push(ada);
    await provider.createSession(scopes, {});
    flow.silentToken = undefined;
    expect(await provider.getSessions(scopes, {})).toEqual([]);
  });

  it('are told apart', async () => {
    const { provider, flow } = openProvider();
    flow.next.push(ada, bob);
    await provider.createSession(scopes, {});
    await provider.createSession(scopes, {});
    const account = { id: bob.id, label: bob.label };
    expect(await provider.getSessions(scopes, { account })).toMatchObject([{ id: bob.id }]);
    expect(await provider.getSessions(scopes, {})).toHaveLength(2);
  });

  it('survive a storage that holds rubbish', async () => {
    const secrets = new FakeSecrets();
    secrets.texts.set('test.accounts', '[{"id":1},');
    expect(await openProvider(secrets).provider.getSessions(undefined, {})).toEqual([]);
    secrets.texts.set('test.accounts', '[{"id":1}, 7]');
    expect(await openProvider(secrets).provider.getSessions(undefined, {})).toEqual([]);
  });
});

describe('a change of the accounts', () => {
  it('is told once', async () => {
    const { provider, flow, told } = openProvider();
    flow.next.push(ada, ada);
    await provider.createSession(scopes, {});
    await provider.createSession(scopes, {});
    expect(told).toEqual([`+${ada.id}`]);
    await provider.removeSession(ada.id);
    expect(told).toEqual([`+${ada.id}`, `-${ada.id}`]);
    expect(flow.forgotten).toEqual([ada.id]);
    expect(await provider.getSessions(undefined, {})).toEqual([]);
  });

  it('in another window is told in this one, too', async () => {
    const here = openProvider();
    await here.provider.getSessions(undefined, {});
    const there = openProvider(here.secrets);
    there.flow.next.push(ada);
    await there.provider.createSession(scopes, {});
    await vi.waitFor(() => expect(here.told).toEqual([`+${ada.id}`]));
    await there.provider.removeSession(ada.id);
    await vi.waitFor(() => expect(here.told).toEqual([`+${ada.id}`, `-${ada.id}`]));
  });
});

describe('an account that Entra refuses silently', () => {
  it('has no session, and keeps nobody from signing in anew', async () => {
    const { provider, flow } = openProvider();
    flow.next.push(ada);
    await provider.createSession(scopes, {});
    flow.silentFailure = new Error('AADSTS700027: The certificate is not registered.');
    expect(await provider.getSessions(scopes, {})).toEqual([]);
  });

  it('is told where it is the network that is in the way', async () => {
    const { provider, flow } = openProvider();
    flow.next.push(ada);
    await provider.createSession(scopes, {});
    flow.silentFailure = new Error('network_error');
    await expect(provider.getSessions(scopes, {})).rejects.toThrow('network_error');
  });
});

describe('an account in two tenants', () => {
  it('is one in the menu, and is signed out of both', async () => {
    const { provider, flow } = openProvider();
    flow.next.push(ada, { ...ada, tenantId: 'contoso.example' });
    await provider.createSession(scopes, {});
    await provider.createSession(scopesOf('deviceCode', { tenantId: 'contoso.example' }), {});
    expect(await provider.getSessions(undefined, {})).toHaveLength(1);
    await provider.removeSession(ada.id);
    expect(flow.forgotten).toEqual([ada.id, ada.id]);
  });
});

describe('a failure', () => {
  it('is kept as it was, once, because VS Code hands on its message only', async () => {
    const { provider, flow } = openProvider();
    flow.failure = new CancelledError();
    await expect(provider.createSession(scopes, {})).rejects.toThrow(CancelledError);
    expect(provider.takeFailure()).toBe(flow.failure);
    expect(provider.takeFailure()).toBeUndefined();
  });

  it('leaves no account behind', async () => {
    const { provider, flow, told, secrets } = openProvider();
    flow.failure = new Error('refused');
    await expect(provider.createSession(scopes, {})).rejects.toThrow('refused');
    expect(told).toEqual([]);
    expect(secrets.texts.size).toBe(0);
  });
});
