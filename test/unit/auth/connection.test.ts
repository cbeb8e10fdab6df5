import { describe, expect, it, vi } from 'vitest';
import { knownClouds } from '../../../src/auth/clouds.ts';
import { CancelledError, ExpectedError } from '../../../src/platform/failure.ts';
import { FakeMemento } from '../../support/fakeMemento.ts';
import { ada, bob, openOwner, publicOptions, signedInAs } from './openedConnection.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

describe('a connection at the start', () => {
  it('is signed out on a machine where nobody ever signed in, and asks for nothing', async () => {
    const { owner, sessions } = openOwner();
    expect(owner.current).toBeUndefined();
    expect(await owner.restore()).toEqual({ kind: 'signedOut' });
    expect([sessions.found, sessions.created]).toEqual([[], []]);
  });

  it('is that of last time, silently', async () => {
    const { owner, sessions } = openOwner({ kind: 'signedIn', accountId: ada.id });
    sessions.known = [bob, ada];
    sessions.silentToken = () => 'token';
    expect(await owner.restore()).toMatchObject({ kind: 'signedIn', account: ada, tenantId: 'tenant-a' });
    expect(sessions.created).toEqual([]);
  });

  it('is signed out when the account is gone', async () => {
    const { owner, sessions } = openOwner({ kind: 'signedIn', accountId: ada.id });
    sessions.known = [bob];
    expect(await owner.restore()).toEqual({ kind: 'signedOut' });
  });

  it('keeps the account when no token is to be had, as without a network', async () => {
    const { owner, sessions } = openOwner({ kind: 'signedIn', accountId: ada.id });
    sessions.known = [ada];
    expect(await owner.restore()).toMatchObject({ kind: 'signedIn', account: ada });
  });

  it('is restored once, however many ask', async () => {
    const { owner, announced } = openOwner({ kind: 'sandbox' });
    const [one, other] = await Promise.all([owner.restore(), owner.restore()]);
    expect(one).toBe(other);
    expect(announced).toHaveLength(1);
  });

  it('is what the user chose meanwhile', async () => {
    const { owner, sessions, announced } = openOwner({ kind: 'signedIn', accountId: ada.id });
    const accounts = Promise.withResolvers<[typeof ada]>();
    sessions.accounts = () => accounts.promise;
    const restoring = owner.restore();
    await owner.openSandbox();
    accounts.resolve([ada]);
    expect((await restoring).kind).toBe('sandbox');
    expect(announced).toHaveLength(1);
  });
});

describe('a start without a network', () => {
  const offline = new ExpectedError('signIn.network', 'offline', [], undefined, 'ENOTFOUND');

  it('keeps the account, and the tenant that it was signed in to', async () => {
    const first = openOwner();
    const claims = Buffer.from(JSON.stringify({ tid: 'tenant-of-token' })).toString('base64url');
    first.sessions.onCreate = async () => ({ accessToken: `x.${claims}.x`, account: ada });
    await first.owner.signIn();
    const again = openOwner(undefined, { workspace: first.workspace });
    again.sessions.known = [ada];
    again.sessions.silentToken = () => {
      throw offline;
    };
    expect(await again.owner.restore()).toMatchObject({ account: ada, tenantId: 'tenant-of-token' });
  });

  it('is signed out where not even the accounts can be had', async () => {
    const { owner, sessions } = openOwner({ kind: 'signedIn', accountId: ada.id });
    sessions.accounts = () => Promise.reject(offline);
    expect(await owner.restore()).toEqual({ kind: 'signedOut' });
  });
});

describe('what is remembered', () => {
  it('belongs to the workspace, and serves others that have nothing of their own', async () => {
    const everywhere = new FakeMemento();
    const first = openOwner(undefined, { everywhere });
    first.sessions.onCreate = async () => ({ accessToken: 'token', account: ada });
    await first.owner.signIn();
    const second = openOwner(undefined, { everywhere });
    second.sessions.onCreate = async () => ({ accessToken: 'token', account: bob });
    await second.owner.signIn();

    const again = openOwner(undefined, { workspace: first.workspace, everywhere });
    again.sessions.known = [ada, bob];
    expect(await again.owner.restore()).toMatchObject({ account: ada });
    const third = openOwner(undefined, { everywhere });
    third.sessions.known = [ada, bob];
    expect(await third.owner.restore()).toMatchObject({ account: bob });
  });

  it('holds no token', async () => {
    const { workspace, everywhere } = await signedInAs(ada);
    for (const memory of [workspace, everywhere]) {
      expect(JSON.stringify(memory.keys().map((key) => memory.get(key)))).not.toContain('token-1');
    }
  });
});

describe('signing in', () => {
  it('asks for the permission to read, and for no more', async () => {
    const { owner, sessions } = openOwner();
    sessions.onCreate = async () => ({ accessToken: 'token', account: ada });
    await owner.signIn();
    expect(sessions.created).toMatchObject([{ access: 'read', which: 'any', options: publicOptions }]);
  });

  it('again, while signed in, brings another token of the same account', async () => {
    const { owner, sessions } = await signedInAs(ada);
    await owner.signIn();
    expect(sessions.created).toMatchObject([{ which: 'fresh', account: ada }]);
  });

  it('with other settings goes by those, and whoever cancels has changed nothing', async () => {
    const { owner, sessions, connection } = await signedInAs(ada);
    const elsewhere = { ...publicOptions, cloud: knownClouds.china };
    sessions.onCreate = () => Promise.reject(new CancelledError());
    await expect(owner.signIn('any', elsewhere)).rejects.toThrow(CancelledError);
    expect(owner.current).toBe(connection);
    expect(sessions.created).toMatchObject([{ which: 'any', options: elsewhere, account: undefined }]);
  });

  it('lets another account be chosen', async () => {
    const { owner, sessions } = await signedInAs(ada);
    sessions.onCreate = async () => ({ accessToken: 'token', account: bob });
    await owner.signIn('choose');
    expect(sessions.created).toMatchObject([{ which: 'choose', account: undefined }]);
    expect(owner.current).toMatchObject({ account: bob });
  });

  it('leaves everything as it was when it is cancelled', async () => {
    const { owner, sessions, announced, connection } = await signedInAs(ada);
    sessions.onCreate = () => Promise.reject(new CancelledError());
    await expect(owner.signIn('choose')).rejects.toThrow(CancelledError);
    expect(owner.current).toBe(connection);
    expect(announced).toHaveLength(1);
  });

  it('takes the tenant from the token, which knows better than the account', async () => {
    const { owner, sessions } = openOwner();
    const claims = Buffer.from(JSON.stringify({ tid: 'tenant-of-token' })).toString('base64url');
    sessions.onCreate = async () => ({ accessToken: `x.${claims}.x`, account: ada });
    await owner.signIn();
    expect(owner.current).toMatchObject({ tenantId: 'tenant-of-token' });
  });
});

describe('signing out', () => {
  it('ends what runs for the account, and tells its provider', async () => {
    const { owner, ended } = await signedInAs(ada);
    const { signal } = owner;
    await owner.signOut();
    expect(signal.reason).toBeInstanceOf(CancelledError);
    expect(owner.current).toEqual({ kind: 'signedOut' });
    expect(ended).toEqual([ada.id]);
  });

  it('in the Accounts menu counts at once', async () => {
    const { owner, sessions } = await signedInAs(ada);
    const { signal } = owner;
    sessions.signOutElsewhere(ada, publicOptions);
    await vi.waitFor(() => expect(owner.current).toEqual({ kind: 'signedOut' }));
    expect(signal.aborted).toBe(true);
  });

  it('of another account, or at another provider, changes nothing', async () => {
    const { owner, sessions, connection } = await signedInAs(ada);
    sessions.known = [ada, bob];
    sessions.signOutElsewhere(bob, publicOptions);
    sessions.signOutElsewhere(ada, { ...publicOptions, method: 'deviceCode' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(owner.current).toBe(connection);
  });
});

describe('a change of the settings', () => {
  const elsewhere = { ...publicOptions, cloud: knownClouds.china };

  it('keeps the account where it may sign in without a question', async () => {
    const opened = await signedInAs(ada);
    opened.options = elsewhere;
    await opened.owner.settingsChanged();
    expect(opened.owner.current).toMatchObject({ account: ada, options: elsewhere });
  });

  it('signs out where there is no such account', async () => {
    const opened = await signedInAs(ada);
    opened.options = elsewhere;
    opened.sessions.known = [];
    await opened.owner.settingsChanged();
    expect(opened.owner.current).toEqual({ kind: 'signedOut' });
  });

  it('that leads to the same place changes nothing', async () => {
    const { owner, connection } = await signedInAs(ada);
    await owner.settingsChanged();
    expect(owner.current).toBe(connection);
  });

  it('that changes again meanwhile ends with the last', async () => {
    const opened = await signedInAs(ada);
    const last = { ...publicOptions, tenantId: 'contoso.example' };
    opened.options = elsewhere;
    const accounts = opened.sessions.accounts.bind(opened.sessions);
    opened.sessions.accounts = () => {
      opened.options = last;
      return accounts();
    };
    await Promise.all([opened.owner.settingsChanged(), opened.owner.settingsChanged()]);
    expect(opened.owner.current).toMatchObject({ account: ada, options: last });
  });

  it('while somebody signs in counts, too', async () => {
    const opened = openOwner();
    opened.sessions.known = [ada];
    opened.sessions.silentToken = () => 'token';
    opened.sessions.onCreate = async () => {
      opened.options = elsewhere;
      return { accessToken: 'token', account: ada };
    };
    await opened.owner.signIn();
    expect(opened.owner.current).toMatchObject({ options: elsewhere });
  });

  it('and back again finds the account again', async () => {
    const opened = await signedInAs(ada);
    opened.options = elsewhere;
    opened.sessions.known = [];
    await opened.owner.settingsChanged();
    expect(opened.owner.current).toEqual({ kind: 'signedOut' });
    opened.options = publicOptions;
    opened.sessions.known = [ada];
    await opened.owner.settingsChanged();
    expect(opened.owner.current).toMatchObject({ account: ada });
  });

  it('does not sign in whoever signed out', async () => {
    const opened = await signedInAs(ada);
    await opened.owner.signOut();
    opened.options = elsewhere;
    await opened.owner.settingsChanged();
    expect(opened.owner.current).toEqual({ kind: 'signedOut' });
  });

  it('to unusable ones connects to nobody', async () => {
    const opened = await signedInAs(ada);
    opened.breakSettings();
    await opened.owner.settingsChanged();
    expect(opened.owner.current).toEqual({ kind: 'signedOut' });
  });

  it('does not touch the sandbox', async () => {
    const opened = openOwner({ kind: 'sandbox' });
    const connection = await opened.owner.restore();
    opened.options = elsewhere;
    await opened.owner.settingsChanged();
    expect(opened.owner.current).toBe(connection);
  });
});
