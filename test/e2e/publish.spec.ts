import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type Azurite, startAzurite } from '../support/azurite.ts';
import { startFaultyProxy } from '../support/faultyProxy.ts';
import type { Gate } from '../support/gate.ts';
import { derOf, makeAuthority, makeBundle, makeRevocationList } from '../support/openssl.ts';
import { test as base, expect, keepSecrets, type Workbench } from './workbench.ts';

/** A place for bundles, and what stands before it. */
interface Container {
  /** Address with its signature. */
  readonly signed: string;
  readonly blobs: () => Promise<readonly string[]>;
  readonly gate: Gate;
}

const revocationLists = new Map<string, Uint8Array>();
let crlRoot = '';

const test = base.extend<{ container: Container }, { azurite: Azurite; crls: undefined }>({
  azurite: [
    // Playwright reads from the parameter which fixtures are used; `playwright` itself is the only one that is always there.
    async ({ playwright: _playwright }, use) => {
      const azurite = await startAzurite({ secure: false });
      await use(azurite);
      await azurite.close();
    },
    { scope: 'worker' },
  ],
  crls: [
    async ({ playwright: _playwright }, use) => {
      const server = createServer((request, response) => {
        const list = revocationLists.get(request.url ?? '');
        response.writeHead(list ? 200 : 404).end(list);
      });
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const at = server.address();
      crlRoot = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`;
      await use(undefined);
      server.closeAllConnections();
      server.close();
    },
    { scope: 'worker', auto: true },
  ],
  page: async ({ page }, use) => {
    await keepSecrets(page);
    await use(page);
  },
  container: async ({ azurite, secrets }, use, { testId }) => {
    const name = `bundles-${testId.replaceAll(/[^a-z\d]/g, '')}`.slice(0, 60);
    await azurite.createContainer(name);
    const proxy = await startFaultyProxy(new URL(azurite.account).origin);
    const signature = azurite.signatureFor(name, 'rcwd');
    secrets.add(new URLSearchParams(signature).get('sig') ?? '');
    secrets.add(encodeURIComponent(new URLSearchParams(signature).get('sig') ?? ''));
    await use({
      signed: `${proxy.root}/devstoreaccount1/${name}?${signature}`,
      blobs: () => azurite.blobsIn(name),
      gate: proxy.gate,
    });
    await proxy.close();
  },
});

/**
 * Twelve files as people have them: a chain of three levels in several forms, a duplicate, an expired one, the certificate of a person,
 * a text, and more of the same CA.
 */
async function fillFolder(folder: string): Promise<void> {
  const target = join(folder, 'Woodgrove');
  await mkdir(join(target, 'more'), { recursive: true });
  const write = (name: string, content: string | Uint8Array): Promise<void> =>
    writeFile(join(target, name), content);
  const at = (name: string): string[] => [`${crlRoot}/${name}.crl`];
  const root = await makeAuthority({ name: 'Woodgrove Root' });
  const policy = await makeAuthority({ name: 'Woodgrove Policy', issuer: root, crlAddresses: at('root') });
  const issue = (name: string) => makeAuthority({ name, issuer: policy, crlAddresses: at('policy') });
  const [first, second] = [await issue('Woodgrove Issuing 1'), await issue('Woodgrove Issuing 2')];
  const old = await makeAuthority({
    name: 'Woodgrove Old',
    issuer: root,
    startDate: new Date('2019-01-01'),
    endDate: new Date('2020-01-01'),
    crlAddresses: at('root'),
  });
  const person = await makeAuthority({
    name: 'Anna',
    issuer: first,
    authority: false,
    crlAddresses: at('issuing1'),
  });
  revocationLists.set('/root.crl', derOf(await makeRevocationList(root)));
  revocationLists.set('/policy.crl', derOf(await makeRevocationList(policy)));
  revocationLists.set('/issuing1.crl', derOf(await makeRevocationList(first)));
  await write('root.cer', root.der);
  await write('more/root.pem', root.pem);
  await write('policy.crt', policy.pem);
  await write('more/policy and root.pem', policy.pem + root.pem);
  await write('issuing1.der', first.der);
  await write('issuing2.p7b', await makeBundle([second], 'der'));
  await write('more/issuing2 as text.p7b', await makeBundle([second], 'pem'));
  await write('all.p7b', await makeBundle([root, policy, first, second], 'der'));
  await write('old.cer', old.der);
  await write('anna.cer', person.der);
  await write('anna.pem', person.pem);
  await write('readme.pem', 'These are our certificates.');
}

test.use({
  settings: { 'cbaPki.sandbox.openAtStart': true, 'cbaPki.hosting.afterUpload': 'remove' },
  files: { fill: fillFolder },
});

/** Answers everything up to the summary. */
async function upToSummary(workbench: Workbench, container: Container): Promise<void> {
  // The explorer is what a window shows first; a click on its icon would close it.
  await workbench
    .row('Woodgrove')
    .waitFor({ timeout: 8000 })
    .catch(() => workbench.openExplorer());
  await workbench.fileMenu('Woodgrove', 'Publish Certificates…');
  await workbench.choose('Contoso Pilot');
  await workbench.choose('Continue Without Them');
  await expect(workbench.quickInput).toContainText('Woodgrove Issuing 2');
  await workbench.page.keyboard.press('Enter');
  await workbench.choose('Mend 3 Authorities');
  await workbench.choose('by a signature (SAS) of a container');
  await expect(workbench.quickInput).toContainText('it has to allow read and create');
  await workbench.quickInput.getByRole('textbox').fill(container.signed);
  await workbench.page.keyboard.press('Enter');
  await workbench.choose('For This Upload Only');
  await expect(workbench.quickInput).toContainText('Add 4 authorities');
}

/** Publishes, and holds a request to the container. */
async function publishAndHold(workbench: Workbench, container: Container, method: string): Promise<void> {
  await upToSummary(workbench, container);
  const held = container.gate.hold(method);
  await workbench.choose('It can be cancelled until');
  await held;
}

/** Closes the window while a request is held, and opens another one. */
async function reopen({ page }: Workbench, { gate }: Container): Promise<void> {
  await page.reload();
  gate.letGo();
  await page.getByRole('tab', { name: /^CBA PKI/ }).waitFor();
}

/** The four are there with the right addresses, and nothing is left in the container. */
async function expectPublished(workbench: Workbench, container: Container): Promise<void> {
  await workbench.openView();
  await workbench.expand('Contoso Pilot');
  for (const name of ['Root', 'Policy', 'Issuing 1', 'Issuing 2']) {
    await expect(workbench.row(`Woodgrove ${name}`)).toHaveCount(1);
  }
  await expect(workbench.row('Woodgrove Old')).toHaveCount(0);
  await expect.poll(container.blobs).toEqual([]);
}

/** How many CRL addresses are right, as the check says. The view is open. */
async function expectMended(workbench: Workbench, summary: string): Promise<void> {
  await workbench.contextMenu(workbench.row('Contoso Pilot'), 'Check and Mend CRL Addresses…');
  await expect(workbench.quickInput.getByRole('textbox')).toHaveAttribute('placeholder', summary);
  await workbench.page.keyboard.press('Escape');
}

test('a folder of twelve files becomes the right authorities with the right CRL addresses', async ({
  workbench,
  container,
}) => {
  await upToSummary(workbench, container);
  await expect(workbench.quickInput).toContainText('take it away again');
  await workbench.choose('It can be cancelled until');
  await expect(
    workbench.notification('4 certificates were added to Contoso Pilot. CRL addresses mended: 3.'),
  ).toBeVisible({ timeout: 40_000 });
  await expectPublished(workbench, container);
  // Nothing tells where the second issuing CA publishes: it is not guessed.
  await expectMended(workbench, '3 right · 0 to be mended · 1 open');
  await workbench.openSection('Uploads');
  await expect(workbench.row('Upload to Contoso Pilot, 4 added')).toBeVisible();
});

for (const [stage, method] of [
  ['hosted', 'PUT'],
  ['fetched from its address', 'GET'],
] as const) {
  test(`cancelled while the bundle is ${stage}, nothing is left behind`, async ({ workbench, container }) => {
    await publishAndHold(workbench, container, method);
    await workbench.cancel('Publishing certificates to Contoso Pilot');
    container.gate.letGo();
    await expect(workbench.notification('Publishing certificates to Contoso Pilot')).toBeHidden();
    await expect.poll(container.blobs).toEqual([]);
    await workbench.openView();
    await expect(workbench.row('Contoso Pilot, succeeded')).toBeVisible();
    await expect(workbench.page.getByRole('button', { name: 'Uploads Section' })).toBeHidden();
  });

  test(`the window closed while the bundle is ${stage}, the next one takes it away`, async ({
    workbench,
    container,
  }) => {
    await publishAndHold(workbench, container, method);
    await reopen(workbench, container);
    await workbench.openView();
    await workbench.openSection('Uploads');
    await expect(workbench.row('Upload to Contoso Pilot, not sent')).toBeVisible({ timeout: 60_000 });
    await expect.poll(container.blobs).toEqual([]);
    // The command once more brings it to its end.
    await upToSummary(workbench, container);
    await workbench.choose('It can be cancelled until');
    await expect(workbench.notification('4 certificates were added')).toBeVisible({ timeout: 40_000 });
    await expectPublished(workbench, container);
  });
}

test('cancelled while the bundle is taken away, it is gone all the same, and what was not mended is told', async ({
  workbench,
  container,
}) => {
  await publishAndHold(workbench, container, 'DELETE');
  await workbench.cancel('Publishing certificates to Contoso Pilot');
  container.gate.letGo();
  await expect(
    workbench.notification(/4 certificates were added to Contoso Pilot\. Not mended: 3\./),
  ).toBeVisible({ timeout: 40_000 });
  await expectPublished(workbench, container);
});

test('the window closed while the bundle is taken away, the next one does that and mends', async ({
  workbench,
  container,
}) => {
  await publishAndHold(workbench, container, 'DELETE');
  await reopen(workbench, container);
  await expect(
    workbench.notification(
      /The upload to Contoso Pilot succeeded: 4 authorities were added\. CRL addresses mended: 3\./,
    ),
  ).toBeVisible({ timeout: 60_000 });
  await expectPublished(workbench, container);
  await expectMended(workbench, '3 right · 0 to be mended · 1 open');
});

test.describe('while the job runs', () => {
  test.use({
    settings: {
      'cbaPki.sandbox.openAtStart': true,
      'cbaPki.hosting.afterUpload': 'remove',
      'cbaPki.sandbox.jobSeconds': 12,
    },
  });

  test('Cancel stops the watching only, and the bundle is taken away at the end all the same', async ({
    workbench,
    container,
  }) => {
    await upToSummary(workbench, container);
    await workbench.choose('It can be cancelled until');
    await workbench.cancel('the job goes on in the tenant');
    await expect(workbench.notification('Its bundle is taken away when it has ended')).toBeVisible();
    await expect(
      workbench.notification('The upload to Contoso Pilot succeeded: 4 authorities were added'),
    ).toBeVisible({
      timeout: 40_000,
    });
    await expectPublished(workbench, container);
  });

  test('the window closed, the next one watches on and takes the bundle away', async ({
    workbench,
    container,
  }) => {
    await upToSummary(workbench, container);
    await workbench.choose('It can be cancelled until');
    await workbench.notification('the job goes on in the tenant').waitFor();
    await workbench.page.reload();
    await workbench.page.getByRole('tab', { name: /^CBA PKI/ }).waitFor();
    await expect(
      workbench.notification('The upload to Contoso Pilot succeeded: 4 authorities were added'),
    ).toBeVisible({
      timeout: 80_000,
    });
    await expectPublished(workbench, container);
    await expectMended(workbench, '3 right · 0 to be mended · 1 open');
  });
});
