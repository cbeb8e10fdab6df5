import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import type { Authority } from '../../src/graph/model.ts';
import {
  derOf,
  makeAuthority,
  makeBundle,
  makeRevocationList,
  type OpensslAuthority,
} from '../support/openssl.ts';
import {
  afterUpload,
  configurationNamed,
  openSandbox,
  rowOf,
  runWithAnswers,
  services,
} from './extension.ts';
import { fileServer, workspaceFile } from './fixtures.ts';
import { requestsOf, trouble } from './sandbox.ts';

const command = 'cbaPki.configuration.mendRevocation';

/** A chain of three levels whose CRLs are served on loopback, uploaded as it is. */
async function uploadedChain(): Promise<{
  files: Map<string, Uint8Array>;
  root: string;
  requests: () => number;
  close: () => void;
  issuing: OpensslAuthority;
}> {
  const files = new Map<string, Uint8Array>();
  const server = await fileServer(files);
  const root = await makeAuthority({ name: 'Mended Root' });
  const policy = await makeAuthority({
    name: 'Mended Policy',
    issuer: root,
    crlAddresses: [`${server.root}/root.crl`],
  });
  const issuing = await makeAuthority({
    name: 'Mended Issuing',
    issuer: policy,
    crlAddresses: [`${server.root}/policy.crl`],
  });
  files.set('/root.crl', derOf(await makeRevocationList(root)));
  files.set('/policy.crl', derOf(await makeRevocationList(policy)));
  const bundle = workspaceFile('Mended.p7b');
  await writeFile(bundle.fsPath, await makeBundle([root, policy, issuing], 'der'));
  await runWithAnswers(
    'cbaPki.file.upload',
    [bundle],
    [{ pick: 'Contoso Pilot' }, { pick: 'Serve this file' }, { pick: 'Upload' }],
  );
  await afterUpload('Contoso Pilot');
  return { files, root: server.root, requests: () => server.requests, close: () => server.close(), issuing };
}

async function addressesOf(name: string): Promise<Record<string, string>> {
  const { model } = await services();
  model.refresh();
  const authorities: readonly Authority[] = await model.allAuthorities((await configurationNamed(name)).id);
  return Object.fromEntries(authorities.map((one) => [one.displayName, one.certificateRevocationListUrl]));
}

describe('checking and mending CRL addresses', () => {
  beforeEach(openSandbox);

  it('finds what an upload filled in wrongly, and mends it by what is served and by what was issued', async () => {
    const chain = await uploadedChain();
    try {
      const { root } = chain;
      assert.deepEqual(await addressesOf('Contoso Pilot'), {
        'Mended Root': '',
        'Mended Policy': `${root}/root.crl`,
        'Mended Issuing': `${root}/policy.crl`,
      });
      const person = await makeAuthority({
        name: 'Anna',
        issuer: chain.issuing,
        authority: false,
        crlAddresses: [`${root}/issuing.crl`],
      });
      const file = workspaceFile('Anna.cer');
      await writeFile(file.fsPath, person.der);
      const before = chain.requests();
      const prompts = await runWithAnswers(
        command,
        [await rowOf('Contoso Pilot')],
        [
          { pick: 'Choose Certificates' },
          { files: [file] },
          { pick: 'Mend 3 Authorities' },
          { picks: 'as it is' },
        ],
      );
      const [first] = prompts.seen;
      assert.equal(first?.text, '0 right · 2 to be mended · 1 open');
      assert.match(
        first?.rows.find((row) => row.startsWith('Mended Issuing')) ?? '',
        /The CRL there is that of Mended Policy: a sign-in fails with AADSTS2205015/,
      );
      // Each address once, also where it is assessed twice.
      assert.equal(chain.requests() - before, 3);
      assert.deepEqual(await addressesOf('Contoso Pilot'), {
        'Mended Root': `${root}/root.crl`,
        'Mended Policy': `${root}/policy.crl`,
        'Mended Issuing': `${root}/issuing.crl`,
      });
    } finally {
      chain.close();
    }
  });

  it('leaves what is right, and sends nothing for it', async () => {
    const chain = await uploadedChain();
    try {
      await runWithAnswers(
        command,
        [await rowOf('Contoso Pilot')],
        [{ pick: 'Mend 2 Authorities' }, { picks: ['Mended Root'] }],
      );
      assert.equal((await addressesOf('Contoso Pilot'))['Mended Policy'], `${chain.root}/root.crl`);
      const requests = await requestsOf(async () => {
        const prompts = await runWithAnswers(
          command,
          [await rowOf('Contoso Pilot')],
          [{ pick: 'Mend 1 Authority' }, { picks: 'as it is' }],
        );
        assert.equal(prompts.seen[0]?.text, '1 right · 1 to be mended · 1 open');
      });
      assert.equal(requests.filter((line) => line.startsWith('PATCH')).length, 1);
      const prompts = await runWithAnswers(command, [await rowOf('Contoso Pilot')], [], 'escape');
      assert.equal(prompts.seen[0]?.text, '2 right · 0 to be mended · 1 open');
    } finally {
      chain.close();
    }
  });

  it('says of an expired CRL that it is, and of a CRL as text what Entra makes of it', async () => {
    const chain = await uploadedChain();
    try {
      await runWithAnswers(
        command,
        [await rowOf('Contoso Pilot')],
        [{ pick: 'Mend 2 Authorities' }, { picks: 'as it is' }],
      );
      const root = await makeAuthority({ name: 'Mended Root' });
      chain.files.set('/root.crl', Buffer.from(await makeRevocationList(root)));
      chain.files.set('/policy.crl', Buffer.from('<!doctype html><title>Sign in</title>'));
      const prompts = await runWithAnswers(command, [await rowOf('Contoso Pilot')], [], 'escape');
      const rows = prompts.seen[0]?.rows.join('\n') ?? '';
      assert.match(rows, /Mended Root.*same name with another key: a sign-in fails with AADSTS2205015/);
      assert.match(rows, /Mended Policy.*It serves a web page instead of a CRL/);
    } finally {
      chain.close();
    }
  });

  it('gives up at Escape and at a refusal, with nothing changed but what was told', async () => {
    const chain = await uploadedChain();
    try {
      const requests = await requestsOf(async () => {
        await runWithAnswers(
          command,
          [await rowOf('Contoso Pilot')],
          [{ pick: 'Mend 2 Authorities' }],
          'escape',
        );
      });
      assert.deepEqual(
        requests.filter((line) => !line.startsWith('GET')),
        [],
      );
      await trouble({ method: 'PATCH', path: '/certificateAuthorities/', what: 409, times: 1 });
      await runWithAnswers(
        command,
        [await rowOf('Contoso Pilot')],
        [{ pick: 'Mend 2 Authorities' }, { picks: 'as it is' }],
      );
      const mended = Object.values(await addressesOf('Contoso Pilot')).filter(
        (address, index) => address === [`${chain.root}/root.crl`, `${chain.root}/policy.crl`][index],
      );
      assert.equal(mended.length, 1);
    } finally {
      chain.close();
    }
  });

  it('of the sample tenant is told by the certificates alone: its hosts lead nowhere', async () => {
    const prompts = await runWithAnswers(command, [await rowOf('Contoso Corporate PKI')], [], 'escape');
    assert.match(
      prompts.seen[0]?.rows.find((row) => row.startsWith('Contoso Corporate Root CA')) ?? '',
      / → http:\/\/crl\.contoso\.example\/contoso-corporate-root-ca\.crl/,
    );
  });
});
