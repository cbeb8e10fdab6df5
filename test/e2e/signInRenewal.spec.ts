import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ada } from '../support/entra/accounts.ts';
import { makeAuthority, makeBundle } from '../support/openssl.ts';
import { expect, type MicrosoftSignIn, test } from './signInWorkbench.ts';
import type { Workbench } from './workbench.ts';

test.describe('a job that is watched', () => {
  test.use({
    standInOptions: { jobSeconds: 12 },
    files: {
      fill: async (folder: string) => {
        const root = await makeAuthority({ name: 'Tailspin Root' });
        await writeFile(join(folder, 'Tailspin.p7b'), await makeBundle([root], 'der'));
      },
    },
  });

  async function upload(workbench: Workbench, microsoft: MicrosoftSignIn): Promise<void> {
    await microsoft.signIn(ada);
    await expect(workbench.row('Contoso Pilot')).toBeVisible();
    const address = microsoft.standIn.files.serve(
      'Tailspin.p7b',
      await readFile(join(workbench.folder, 'Tailspin.p7b')),
    );
    await workbench.openExplorer();
    await workbench.fileMenu('Tailspin.p7b', 'Upload to PKI Configuration…');
    await workbench.pick(1, 'Contoso Pilot');
    await workbench.pick(2, 'Enter an address');
    await workbench.type(3, address);
    await workbench.pick(4, 'Continue Without Checking');
    await workbench.pick(5, 'Upload');
    await expect(workbench.notification('Upload of Tailspin.p7b to Contoso Pilot')).toBeVisible();
  }

  test('is watched on with renewed tokens, and nobody is asked', async ({ workbench, microsoft }) => {
    // So short that every token has expired before the job has ended.
    microsoft.standIn.authority.tokens.tokenLifeSeconds = 5;
    await upload(workbench, microsoft);
    await expect(workbench.notification('succeeded: 1 authority was added.')).toBeVisible({
      timeout: 60_000,
    });
    const renewals = microsoft.standIn.authority.requests.filter(({ grant }) => grant === 'refresh_token');
    expect(renewals.length).toBeGreaterThan(1);
    expect(microsoft.standIn.graph.count('POST', '/upload')).toBe(1);
    await expect(microsoft.question).toHaveCount(0);
  });

  test('is watched on after the sign-in was revoked and the user signed in again', async ({
    workbench,
    microsoft,
  }) => {
    await upload(workbench, microsoft);
    microsoft.standIn.graph.rejectAllIssuedSoFar();
    microsoft.standIn.authority.tokens.revokeAll();
    const asked = workbench.notification('Microsoft Graph did not accept the sign-in');
    await expect(asked.first()).toBeVisible();
    await asked.first().getByRole('button', { name: 'Sign In' }).click();
    await microsoft.allow();
    await microsoft.openExternal();
    await expect(workbench.notification('succeeded: 1 authority was added.')).toBeVisible({
      timeout: 60_000,
    });
    expect(microsoft.standIn.graph.count('POST', '/upload')).toBe(1);
  });
});

test('a claims challenge is answered once, silently where that is possible', async ({
  workbench,
  microsoft,
}) => {
  await microsoft.signIn(ada);
  await expect(workbench.row('Contoso Pilot')).toBeVisible();
  const { graph, authority } = microsoft.standIn;
  graph.challengeOnce();
  const before = graph.requests.length;
  await workbench.runCommand('CBA PKI: Refresh Configurations');
  await expect.poll(() => graph.requests.slice(before).map(({ status }) => status)).toEqual([401, 200]);
  expect(authority.requests.some(({ claims }) => claims?.includes('"acrs"'))).toBe(true);
  await expect(workbench.row('Contoso Pilot')).toBeVisible();
  await expect(workbench.page.locator('.notification-toast')).toHaveCount(0);
});

test('a claims challenge that cannot be met is told, runs in no circle, and Retry signs in', async ({
  workbench,
  microsoft,
}) => {
  await microsoft.signIn(ada);
  await expect(workbench.row('Contoso Pilot')).toBeVisible();
  const { graph } = microsoft.standIn;
  graph.challengeAlways();
  const before = graph.requests.length;
  await workbench.runCommand('CBA PKI: Refresh Configurations');
  const row = workbench.page.getByRole('treeitem', { name: /asks for a further step of the sign-in/ });
  await expect(row).toBeVisible();
  expect(graph.requests.slice(before).map(({ status }) => status)).toEqual([401, 401]);
  await row.click();
  await expect(microsoft.externalQuestion.or(microsoft.question)).toBeVisible();
});
