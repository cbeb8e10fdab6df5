import { describe, expect, it, vi } from 'vitest';
import { directoryRoleIds } from '../../../src/graph/accessToken.ts';
import { GraphRequestError } from '../../../src/graph/errors.ts';
import { CancelledError, ExpectedError } from '../../../src/platform/failure.ts';
import { check, goodClaims, kim, tenantId, tokenWith, type World } from './checkedSignIn.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const statesOf = (steps: readonly { readonly name: string; readonly state: string }[]): string[] =>
  steps.map(({ name, state }) => `${name}: ${state}`);

describe('a check of a sign-in that works', () => {
  it('goes through everything and finds it fine', async () => {
    const { steps, step } = await check({ writeToken: 'token-for-writing' });
    expect(statesOf(steps)).toEqual([
      'Settings: fine',
      'Login service: fine',
      'Account: fine',
      'Tenant: fine',
      'Permission to read: fine',
      'Permission to write: fine',
      'Role: fine',
      'Reading configurations: fine',
    ]);
    expect(steps.every(({ next }) => next === undefined)).toBe(true);
    expect(step('Login service').found).toBe('login.microsoftonline.com answers, and the clocks agree');
    expect(step('Account').found).toBe('kim@contoso.example; 1 account known to the provider microsoft');
    expect(step('Tenant').found).toBe(tenantId);
    expect(step('Permission to read').found).toBe('PublicKeyInfrastructure.Read.All');
    expect(step('Permission to write').found).toBe('PublicKeyInfrastructure.ReadWrite.All');
    expect(step('Role').found).toBe('Privileged Authentication Administrator');
    expect(step('Reading configurations').found).toBe('Microsoft Graph answers: 3 configurations');
  });

  it('asks nobody', async () => {
    const { sessions } = await check();
    expect(sessions.created).toEqual([]);
    expect(sessions.found).toMatchObject([
      { access: 'read', account: kim },
      { access: 'write', account: kim },
    ]);
  });

  it('names what the settings say', async () => {
    const settings = { cloud: 'china', tenantId: 'contoso.example', clientId: 'app-1', method: 'deviceCode' };
    const { step } = await check({ settings });
    expect(step('Settings').found).toBe(
      'method deviceCode, cloud microsoftgraph.chinacloudapi.cn, tenant contoso.example, application app-1',
    );
    expect(step('Login service').found).toContain('login.chinacloudapi.cn');
    expect(step('Tenant').found).toBe(`contoso.example (${tenantId})`);
    expect(step('Account').found).toContain('provider cbaPki.deviceCode');
  });

  it('does not mind that writing was not asked for so far', async () => {
    const { step } = await check();
    expect(step('Permission to write')).toMatchObject({
      state: 'skipped',
      next: 'It is asked for with the first upload.',
    });
  });

  it('says of a first page that there are more', async () => {
    const { step } = await check({ count: async () => ({ count: 100, isAll: false }) });
    expect(step('Reading configurations').found).toBe(
      'Microsoft Graph answers: more than 100 configurations',
    );
  });
});

describe('a check', () => {
  const clock = (minutes: number): World => ({
    probe: { outcome: 'answered', status: 200, entra: undefined, clockAhead: minutes * 60_000 },
  });
  const unknownTenant = { code: 90002, message: 'No such tenant.', correlationId: 'c', timestamp: 't' };
  const forbidden = new GraphRequestError('forbidden', 'Insufficient privileges.', {
    status: 403,
    requestId: 'r-1',
  });

  it.each<[string, World, string, RegExp, RegExp]>([
    [
      'nobody is signed in',
      { kind: 'signedOut', known: [] },
      'Account',
      /^nobody is signed in; 0 accounts known to the provider microsoft$/,
      /Sign In/,
    ],
    [
      'the sign-in has ended',
      { readToken: undefined },
      'Account',
      /^kim@contoso\.example, whose sign-in has ended; 1 account/,
      /Sign In/,
    ],
    [
      'the permission is missing',
      { readToken: tokenWith({ ...goodClaims, scp: 'openid User.Read' }) },
      'Permission to read',
      /carries none for the trust store/,
      /administrator has to consent to PublicKeyInfrastructure\.Read\.All/,
    ],
    [
      'the role is missing',
      { readToken: tokenWith({ ...goodClaims, wids: ['88d8e3e3-8f55-4a1e-953a-9b9898b8876b'] }) },
      'Role',
      /^none that is known to be enough$/,
      /Ask for Privileged Authentication Administrator .* Privileged Identity Management/,
    ],
    [
      'the network is down',
      { probe: { outcome: 'unreachable', code: 'ENOTFOUND' } },
      'Login service',
      /^login\.microsoftonline\.com cannot be reached \(ENOTFOUND\)$/,
      /network and the proxy/,
    ],
    [
      'a proxy reads along',
      { probe: { outcome: 'untrustedCertificate', code: 'SELF_SIGNED_CERT_IN_CHAIN' } },
      'Login service',
      /SELF_SIGNED_CERT_IN_CHAIN/,
      /have its CA certificate added/,
    ],
    ['the clock is ahead', clock(7), 'Login service', /answers$/, /7 minutes ahead/],
    ['the clock is behind', clock(-90), 'Login service', /answers$/, /90 minutes behind/],
    [
      'the tenant is unknown',
      { probe: { outcome: 'answered', status: 400, entra: unknownTenant, clockAhead: 0 } },
      'Login service',
      /^AADSTS90002: No such tenant\.$/,
      /tenant in the settings/,
    ],
    [
      'Graph refuses',
      { count: () => Promise.reject(forbidden) },
      'Reading configurations',
      /^You are not allowed to do this: Insufficient privileges\..*\(HTTP 403, request r-1\)$/,
      /./,
    ],
    [
      'something unexpected happens',
      { count: () => Promise.reject(new TypeError('x is not a function')) },
      'Reading configurations',
      /^Something went wrong that should not have\./,
      /./,
    ],
  ])('finds the one thing that is wrong: %s', async (_, world, name, found, next) => {
    const { steps, step, report } = await check(world);
    expect(steps.filter(({ state }) => state === 'problem').map((one) => one.name)).toEqual([name]);
    expect(step(name).found).toMatch(found);
    expect(step(name).next).toMatch(next);
    expect(report).toContain(`Stuck at: ${name}.`);
  });

  it.each<[string, World]>([
    ['nobody is signed in', { kind: 'signedOut' }],
    ['the sign-in has ended', { readToken: undefined }],
  ])('leaves out what needs a token where %s', async (_, world) => {
    const count = vi.fn(async () => ({ count: 3, isAll: true }));
    const { steps } = await check({ ...world, count });
    expect(statesOf(steps)).toEqual([
      'Settings: fine',
      'Login service: fine',
      'Account: problem',
      'Permissions, role and Microsoft Graph: skipped',
    ]);
    expect(count).not.toHaveBeenCalled();
  });

  it('tells of registering an application where there is no sign-in with that of VS Code', async () => {
    expect((await check({ kind: 'signedOut' })).step('Settings').next).toMatch(/AADSTS65002/);
    const settings = { clientId: 'app-1' };
    expect((await check({ kind: 'signedOut', settings })).step('Settings').next).toBeUndefined();
  });

  it.each(['opaque-token', 'a.b.c', ''])(
    'holds nothing against a token that it cannot read: "%s"',
    async (token) => {
      const { steps } = await check({ readToken: token });
      expect(statesOf(steps).slice(4)).toEqual([
        'Permission to read: skipped',
        'Permission to write: skipped',
        'Role: skipped',
        'Reading configurations: fine',
      ]);
    },
  );

  it.each(Object.values(directoryRoleIds))('knows the role %s, in whatever case', async (id) => {
    const { step } = await check({ readToken: tokenWith({ ...goodClaims, wids: [id.toUpperCase()] }) });
    expect(step('Role').state).toBe('fine');
  });

  it('wants no role of an application with a certificate, whose permissions are of its own', async () => {
    const claims = { roles: ['PublicKeyInfrastructure.ReadWrite.All', 'Directory.Read.All'], tid: tenantId };
    const settings = { method: 'clientCertificate', clientId: 'app-1', tenantId };
    const { steps, step } = await check({ settings, readToken: tokenWith(claims) });
    expect(steps.some(({ state }) => state === 'problem')).toBe(false);
    expect(step('Permission to read').found).toBe('PublicKeyInfrastructure.ReadWrite.All');
    expect(step('Role')).toMatchObject({ state: 'skipped', found: 'an application needs none' });
  });

  it('of the sandbox looks at nothing but the sandbox', async () => {
    const { steps, sessions } = await check({ kind: 'sandbox', readToken: undefined });
    expect(statesOf(steps)).toEqual(['Tenant: fine', 'Reading configurations: fine']);
    expect(steps[0]?.found).toContain('http://127.0.0.1:8123');
    expect(sessions.found).toEqual([]);
  });

  it.each(['read', 'write'] as const)(
    'makes its report also where no session for %s can be looked for',
    async (broken) => {
      const failure = new ExpectedError('signIn.network', 'The login service cannot be reached.');
      const probe = { outcome: 'unreachable', code: 'ENOTFOUND' } as const;
      const { step } = await check({ probe, failing: { access: broken, failure } });
      expect(step('Login service').state).toBe('problem');
    },
  );

  it('ends without a report where it was cancelled', async () => {
    const cancelled = new CancelledError();
    await expect(check({ count: () => Promise.reject(cancelled) })).rejects.toBe(cancelled);
  });
});
