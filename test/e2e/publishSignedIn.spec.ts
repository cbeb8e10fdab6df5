import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Azurite, startAzurite } from '../support/azurite.ts';
import { ada } from '../support/entra/accounts.ts';
import { filesHost } from '../support/entra/fileServer.ts';
import type { Graph } from '../support/entra/graph.ts';
import { derOf, makeAuthority, makeRevocationList } from '../support/openssl.ts';
import { test as base, expect, type MicrosoftSignIn } from './signInWorkbench.ts';
import { keepSecrets, type Workbench } from './workbench.ts';

/** A chain of two levels, somebody below it, and the CRLs of both. */
async function makePki() {
  const crl = (name: string): string[] => [`http://${filesHost}/${name}.crl`];
  const root = await makeAuthority({ name: 'Woodgrove Root' });
  const issuing = await makeAuthority({ name: 'Woodgrove Issuing', issuer: root, crlAddresses: crl('root') });
  const person = await makeAuthority({
    name: 'Anna',
    issuer: issuing,
    authority: false,
    crlAddresses: crl('issuing'),
  });
  const lists = { root: await makeRevocationList(root), issuing: await makeRevocationList(issuing) };
  return { certificates: [root, issuing, person], lists };
}
let made: ReturnType<typeof makePki> | undefined;
const pki = (): ReturnType<typeof makePki> => {
  made ??= makePki();
  return made;
};

const test = base.extend<{ azurite: Azurite }>({
  page: async ({ page }, use) => {
    await keepSecrets(page);
    await use(page);
  },
  azurite: async ({ standIn }, use) => {
    const azurite = await startAzurite({ secure: true });
    await azurite.createContainer('bundles');
    standIn.azure.serve(azurite, 'bundles', 'other');
    for (const [name, list] of Object.entries((await pki()).lists)) {
      standIn.files.publish(`${name}.crl`, derOf(list));
    }
    await use(azurite);
    await azurite.close();
  },
});

test.use({
  standInOptions: { jobSeconds: 3 },
  files: {
    fill: async (folder: string) => {
      await mkdir(join(folder, 'Woodgrove'));
      for (const { name, der } of (await pki()).certificates) {
        await writeFile(join(folder, 'Woodgrove', `${name}.cer`), der);
      }
    },
  },
});

/** Signs in, and answers everything up to the summary. */
async function upToSummary(workbench: Workbench, microsoft: MicrosoftSignIn): Promise<void> {
  await microsoft.signIn(ada);
  await expect(workbench.row('Contoso Pilot')).toBeVisible();
  expect(microsoft.standIn.azure.requests).toEqual([]);
  await workbench.openExplorer();
  await workbench.fileMenu('Woodgrove', 'Publish Certificates…');
  await workbench.choose('Contoso Pilot');
  await expect(workbench.quickInput).toContainText('Woodgrove Root');
  await workbench.page.keyboard.press('Enter');
  await workbench.choose('Mend 2 Authorities');
  await workbench.choose('Azure Blob Storage, as you are signed in');
  await workbench.choose('Contoso PKI');
  await workbench.choose('devstoreaccount1');
  await workbench.choose('bundles');
  await workbench.choose('Remove It');
  await expect(workbench.quickInput).toContainText('bundles in devstoreaccount1.blob.core.windows.net');
}

/** Publishes, and holds a request of Graph's: the one for the upload, or the next of its kind after it. */
async function publishAndHold(
  workbench: Workbench,
  microsoft: MicrosoftSignIn,
  method: string,
  ending: string,
): Promise<Graph> {
  const { graph } = microsoft.standIn;
  await upToSummary(workbench, microsoft);
  const held = graph.gate.hold(method, ending, method === 'POST' ? undefined : '/upload');
  await workbench.choose('It can be cancelled until');
  await held;
  return graph;
}

test('as whoever is signed in, a bundle is put into a container of theirs, fetched by a signature for it alone, and taken away', async ({
  workbench,
  microsoft,
  azurite,
}) => {
  const { azure } = microsoft.standIn;
  await upToSummary(workbench, microsoft);
  await workbench.choose('It can be cancelled until');
  await expect(
    workbench.notification('2 certificates were added to Contoso Pilot. CRL addresses mended: 2.'),
  ).toBeVisible({ timeout: 40_000 });
  // Each permission was asked for by what needs it, and each token went where it belongs.
  expect(new Set(azure.requests.map(({ audience }) => audience))).toEqual(
    new Set(['https://management.azure.com', 'https://storage.azure.com', undefined]),
  );
  expect(azure.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  expect(azure.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  expect(azure.signatures.size).toBe(1);
  expect(await azurite.blobsIn('bundles')).toEqual([]);
});

/** What of a stage is held, when the request has left. */
const stages = [
  ['asked for', 'POST', '/upload'],
  ['proved', 'GET', '/certificateAuthorities'],
  ['mended', 'PATCH', ''],
] as const;

for (const [stage, method, ending] of stages) {
  test(`the window closed while the upload is ${stage}, the next one brings it to its end`, async ({
    workbench,
    microsoft,
    azurite,
  }) => {
    const graph = await publishAndHold(workbench, microsoft, method, ending);
    await workbench.page.reload();
    graph.gate.letGo();
    await workbench.page.getByRole('tab', { name: /^CBA PKI/ }).waitFor();
    await workbench.openView();
    await expect(
      workbench.notification(
        /The upload to Contoso Pilot succeeded: 2 authorities were added\. CRL addresses mended: [12]\./,
      ),
    ).toBeVisible({ timeout: 80_000 });
    await expect.poll(() => azurite.blobsIn('bundles')).toEqual([]);
    expect(graph.count('POST', '/upload')).toBe(1);
    await workbench.contextMenu(workbench.row('Contoso Pilot'), 'Check and Mend CRL Addresses…');
    await expect(workbench.quickInput.getByRole('textbox')).toHaveAttribute('placeholder', /^2 right · 0 to/);
  });
}

test('cancelled while the upload is asked for, it is found, watched without a word and cleaned up after', async ({
  workbench,
  microsoft,
  azurite,
}) => {
  const graph = await publishAndHold(workbench, microsoft, 'POST', '/upload');
  await workbench.cancel('Publishing certificates to Contoso Pilot');
  graph.gate.letGo();
  await expect(
    workbench.notification('The upload to Contoso Pilot succeeded: 2 authorities were added. Not mended: 2.'),
  ).toBeVisible({ timeout: 40_000 });
  await expect.poll(() => azurite.blobsIn('bundles')).toEqual([]);
  expect([graph.count('POST', '/upload'), graph.count('PATCH')]).toEqual([1, 0]);
});

test('cancelled while the upload is proved, nothing is mended, and the bundle is taken away all the same', async ({
  workbench,
  microsoft,
  azurite,
}) => {
  const graph = await publishAndHold(workbench, microsoft, 'GET', '/certificateAuthorities');
  await workbench.cancel('Publishing certificates to Contoso Pilot');
  await expect(
    workbench.notification(
      /The upload to Contoso Pilot succeeded\. What it has added could not be read: .* Not mended: 2\./,
    ),
  ).toBeVisible({ timeout: 40_000 });
  await expect.poll(() => azurite.blobsIn('bundles')).toEqual([]);
  expect(graph.count('PATCH')).toBe(0);
});

test('cancelled while it is mended, what has left is awaited, and it says what was not done', async ({
  workbench,
  microsoft,
  azurite,
}) => {
  const graph = await publishAndHold(workbench, microsoft, 'PATCH', '');
  await workbench.cancel('Publishing certificates to Contoso Pilot');
  graph.gate.letGo();
  await expect(
    workbench.notification(
      '2 certificates were added to Contoso Pilot. CRL addresses mended: 1. Not mended: 1.',
    ),
  ).toBeVisible({ timeout: 40_000 });
  expect(graph.count('PATCH')).toBe(1);
  expect(await azurite.blobsIn('bundles')).toEqual([]);
});
