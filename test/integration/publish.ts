import { strict as assert } from 'node:assert';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Authority } from '../../src/graph/model.ts';
import { writeBundle } from '../../src/pki/bundle.ts';
import { derOf, makeAuthority, makeBundle, makeRevocationList } from '../support/openssl.ts';
import type { QueuedAnswer } from '../support/queuedPrompts.ts';
import { configurationNamed, eventually, openSandbox, rowOf, runWithAnswers, services } from './extension.ts';
import { fileServer, workspaceFile } from './fixtures.ts';
import { requestsOf, trouble } from './sandbox.ts';

/** A folder as people have them: a chain of three levels, a duplicate, an expired CA, a person, a text. */
async function folderOfCertificates(name: string) {
  const files = new Map<string, Uint8Array>();
  const server = await fileServer(files);
  const at = (path: string): string => `${server.root}/${path}.crl`;
  const root = await makeAuthority({ name: `${name} Root` });
  const policy = await makeAuthority({ name: `${name} Policy`, issuer: root, crlAddresses: [at('root')] });
  const issuing = await makeAuthority({
    name: `${name} Issuing`,
    issuer: policy,
    crlAddresses: [at('policy')],
  });
  const old = await makeAuthority({
    name: `${name} Old`,
    issuer: root,
    startDate: new Date('2019-01-01'),
    endDate: new Date('2020-01-01'),
    crlAddresses: [at('root')],
  });
  const person = await makeAuthority({
    name: `${name} Anna`,
    issuer: issuing,
    authority: false,
    crlAddresses: [at('issuing')],
  });
  files.set('/root.crl', derOf(await makeRevocationList(root)));
  files.set('/policy.crl', derOf(await makeRevocationList(policy)));
  files.set('/issuing.crl', derOf(await makeRevocationList(issuing)));
  const folder = workspaceFile(`${name} certificates`);
  await mkdir(join(folder.fsPath, 'more'), { recursive: true });
  const write = (file: string, content: string | Uint8Array): Promise<void> =>
    writeFile(join(folder.fsPath, file), content);
  await write('root.cer', root.der);
  await write('more/root again.pem', root.pem);
  await write('policy.pem', policy.pem);
  await write('more/issuing.p7b', await makeBundle([issuing], 'der'));
  await write('old.crt', old.pem);
  await write('anna.cer', person.der);
  await write('readme.pem', 'These are our certificates.');
  return { folder, server, root, policy, issuing, old, at };
}

async function authoritiesOf(name: string): Promise<readonly Authority[]> {
  const { model } = await services();
  model.refresh();
  return model.allAuthorities((await configurationNamed(name)).id);
}

const addressesOf = async (name: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await authoritiesOf(name)).map((one) => [one.displayName, one.certificateRevocationListUrl]),
  );

/** The answers after the configuration was chosen. */
const usual: readonly QueuedAnswer[] = [
  { pick: 'Continue Without Them' },
  { picks: 'as it is' },
  { pick: 'Mend 3 Authorities' },
  { pick: 'Serve this file' },
  { pick: 'Publish' },
];

describe('publishing certificates', () => {
  beforeEach(openSandbox);

  it('brings a folder into a configuration, with the right CRL addresses, and leaves nothing hosted', async () => {
    const { folder, server, at } = await folderOfCertificates('Whole');
    try {
      const { journal } = await services();
      const prompts = await runWithAnswers(
        'cbaPki.certificates.publish',
        [folder, [folder]],
        [{ pick: 'Contoso Pilot' }, ...usual],
      );
      const members = prompts.seen.find(({ text }) => text.includes('Which certificates'))?.rows ?? [];
      assert.deepEqual(
        members.map((row) => row.replace(/ (root|intermediate|not a CA certificate) .*/, ' $1')),
        [
          '[x] Whole Root root',
          '[x] Whole Policy intermediate',
          '[x] Whole Issuing intermediate',
          '[ ] Whole Old intermediate',
          '[ ] Whole Anna not a CA certificate',
        ],
      );
      const summary = prompts.seen.at(-1)?.rows.join('\n') ?? '';
      assert.match(summary, /Add 3 authorities \| 2 are left out/);
      assert.match(summary, /Mend the CRL addresses of 3 authorities/);
      assert.deepEqual(await addressesOf('Contoso Pilot'), {
        'Whole Root': at('root'),
        'Whole Policy': at('policy'),
        'Whole Issuing': at('issuing'),
      });
      const [ended] = journal.ended;
      assert.deepEqual(
        [ended?.end.outcome, ended?.end.added, ended?.end.missing, ended?.end.isLeftBehind],
        ['succeeded', 3, [], false],
      );
    } finally {
      server.close();
    }
  });

  it('saves the bundle for an address that the user has, and has exactly that one fetched', async () => {
    const { der } = await makeAuthority({ name: 'Own Address Root' });
    const source = workspaceFile('own address root.cer');
    await writeFile(source.fsPath, der);
    const saved = workspaceFile('own address.p7b');
    const bundle = writeBundle([der]);
    const server = await fileServer(new Map([['/own.p7b', bundle]]));
    try {
      const prompts = await runWithAnswers(
        'cbaPki.certificates.publish',
        [await rowOf('Contoso Pilot'), [source]],
        [
          { picks: 'as it is' },
          { pick: 'Enter an address' },
          { pick: 'Save the Bundle' },
          { save: saved },
          { type: `${server.root}/own.p7b` },
          { pick: 'Fetch and Compare' },
          { pick: 'Publish' },
        ],
      );
      assert.deepEqual(await readFile(saved.fsPath), Buffer.from(bundle));
      assert.ok(prompts.seen.at(-1)?.rows.some((row) => row.includes(`fetched from ${server.root}/own.p7b`)));
      assert.ok((await addressesOf('Contoso Pilot'))['Own Address Root'] !== undefined);
    } finally {
      server.close();
    }
  });

  it('sends only what is new, and nothing where nothing is', async () => {
    const { folder, server, root } = await folderOfCertificates('Delta');
    try {
      const first = workspaceFile('Delta root.cer');
      await writeFile(first.fsPath, root.der);
      await runWithAnswers(
        'cbaPki.certificates.publish',
        [await rowOf('Contoso Pilot'), [first]],
        [{ picks: 'as it is' }, { pick: 'Serve this file' }, { pick: 'Publish' }],
      );
      const prompts = await runWithAnswers(
        'cbaPki.certificates.publish',
        [folder, [folder]],
        [{ pick: 'Contoso Pilot' }, ...usual],
      );
      assert.match(
        prompts.seen.at(-1)?.rows.join('\n') ?? '',
        /Add 2 authorities \| 1 are there already · 2 are left out/,
      );
      assert.equal((await authoritiesOf('Contoso Pilot')).length, 3);
      const again = await requestsOf(async () => {
        await runWithAnswers(
          'cbaPki.certificates.publish',
          [folder, [folder]],
          [{ pick: 'Contoso Pilot' }, { pick: 'Continue Without Them' }],
          'escape',
        );
      });
      assert.deepEqual(
        again.filter((line) => !line.startsWith('GET')),
        [],
      );
    } finally {
      server.close();
    }
  });

  it('creates a configuration for it', async () => {
    const { folder, server } = await folderOfCertificates('Fresh');
    try {
      await runWithAnswers(
        'cbaPki.certificates.publish',
        [folder, [folder]],
        [{ pick: 'Create new' }, { type: 'Fresh PKI' }, ...usual],
      );
      assert.equal((await authoritiesOf('Fresh PKI')).length, 3);
    } finally {
      server.close();
    }
  });

  it('synchronizes: what the source does not have is proposed to be deleted, and only that', async () => {
    const { folder, server } = await folderOfCertificates('Sync');
    try {
      const before = (await authoritiesOf('Contoso Corporate PKI')).length;
      assert.equal(before, 4);
      const prompts = await runWithAnswers(
        'cbaPki.configuration.synchronize',
        [await rowOf('Contoso Corporate PKI'), [folder]],
        [
          { pick: 'Continue Without Them' },
          { picks: 'as it is' },
          { pick: 'Leave Them' },
          { pick: 'Serve this file' },
          { pick: 'Publish' },
          { pick: 'Delete 4 Authorities' },
        ],
      );
      const summary = prompts.seen.find(({ text }) => text.startsWith('Press Enter to publish'));
      assert.match(summary?.rows.join('\n') ?? '', /Propose to delete 4 authorities/);
      const names = (await authoritiesOf('Contoso Corporate PKI')).map(({ displayName }) => displayName);
      assert.deepEqual(names.toSorted(), ['Sync Issuing', 'Sync Policy', 'Sync Root']);
    } finally {
      server.close();
    }
  });

  it('brings the last question back after a refusal, and goes on from there', async () => {
    const { folder, server } = await folderOfCertificates('Again');
    try {
      await trouble({ method: 'POST', path: '/upload$', what: 403, times: 1 });
      const prompts = await runWithAnswers(
        'cbaPki.certificates.publish',
        [folder, [folder]],
        [{ pick: 'Contoso Pilot' }, ...usual, { pick: 'Try Again' }],
      );
      assert.match(prompts.seen.at(-1)?.rows[0] ?? '', /Privileged Authentication Administrator/);
      assert.equal((await authoritiesOf('Contoso Pilot')).length, 3);
    } finally {
      server.close();
    }
  });

  it('asks nothing again once the upload was taken on: a watch that is refused is gone on with', async () => {
    const { folder, server } = await folderOfCertificates('Refused');
    try {
      const { journal } = await services();
      await trouble({ method: 'GET', path: 'Configurations/[^/]+$', what: 403, times: 1, after: 1 });
      const requests = await requestsOf(async () => {
        await runWithAnswers(
          'cbaPki.certificates.publish',
          [folder, [folder]],
          [{ pick: 'Contoso Pilot' }, ...usual],
        );
        await eventually('its end', () => journal.entries.length === 0);
      });
      assert.equal(requests.filter((line) => /^POST .*\/upload$/.test(line)).length, 1);
      const [ended] = journal.ended;
      assert.deepEqual(
        [ended?.end.outcome, ended?.end.added, ended?.end.mended?.done.length, ended?.end.isLeftBehind],
        ['succeeded', 3, 3, false],
      );
    } finally {
      server.close();
    }
  });

  it('resolves a lost answer by looking, and never sends a second time', async () => {
    const { folder, server } = await folderOfCertificates('Lost');
    try {
      await trouble({ method: 'POST', path: '/upload$', what: 'breakAfter', times: 1 });
      const requests = await requestsOf(async () => {
        await runWithAnswers(
          'cbaPki.certificates.publish',
          [folder, [folder]],
          [{ pick: 'Contoso Pilot' }, ...usual],
        );
      });
      assert.equal(requests.filter((line) => /^POST .*\/upload$/.test(line)).length, 1);
      assert.equal((await authoritiesOf('Contoso Pilot')).length, 3);
    } finally {
      server.close();
    }
  });

  it('leaves nothing behind at Escape, whatever was answered before', async () => {
    const { folder, server } = await folderOfCertificates('Escaped');
    try {
      const { journal } = await services();
      const answers: readonly QueuedAnswer[] = [
        { pick: 'Create new' },
        { type: 'Never' },
        ...usual.slice(0, -1),
      ];
      for (let count = 0; count <= answers.length; count += 1) {
        const requests = await requestsOf(async () => {
          await runWithAnswers(
            'cbaPki.certificates.publish',
            [folder, [folder]],
            answers.slice(0, count),
            'escape',
          );
        });
        assert.deepEqual(
          requests.filter((line) => !line.startsWith('GET')),
          [],
        );
        assert.deepEqual(journal.entries, []);
      }
    } finally {
      server.close();
    }
  });

  it('goes on after the tenant was connected anew in the middle, takes the bundle away, and says how it ended', async () => {
    const { folder, server } = await folderOfCertificates('Resumed');
    try {
      const { connection, journal } = await services();
      const running = runWithAnswers(
        'cbaPki.certificates.publish',
        [folder, [folder]],
        [{ pick: 'Contoso Pilot' }, ...usual],
      );
      await eventually('the upload', () => journal.entries.some(({ phase }) => phase === 'accepted'));
      const [entry] = journal.entries;
      await connection.signOut();
      await running;
      assert.ok(
        !JSON.stringify(journal.entries).includes('/files/'),
        'no address of a bundle in the journal',
      );
      await connection.openSandbox();
      await eventually('its end', () => journal.ended.find(({ id }) => id === entry?.id));
      assert.equal((await authoritiesOf('Contoso Pilot')).length, 3);
      assert.equal(journal.ended.find(({ id }) => id === entry?.id)?.end.isLeftBehind, false);
    } finally {
      server.close();
    }
  });
});

describe('a report of a publication', () => {
  it('can be saved', async () => {
    await openSandbox();
    const { folder, server } = await folderOfCertificates('Report');
    try {
      const target = workspaceFile('Report.md');
      const show = vscode.window.showInformationMessage;
      const told: string[] = [];
      const replaced = async (message: string, ...items: readonly unknown[]): Promise<unknown> => {
        told.push(message);
        return items.includes('Save Report…') ? 'Save Report…' : undefined;
      };
      Object.assign(vscode.window, { showInformationMessage: replaced });
      try {
        await runWithAnswers(
          'cbaPki.certificates.publish',
          [folder, [folder]],
          [{ pick: 'Contoso Pilot' }, ...usual, { save: target }],
        ).catch((error: unknown) => {
          // The report is saved after the command has ended.
          assert.match(String(error), /answers that no question asked for/);
        });
        const text = await eventually('the report', async () =>
          vscode.workspace.fs.readFile(target).then(
            (bytes) => Buffer.from(bytes).toString(),
            () => undefined,
          ),
        );
        assert.match(
          told.join('\n'),
          /3 certificates were added to Contoso Pilot\. CRL addresses mended: 3\./,
        );
        assert.match(text, /^# Certificates published to Contoso Pilot/);
        assert.match(
          text,
          /\| Report Anna \| anna\.cer \| [0-9A-F]{40} \| left out: it is no CA certificate \|/,
        );
        assert.match(text, /\| Report Old \| old\.crt \| [0-9A-F]{40} \| left out: it has expired \|/);
        assert.match(text, /\| Report Root \| [^|]+ \| [0-9A-F]{40} \| added \|/);
        assert.match(text, /The CRL there is signed by this CA/);
      } finally {
        Object.assign(vscode.window, { showInformationMessage: show });
      }
    } finally {
      server.close();
    }
  });
});
