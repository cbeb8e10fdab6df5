import { strict as assert } from 'node:assert';
import {
  authorityRows,
  configurationNamed,
  openSandbox,
  rowOf,
  runWithAnswers,
  services,
} from './extension.ts';
import { behave } from './sandbox.ts';

describe('the recycle bin', () => {
  beforeEach(openSandbox);

  it('lists what was deleted, with the days that are left', async () => {
    const { deletedView } = await services();
    const rows = await deletedView.getChildren();
    const items = await Promise.all(rows.map((row) => deletedView.getTreeItem(row)));
    assert.deepEqual(
      items.map(({ label }) => label),
      ['Contoso Issuing CA 0', 'Contoso Lab PKI'],
    );
    assert.match(String(items[0]?.description), /27 days left/);
    assert.match(String(items[1]?.description), /20 days left/);
  });

  it('restores one of the picked items, and says what did not come back', async () => {
    const { manage, model } = await services();
    await behave({ restoresWithoutAuthorities: true });
    const { id } = await configurationNamed('Contoso Smart Cards 2019');
    await runWithAnswers(
      'cbaPki.configuration.delete',
      [await rowOf('Contoso Smart Cards 2019')],
      [{ pick: 'Delete…' }, { type: 'Contoso Smart Cards 2019' }],
    );
    await runWithAnswers('cbaPki.deletedItems.restore', [], [{ picks: ['Smart Cards'] }]);
    model.refresh();
    assert.deepEqual(await authorityRows('Contoso Smart Cards 2019'), []);
    // What is offered in the message does the same as adding the backup's authorities.
    const { tenantId } = await manage.tenancies.require();
    assert.ok(await manage.backups.ofConfiguration(tenantId, id));
    await runWithAnswers(
      'cbaPki.backups.show',
      [],
      [
        { pick: 'Contoso Smart Cards 2019' },
        { pick: 'Add Its Authorities' },
        { pick: 'Contoso Smart Cards 2019' },
        { pick: 'Add 2' },
      ],
    );
    assert.equal((await authorityRows('Contoso Smart Cards 2019')).length, 2);
  });

  it('deletes for good what is typed', async () => {
    const { manage } = await services();
    const [item] = await manage.recycleBin.items();
    assert.ok(item);
    await runWithAnswers(
      'cbaPki.deletedItems.deleteForGood',
      [{ kind: 'deletedItem', item }],
      [{ pick: 'Delete for Good' }, { type: 'something' }, { type: 'Contoso Issuing CA 0' }],
    );
    const { tenantId } = await manage.tenancies.require();
    const [backup] = await manage.backups.entries(tenantId);
    assert.equal(
      backup && (await manage.backups.read(backup)).authorities[0]?.displayName,
      'Contoso Issuing CA 0',
    );
    manage.recycleBin.refresh();
    assert.ok(!(await manage.recycleBin.items()).some(({ id }) => id === item.id));
  });

  it('prunes backups', async () => {
    const { manage } = await services();
    await runWithAnswers(
      'cbaPki.configuration.delete',
      [await rowOf('Contoso Pilot')],
      [{ pick: 'Delete…' }, { type: 'Contoso Pilot' }],
    );
    const { tenantId } = await manage.tenancies.require();
    const before = (await manage.backups.entries(tenantId)).length;
    await runWithAnswers(
      'cbaPki.backups.show',
      [],
      [{ pick: 'Delete Backups…' }, { picks: ['Contoso Pilot'] }],
    );
    assert.ok((await manage.backups.entries(tenantId)).length < before);
    assert.ok(
      !(await manage.backups.entries(tenantId)).some(({ displayName }) => displayName === 'Contoso Pilot'),
    );
  });
});
