import { strict as assert } from 'node:assert';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { readBundle } from '../../src/pki/bundle.ts';
import { makeAuthority } from '../support/openssl.ts';
import {
  authorityRows,
  configurationNamed,
  openSandbox,
  rowOf,
  runWithAnswers,
  services,
} from './extension.ts';
import { workspaceFile } from './fixtures.ts';
import { configurationsPath, graph } from './sandbox.ts';

const corporate = 'Contoso Corporate PKI';

async function exportAs(form: string, file: vscode.Uri): Promise<void> {
  await runWithAnswers(
    'cbaPki.configuration.export',
    [await rowOf(corporate)],
    [{ pick: form }, { save: file }],
  );
}

describe('exporting and importing', () => {
  beforeEach(openSandbox);

  it('writes a bundle, PEM, an inventory and a folder', async () => {
    const bundle = workspaceFile('Exported.p7b');
    await exportAs('Bundle', bundle);
    const reading = readBundle(await readFile(bundle.fsPath));
    assert.equal(reading.outcome === 'bundle' && reading.bundle.certificates.length, 4);
    const pem = workspaceFile('Exported.pem');
    await exportAs('PEM', pem);
    assert.equal((await readFile(pem.fsPath, 'utf8')).match(/BEGIN CERT/g)?.length, 4);
    const markdown = workspaceFile('Exported.md');
    await exportAs('Markdown', markdown);
    assert.match(
      await readFile(markdown.fsPath, 'utf8'),
      /When they expire[\s\S]*Contoso VPN CA \| expires soon/,
    );
    const html = workspaceFile('Exported.html');
    await exportAs('HTML', html);
    assert.match(await readFile(html.fsPath, 'utf8'), /<tr class="soon"><th scope="row">/);
    const folder = workspaceFile('Exported');
    await mkdir(folder.fsPath, { recursive: true });
    await runWithAnswers(
      'cbaPki.configuration.export',
      [await rowOf(corporate)],
      [{ pick: 'Folder' }, { folder }],
    );
    assert.equal((await readdir(folder.fsPath)).length, 4);
  });

  it('recreates a configuration of its JSON, settings and all', async () => {
    const file = workspaceFile('Exported.json');
    await exportAs('JSON', file);
    const prompts = await runWithAnswers(
      'cbaPki.configuration.import',
      [],
      [{ file }, { type: 'Imported' }, { pick: 'Create Imported' }],
    );
    assert.match(prompts.seen.at(-1)?.rows.join('\n') ?? '', /4 authorities[\s\S]*Contoso VPN CA/);
    const { model } = await services();
    model.refresh();
    const settingsOf = async (name: string) =>
      (await model.allAuthorities((await configurationNamed(name)).id))
        .map((one) => [
          one.displayName,
          one.type,
          one.certificateRevocationListUrl,
          one.isIssuerHintEnabled,
          one.thumbprint,
        ])
        .toSorted((one, other) => String(one[4]).localeCompare(String(other[4])));
    assert.deepEqual(await settingsOf('Imported'), await settingsOf(corporate));
  });

  it('says what is wrong with a file that is none of ours', async () => {
    const file = workspaceFile('Not an export.json');
    for (const text of ['{', '{}', '{"format":"entra-cba-pki configuration 1","authorities":[{}]}']) {
      await writeFile(file.fsPath, text);
      const prompts = await runWithAnswers('cbaPki.configuration.import', [], [{ file }]);
      assert.deepEqual(prompts.seen.length, 1);
    }
    await runWithAnswers('cbaPki.configuration.import', [], [{ file: undefined }]);
  });
});

describe('comparing', () => {
  beforeEach(openSandbox);

  it('shows what differs from an export, takes over settings, adds and removes', async () => {
    const { comparisons } = await services();
    const file = workspaceFile('Compared.json');
    await exportAs('JSON', file);
    const { id } = await configurationNamed(corporate);
    const { model } = await services();
    const authorities = await model.allAuthorities(id);
    const named = (name: string) => authorities.find(({ displayName }) => displayName === name)?.id;
    await graph('PATCH', `${configurationsPath}/${id}/certificateAuthorities/${named('Contoso VPN CA')}`, {
      certificateRevocationListUrl: 'http://crl.contoso.example/other.crl',
    });
    await graph(
      'DELETE',
      `${configurationsPath}/${id}/certificateAuthorities/${named('Contoso Issuing CA 1')}`,
    );
    await runWithAnswers(
      'cbaPki.configuration.compare',
      [await rowOf(corporate)],
      [{ pick: 'Saved Export' }, { file }],
    );
    const shown = () => comparisons.shown?.comparison;
    assert.deepEqual(
      [
        shown()?.missing.map(({ name }) => name),
        shown()?.changed.map(({ ours }) => ours.name),
        shown()?.same.length,
      ],
      [['Contoso Issuing CA 1'], ['Contoso VPN CA'], 2],
    );
    await runWithAnswers('cbaPki.comparison.takeOver', [], [{ pick: 'Change 1' }]);
    assert.deepEqual([shown()?.changed.length, shown()?.same.length], [0, 3]);
    await runWithAnswers('cbaPki.comparison.add', [], [{ pick: 'Add 1' }]);
    assert.deepEqual([shown()?.missing.length, shown()?.same.length], [0, 4]);
    await vscode.commands.executeCommand('cbaPki.comparison.showAsText');
    assert.ok(vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('removes only what was chosen, against files', async () => {
    const { comparisons, view } = await services();
    const pem = workspaceFile('Compared.pem');
    await exportAs('PEM', pem);
    const other = await makeAuthority({ name: 'Not there' });
    const text = await readFile(pem.fsPath, 'utf8');
    // Without the first certificate of the file, which is the root, and with one more.
    const end = '-----END CERTIFICATE-----\n';
    await writeFile(pem.fsPath, text.slice(text.indexOf(end) + end.length) + other.pem);
    await runWithAnswers('cbaPki.configuration.compare', [await rowOf(corporate), [pem]], []);
    const { comparison } = comparisons.shown ?? {};
    assert.deepEqual(
      [comparison?.extra.map(({ name }) => name), comparison?.missing.map(({ name }) => name)],
      [['Contoso Corporate Root CA'], ['Not there']],
    );
    const thumbprints = comparison?.extra.map(({ thumbprint }) => thumbprint);
    await runWithAnswers(
      'cbaPki.comparison.remove',
      [{ kind: 'compared', thumbprints }],
      [{ pick: 'Delete' }],
    );
    assert.equal((await authorityRows(corporate)).length, 3);
    assert.equal(comparisons.shown?.comparison.extra.length, 0);
    await vscode.commands.executeCommand('cbaPki.comparison.close');
    assert.equal(comparisons.shown, undefined);
    assert.ok((await view.getChildren()).length > 0);
  });
});
