import { describe, expect, it, vi } from 'vitest';
import { CancelledError, ExpectedError } from '../../../src/platform/failure.ts';
import { ada, bob, openOwner, publicOptions, signedInAs } from './openedConnection.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const signal = new AbortController().signal;
const challenge = 'Bearer error="insufficient_claims", claims="e30="';

async function opened() {
  const all = await signedInAs(ada);
  return { ...all, source: all.owner.tokenSource(all.connection) };
}

describe('a token', () => {
  it('for reading comes without a question', async () => {
    const { source, sessions } = await opened();
    expect(await source.token('read', signal)).toBe('token-1');
    expect(sessions.created).toEqual([]);
  });

  it('for writing is asked for where there is none, with the account and the reason', async () => {
    const { source, sessions } = await opened();
    sessions.silentToken = ({ access }) => (access === 'read' ? 'token-1' : undefined);
    sessions.onCreate = async () => ({ accessToken: 'write-token', account: ada });
    expect(await source.token('write', signal)).toBe('write-token');
    expect(sessions.created).toMatchObject([{ access: 'write', account: ada, which: 'any' }]);
    expect(sessions.created[0]?.detail).toMatch(/change the PKI trust store/);
  });

  it('for reading that is not to be had any more is told, and nobody is asked', async () => {
    const { source, sessions, owner } = await opened();
    sessions.silentToken = () => undefined;
    await expect(source.token('read', signal)).rejects.toMatchObject({ reason: 'signIn.needed' });
    expect(sessions.created).toEqual([]);
    expect(owner.needsSignIn).toBe(true);
  });

  it('that the network keeps away is told as that, so that a watch goes on when it is back', async () => {
    const { source, sessions } = await opened();
    const offline = new ExpectedError('signIn.network', 'no network', [], undefined, 'ENOTFOUND');
    sessions.silentToken = () => undefined;
    sessions.inTheWay = offline;
    const failure = { reason: 'network', cause: { code: 'ENOTFOUND' } };
    await expect(source.token('read', signal)).rejects.toMatchObject(failure);
    sessions.silentToken = () => {
      throw offline;
    };
    await expect(source.token('read', signal)).rejects.toMatchObject(failure);
  });

  it('that a wrong clock keeps away is told as that', async () => {
    const { source, sessions } = await opened();
    sessions.silentToken = () => undefined;
    sessions.inTheWay = new ExpectedError('signIn.clockWrong', 'wrong');
    await expect(source.token('read', signal)).rejects.toMatchObject({ reason: 'signIn.clockWrong' });
  });

  it('of a connection that has changed is not given', async () => {
    const { source, owner } = await opened();
    await owner.signOut();
    await expect(source.token('read', signal)).rejects.toThrow(CancelledError);
  });

  it('that comes after the connection has changed is dropped', async () => {
    const { source, sessions, owner } = await opened();
    sessions.silentToken = ({ access }) => (access === 'read' ? 'token-1' : undefined);
    const answer = Promise.withResolvers<{ accessToken: string; account: typeof ada }>();
    sessions.onCreate = () => answer.promise;
    const token = source.token('write', signal);
    await vi.waitFor(() => expect(sessions.created).toHaveLength(1));
    await owner.signOut();
    answer.resolve({ accessToken: 'late', account: ada });
    await expect(token).rejects.toThrow(CancelledError);
  });

  it('of the sandbox needs nobody', async () => {
    const { owner } = openOwner({ kind: 'sandbox' });
    const connection = await owner.restore();
    if (connection.kind !== 'sandbox') {
      throw new Error('not the sandbox');
    }
    expect(await owner.tokenSource(connection).token('write', signal)).toBe('sandbox');
  });
});

describe('a session of another account', () => {
  it('is not used: nothing is sent as somebody else', async () => {
    const { source, sessions } = await opened();
    sessions.silentToken = ({ access }) => (access === 'read' ? 'token-1' : undefined);
    sessions.onCreate = async () => ({ accessToken: 'token of bob', account: bob });
    await expect(source.token('write', signal)).rejects.toMatchObject({ reason: 'signIn.otherAccount' });
    await expect(
      source.replace({ token: 'token-1', claimsChallenge: undefined }, 'write', signal),
    ).rejects.toMatchObject({ reason: 'signIn.otherAccount' });
  });

  it('in another tenant is not used either', async () => {
    const [home, elsewhere] = [
      'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
      'bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee',
    ];
    const tokenFor = (tid: string): string =>
      `x.${Buffer.from(JSON.stringify({ tid })).toString('base64url')}.x`;
    const { owner, sessions } = openOwner();
    sessions.onCreate = async () => ({ accessToken: tokenFor(home), account: ada });
    await owner.signIn();
    const { current } = owner;
    if (current?.kind !== 'signedIn') {
      throw new Error('not signed in');
    }
    sessions.known = [ada];
    sessions.silentToken = () => tokenFor(elsewhere);
    await expect(owner.tokenSource(current).token('read', signal)).rejects.toMatchObject({
      reason: 'signIn.otherAccount',
    });
  });
});

describe('a token that Graph rejected', () => {
  const rejected = { token: 'token-1', claimsChallenge: undefined };

  it('is renewed silently where the provider has another', async () => {
    const { source, sessions } = await opened();
    sessions.silentToken = () => 'token-2';
    expect(await source.replace(rejected, 'read', signal)).toBe('token-2');
    expect(sessions.created).toEqual([]);
    expect(sessions.found.at(-1)).toMatchObject({ isRenewal: true });
  });

  it('is forgotten once a token was to be had again, as after a time without a network', async () => {
    const { source, owner } = await opened();
    await source.replace(rejected, 'read', signal);
    expect(owner.needsSignIn).toBe(true);
    await source.token('read', signal);
    expect(owner.needsSignIn).toBe(false);
  });

  it('has a read fail where the provider has only the same, and the next sign-in begin anew', async () => {
    const { source, sessions, owner } = await opened();
    expect(await source.replace(rejected, 'read', signal)).toBeUndefined();
    expect(owner.needsSignIn).toBe(true);
    sessions.onCreate = async () => ({ accessToken: 'token-2', account: ada });
    await owner.signIn();
    expect(sessions.created).toMatchObject([{ which: 'fresh', account: ada, challenge: undefined }]);
    expect(owner.needsSignIn).toBe(false);
  });

  it('does not hold up the choice of another account', async () => {
    const { source, sessions, owner } = await opened();
    await source.replace(rejected, 'read', signal);
    sessions.onCreate = async () => ({ accessToken: 'token', account: bob });
    await owner.signIn('choose');
    expect(sessions.created).toMatchObject([{ which: 'choose', account: undefined }]);
  });

  it('has a write ask at once', async () => {
    const { source, sessions } = await opened();
    sessions.onCreate = async () => ({ accessToken: 'token-2', account: ada });
    expect(await source.replace(rejected, 'write', signal)).toBe('token-2');
    expect(sessions.created).toMatchObject([{ access: 'write', which: 'fresh', account: ada }]);
  });
});

describe('a claims challenge', () => {
  const rejected = { token: 'token-1', claimsChallenge: challenge };

  it('is answered silently where that is possible', async () => {
    const { source, sessions } = await opened();
    sessions.silentToken = (request) => (request.challenge === challenge ? 'token-with-claims' : 'token-1');
    expect(await source.replace(rejected, 'read', signal)).toBe('token-with-claims');
    expect(sessions.found.at(-1)).toMatchObject({ access: 'read', account: ada, challenge });
  });

  it('asks only for a write; for a read it waits until the user signs in', async () => {
    const { source, sessions, owner } = await opened();
    sessions.silentToken = (request) => (request.challenge === undefined ? 'token-1' : undefined);
    expect(await source.replace(rejected, 'read', signal)).toBeUndefined();
    expect(sessions.created).toEqual([]);
    sessions.onCreate = async () => ({ accessToken: 'token-with-claims', account: ada });
    await owner.signIn();
    expect(sessions.created).toMatchObject([{ challenge, account: ada, options: publicOptions }]);
  });

  it('that the new token does not meet either waits for the user as well', async () => {
    const { source, sessions, owner } = await opened();
    source.rejectedAgain({ token: 'token-2', claimsChallenge: challenge });
    expect(owner.needsSignIn).toBe(true);
    sessions.onCreate = async () => ({ accessToken: 'token-3', account: ada });
    await owner.signIn();
    expect(sessions.created).toMatchObject([{ challenge, which: 'fresh' }]);
  });

  it('is put to the user for a write', async () => {
    const { source, sessions } = await opened();
    sessions.silentToken = (request) => (request.challenge === undefined ? 'token-1' : undefined);
    sessions.onCreate = async () => ({ accessToken: 'token-with-claims', account: ada });
    expect(await source.replace(rejected, 'write', signal)).toBe('token-with-claims');
    expect(sessions.created).toMatchObject([{ challenge, access: 'write' }]);
  });
});
