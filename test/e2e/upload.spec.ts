import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { makeAuthority, makeBundle } from '../support/openssl.ts';
import { expect, test, type Workbench } from './workbench.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function bundleOf(name: string): Promise<Buffer> {
  const root = await makeAuthority({ name: `${name} Root` });
  const issuing = await makeAuthority({ name: `${name} Issuing`, issuer: root });
  return makeBundle([root, issuing], 'der');
}

const day = 24 * 60 * 60 * 1000;

test.use({
  settings: { 'cbaPki.sandbox.openAtStart': true },
  files: {
    fill: async (folder: string) => {
      await writeFile(join(folder, 'Woodgrove.p7b'), await bundleOf('Woodgrove'));
      await writeFile(join(folder, 'Other.p7b'), await bundleOf('Other'));
      const expired = await makeAuthority({
        name: 'Expired Root',
        startDate: new Date(Date.now() - 900 * day),
        endDate: new Date(Date.now() - 10 * day),
      });
      await writeFile(join(folder, 'Expired.p7b'), await makeBundle([expired], 'der'));
      await writeFile(join(folder, 'Words.p7b'), 'These are words.');
    },
  },
});

/** Serves bytes at an address of its own for the time of a task. */
async function served(bytes: Uint8Array, task: (address: string) => Promise<void>): Promise<void> {
  const server = createServer((_request, response) => response.end(bytes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  try {
    await task(`http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}/bundle.p7b`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function uploadHosted(
  workbench: Workbench,
  configuration: string,
  address: string,
  hash: string,
): Promise<void> {
  await workbench.runCommand('CBA PKI: Upload Bundle…');
  await workbench.pick(1, configuration);
  await workbench.pick(2, 'The file is already hosted');
  await workbench.type(3, address);
  await workbench.type(4, hash);
  await workbench.pick(5, 'Upload');
}

test('a bundle of the explorer arrives in the tenant, and its authorities in the tree', async ({
  workbench,
}) => {
  await workbench.fileMenu('Woodgrove.p7b', 'Upload to PKI Configuration…');
  await workbench.pick(1, 'Contoso Pilot');
  await workbench.pick(2, 'Serve this file from the sandbox');
  await workbench.step(3);
  await expect(workbench.quickInput).toContainText('Adds 2 authorities to Contoso Pilot');
  await workbench.pick(3, 'Upload');
  const done = workbench.notification('The upload to Contoso Pilot succeeded: 2 authorities were added.');
  await expect(done).toBeVisible();
  await done.getByRole('button', { name: 'Show' }).click();
  await expect(workbench.row('Woodgrove Root, root, expires')).toBeVisible();
  await expect(workbench.row('Woodgrove Issuing, intermediate, expires')).toBeVisible();
  await expect(workbench.row('Contoso Pilot, succeeded, 2 authorities')).toBeVisible();
});

test('a bundle can be uploaded from the menu of its editor tab', async ({ workbench }) => {
  await workbench.row('Woodgrove.p7b').dblclick();
  const tab = workbench.page.getByRole('tab', { name: 'Woodgrove.p7b' });
  await workbench.contextMenu(tab, 'Upload to PKI Configuration…');
  await workbench.pick(1, 'Contoso Pilot');
  await workbench.pick(2, 'Serve this file from the sandbox');
  await workbench.pick(3, 'Upload');
  await expect(workbench.notification('succeeded: 2 authorities were added.')).toBeVisible();
});

test('the row of a configuration follows its job', async ({ workbench }) => {
  await workbench.openView();
  await workbench.row('Contoso Pilot').hover();
  await workbench.row('Contoso Pilot').getByRole('button', { name: 'Upload Bundle…' }).click();
  await workbench.pick(1, 'Woodgrove.p7b');
  await workbench.pick(2, 'Serve this file from the sandbox');
  await workbench.pick(3, 'Upload');
  await expect(workbench.row('Contoso Pilot, Uploading…')).toBeVisible();
  await expect(workbench.row('Contoso Pilot, succeeded')).toBeVisible();
});

test('a hash typed by hand and a file served by somebody else do as well', async ({ workbench }) => {
  const bytes = await bundleOf('Hosted');
  await served(bytes, async (address) => {
    await uploadHosted(workbench, 'Contoso Pilot', address, `${sha256(bytes)}  bundle.p7b`);
    await expect(workbench.notification('succeeded: 2 authorities were added.')).toBeVisible();
  });
});

test('a wrong hash ends in the reason, with details', async ({ workbench }) => {
  const bytes = await bundleOf('Wrong');
  await served(bytes, async (address) => {
    await uploadHosted(workbench, 'Contoso Pilot', address, '00'.repeat(32));
    const failed = workbench.notification('The upload of bundle.p7b to Contoso Pilot failed');
    await expect(failed).toContainText(new RegExp(sha256(bytes), 'i'));
    await failed.getByRole('button', { name: 'Show Details' }).click();
    const dialog = workbench.page.getByRole('dialog');
    await expect(dialog).toContainText('Nothing has to be undone.');
    await workbench.page.keyboard.press('Escape');
    await expect(workbench.row('Contoso Pilot, last job failed')).toBeVisible();
  });
});

test('an unreachable address ends in the reason', async ({ workbench }) => {
  let gone = '';
  await served(Buffer.of(), async (address) => {
    gone = address;
  });
  await uploadHosted(workbench, 'Contoso Pilot', gone, '00'.repeat(32));
  await expect(workbench.notification(/to Contoso Pilot failed: .*reach/)).toBeVisible();
});

test.describe('a job that takes its time', () => {
  test.use({ settings: { 'cbaPki.sandbox.openAtStart': true, 'cbaPki.sandbox.jobSeconds': 25 } });

  test('a second upload while one runs is not sent, and says why', async ({ workbench }) => {
    for (const file of ['Woodgrove.p7b', 'Other.p7b']) {
      await workbench.fileMenu(file, 'Upload to PKI Configuration…');
      await workbench.pick(1, 'Contoso Pilot');
      await workbench.pick(2, 'Serve this file from the sandbox');
      await workbench.pick(3, 'Upload');
    }
    await expect(workbench.quickInput).toContainText('already has a job under way');
    await workbench.page.keyboard.press('Escape');
    await expect(workbench.notification('succeeded: 2 authorities were added.')).toBeVisible({
      timeout: 60_000,
    });
  });
});

test('an expired certificate is told before anything is sent', async ({ workbench }) => {
  await workbench.fileMenu('Expired.p7b', 'Upload to PKI Configuration…');
  await workbench.pick(1, 'Contoso Pilot');
  await workbench.step(2);
  await expect(workbench.quickInput).toContainText('Expired: Expired Root.');
  await workbench.page.keyboard.press('Escape');
  await expect(workbench.quickInput).toBeHidden();
});

test('a file that is no bundle is refused with a sentence', async ({ workbench }) => {
  await workbench.fileMenu('Words.p7b', 'Upload to PKI Configuration…');
  await expect(
    workbench.notification('Words.p7b cannot be uploaded. The file is not a PKCS #7 bundle of certificates.'),
  ).toBeVisible();
});

test('Escape at every step leaves everything as it was', async ({ workbench }) => {
  const steps: ((step: number) => Promise<void>)[] = [
    (step) => workbench.pick(step, 'Create new configuration'),
    (step) => workbench.type(step, 'Never made'),
    (step) => workbench.pick(step, 'Woodgrove.p7b'),
    (step) => workbench.pick(step, 'Enter an address'),
    (step) => workbench.type(step, 'http://127.0.0.1:9/bundle.p7b'),
    (step) => workbench.pick(step, 'Continue Without Checking'),
  ];
  for (let answered = 0; answered <= steps.length; answered += 1) {
    await workbench.runCommand('CBA PKI: Upload Bundle…');
    for (const [index, answer] of steps.slice(0, answered).entries()) {
      await answer(index + 1);
    }
    await workbench.step(answered + 1);
    await workbench.page.keyboard.press('Escape');
    await expect(workbench.quickInput).toBeHidden();
  }
  await workbench.openView();
  await expect(workbench.row('Contoso Pilot')).toBeVisible();
  await expect(workbench.row('Never made')).toHaveCount(0);
  await expect(workbench.page.locator('.notification-toast')).toHaveCount(0);
});

test('an upload is watched to its end after the window was closed and opened again', async ({
  workbench,
}) => {
  await workbench.fileMenu('Woodgrove.p7b', 'Upload to PKI Configuration…');
  await workbench.pick(1, 'Contoso Pilot');
  await workbench.pick(2, 'Serve this file from the sandbox');
  await workbench.pick(3, 'Upload');
  await expect(workbench.notification('Upload of Woodgrove.p7b to Contoso Pilot')).toBeVisible();
  await workbench.page.reload();
  await expect(workbench.notification('succeeded: 2 authorities were added.')).toBeVisible({
    timeout: 60_000,
  });
});

test('all of it works by keyboard alone', async ({ workbench }) => {
  const { keyboard } = workbench.page;
  await workbench.runCommand('CBA PKI: Upload Bundle…');
  await workbench.step(1);
  await keyboard.type('pilot');
  await workbench.quickInput.getByRole('option', { name: 'Contoso Pilot' }).waitFor();
  await keyboard.press('Enter');
  await workbench.step(2);
  await keyboard.type('woodgrove');
  await workbench.quickInput.getByRole('option', { name: 'Woodgrove.p7b' }).waitFor();
  await keyboard.press('Enter');
  await workbench.step(3);
  await keyboard.press('Enter');
  await workbench.step(4);
  await keyboard.press('Enter');
  await expect(workbench.notification('succeeded: 2 authorities were added.')).toBeVisible();
});
