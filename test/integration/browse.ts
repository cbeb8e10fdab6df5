import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Authority } from '../../src/graph/model.ts';
import { authorityRows, eventually, openSandbox, rowOf, services } from './extension.ts';

describe('browsing the sandbox tenant', () => {
  before(openSandbox);

  it('lists its configurations', async () => {
    const { view, connection } = await services();
    assert.equal(connection.current?.kind, 'sandbox');
    const rows = await view.getChildren();
    const labels = (await Promise.all(rows.map((node) => view.getTreeItem(node)))).map(({ label }) => label);
    assert.deepEqual(labels, [
      'Contoso Corporate PKI',
      'Contoso Smart Cards 2019',
      'Fabrikam Partner PKI',
      'Contoso Pilot',
    ]);
  });

  it('lists the authorities of a configuration, roots first', async () => {
    assert.deepEqual(await authorityRows('Contoso Corporate PKI'), [
      'Contoso Corporate Root CA',
      'Contoso Issuing CA 1',
      'Contoso Issuing CA 2',
      'Contoso VPN CA',
    ]);
  });

  it('finds the parent of an authority', async () => {
    const { view } = await services();
    const parent = await rowOf('Contoso Corporate PKI');
    const [child] = await view.getChildren(parent);
    assert.ok(child);
    const found = view.getParent(child);
    assert.ok(found);
    assert.equal((await view.getTreeItem(found)).id, (await view.getTreeItem(parent)).id);
  });

  it('says why the last job of a configuration failed', async () => {
    const { view } = await services();
    const [first] = await view.getChildren(await rowOf('Fabrikam Partner PKI'));
    assert.equal(first?.kind, 'note');
    assert.match(first.kind === 'note' ? first.text : '', /SHA-256/);
  });

  it('says so where there is no authority', async () => {
    const { view } = await services();
    const rows = await view.getChildren(await rowOf('Contoso Pilot'));
    assert.deepEqual(
      rows.map((node) => (node.kind === 'note' ? node.text : node.kind)),
      ['No authorities yet'],
    );
  });

  it('makes a tooltip with identifiers, in which names are no markup', async () => {
    const { view } = await services();
    const node = await rowOf('Contoso Corporate PKI');
    assert.equal(node.kind, 'configuration');
    if (node.kind === 'configuration') {
      const hostile = {
        ...node,
        configuration: { ...node.configuration, displayName: '[x](command:y) <b>' },
      };
      const { tooltip } = await view.resolveTreeItem(await view.getTreeItem(hostile), hostile);
      assert.ok(tooltip instanceof vscode.MarkdownString);
      assert.ok(tooltip.value.includes(node.configuration.id));
      assert.ok(!tooltip.value.includes('[x](command:y)'));
      assert.deepEqual(tooltip.isTrusted, { enabledCommands: ['cbaPki.configuration.copyId'] });
    }
  });

  for (const { command, of } of [
    { command: 'cbaPki.authority.copyThumbprint', of: (authority: Authority) => authority.thumbprint },
    {
      command: 'cbaPki.authority.copySubjectKeyIdentifier',
      of: (authority: Authority) => authority.subjectKeyIdentifier,
    },
    { command: 'cbaPki.authority.copyId', of: (authority: Authority) => authority.id },
  ]) {
    it(`${command} copies it, and its tooltip offers to`, async () => {
      const { view } = await services();
      const [node] = await view.getChildren(await rowOf('Contoso Corporate PKI'));
      assert.equal(node?.kind, 'authority');
      if (node?.kind === 'authority') {
        await vscode.commands.executeCommand(command, node);
        await eventually(
          'the clipboard',
          async () => (await vscode.env.clipboard.readText()) === of(node.authority),
        );
        const { tooltip } = await view.resolveTreeItem(await view.getTreeItem(node), node);
        assert.ok(tooltip instanceof vscode.MarkdownString);
        assert.ok(tooltip.value.includes(`(command:${command}?`));
      }
    });
  }

  it('marks what has expired', async () => {
    const { view } = await services();
    const rows = await view.getChildren(await rowOf('Contoso Smart Cards 2019'));
    const items = await Promise.all(rows.map((row) => view.getTreeItem(row)));
    const uris = items.map(({ resourceUri }) => resourceUri?.query);
    assert.ok(uris.includes('expired'));
  });

  it('asks the service once for a picture that is looked at twice', async () => {
    const { model, view } = await services();
    const first = await model.configurations();
    await view.getChildren();
    assert.equal(await model.configurations(), first);
    model.refresh();
    assert.notEqual(await model.configurations(), first);
  });

  it('is empty again after leaving', async () => {
    const { connection, view } = await services();
    await vscode.commands.executeCommand('cbaPki.sandbox.leave');
    assert.equal(connection.current?.kind, 'signedOut');
    assert.deepEqual(await view.getChildren(), []);
    await vscode.commands.executeCommand('cbaPki.sandbox.open');
    assert.equal((await view.getChildren()).length, 4);
  });

  it('shows a row with the reason when the service is out of reach, and Retry brings the rows back', async () => {
    const running = await services();
    const { model, view } = running;
    running.stopSandbox();
    model.refresh();
    const [row, ...others] = await view.getChildren();
    assert.deepEqual(others, []);
    assert.equal(row?.kind, 'failure');
    const item = await view.getTreeItem(row);
    assert.match(typeof item.label === 'string' ? item.label : '', /could not be reached/);
    assert.equal(item.command?.command, 'cbaPki.configurations.retry');
    await vscode.commands.executeCommand('cbaPki.configurations.retry');
    assert.equal((await view.getChildren()).length, 4);
  });
});
