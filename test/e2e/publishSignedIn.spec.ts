import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startAzurite } from '../support/azurite.ts';
import { ada } from '../support/entra/accounts.ts';
import { makeAuthority } from '../support/openssl.ts';
import { expect, test } from './signInWorkbench.ts';

test.use({
  files: {
    fill: async (folder: string) => {
      const root = await makeAuthority({ name: 'Woodgrove Root' });
      await writeFile(join(folder, 'Woodgrove.cer'), root.der);
    },
  },
});

test('as whoever is signed in, a bundle is put into a container of theirs, fetched by a signature for it alone, and taken away', async ({
  workbench,
  microsoft,
}) => {
  const azurite = await startAzurite({ secure: true });
  const { azure } = microsoft.standIn;
  try {
    await azurite.createContainer('bundles');
    azure.hold(azurite, 'bundles', 'other');
    await microsoft.signIn(ada);
    await expect(workbench.row('Contoso Pilot')).toBeVisible();
    expect(azure.requests).toEqual([]);
    await workbench.contextMenu(workbench.row('Contoso Pilot'), 'Publish Certificates…');
    await expect(async () => {
      await workbench.quickInput
        .getByRole('textbox')
        .fill(join(workbench.folder, 'Woodgrove.cer'), { timeout: 3000 });
      await workbench.page.keyboard.press('Enter');
      await expect(workbench.quickInput).toContainText('Woodgrove Root', { timeout: 3000 });
    }).toPass({ timeout: 30_000 });
    await workbench.page.keyboard.press('Enter');
    await workbench.choose('Azure Blob Storage, as you are signed in');
    await workbench.choose('Contoso PKI');
    await workbench.choose('devstoreaccount1');
    await workbench.choose('bundles');
    await workbench.choose('Remove It');
    await expect(workbench.quickInput).toContainText('bundles in devstoreaccount1.blob.core.windows.net');
    await workbench.choose('It can be cancelled until');
    await expect(workbench.notification('1 certificate was added to Contoso Pilot')).toBeVisible({
      timeout: 40_000,
    });
    // Each permission was asked for by what needs it, and each token went where it belongs.
    expect(new Set(azure.requests.map(({ audience }) => audience))).toEqual(
      new Set(['https://management.azure.com', 'https://storage.azure.com', undefined]),
    );
    expect(azure.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
    expect(azure.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
    expect(azure.signatures.size).toBe(1);
    expect(await azurite.blobsIn('bundles')).toEqual([]);
  } finally {
    await azurite.close();
  }
});
