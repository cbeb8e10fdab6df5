import { describe, expect, it, vi } from 'vitest';
import {
  type DeviceCode,
  DeviceCodeFlow,
  type DeviceCodePresenter,
} from '../../../src/auth/msal/deviceCodeFlow.ts';
import { CancelledError } from '../../../src/platform/failure.ts';
import { ada } from '../../support/entra/accounts.ts';
import { FakeSecrets } from '../../support/fakeSecrets.ts';
import { claimsOfToken, openAuthority, requestOf } from './msalWorld.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

/** A person before the code: does something with it as soon as it is shown. */
function person(act: (code: DeviceCode) => void | Promise<void>): DeviceCodePresenter & { ended: boolean } {
  const presenter = {
    ended: false,
    async present(code: DeviceCode, signal: AbortSignal): Promise<void> {
      signal.addEventListener('abort', () => {
        presenter.ended = true;
      });
      await act(code);
    },
  };
  return presenter;
}

function openFlow(act?: (code: DeviceCode) => void | Promise<void>) {
  const { authority, fetch, unplug } = openAuthority();
  const secrets = new FakeSecrets();
  const presenter = person(act ?? (({ userCode }) => authority.devices.approve(userCode)));
  const open = () => new DeviceCodeFlow(secrets, presenter, fetch);
  return { authority, secrets, presenter, unplug, flow: open(), openAgain: open };
}

describe('a sign-in with a device code', () => {
  it('gives a token for what was asked, and the account', async () => {
    const { flow, presenter, authority } = openFlow();
    const { account, accessToken } = await flow.interactive(requestOf('deviceCode'));
    expect(account).toMatchObject({ id: `${ada.oid}.${ada.tid}`, label: ada.username });
    expect(claimsOfToken(accessToken)).toMatchObject({
      aud: 'https://graph.microsoft.com',
      scp: expect.stringContaining('PublicKeyInfrastructure.Read.All'),
      tid: ada.tid,
    });
    expect(presenter.ended).toBe(true);
    expect(authority.requests.at(-1)?.claims).toContain('cp1');
  });

  it('is cancelled at once, without waiting for the service', async () => {
    const { flow } = openFlow(() => Promise.reject(new CancelledError()));
    await expect(flow.interactive(requestOf('deviceCode'))).rejects.toThrow(CancelledError);
  });

  it.each<[string, 'decline' | 'expire', RegExp]>([
    ['declined', 'decline', /AADSTS70018|declined/],
    ['left until it expired', 'expire', /AADSTS70020|expired/],
  ])('that was %s fails with the reason, and shows nothing any more', async (_, what, expected) => {
    const { authority, fetch } = openAuthority();
    const presenter = person(({ userCode }) => authority.devices[what](userCode));
    const flow = new DeviceCodeFlow(new FakeSecrets(), presenter, fetch);
    await expect(flow.interactive(requestOf('deviceCode'))).rejects.toThrow(expected);
    expect(presenter.ended).toBe(true);
  });

  it('fails with what Entra says of the application', async () => {
    const { flow, authority } = openFlow();
    authority.refuseToken('AADSTS7000218');
    await expect(flow.interactive(requestOf('deviceCode'))).rejects.toThrow(/AADSTS7000218/);
  });

  it('goes to the cloud and the tenant that are asked for', async () => {
    const { flow, authority } = openFlow();
    await flow.interactive(requestOf('deviceCode', { cloud: 'usGovernment', tenantId: ada.tid }));
    const addresses = authority.requests.map(({ address }) => address);
    expect(addresses.every((address) => address.startsWith(`login.microsoftonline.us/${ada.tid}/`))).toBe(
      true,
    );
  });
});

describe('an account that signed in with a device code', () => {
  const signedIn = async () => {
    const opened = openFlow();
    const { account, accessToken } = await opened.flow.interactive(requestOf('deviceCode'));
    return { ...opened, account, accessToken };
  };

  it('has its token again after a restart, without a request', async () => {
    const { openAgain, account, accessToken, authority } = await signedIn();
    const before = authority.requests.length;
    expect(await openAgain().silent(account, requestOf('deviceCode'))).toBe(accessToken);
    const grants = authority.requests.slice(before).map(({ grant }) => grant);
    expect(grants.filter((grant) => grant !== undefined)).toEqual([]);
  });

  it('gets the permission to write silently where it was consented', async () => {
    const { flow, account } = await signedIn();
    const token = await flow.silent(account, requestOf('deviceCode', {}, 'write'));
    expect(claimsOfToken(token ?? '')['scp']).toContain('PublicKeyInfrastructure.ReadWrite.All');
  });

  it('answers a claims challenge', async () => {
    const { flow, account, accessToken } = await signedIn();
    const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } });
    const token = await flow.silent(account, { ...requestOf('deviceCode'), claims });
    expect(token).not.toBe(accessToken);
    expect(claimsOfToken(token ?? '')['acrs']).toEqual(['c1']);
  });

  it('has to sign in again when its sign-in was revoked', async () => {
    const { openAgain, account, authority } = await signedIn();
    authority.tokens.revokeAll();
    const request = { ...requestOf('deviceCode'), claims: '{"access_token":{"nbf":{"essential":true}}}' };
    expect(await openAgain().silent(account, request)).toBeUndefined();
  });

  it('is told of a network that is not there', async () => {
    const { flow, account, unplug } = await signedIn();
    unplug();
    await expect(flow.silent(account, requestOf('deviceCode', {}, 'write'))).rejects.toThrow();
  });

  it('is gone when it was forgotten, with every secret', async () => {
    const { openAgain, flow, account, secrets, authority } = await signedIn();
    await flow.forget(account);
    expect(await openAgain().silent(account, requestOf('deviceCode'))).toBeUndefined();
    const kept = [...secrets.texts.values()].join('\n');
    expect([...authority.secrets].filter((secret) => kept.includes(secret))).toEqual([]);
  });
});
