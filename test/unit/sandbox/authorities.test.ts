import { beforeAll, expect, test } from 'vitest';
import type { SandboxServer } from '../../../src/sandbox/server.ts';
import { makeAuthority, type OpensslAuthority, openssl } from '../../support/openssl.ts';
import { configurations, createConfiguration, expectFault, openSandbox, send } from './client.ts';

let root: OpensslAuthority;
let intermediate: OpensslAuthority;
let person: OpensslAuthority;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root CA', organization: 'Contoso, Ltd.' });
  intermediate = await makeAuthority({
    name: 'Issuing CA',
    issuer: root,
    crlAddresses: ['http://crl.example/root.crl'],
  });
  person = await makeAuthority({ name: 'Somebody', issuer: root, authority: false });
});

function bodyOf(authority: OpensslAuthority): Record<string, unknown> {
  return {
    certificate: authority.der.toString('base64'),
    expirationDateTime: authority.notAfter.toISOString(),
    thumbprint: authority.thumbprint,
  };
}

async function openWith(
  ...authorities: readonly OpensslAuthority[]
): Promise<{ sandbox: SandboxServer; configuration: string; list: string; ids: string[] }> {
  const sandbox = await openSandbox();
  const { path } = await createConfiguration(sandbox);
  const list = `${path}/certificateAuthorities`;
  const ids: string[] = [];
  for (const authority of authorities) {
    const added = await send(sandbox, 'POST', list, bodyOf(authority));
    expect(added.status).toBe(201);
    ids.push(String(added.json['id']));
  }
  return { sandbox, configuration: path, list, ids };
}

test('an added authority is answered with everything that its certificate says', async () => {
  const { sandbox, list } = await openWith();
  const identifier = await openssl(['x509', '-in', 'ca.pem', '-noout', '-ext', 'subjectKeyIdentifier'], {
    'ca.pem': intermediate.pem,
  });
  const added = await send(sandbox, 'POST', list, bodyOf(intermediate));
  expect(added.status).toBe(201);
  expect(added.json).toEqual({
    '@odata.context': expect.stringMatching(
      /certificateBasedAuthConfigurations\('[0-9a-f-]{36}'\)\/certificateAuthorities\/\$entity$/,
    ),
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    deletedDateTime: null,
    certificateAuthorityType: 'intermediate',
    certificate: intermediate.der.toString('base64'),
    displayName: 'CN=Issuing CA,O=Test,C=US',
    issuer: String.raw`CN=Root CA,O=Contoso\, Ltd.,C=US`,
    issuerSubjectKeyIdentifier: /([0-9A-F]{2}:){19}[0-9A-F]{2}/
      .exec(identifier.toString())?.[0]
      .replaceAll(':', ''),
    createdDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    expirationDateTime: intermediate.notAfter.toISOString(),
    thumbprint: intermediate.thumbprint,
    certificateRevocationListUrl: null,
    deltaCertificateRevocationListUrl: null,
    isIssuerHintEnabled: false,
  });
  const read = await send(sandbox, 'GET', `${list}/${String(added.json['id'])}`);
  expect([read.status, read.json]).toEqual([200, added.json]);
});

test('everything that may be set at creation is kept, whichever spelling of the delta CRL is used', async () => {
  const { sandbox, list } = await openWith();
  const chosen = {
    certificateAuthorityType: 'intermediate',
    displayName: 'My root',
    certificateRevocationListUrl: 'http://crl.example/a.crl',
    isIssuerHintEnabled: true,
  };
  const added = await send(sandbox, 'POST', list, {
    ...bodyOf(root),
    ...chosen,
    thumbprint: root.thumbprint.toLowerCase(),
    issuer: 'Contoso',
    deltacertificateRevocationListUrl: 'http://crl.example/d.crl',
  });
  expect(added.status).toBe(201);
  expect(added.json).toMatchObject({
    ...chosen,
    deltaCertificateRevocationListUrl: 'http://crl.example/d.crl',
  });
});

test('authorities are listed with their certificate, and without it where $select leaves it out', async () => {
  const { sandbox, list } = await openWith(root, intermediate);
  const all = await send(sandbox, 'GET', list);
  expect(all.value.map((one) => [one['certificateAuthorityType'], one['certificate']])).toEqual([
    ['root', root.der.toString('base64')],
    ['intermediate', intermediate.der.toString('base64')],
  ]);
  const short = await send(sandbox, 'GET', `${list}?$select=id,thumbprint`);
  expect(short.value.map(Object.keys)).toEqual([
    ['id', 'thumbprint'],
    ['id', 'thumbprint'],
  ]);
  expect((await send(sandbox, 'GET', `${list}/$count`)).text).toBe('2');
});

test.each<[string, () => Record<string, unknown>, RegExp | string]>([
  [
    'no certificate',
    () => ({ ...bodyOf(root), certificate: undefined }),
    "A value is required for property 'certificate'.",
  ],
  [
    'no thumbprint',
    () => ({ ...bodyOf(root), thumbprint: undefined }),
    "A value is required for property 'thumbprint'.",
  ],
  [
    'no expiry',
    () => ({ ...bodyOf(root), expirationDateTime: undefined }),
    "A value is required for property 'expirationDateTime'.",
  ],
  ['a certificate that is no base64', () => ({ ...bodyOf(root), certificate: '%%%' }), /base64 is expected/],
  [
    'a certificate that is none',
    () => ({ ...bodyOf(root), certificate: 'AAAA' }),
    /Invalid value specified for property 'certificate'/,
  ],
  ['the certificate of a person', () => bodyOf(person), /not that of a certificate authority/],
  [
    'the thumbprint of another certificate',
    () => ({ ...bodyOf(root), thumbprint: intermediate.thumbprint }),
    /not the SHA-1 thumbprint/,
  ],
  [
    'another expiry',
    () => ({ ...bodyOf(root), expirationDateTime: '2030-01-01T00:00:00Z' }),
    /not the end of the certificate's validity/,
  ],
  [
    'an expiry that is no date',
    () => ({ ...bodyOf(root), expirationDateTime: 'soon' }),
    /a date is expected/,
  ],
  [
    'the key identifier of another certificate',
    () => ({ ...bodyOf(root), issuerSubjectKeyIdentifier: '00' }),
    /not the certificate's subject key identifier/,
  ],
  [
    'an unknown type',
    () => ({ ...bodyOf(root), certificateAuthorityType: 'leaf' }),
    /root or intermediate is expected/,
  ],
  [
    'a CRL address that is none',
    () => ({ ...bodyOf(root), certificateRevocationListUrl: 'ldap://x' }),
    /an http or https address is expected/,
  ],
  [
    'an issuer hint that is no boolean',
    () => ({ ...bodyOf(root), isIssuerHintEnabled: 'yes' }),
    /true or false is expected/,
  ],
  ['an unknown property', () => ({ ...bodyOf(root), colour: 'red' }), "Invalid property 'colour'."],
  [
    'a read-only property',
    () => ({ ...bodyOf(root), createdDateTime: 'x' }),
    /'createdDateTime' is read-only/,
  ],
])('adding with %s is refused', async (_, body, message) => {
  const { sandbox, list } = await openWith();
  expectFault(await send(sandbox, 'POST', list, body()), 400, 'Request_BadRequest', message);
  expect((await send(sandbox, 'GET', list)).value).toEqual([]);
});

test('a certificate of more than 8 KB is refused', async () => {
  const { sandbox, list } = await openWith();
  const large = await makeAuthority({ name: 'Large CA', extensions: [`nsComment = ${'x'.repeat(8192)}`] });
  expectFault(
    await send(sandbox, 'POST', list, bodyOf(large)),
    400,
    'Request_BadRequest',
    /at most 8192 are allowed/,
  );
});

test('a certificate that is there already is refused in the words of the service', async () => {
  const { sandbox, list } = await openWith(root);
  expectFault(
    await send(sandbox, 'POST', list, bodyOf(root)),
    400,
    'Request_BadRequest',
    'Duplicate Certificate exists',
  );
  expect((await send(sandbox, 'GET', list)).value).toHaveLength(1);
});

test('what the portal lets one edit can be changed, and taken away again', async () => {
  const { sandbox, configuration, list, ids } = await openWith(root, intermediate);
  const [, id] = ids;
  const before = await send(sandbox, 'GET', configuration);
  const changes = {
    certificateAuthorityType: 'root',
    certificateRevocationListUrl: 'http://crl.example/issuing.crl',
    deltaCertificateRevocationListUrl: 'http://crl.example/issuing-delta.crl',
    displayName: 'Renamed',
    isIssuerHintEnabled: true,
  };
  const changed = await send(sandbox, 'PATCH', `${list}/${id}`, changes);
  expect(changed.status).toBe(200);
  expect(changed.json).toMatchObject({ ...changes, id, thumbprint: intermediate.thumbprint });
  const cleared = await send(sandbox, 'PATCH', `${list}/${id}`, { certificateRevocationListUrl: null });
  expect(cleared.json).toMatchObject({ ...changes, certificateRevocationListUrl: null });
  const after = await send(sandbox, 'GET', configuration);
  expect(Date.parse(String(after.json['lastModifiedDateTime']))).toBeGreaterThan(
    Date.parse(String(before.json['lastModifiedDateTime'])),
  );
  expect((await send(sandbox, 'GET', list)).value.map((one) => one['displayName'])).toEqual([
    'CN=Root CA,O=Contoso\\, Ltd.,C=US',
    'Renamed',
  ]);
});

test.each([
  ['the certificate', { certificate: 'AAAA' }, "Property 'certificate' is read-only and cannot be set."],
  ['the thumbprint', { thumbprint: 'x' }, "Property 'thumbprint' is read-only and cannot be set."],
  ['something unknown', { colour: 'red' }, "Invalid property 'colour'."],
  ['nothing', {}, /at least one property/],
])('changing %s of an authority is refused', async (_, body, message) => {
  const { sandbox, list, ids } = await openWith(root);
  expectFault(await send(sandbox, 'PATCH', `${list}/${ids[0]}`, body), 400, 'Request_BadRequest', message);
});

test('a deleted authority is gone from its configuration, which counts as changed', async () => {
  const { sandbox, configuration, list, ids } = await openWith(root, intermediate);
  const before = await send(sandbox, 'GET', configuration);
  const deleted = await send(sandbox, 'DELETE', `${list}/${ids[0]}`);
  expect([deleted.status, deleted.text]).toEqual([204, '']);
  expect((await send(sandbox, 'GET', list)).value.map((one) => one['id'])).toEqual([ids[1]]);
  const after = await send(sandbox, 'GET', configuration);
  expect(after.json['lastModifiedDateTime']).not.toBe(before.json['lastModifiedDateTime']);
  for (const method of ['GET', 'DELETE']) {
    expectFault(
      await send(sandbox, method, `${list}/${ids[0]}`),
      404,
      'Request_ResourceNotFound',
      /does not exist/,
    );
  }
});

test('an authority is found only in its own configuration', async () => {
  const { sandbox, ids } = await openWith(root);
  const { id } = await createConfiguration(sandbox, 'Another');
  const path = `${configurations}/${id}/certificateAuthorities/${ids[0]}`;
  expectFault(await send(sandbox, 'GET', path), 404, 'Request_ResourceNotFound', /does not exist/);
});
