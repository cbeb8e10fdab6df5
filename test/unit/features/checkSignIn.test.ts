import { describe, expect, it, vi } from 'vitest';
import { directoryRoleIds } from '../../../src/graph/accessToken.ts';
import { GraphRequestError } from '../../../src/graph/errors.ts';
import { CancelledError, ExpectedError } from '../../../src/platform/failure.ts';
import { check, clientId, goodClaims, kim, tenantId, tokenWith, type World } from './checkedSignIn.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const writeClaims = { ...goodClaims, scp: 'openid PublicKeyInfrastructure.ReadWrite.All' };
const userRole = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b';

const statesOf = (steps: readonly { readonly name: string; readonly state: string }[]): string[] =>
  steps.map(({ name, state }) => `${name}: ${state}`);

describe('a check of a sign-in that works', () => {
  it('goes through everything and finds it fine', async () => {
    const { steps, step } = await check({ writeToken: tokenWith(writeClaims) });
    expect(statesOf(steps)).toEqual([
      'Settings: fine',
      'Login service: fine',
      'Microsoft Graph: fine',
      'Account: fine',
      'Tenant: fine',
      'Permission to read: fine',
      'Permission to write: fine',
      'Role: fine',
      'Reading configurations: fine',
    ]);
    expect(steps.every(({ next }) => next === undefined)).toBe(true);
    expect(step('Login service').found).toBe('login.microsoftonline.com answers, and the clocks agree');
    expect(step('Microsoft Graph').found).toBe('graph.microsoft.com answers, and the clocks agree');
    expect(step('Account').found).toBe('kim@contoso.example; 1 account known to the provider microsoft');
    expect(step('Tenant').found).toBe(tenantId);
    expect(step('Permission to read').found).toBe('PublicKeyInfrastructure.Read.All');
    expect(step('Permission to write').found).toBe('PublicKeyInfrastructure.ReadWrite.All');
    expect(step('Role').found).toBe('Privileged Authentication Administrator');
    expect(step('Reading configurations').found).toBe('3 configurations');
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
    const settings = { cloud: 'china', tenantId: 'contoso.example', clientId, method: 'deviceCode' };
    const { step, probed } = await check({ settings });
    expect(probed).toHaveLength(3);
    for (const where of probed) {
      expect(where).toMatchObject({ ...settings, cloud: { id: 'china' } });
    }
    expect(step('Settings').found).toBe(
      'method deviceCode, cloud microsoftgraph.chinacloudapi.cn, tenant contoso.example, application 11111111-2222-3333-4444-555555555555',
    );
    expect(step('Login service').found).toContain('login.chinacloudapi.cn');
    expect(step('Microsoft Graph').found).toContain('microsoftgraph.chinacloudapi.cn');
    expect(step('Tenant').found).toBe(`contoso.example (${tenantId})`);
    expect(step('Account').found).toContain('provider cbaPki.deviceCode');
  });

  it.each<[string, World]>([
    ['was not asked for so far', {}],
    ['is not what the token that came allows', { writeToken: tokenWith(goodClaims) }],
    [
      'is not quite what the token that came allows',
      { writeToken: tokenWith({ ...goodClaims, scp: 'openid PublicKeyInfrastructure.ReadWrite' }) },
    ],
  ])('does not mind that writing %s', async (_, world) => {
    const { step } = await check(world);
    expect(step('Permission to write')).toEqual({
      name: 'Permission to write',
      state: 'skipped',
      found: 'not there so far',
      next: 'It is asked for with the first upload, and PublicKeyInfrastructure.ReadWrite.All needs the consent of an administrator.',
    });
  });

  it.each([
    ['PublicKeyInfrastructure.Read.All'],
    ['PublicKeyInfrastructure.ReadWrite.All'],
    ['PublicKeyInfrastructure.Read.All', 'PublicKeyInfrastructure.ReadWrite.All'],
  ])('may read with %s %s', async (...names) => {
    const scp = ['openid', ...names, 'PublicKeyInfrastructure.Other'].join(' ');
    const { step } = await check({ readToken: tokenWith({ ...goodClaims, scp }) });
    expect(step('Permission to read')).toMatchObject({ state: 'fine', found: names.join(', ') });
  });

  it('holds no role against an account that is not known, as long as reading works', async () => {
    const { steps, step } = await check({ readToken: tokenWith({ ...goodClaims, wids: [userRole] }) });
    expect(steps.filter(({ state }) => state === 'problem')).toEqual([]);
    expect(step('Role')).toMatchObject({
      state: 'skipped',
      found: 'none that is known to be enough',
      next: expect.stringMatching(
        /Ask for Privileged Authentication Administrator .* Privileged Identity Management/,
      ),
    });
  });

  it('says of a first page that there are more', async () => {
    const { step } = await check({ count: async () => ({ count: 100, isAll: false }) });
    expect(step('Reading configurations').found).toBe('more than 100 configurations');
  });
});

describe('a check', () => {
  const clock = (minutes: number): World => ({
    probe: { outcome: 'answered', status: 200, entra: undefined, clockAhead: minutes * 60_000 },
  });
  const graphClock = (minutes: number): World => ({
    graph: { outcome: 'answered', status: 401, entra: undefined, clockAhead: minutes * 60_000 },
  });
  const unknownTenant = { code: 90002, message: 'No such tenant.', correlationId: 'c', timestamp: 't' };
  const forbidden = new GraphRequestError('forbidden', 'Insufficient privileges.', {
    status: 403,
    requestId: 'r-1',
  });

  it.each<[string, World, string, RegExp, RegExp | undefined]>([
    [
      "VS Code's own setting does not name the cloud",
      { settings: { cloud: 'usGovernment' }, missingEnvironment: 'USGovernment' },
      'Settings',
      /^method vscode, cloud graph\.microsoft\.us, tenant of the account, application of VS Code$/,
      /^Set microsoft-sovereign-cloud\.environment to USGovernment, or use “CBA PKI: Switch Cloud…”\.$/,
    ],
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
      'there are only permissions of like names',
      {
        readToken: tokenWith({
          ...goodClaims,
          scp: 'PublicKeyInfrastructure.Read PublicKeyInfrastructure.ReadBasic.All Directory.Read.All',
        }),
      },
      'Permission to read',
      /carries none for the trust store/,
      /administrator has to consent to PublicKeyInfrastructure\.Read\.All/,
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
    [
      'a firewall keeps Graph away',
      { graph: { outcome: 'unreachable', code: 'ECONNREFUSED' } },
      'Microsoft Graph',
      /^graph\.microsoft\.com cannot be reached \(ECONNREFUSED\)$/,
      /network and the proxy/,
    ],
    [
      'a proxy reads along with Graph',
      { graph: { outcome: 'untrustedCertificate', code: 'SELF_SIGNED_CERT_IN_CHAIN' } },
      'Microsoft Graph',
      /^graph\.microsoft\.com .*SELF_SIGNED_CERT_IN_CHAIN/,
      /have its CA certificate added/,
    ],
    ['the clock is ahead of Graph', graphClock(7), 'Microsoft Graph', /answers$/, /7 minutes ahead/],
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
      undefined,
    ],
    [
      'something unexpected happens',
      { count: () => Promise.reject(new TypeError('x is not a function')) },
      'Reading configurations',
      /^Something went wrong that should not have\./,
      undefined,
    ],
  ])('finds the one thing that is wrong: %s', async (_, world, name, found, next) => {
    const { steps, step, report } = await check(world);
    expect(steps.filter(({ state }) => state === 'problem').map((one) => one.name)).toEqual([name]);
    expect(step(name).found).toMatch(found);
    if (next) {
      expect(step(name).next).toMatch(next);
    } else {
      expect(step(name)).not.toHaveProperty('next');
    }
    expect(report).toContain(`\nStuck at: ${name}. ${step(name).next ?? step(name).found}\n`);
  });

  it.each<[string, Error, string[]]>([
    ['with 403', forbidden, ['Role', 'Reading configurations']],
    [
      'with 401',
      new GraphRequestError('unauthenticated', 'Expired.', { status: 401 }),
      ['Reading configurations'],
    ],
    ['with 500', new GraphRequestError('unavailable', 'Later.', { status: 500 }), ['Reading configurations']],
    ['by something else', new TypeError('x is not a function'), ['Reading configurations']],
  ])(
    'takes a role that is not known for the reason only where reading fails so: %s',
    async (_, error, names) => {
      const readToken = tokenWith({ ...goodClaims, wids: [userRole] });
      const { steps, report } = await check({ readToken, count: () => Promise.reject(error) });
      expect(steps.filter(({ state }) => state === 'problem').map(({ name }) => name)).toEqual(names);
      expect(report).toContain(`\nStuck at: ${names[0]}. `);
    },
  );

  it.each<[string, World]>([
    ['nobody is signed in', { kind: 'signedOut' }],
    ['the sign-in has ended', { readToken: undefined }],
  ])('leaves out what needs a token where %s', async (_, world) => {
    const count = vi.fn(async () => ({ count: 3, isAll: true }));
    const { steps } = await check({ ...world, count });
    expect(statesOf(steps)).toEqual([
      'Settings: fine',
      'Login service: fine',
      'Microsoft Graph: fine',
      'Account: problem',
      'Permissions, role and configurations: skipped',
    ]);
    expect(count).not.toHaveBeenCalled();
  });

  it('tells of registering an application where there is no sign-in with that of VS Code', async () => {
    expect((await check({ kind: 'signedOut' })).step('Settings').next).toMatch(/AADSTS65002/);
    const settings = { clientId };
    expect((await check({ kind: 'signedOut', settings })).step('Settings').next).toBeUndefined();
  });

  it.each(['opaque-token', 'a.b.c', ''])(
    'holds nothing against a token that it cannot read: "%s"',
    async (token) => {
      const { steps, step } = await check({ readToken: token, writeToken: token });
      for (const name of ['Permission to read', 'Permission to write', 'Role']) {
        const found = 'the token cannot be read, which is no fault';
        expect(step(name)).toEqual({ name, state: 'skipped', found });
      }
      expect(statesOf(steps).slice(5)).toEqual([
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
    const settings = { method: 'clientCertificate', clientId, tenantId };
    const token = tokenWith(claims);
    const { steps, step } = await check({ settings, readToken: token, writeToken: token });
    expect(steps.some(({ state }) => state === 'problem')).toBe(false);
    expect(step('Permission to read').found).toBe('PublicKeyInfrastructure.ReadWrite.All');
    expect(step('Permission to write').state).toBe('fine');
    expect(step('Role')).toMatchObject({ state: 'skipped', found: 'an application needs none' });
  });

  it('does not look for the role of an application that Graph refuses', async () => {
    const settings = { method: 'clientCertificate', clientId, tenantId };
    const { step } = await check({ settings, count: () => Promise.reject(forbidden) });
    expect(step('Role').state).toBe('skipped');
  });

  it('of the sandbox looks at nothing but the sandbox', async () => {
    const { steps, sessions } = await check({ kind: 'sandbox', readToken: undefined });
    expect(statesOf(steps)).toEqual(['Tenant: fine', 'Reading configurations: fine']);
    expect(steps[0]?.found).toContain('http://127.0.0.1:8123');
    expect(sessions.found).toEqual([]);
  });

  it('tells of a sandbox that does not answer', async () => {
    const network = new GraphRequestError('network', 'ECONNREFUSED');
    const { steps } = await check({ kind: 'sandbox', count: () => Promise.reject(network) });
    expect(statesOf(steps)).toEqual(['Tenant: fine', 'Reading configurations: problem']);
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
