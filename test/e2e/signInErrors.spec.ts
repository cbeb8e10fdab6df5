import { expect, type MicrosoftSignIn, test } from './signInWorkbench.ts';
import type { Workbench } from './workbench.ts';

const login = 'login.microsoftonline.com';

/** Starts a sign-in, and goes through the page of the browser. */
async function trySignIn(workbench: Workbench, microsoft: MicrosoftSignIn): Promise<void> {
  await workbench.runCommand('CBA PKI: Sign In');
  await microsoft.allow();
  const page = await microsoft.openSignInPage();
  await page.waitForLoadState();
  await page.close();
}

/** Gives up a sign-in that waits for the browser, as VS Code offers it. */
async function giveUp(workbench: Workbench): Promise<void> {
  await workbench.notification('Signing in to Microsoft').getByRole('button', { name: 'Cancel' }).click();
  await workbench
    .notification('Having trouble logging in')
    .getByRole('button', { name: 'No', exact: true })
    .click();
}

test('what Entra answers is told with what to do next', async ({ workbench, microsoft }) => {
  const { authority } = microsoft.standIn;
  const cases = [
    ['AADSTS65002', 'Register an application in your own tenant', 'Set Up Application Registration…'],
    ['AADSTS65001', 'An administrator has to consent to it', 'Set Up Application Registration…'],
    ['AADSTS90094', 'Only an administrator can consent', 'Sign In'],
    ['AADSTS65004', 'was declined', 'Sign In'],
  ] as const;
  await workbench.openView();
  for (const [code, sentence, button] of cases) {
    authority.refuseNothing();
    authority.refuseAuthorize(code);
    await trySignIn(workbench, microsoft);
    const told = workbench.notification(sentence);
    await expect(told).toContainText(new RegExp(`\\(${code}, correlation [0-9a-f-]{36}, .* UTC\\)`));
    await expect(told.getByRole('button', { name: button })).toBeVisible();
    await workbench.runCommand('Notifications: Clear All Notifications');
  }
  authority.refuseNothing();
  authority.refuseToken('AADSTS7000218');
  await trySignIn(workbench, microsoft);
  await expect(workbench.notification('is not a public client')).toContainText('AADSTS7000218');
});

test('a sign-in that nobody finishes ends in a hint, and one without a network in the reason', async ({
  workbench,
  microsoft,
}) => {
  const { authority, proxy } = microsoft.standIn;
  await workbench.openView();
  authority.refuseAuthorize('AADSTS50011'); // shown on Microsoft's page, and told to nobody else
  await trySignIn(workbench, microsoft);
  await giveUp(workbench);
  const hint = workbench.notification('The sign-in was not finished in the browser');
  await expect(hint.getByRole('button', { name: 'Check Sign-In' })).toBeVisible();
  await workbench.runCommand('Notifications: Clear All Notifications');
  proxy.fail(login, 'refuse');
  await trySignIn(workbench, microsoft);
  await giveUp(workbench);
  await expect(workbench.notification(`The login service ${login} cannot be reached`)).toBeVisible();
});

test('a proxy that breaks TLS is named, and Check Sign-In names it, too', async ({
  workbench,
  microsoft,
}) => {
  await workbench.openView();
  microsoft.standIn.proxy.fail(login, 'badCertificate');
  await trySignIn(workbench, microsoft);
  const told = workbench.notification('shows a certificate that this computer does not trust');
  await told.getByRole('button', { name: 'Check Sign-In' }).click();
  const report = workbench.page.locator('.editor-instance');
  await expect(report).toContainText('Stuck at: Login service.');
  await expect(report).toContainText('A proxy may be reading along');
});
