import { describe, expect, it } from 'vitest';
import type { AuthoritySettings } from '../../../src/graph/model.ts';
import { newAuthorityFrom } from '../../../src/graph/newAuthority.ts';
import { TrustStore } from '../../../src/graph/trustStore.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { makeAuthority } from '../../support/openssl.ts';
import { openSandbox, send } from '../sandbox/client.ts';
import { graphFailureOf, noAbort, openClient } from './client.ts';

const made = await makeAuthority({ name: 'Root' });
const addresses = {
  certificateRevocationListUrl: 'http://crl.example/r.crl',
  deltaCertificateRevocationListUrl: 'http://crl.example/r+.crl',
};

function authority(settings: Partial<AuthoritySettings> = {}) {
  return newAuthorityFrom(readCertificate(made.der), { ...addresses, ...settings });
}

/** A sandbox with one configuration, on the client's clock. */
async function open() {
  const clock = new FakeClock();
  const sandbox = await openSandbox({ now: () => clock.now() });
  const store = new TrustStore(openClient(sandbox.root, { clock }).transport, clock);
  const { id } = await store.createConfiguration('Contoso', noAbort(), new Set());
  const trouble = async (method: string, what: 'breakBefore' | 'breakAfter' | number, times = 1) => {
    const troubles = [{ method, path: '.', what, times }];
    expect((await send(sandbox, 'PUT', '/sandbox/troubles', { troubles })).status).toBe(204);
  };
  /** How often a method was sent, apart from the configuration above. */
  const sent = async (method: string): Promise<number> => {
    const { requests } = (await send(sandbox, 'GET', '/sandbox/requests')).json;
    const lines = Array.isArray(requests) ? requests.slice(1).map(String) : [];
    return lines.filter((line) => line.startsWith(`${method} `)).length;
  };
  return { sandbox, store, id, trouble, sent, clock };
}

describe('a configuration whose answer was lost', () => {
  it('is found to be renamed, and sent once', async () => {
    const { store, id, trouble, sent } = await open();
    await trouble('PATCH', 'breakAfter');
    expect(await store.renameConfiguration(id, 'Fabrikam', noAbort())).toMatchObject({
      id,
      displayName: 'Fabrikam',
    });
    expect(await sent('PATCH')).toBe(1);
  });

  it('that was not renamed has an unknown outcome, and is not sent again', async () => {
    const { store, id, trouble, sent } = await open();
    await trouble('PATCH', 'breakBefore');
    const failure = await graphFailureOf(store.renameConfiguration(id, 'Fabrikam', noAbort()));
    expect([failure.reason, await sent('PATCH')]).toEqual(['lostAnswer', 1]);
    expect((await store.getConfiguration(id, noAbort())).displayName).toBe('Contoso');
  });

  it('is found to be deleted, and is gone when it is deleted again', async () => {
    const { store, id, trouble, sent } = await open();
    await trouble('DELETE', 'breakAfter');
    expect(await store.deleteConfiguration(id, noAbort())).toBe('removed');
    expect(await sent('DELETE')).toBe(1);
    expect(await store.deleteConfiguration(id, noAbort())).toBe('gone');
  });

  it('that was not deleted has an unknown outcome, and is not sent again', async () => {
    const { store, id, trouble, sent } = await open();
    await trouble('DELETE', 'breakBefore');
    const failure = await graphFailureOf(store.deleteConfiguration(id, noAbort()));
    expect([failure.reason, await sent('DELETE')]).toEqual(['lostAnswer', 1]);
    expect((await store.getConfiguration(id, noAbort())).id).toBe(id);
  });

  it('is found to be created once the lists show it', async () => {
    const { sandbox, store, id, trouble, sent } = await open();
    await send(sandbox, 'PUT', '/sandbox/behaviour', { latenessSeconds: 6 });
    await trouble('POST', 'breakAfter');
    const created = await store.createConfiguration('Contoso', noAbort(), new Set([id]));
    expect([created.id === id, created.displayName, await sent('POST')]).toEqual([false, 'Contoso', 1]);
  });
});

describe('an authority whose answer was lost', () => {
  it('is looked for until the lists show it', async () => {
    const { sandbox, store, id, trouble, sent, clock } = await open();
    await send(sandbox, 'PUT', '/sandbox/behaviour', { latenessSeconds: 6 });
    await trouble('POST', 'breakAfter');
    const { authority: added, wasThere } = await store.addAuthority(id, authority(), noAbort());
    expect([added.thumbprint, wasThere, await sent('POST')]).toEqual([made.thumbprint, false, 1]);
    expect(clock.sleeps).toEqual([0, 2000, 5000]);
  });

  it('because the service was not available has an unknown outcome where it is not there', async () => {
    const { store, id, trouble, sent, clock } = await open();
    await trouble('POST', 503);
    const failure = await graphFailureOf(store.addAuthority(id, authority(), noAbort()));
    expect([failure.reason, failure.details.status, await sent('POST')]).toEqual(['lostAnswer', 503, 1]);
    expect(clock.sleeps).toEqual([0, 2000, 5000, 10_000]);
  });

  it('that was not changed has an unknown outcome, and is not sent again', async () => {
    const { store, id, trouble, sent } = await open();
    const { authority: before } = await store.addAuthority(id, authority(), noAbort());
    await trouble('PATCH', 'breakBefore');
    const change = store.changeAuthority(id, before.id, { isIssuerHintEnabled: true }, noAbort());
    expect([(await graphFailureOf(change)).reason, await sent('PATCH')]).toEqual(['lostAnswer', 1]);
    expect((await store.getAuthority(id, before.id, noAbort())).authority).toEqual(before);
  });

  it('that was not deleted has an unknown outcome, and is not sent again', async () => {
    const { store, id, trouble, sent } = await open();
    const { authority: before } = await store.addAuthority(id, authority(), noAbort());
    await trouble('DELETE', 'breakBefore');
    const failure = await graphFailureOf(store.deleteAuthority(id, before.id, noAbort()));
    expect([failure.reason, await sent('DELETE')]).toEqual(['lostAnswer', 1]);
    expect((await store.getAuthority(id, before.id, noAbort())).authority).toEqual(before);
  });
});

describe('an authority', () => {
  it.each(['Ö'.repeat(256), '“Contoso” <&>/\\?#%\t', "O'Brien 🙂", ' '])('may be called %j', async (name) => {
    const { store, id } = await open();
    const { authority: added } = await store.addAuthority(id, authority({ displayName: name }), noAbort());
    expect(added.displayName).toBe(name);
    await store.changeAuthority(id, added.id, { displayName: 'Other' }, noAbort());
    const changed = await store.changeAuthority(id, added.id, { displayName: name }, noAbort());
    expect(changed.displayName).toBe(name);
    expect((await store.getAuthority(id, added.id, noAbort())).authority).toEqual(changed);
  });

  it('with a name that is too long is refused in the words of the service', async () => {
    const { store, id } = await open();
    const long = authority({ displayName: 'Ö'.repeat(257) });
    const failure = await graphFailureOf(store.addAuthority(id, long, noAbort()));
    expect([failure.reason, failure.message]).toEqual([
      'invalid',
      expect.stringContaining('at most 256 characters'),
    ]);
  });

  it('keeps what is not said of it when something is changed', async () => {
    const { store, id } = await open();
    const { authority: before } = await store.addAuthority(id, authority(), noAbort());
    const changed = await store.changeAuthority(
      id,
      before.id,
      { deltaCertificateRevocationListUrl: '' },
      noAbort(),
    );
    expect(changed).toEqual({ ...before, deltaCertificateRevocationListUrl: '' });
    expect((await store.getAuthority(id, before.id, noAbort())).authority).toEqual(changed);
    const back = await store.changeAuthority(id, before.id, addresses, noAbort());
    expect(back).toEqual(before);
  });

  it('that is there already keeps its own settings', async () => {
    const { store, id, sent } = await open();
    const first = await store.addAuthority(id, authority({ displayName: 'First' }), noAbort());
    const other = authority({ displayName: 'Second', type: 'intermediate', isIssuerHintEnabled: true });
    const again = await store.addAuthority(id, other, noAbort());
    expect(again).toEqual({ authority: first.authority, wasThere: true });
    expect(await sent('POST')).toBe(2);
  });

  it('that is there already is refused as the service says where it cannot be looked at', async () => {
    const { store, id, trouble } = await open();
    await store.addAuthority(id, authority(), noAbort());
    await trouble('GET', 403, 9);
    const failure = await graphFailureOf(store.addAuthority(id, authority(), noAbort()));
    expect([failure.reason, failure.message]).toEqual(['invalid', 'Duplicate Certificate exists']);
  });

  it('that is not there cannot be changed', async () => {
    const { store, id } = await open();
    const change = store.changeAuthority(id, 'nobody', { displayName: 'x' }, noAbort());
    expect((await graphFailureOf(change)).reason).toBe('notFound');
  });
});
