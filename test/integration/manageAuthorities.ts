import { strict as assert } from 'node:assert';
import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Authority } from '../../src/graph/model.ts';
import type { TreeNode } from '../../src/views/treeNode.ts';
import { makeAuthority, makeBundle } from '../support/openssl.ts';
import {
  authorityRows,
  configurationNamed,
  eventually,
  openSandbox,
  rowOf,
  runWithAnswers,
  services,
} from './extension.ts';
import { workspaceFile } from './fixtures.ts';
import { requestsOf, trouble } from './sandbox.ts';

async function rowsOf(name: string): Promise<TreeNode[]> {
  const { view } = await services();
  return (await view.getChildren(await rowOf(name))).filter(({ kind }) => kind === 'authority');
}

async function authoritiesOf(name: string): Promise<readonly Authority[]> {
  const { model } = await services();
  model.refresh();
  return model.allAuthorities((await configurationNamed(name)).id);
}

describe('managing authorities', () => {
  beforeEach(openSandbox);

  it('adds those of files, each once, with what the certificate and its neighbours tell', async () => {
    const root = await makeAuthority({ name: 'Added Root' });
    const issuing = await makeAuthority({
      name: 'Added Issuing',
      issuer: root,
      crlAddresses: ['http://crl.example/added-root.crl'],
    });
    const bundle = workspaceFile('Added.p7b');
    await writeFile(bundle.fsPath, await makeBundle([root, issuing, root], 'der'));
    const prompts = await runWithAnswers(
      'cbaPki.authorities.add',
      [await rowOf('Contoso Pilot'), [bundle]],
      [{ picks: 'as it is' }],
    );
    assert.deepEqual(
      prompts.seen[0]?.rows.map((row) => row.slice(0, 17)),
      ['[x] Added Root ro', '[x] Added Issuing'],
    );
    const added = await authoritiesOf('Contoso Pilot');
    const [first, second] = added.toSorted((one, other) => other.displayName.localeCompare(one.displayName));
    assert.deepEqual(
      [first?.displayName, first?.type, first?.certificateRevocationListUrl],
      ['Added Root', 'root', 'http://crl.example/added-root.crl'],
    );
    assert.deepEqual(
      [second?.displayName, second?.type, second?.certificateRevocationListUrl],
      ['Added Issuing', 'intermediate', ''],
    );
    assert.equal(first?.thumbprint, new X509Certificate(root.der).fingerprint.replaceAll(':', ''));
    // Again, there is nothing left to add.
    const again = await requestsOf(async () =>
      runWithAnswers('cbaPki.authorities.add', [await rowOf('Contoso Pilot'), [bundle]], []),
    );
    assert.deepEqual(
      again.filter((line) => line.startsWith('POST')),
      [],
    );
  });

  it('edits one, and nothing but what was changed', async () => {
    const [root] = await rowsOf('Contoso Corporate PKI');
    await runWithAnswers(
      'cbaPki.authorities.edit',
      [root],
      [
        { pick: 'CRL address' },
        { type: 'ldap://directory/crl' },
        { type: 'http://crl.contoso.example/right.crl' },
        { pick: 'Display name' },
        { type: 'Renamed Root' },
        { pick: 'Save' },
      ],
    );
    const changed = (await authoritiesOf('Contoso Corporate PKI')).find(
      ({ displayName }) => displayName === 'Renamed Root',
    );
    assert.equal(changed?.certificateRevocationListUrl, 'http://crl.contoso.example/right.crl');
    assert.equal(changed?.type, 'root');
  });

  it('edits many at once, tells where they differ, and sends only what is needed', async () => {
    const rows = await rowsOf('Contoso Corporate PKI');
    const prompts = await runWithAnswers(
      'cbaPki.authorities.edit',
      [rows[0], rows],
      [{ pick: 'Issuer hint' }, { pick: 'on' }, { pick: 'Save' }],
    );
    assert.match(
      prompts.seen[0]?.rows.join('\n') ?? '',
      /Type \| \(different values\)[\s\S]*Issuer hint \| off/,
    );
    assert.ok(
      (await authoritiesOf('Contoso Corporate PKI')).every(({ isIssuerHintEnabled }) => isIssuerHintEnabled),
    );
    const again = await requestsOf(async () =>
      runWithAnswers(
        'cbaPki.authorities.edit',
        [rows[0], await rowsOf('Contoso Corporate PKI')],
        // They are like that already, so there is nothing to save.
        [{ pick: 'Issuer hint' }, { pick: 'on' }],
        'escape',
      ),
    );
    assert.deepEqual(
      again.filter((line) => line.startsWith('PATCH')),
      [],
    );
  });

  it('goes on after being asked too often, and tells what failed', async () => {
    const rows = await rowsOf('Contoso Corporate PKI');
    await trouble(
      { method: 'PATCH', path: '.', what: 429, retryAfter: '1', times: 2, after: 1 },
      { method: 'PATCH', path: '.', what: 400, times: 1, after: 0 },
    );
    const requests = await requestsOf(() =>
      runWithAnswers(
        'cbaPki.authorities.edit',
        [rows[0], rows],
        [{ pick: 'Issuer hint' }, { pick: 'on' }, { pick: 'Save' }],
      ),
    );
    assert.equal(requests.filter((line) => line.startsWith('PATCH')).length, 6);
    const hints = (await authoritiesOf('Contoso Corporate PKI')).filter(
      ({ isIssuerHintEnabled }) => isIssuerHintEnabled,
    );
    assert.equal(hints.length, 3);
  });

  it('deletes several, and says which certificates lose their issuer', async () => {
    const { manage } = await services();
    const rows = await rowsOf('Contoso Corporate PKI');
    const prompts = await runWithAnswers(
      'cbaPki.authorities.delete',
      [rows[0], rows.slice(0, 2)],
      [{ pick: 'Delete 2 Authorities' }],
    );
    const told = prompts.seen[0]?.rows.join('\n') ?? '';
    assert.match(told, /2 authorities will be gone/);
    assert.match(told, /lose their issuer: .*Contoso Issuing CA 2.*Contoso VPN CA/);
    assert.match(told, /CA scopes.*Contoso Issuing CA 1/);
    assert.deepEqual(await authorityRows('Contoso Corporate PKI'), [
      'Contoso Issuing CA 2',
      'Contoso VPN CA',
    ]);
    const items = await manage.recycleBin.items();
    const mine = items.filter((item) => item.kind === 'deletedAuthority' && manage.origins.of(item.id));
    assert.equal(mine.length, 2);
    await runWithAnswers(
      'cbaPki.deletedItems.restore',
      [{ kind: 'deletedItem', item: mine[0] }, mine.map((item) => ({ kind: 'deletedItem', item }))],
      [],
    );
    assert.equal((await authorityRows('Contoso Corporate PKI')).length, 4);
  });

  it('opens the certificate in the viewer, and as PEM; copies several as PEM', async () => {
    const rows = await rowsOf('Contoso Corporate PKI');
    const [root] = rows;
    await vscode.commands.executeCommand('cbaPki.authority.view', root);
    await eventually(
      'the viewer',
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'Contoso Corporate Root CA.cer',
    );
    await vscode.commands.executeCommand('cbaPki.authority.viewPem', root);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.ok(root?.kind === 'authority');
    assert.equal(new X509Certificate(text).fingerprint.replaceAll(':', ''), root.authority.thumbprint);
    await vscode.commands.executeCommand('cbaPki.authority.copyPem', root, rows);
    assert.equal((await vscode.env.clipboard.readText()).match(/BEGIN CERTIFICATE/g)?.length, 4);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('shows a configuration as JSON that cannot be written to', async () => {
    await vscode.commands.executeCommand(
      'cbaPki.configuration.viewJson',
      await rowOf('Contoso Corporate PKI'),
    );
    const document = vscode.window.activeTextEditor?.document;
    assert.match(document?.getText() ?? '', /"displayName": "Contoso Corporate PKI"/);
    assert.ok(document);
    await assert.rejects(async () => vscode.workspace.fs.writeFile(document.uri, new Uint8Array()));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('filters, sorts and groups', async () => {
    const { view } = await services();
    await rowsOf('Contoso Corporate PKI');
    await runWithAnswers('cbaPki.authorities.filter', [], [{ type: 'issuing' }]);
    assert.deepEqual(await authorityRows('Contoso Corporate PKI'), [
      'Contoso Issuing CA 1',
      'Contoso Issuing CA 2',
    ]);
    await vscode.commands.executeCommand('cbaPki.authorities.clearFilter');
    await runWithAnswers('cbaPki.authorities.sort', [], [{ pick: 'By expiry' }]);
    assert.equal((await authorityRows('Contoso Corporate PKI'))[0], 'Contoso VPN CA');
    await vscode.commands.executeCommand('cbaPki.authorities.groupByChain');
    assert.deepEqual(await authorityRows('Contoso Corporate PKI'), ['Contoso Corporate Root CA']);
    const [root] = await view.getChildren(await rowOf('Contoso Corporate PKI'));
    assert.ok(root);
    assert.equal((await view.getChildren(root)).length, 3);
    await vscode.commands.executeCommand('cbaPki.authorities.showFlat');
    await runWithAnswers('cbaPki.authorities.sort', [], [{ pick: 'By type' }]);
  });
});
