import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import type * as vscode from 'vscode';
import type { TreeNode } from '../../src/views/treeNode.ts';
import { makeAuthority, makeBundle, type OpensslAuthority } from '../support/openssl.ts';
import { configurationNamed, openSandbox, rowOf, runWithAnswers, services } from './extension.ts';
import { workspaceFile } from './fixtures.ts';
import { behave, configurationsPath, graph, requestsOf, trouble } from './sandbox.ts';

const corporate = 'Contoso Corporate PKI';
let bundle: vscode.Uri;

async function rowsOf(name: string): Promise<TreeNode[]> {
  const { view } = await services();
  return (await view.getChildren(await rowOf(name))).filter(({ kind }) => kind === 'authority');
}

/** Everything that the tenant holds, as the service itself tells it after a refresh. */
async function tenant(): Promise<string[]> {
  const { model } = await services();
  model.refresh();
  const lines: string[] = [];
  for (const { id, displayName } of await model.allConfigurations()) {
    const authorities = await model.allAuthorities(id);
    lines.push(
      `${displayName}: ${authorities
        .map((one) => `${one.displayName}${one.isIssuerHintEnabled ? ' (hint)' : ''}`)
        .toSorted((one, other) => one.localeCompare(other))
        .join(', ')}`,
    );
  }
  return lines;
}

/** What a person does, and how many writes it takes. */
interface Work {
  readonly name: string;
  readonly method: string;
  readonly writes: number;
  readonly run: () => Promise<unknown>;
}

const works: readonly Work[] = [
  {
    name: 'creating a configuration',
    method: 'POST',
    writes: 1,
    run: () => runWithAnswers('cbaPki.configuration.create', [], [{ type: 'New' }]),
  },
  {
    name: 'renaming a configuration',
    method: 'PATCH',
    writes: 1,
    run: async () =>
      runWithAnswers('cbaPki.configuration.rename', [await rowOf('Contoso Pilot')], [{ type: 'Renamed' }]),
  },
  {
    name: 'deleting a configuration',
    method: 'DELETE',
    writes: 1,
    run: async () =>
      runWithAnswers(
        'cbaPki.configuration.delete',
        [await rowOf(corporate)],
        [{ pick: 'Delete…' }, { type: corporate }],
      ),
  },
  {
    name: 'adding three authorities',
    method: 'POST',
    writes: 3,
    run: async () =>
      runWithAnswers(
        'cbaPki.authorities.add',
        [await rowOf('Contoso Pilot'), [bundle]],
        [{ picks: 'as it is' }],
      ),
  },
  {
    name: 'editing four authorities',
    method: 'PATCH',
    writes: 4,
    run: async () => {
      const rows = await rowsOf(corporate);
      return runWithAnswers(
        'cbaPki.authorities.edit',
        [rows[0], rows],
        [{ pick: 'Issuer hint' }, { pick: 'on' }, { pick: 'Save' }],
      );
    },
  },
  {
    name: 'deleting three authorities',
    method: 'DELETE',
    writes: 3,
    run: async () => {
      const rows = await rowsOf(corporate);
      return runWithAnswers(
        'cbaPki.authorities.delete',
        [rows[1], rows.slice(1)],
        [{ pick: 'Delete 3 Authorities' }],
      );
    },
  },
];

describe('after a fault, nothing is lost, nothing is doubled, and the tree is right', () => {
  before(async () => {
    const root = await makeAuthority({ name: 'Fault Root' });
    const members: OpensslAuthority[] = [root];
    for (const name of ['Fault Issuing 1', 'Fault Issuing 2']) {
      members.push(await makeAuthority({ name, issuer: root }));
    }
    bundle = workspaceFile('Faults.p7b');
    await writeFile(bundle.fsPath, await makeBundle(members, 'der'));
  });
  beforeEach(openSandbox);

  for (const { name, method, writes, run } of works) {
    it(`${name}, where a connection breaks between the write and its answer`, async () => {
      await run();
      const expected = await tenant();
      await openSandbox();
      await trouble({ method, path: '.', what: 'breakAfter', after: writes - 1 });
      const requests = await requestsOf(run);
      assert.deepEqual(await tenant(), expected);
      assert.equal(requests.filter((line) => line.startsWith(`${method} `)).length, writes);
    });
  }

  for (const { name, method, writes, run } of works.filter(({ writes: count }) => count > 1)) {
    it(`${name}, while the service asks for patience`, async () => {
      await run();
      const expected = await tenant();
      await openSandbox();
      const until = new Date(Date.now() + 2000).toUTCString();
      await trouble(
        { method, path: '.', what: 429, retryAfter: '1', times: 1 },
        { method, path: '.', what: 429, retryAfter: until, times: 2, after: 1 },
      );
      const requests = await requestsOf(run);
      assert.deepEqual(await tenant(), expected);
      assert.equal(requests.filter((line) => line.startsWith(`${method} `)).length, writes + 3);
    });

    it(`${name}, where the permission is taken away in between`, async () => {
      await trouble({ method, path: '.', what: 403, times: 100, after: 1 });
      const before = await tenant();
      const requests = await requestsOf(run);
      const after = await tenant();
      // One was done; of the others at most those that were under way were tried.
      assert.equal(after.filter((line) => !before.includes(line)).length, 1);
      assert.ok(requests.filter((line) => line.startsWith(`${method} `)).length <= writes);
    });
  }

  it('deleting authorities that somebody else has deleted meanwhile', async () => {
    const rows = await rowsOf(corporate);
    const { id } = await configurationNamed(corporate);
    const [, second, third] = rows;
    assert.ok(second?.kind === 'authority' && third?.kind === 'authority');
    await graph('DELETE', `${configurationsPath}/${id}/certificateAuthorities/${second.authority.id}`);
    await runWithAnswers('cbaPki.authorities.delete', [second, [second, third]], [{ pick: 'Delete' }]);
    assert.deepEqual((await tenant())[0], `${corporate}: Contoso Corporate Root CA, Contoso VPN CA`);
    // All of them gone: there is nothing to ask, and the rows leave.
    await runWithAnswers('cbaPki.authorities.delete', [second, [second, third]], []);
  });

  it('editing one that somebody else has deleted meanwhile', async () => {
    const rows = await rowsOf(corporate);
    const { id } = await configurationNamed(corporate);
    const [, second] = rows;
    assert.ok(second?.kind === 'authority');
    await graph('DELETE', `${configurationsPath}/${id}/certificateAuthorities/${second.authority.id}`);
    await runWithAnswers(
      'cbaPki.authorities.edit',
      [rows[0], rows],
      [{ pick: 'Issuer hint' }, { pick: 'on' }, { pick: 'Save' }],
    );
    assert.equal(
      (await tenant())[0],
      `${corporate}: Contoso Corporate Root CA (hint), Contoso Issuing CA 2 (hint), Contoso VPN CA (hint)`,
    );
  });

  it('adding to lists that are minutes late', async () => {
    await behave({ latenessSeconds: 3600 });
    const { model } = await services();
    await runWithAnswers(
      'cbaPki.authorities.add',
      [await rowOf('Contoso Pilot'), [bundle]],
      [{ picks: 'as it is' }],
    );
    model.refresh();
    const { id } = await configurationNamed('Contoso Pilot');
    assert.equal((await model.allAuthorities(id)).length, 3);
    // What the list does not show is not added a second time.
    const requests = await requestsOf(async () =>
      runWithAnswers('cbaPki.authorities.add', [await rowOf('Contoso Pilot'), [bundle]], []),
    );
    assert.deepEqual(
      requests.filter((line) => line.startsWith('POST')),
      [],
    );
    // And what it does not show can be deleted, backed up first.
    const { manage } = await services();
    const rows = await rowsOf('Contoso Pilot');
    const prompts = await runWithAnswers(
      'cbaPki.authorities.delete',
      [rows[0], rows],
      [{ pick: 'Delete 3 Authorities' }],
    );
    assert.match(prompts.seen[0]?.rows.join('\n') ?? '', /3 authorities will be gone/);
    const { tenantId } = await manage.tenancies.require();
    const [backup] = await manage.backups.entries(tenantId);
    assert.deepEqual([backup?.reason, backup?.authorities], ['authoritiesDeleted', 3]);
    model.refresh();
    assert.deepEqual(await model.allAuthorities(id), []);
  });

  it('renaming and editing in lists that are minutes late', async () => {
    const rows = await rowsOf(corporate);
    await behave({ latenessSeconds: 3600 });
    await runWithAnswers('cbaPki.configuration.rename', [await rowOf(corporate)], [{ type: 'Renamed' }]);
    await runWithAnswers(
      'cbaPki.authorities.edit',
      [rows[0], [rows[0]]],
      [{ pick: 'Display name' }, { type: 'Renamed Root' }, { pick: 'Save' }],
    );
    assert.equal(
      (await tenant())[0],
      'Renamed: Contoso Issuing CA 1, Contoso Issuing CA 2, Contoso VPN CA, Renamed Root',
    );
  });

  it('names with every odd character, of 256 characters, and twice the same', async () => {
    const odd = '“<b>&amp;</b>” \\/:*?|%00 $(trash) [x](command:y) 𝔘🙂‮ ’;--';
    const long = 'Ä'.repeat(256);
    for (const name of [odd, long]) {
      await runWithAnswers('cbaPki.configuration.create', [], [{ type: name }]);
      const { displayName, id } = await configurationNamed(name);
      assert.equal(displayName, name);
      await graph('POST', configurationsPath, { displayName: name });
      const { model } = await services();
      model.refresh();
      const twins = (await model.allConfigurations()).filter((one) => one.displayName === name);
      assert.equal(twins.length, 2);
      const other = twins.find((one) => one.id !== id);
      // The row says which of the two is meant.
      await runWithAnswers(
        'cbaPki.configuration.delete',
        [{ kind: 'configuration', configuration: other, authorities: undefined }],
        [{ pick: 'Delete…' }, { type: name }],
      );
      const left = (await model.allConfigurations()).filter((one) => one.displayName === name);
      assert.deepEqual(
        left.map((one) => one.id),
        [id],
      );
    }
  });
});
