import { strict as assert } from 'node:assert';
import { authorityRows, openSandbox, runWithAnswers, services } from './extension.ts';

describe('the classic store', () => {
  beforeEach(openSandbox);

  it('is listed with where else its CAs are, copied, and emptied behind a backup', async () => {
    const { classicView, manage } = await services();
    const described = async () => {
      const rows = await classicView.getChildren();
      const items = await Promise.all(rows.map((row) => classicView.getTreeItem(row)));
      return items.map(
        ({ label, description }) => `${typeof label === 'string' ? label : ''}: ${String(description)}`,
      );
    };
    assert.deepEqual(
      (await described()).map((line) => line.replace(/ · .*/, '')),
      ['Contoso Mobile Root CA: in no configuration', 'Contoso Mobile CA: in no configuration'],
    );
    await runWithAnswers(
      'cbaPki.classicStore.copy',
      [],
      [{ pick: 'Create new configuration' }, { type: 'From classic' }, { pick: 'Copy 2 CAs' }],
    );
    assert.deepEqual(await authorityRows('From classic'), ['Contoso Mobile Root CA', 'Contoso Mobile CA']);
    assert.match((await described()).join('\n'), /also in From classic/);
    const prompts = await runWithAnswers(
      'cbaPki.classicStore.empty',
      [],
      [{ pick: 'Empty the Classic Store' }, { type: 'yes' }, { type: 'Classic Store' }],
    );
    assert.match(
      prompts.seen[0]?.rows.join('\n') ?? '',
      /documented order[\s\S]*2 CAs will be gone[\s\S]*in a configuration/,
    );
    assert.deepEqual(await classicView.getChildren(), []);
    const { tenantId } = await manage.tenancies.require();
    assert.equal((await manage.backups.entries(tenantId))[0]?.reason, 'classicStoreEmptied');
  });
});
