import { describe, expect, it } from 'vitest';
import { newAuthorityFrom } from '../../../src/graph/newAuthority.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import type { SandboxServer } from '../../../src/sandbox/server.ts';
import { makeAuthority } from '../../support/openssl.ts';
import { openSandbox, send } from '../sandbox/client.ts';
import { graphFailureOf, noAbort, openClient } from './client.ts';

const made = await makeAuthority({ name: 'Root' });
const root = newAuthorityFrom(readCertificate(made.der), {
  certificateRevocationListUrl: 'http://crl.example/r.crl',
});

async function open() {
  const sandbox = await openSandbox();
  const client = openClient(sandbox.root);
  const { id } = await client.trustStore.createConfiguration('Contoso', noAbort(), new Set());
  return { sandbox, id, store: client.trustStore, clock: client.clock };
}

async function lose(
  sandbox: SandboxServer,
  method: string,
  what: 'breakBefore' | 'breakAfter',
): Promise<void> {
  const troubles = [{ method, path: '.', what }];
  await send(sandbox, 'PUT', '/sandbox/troubles', { troubles });
}

async function sentBy(sandbox: SandboxServer, method: string): Promise<number> {
  const { json } = await send(sandbox, 'GET', '/sandbox/requests');
  const requests = json['requests'];
  return Array.isArray(requests)
    ? requests.filter((line) => String(line).startsWith(`${method} `)).length
    : -1;
}

describe('an authority', () => {
  it('is added with what its certificate says, and comes back as it was sent', async () => {
    const { store, id } = await open();
    const { authority, wasThere } = await store.addAuthority(id, root, noAbort());
    expect(wasThere).toBe(false);
    expect(authority).toMatchObject({
      displayName: 'Root',
      type: 'root',
      thumbprint: made.thumbprint,
      certificateRevocationListUrl: 'http://crl.example/r.crl',
      isIssuerHintEnabled: false,
    });
    const read = await store.getAuthority(id, authority.id, noAbort());
    expect(Buffer.from(read.certificate)).toEqual(made.der);
    const all = await Array.fromAsync(store.allCertifiedAuthorities(id, noAbort()));
    expect(all.map(({ certificate }) => Buffer.from(certificate))).toEqual([made.der]);
  });

  it('that is there already is no failure', async () => {
    const { store, id } = await open();
    const first = await store.addAuthority(id, root, noAbort());
    const again = await store.addAuthority(id, root, noAbort());
    expect(again).toEqual({ authority: first.authority, wasThere: true });
  });

  it('that the service refuses for another reason is one', async () => {
    const { store, id } = await open();
    const wrong = { ...root, thumbprint: '00'.repeat(20) };
    expect((await graphFailureOf(store.addAuthority(id, wrong, noAbort()))).reason).toBe('invalid');
  });

  it('whose answer was lost is found, and sent once', async () => {
    const { sandbox, store, id } = await open();
    await lose(sandbox, 'POST', 'breakAfter');
    const { authority } = await store.addAuthority(id, root, noAbort());
    expect(authority.thumbprint).toBe(made.thumbprint);
    expect(await sentBy(sandbox, 'POST')).toBe(2); // the configuration was the other
  });

  it.each(['breakBefore', 'breakAfter'] as const)(
    'that was there before is said to have been, also with the answer lost: %s',
    async (what) => {
      const { sandbox, store, id } = await open();
      const first = await store.addAuthority(id, root, noAbort());
      await lose(sandbox, 'POST', what);
      const second = { ...root, settings: { ...root.settings, displayName: 'Second' } };
      expect(await store.addAuthority(id, second, noAbort())).toEqual({
        authority: first.authority,
        wasThere: true,
      });
    },
  );

  it('that never arrived is said to be unknown, and not sent again', async () => {
    const { sandbox, store, id } = await open();
    await lose(sandbox, 'POST', 'breakBefore');
    expect((await graphFailureOf(store.addAuthority(id, root, noAbort()))).reason).toBe('lostAnswer');
    expect(await sentBy(sandbox, 'POST')).toBe(2);
    expect(await Array.fromAsync(store.allAuthorities(id, noAbort()))).toEqual([]);
  });

  it('is changed in what is given, and an empty address takes it away', async () => {
    const { sandbox, store, id } = await open();
    const { authority } = await store.addAuthority(id, root, noAbort());
    await lose(sandbox, 'PATCH', 'breakAfter');
    const changed = await store.changeAuthority(
      id,
      authority.id,
      { certificateRevocationListUrl: '', type: 'intermediate', isIssuerHintEnabled: true },
      noAbort(),
    );
    expect(changed).toMatchObject({
      displayName: 'Root',
      type: 'intermediate',
      certificateRevocationListUrl: '',
      isIssuerHintEnabled: true,
    });
    expect(await sentBy(sandbox, 'PATCH')).toBe(1);
  });

  it('is deleted once; what is gone already is no failure', async () => {
    const { sandbox, store, id } = await open();
    const { authority } = await store.addAuthority(id, root, noAbort());
    await lose(sandbox, 'DELETE', 'breakAfter');
    expect(await store.deleteAuthority(id, authority.id, noAbort())).toBe('removed');
    expect(await store.deleteAuthority(id, authority.id, noAbort())).toBe('gone');
    expect(await sentBy(sandbox, 'DELETE')).toBe(2);
  });
});

describe('a configuration', () => {
  it.each(['Contoso “PKI” <&>/\\?#%', 'Ä'.repeat(256), '🙂'])('is renamed to %s', async (name) => {
    const { store, id } = await open();
    expect((await store.renameConfiguration(id, name, noAbort())).displayName).toBe(name);
    expect((await store.getConfiguration(id, noAbort())).displayName).toBe(name);
  });

  it('whose answer was lost is not taken for another of its name', async () => {
    const { sandbox, store, id } = await open();
    await lose(sandbox, 'POST', 'breakAfter');
    const created = await store.createConfiguration('Contoso', noAbort(), new Set([id]));
    expect(created.id).not.toBe(id);
    await lose(sandbox, 'POST', 'breakBefore');
    const known = new Set([id, created.id]);
    const failure = await graphFailureOf(store.createConfiguration('Contoso', noAbort(), known));
    expect(failure.reason).toBe('lostAnswer');
    expect(await sentBy(sandbox, 'POST')).toBe(3);
  });
});
