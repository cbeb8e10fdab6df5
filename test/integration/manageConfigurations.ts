import { strict as assert } from 'node:assert';
import {
  authorityRows,
  configurationNamed,
  eventually,
  openSandbox,
  rowOf,
  runWithAnswers,
  services,
} from './extension.ts';
import { behave, configurationsPath, graph, requestsOf, trouble } from './sandbox.ts';

async function names(): Promise<string[]> {
  const { model } = await services();
  return (await model.allConfigurations()).map(({ displayName }) => displayName);
}

describe('managing configurations', () => {
  beforeEach(openSandbox);

  it('creates one, whose name is not taken yet, and shows it', async () => {
    const { model } = await services();
    const prompts = await runWithAnswers(
      'cbaPki.configuration.create',
      [],
      [
        { type: 'Contoso Pilot' },
        { type: '  ' },
        { type: `x${'y'.repeat(256)}` },
        { type: ' Brand “New” <&> ' },
      ],
    );
    assert.match(
      prompts.seen.map(({ text }) => text).join('\n'),
      /of this name already[\s\S]*Enter a name[\s\S]*at most 256/,
    );
    assert.ok((await names()).includes('Brand “New” <&>'));
    model.refresh();
    assert.ok((await names()).includes('Brand “New” <&>'));
  });

  it('creates one once where the answer was lost', async () => {
    await trouble({ method: 'POST', path: 'certificateBasedAuthConfigurations$', what: 'breakAfter' });
    const requests = await requestsOf(() =>
      runWithAnswers('cbaPki.configuration.create', [], [{ type: 'Lost' }]),
    );
    assert.equal(requests.filter((line) => line.startsWith('POST')).length, 1);
    assert.deepEqual(
      (await names()).filter((name) => name === 'Lost'),
      ['Lost'],
    );
  });

  it('renames one', async () => {
    await runWithAnswers(
      'cbaPki.configuration.rename',
      [await rowOf('Contoso Pilot')],
      [{ type: 'Contoso Pilot 2' }],
    );
    assert.ok((await names()).includes('Contoso Pilot 2'));
    // From the palette it is picked first; the same name changes nothing.
    const requests = await requestsOf(() =>
      runWithAnswers('cbaPki.configuration.rename', [], [{ pick: 'Pilot 2' }, { type: 'Contoso Pilot 2' }]),
    );
    assert.deepEqual(requests, []);
  });

  it('says what will be gone, wants the name, backs up, deletes and restores', async () => {
    const { manage, model } = await services();
    const configuration = await configurationNamed('Contoso Corporate PKI');
    const prompts = await runWithAnswers(
      'cbaPki.configuration.delete',
      [await rowOf('Contoso Corporate PKI')],
      [{ pick: 'Delete…' }, { type: 'Contoso' }, { type: 'Contoso Corporate PKI' }],
    );
    const told = prompts.seen[0]?.rows.join('\n') ?? '';
    assert.match(told, /4 authorities will be gone/);
    assert.match(told, /Nothing valid stays in the place of 4 of them/);
    assert.match(told, /CA scopes[^\n]*Contoso Corporate PKI/);
    assert.match(told, /Exempt from CRL validation[^\n]*Contoso VPN CA/);
    assert.match(prompts.seen.map(({ text }) => text).join('\n'), /not the name yet/);
    assert.ok(!(await names()).includes('Contoso Corporate PKI'));
    const { tenantId } = await manage.tenancies.require();
    const [backup] = await manage.backups.entries(tenantId);
    assert.equal(backup?.authorities, 4);
    assert.equal((await manage.backups.read(backup)).displayName, 'Contoso Corporate PKI');
    const deleted = await manage.recycleBin.items();
    const item = deleted.find(({ id }) => id === configuration.id);
    assert.ok(item);
    await runWithAnswers('cbaPki.deletedItems.restore', [{ kind: 'deletedItem', item }], []);
    assert.ok((await names()).includes('Contoso Corporate PKI'));
    model.refresh();
    assert.equal((await authorityRows('Contoso Corporate PKI')).length, 4);
  });

  it('changes nothing when Escape is pressed at any of its questions', async () => {
    for (const answers of [[], [{ pick: 'Delete…' }]]) {
      const requests = await requestsOf(async () =>
        runWithAnswers('cbaPki.configuration.delete', [await rowOf('Contoso Pilot')], answers, 'escape'),
      );
      assert.deepEqual(
        requests.filter((line) => !line.startsWith('GET')),
        [],
      );
    }
    assert.ok((await names()).includes('Contoso Pilot'));
  });

  it('empties one first where the service refuses to delete it full', async () => {
    await behave({ keepsFullConfigurations: true });
    const prompts = await runWithAnswers(
      'cbaPki.configuration.delete',
      [await rowOf('Contoso Smart Cards 2019')],
      [{ pick: 'Delete…' }, { type: 'Contoso Smart Cards 2019' }, { pick: 'Delete its 2 authorities first' }],
    );
    assert.match(prompts.seen.at(-1)?.rows.join('\n') ?? '', /Delete them first/);
    assert.ok(!(await names()).includes('Contoso Smart Cards 2019'));
  });

  it('is right about one that somebody else has deleted meanwhile', async () => {
    const { id } = await configurationNamed('Contoso Pilot');
    const row = await rowOf('Contoso Pilot');
    const answers = [{ pick: 'Delete…' }, { type: 'Contoso Pilot' }];
    await graph('GET', `${configurationsPath}/${id}`);
    await trouble({ method: 'DELETE', path: id, what: 404 });
    await runWithAnswers('cbaPki.configuration.delete', [row], answers);
    assert.ok(!(await names()).includes('Contoso Pilot'));
  });

  it('shows at once what the lists of the service show late', async () => {
    const { model } = await services();
    await model.allConfigurations();
    await behave({ latenessSeconds: 3600 });
    await runWithAnswers('cbaPki.configuration.create', [], [{ type: 'Late' }]);
    await runWithAnswers(
      'cbaPki.configuration.delete',
      [await rowOf('Contoso Pilot')],
      [{ pick: 'Delete…' }, { type: 'Contoso Pilot' }],
    );
    model.refresh();
    const shown = await names();
    assert.ok(shown.includes('Late') && !shown.includes('Contoso Pilot'), shown.join(', '));
  });

  it('sets pending rows back when a write fails', async () => {
    await trouble({ method: 'PATCH', path: '.', what: 403 });
    await runWithAnswers('cbaPki.configuration.rename', [await rowOf('Contoso Pilot')], [{ type: 'Never' }]);
    await eventually('the row is as it was', async () => {
      const row = await rowOf('Contoso Pilot');
      return row.kind === 'configuration' && row.pending === undefined;
    });
  });
});
