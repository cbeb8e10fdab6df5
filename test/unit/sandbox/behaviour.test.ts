import { describe, expect, it } from 'vitest';
import { type Answer, configurations, createConfiguration, openSandbox, send } from './client.ts';

const names = (answer: Answer): unknown[] => answer.value.map(({ displayName }) => displayName);

describe('a sandbox whose lists are late', () => {
  it('shows changes in lists after that time, and in a single object at once', async () => {
    let now = new Date('2026-11-26T12:00:00Z');
    const sandbox = await openSandbox({ now: () => now });
    const old = await createConfiguration(sandbox, 'Old');
    await send(sandbox, 'PUT', '/sandbox/behaviour', { latenessSeconds: 60 });
    const created = await createConfiguration(sandbox, 'New');
    await send(sandbox, 'DELETE', old.path);
    expect(names(await send(sandbox, 'GET', configurations))).toEqual(['Old']);
    expect((await send(sandbox, 'GET', created.path)).status).toBe(200);
    expect((await send(sandbox, 'GET', old.path)).status).toBe(404);
    now = new Date('2026-11-26T12:00:59Z');
    expect(names(await send(sandbox, 'GET', configurations))).toEqual(['Old']);
    now = new Date('2026-11-26T12:01:01Z');
    expect(names(await send(sandbox, 'GET', configurations))).toEqual(['New']);
    await createConfiguration(sandbox, 'Newer');
    await sandbox.reset();
    await send(sandbox, 'PUT', '/sandbox/behaviour', { latenessSeconds: 60 });
    expect(names(await send(sandbox, 'GET', configurations))).toEqual([]);
  });
});

describe('trouble that was asked for', () => {
  const list = { method: 'GET', path: 'certificateBasedAuthConfigurations$' };

  it('comes instead of an answer, as often as was asked for, and after as many others', async () => {
    const sandbox = await openSandbox();
    const troubles = [{ ...list, what: 503, retryAfter: '7', times: 2, after: 1 }];
    await send(sandbox, 'PUT', '/sandbox/troubles', { troubles });
    const answers: Answer[] = [];
    for (let round = 0; round < 4; round += 1) {
      answers.push(await send(sandbox, 'GET', configurations));
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 503, 503, 200]);
    expect(answers[1]?.headers.get('retry-after')).toBe('7');
    expect(answers[1]?.headers.get('request-id')).not.toBeNull();
  });

  it('concerns its method and path alone', async () => {
    const sandbox = await openSandbox();
    await send(sandbox, 'PUT', '/sandbox/troubles', { troubles: [{ ...list, what: 500, times: 9 }] });
    const { path } = await createConfiguration(sandbox);
    expect((await send(sandbox, 'GET', path)).status).toBe(200);
    expect((await send(sandbox, 'GET', configurations)).status).toBe(500);
  });

  it.each([
    ['breakBefore', []],
    ['breakAfter', ['Broken']],
  ])('breaks the connection: %s', async (what, expected) => {
    const sandbox = await openSandbox();
    const troubles = [{ method: 'POST', path: 'Configurations$', what }];
    await send(sandbox, 'PUT', '/sandbox/troubles', { troubles });
    await expect(send(sandbox, 'POST', configurations, { displayName: 'Broken' })).rejects.toThrow();
    expect(names(await send(sandbox, 'GET', configurations))).toEqual(expected);
  });

  it('is gone after a reset, as every behaviour is', async () => {
    const sandbox = await openSandbox();
    await send(sandbox, 'PUT', '/sandbox/troubles', { troubles: [{ ...list, what: 500, times: 9 }] });
    await send(sandbox, 'PUT', '/sandbox/behaviour', { refusesSelectOnLists: true });
    const selected = `${configurations}?$select=id`;
    await send(sandbox, 'PUT', '/sandbox/troubles', { troubles: [] });
    expect((await send(sandbox, 'GET', selected)).status).toBe(400);
    await sandbox.reset();
    expect((await send(sandbox, 'GET', selected)).status).toBe(200);
  });

  it.each([
    {},
    { troubles: 7 },
    { troubles: [{}] },
    { troubles: [{ ...list, what: 'nonsense' }] },
    { troubles: [{ ...list, what: 204 }] },
    { troubles: [{ ...list, what: 500, times: 'many' }] },
    { troubles: [{ method: 'GET', path: '(', what: 500 }] },
  ])('has to be said right: %j', async (body) => {
    const sandbox = await openSandbox();
    expect((await send(sandbox, 'PUT', '/sandbox/troubles', body)).status).toBe(400);
  });

  it.each([{ latenessSeconds: 'long' }, { other: true }])('behaviour, too: %j', async (body) => {
    const sandbox = await openSandbox();
    expect((await send(sandbox, 'PUT', '/sandbox/behaviour', body)).status).toBe(400);
  });
});

describe('the requests of a sandbox', () => {
  it('are remembered with their method and path', async () => {
    const sandbox = await openSandbox();
    await send(sandbox, 'GET', `${configurations}?$top=5`);
    await send(sandbox, 'POST', configurations, { displayName: 'One' });
    expect((await send(sandbox, 'GET', '/sandbox/requests')).json['requests']).toEqual([
      `GET ${configurations}`,
      `POST ${configurations}`,
    ]);
  });
});

describe('the authentication method policy', () => {
  const policy =
    '/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate';

  it('names CAs of the sample data', async () => {
    const sandbox = await openSandbox({ empty: false });
    const { json } = await send(sandbox, 'GET', policy);
    expect(json).toMatchObject({
      id: 'X509Certificate',
      issuerHintsConfiguration: { state: 'enabled' },
      crlValidationConfiguration: {
        exemptedCertificateAuthoritiesSubjectKeyIdentifiers: [expect.stringMatching(/^[0-9A-F]{40}$/)],
      },
      certificateAuthorityScopes: [{ subjectKeyIdentifier: expect.stringMatching(/^[0-9A-F]{40}$/) }],
    });
  });

  it('takes a permission of its own', async () => {
    const sandbox = await openSandbox();
    const token = (scp: string): { authorization: string } => ({
      authorization: `Bearer e30.${Buffer.from(JSON.stringify({ scp })).toString('base64url')}.x`,
    });
    const status = async (scp: string): Promise<number> =>
      (await send(sandbox, 'GET', policy, undefined, token(scp))).status;
    expect(await status('PublicKeyInfrastructure.ReadWrite.All')).toBe(403);
    expect(await status('Policy.Read.AuthenticationMethod')).toBe(200);
    expect(await status('Policy.ReadWrite.AuthenticationMethod')).toBe(200);
  });
});
