import { describe, expect, it, vi } from 'vitest';
import { DeviceCodeFlow } from '../../../src/auth/msal/deviceCodeFlow.ts';
import { signInFailure } from '../../../src/auth/signInFailure.ts';
import { signInOptionsFrom } from '../../../src/auth/signInOptions.ts';
import { ExpectedError, type SignInReason } from '../../../src/platform/failure.ts';
import { FakeSecrets } from '../../support/fakeSecrets.ts';
import { clientId, openAuthority, requestOf } from '../auth/msalWorld.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const options = signInOptionsFrom({
  method: 'deviceCode',
  cloud: 'public',
  customLoginRoot: '',
  customGraphRoot: '',
  tenantId: 'contoso.example',
  clientId,
});

/** Signs in through MSAL at an authority that refuses with the code, and returns what the user is told. */
async function provoke(code: string): Promise<ExpectedError> {
  const { authority, fetch } = openAuthority();
  authority.refuseToken(code);
  const flow = new DeviceCodeFlow(new FakeSecrets(), { present: async () => undefined }, fetch);
  try {
    await flow.interactive(requestOf('deviceCode'));
  } catch (error) {
    const told = await signInFailure(error, 'read', options, () => Promise.reject(new Error('not asked')));
    if (told instanceof ExpectedError) {
      return told;
    }
  }
  throw new Error('Nothing was told');
}

describe('an error that Entra answers with', () => {
  it.each<[string, SignInReason, RegExp]>([
    ['AADSTS65001', 'signIn.consentMissing', /An administrator has to consent/],
    ['AADSTS65002', 'signIn.notPreauthorized', /Register an application in your own tenant/],
    ['AADSTS65004', 'signIn.declined', /was declined/],
    ['AADSTS90094', 'signIn.adminConsentNeeded', /Only an administrator can consent/],
    ['AADSTS50011', 'signIn.redirectMissing', /https:\/\/vscode\.dev\/redirect/],
    ['AADSTS7000218', 'signIn.notPublicClient', /Allow public client flows/],
    ['AADSTS700016', 'signIn.applicationUnknown', /no application .* in the tenant contoso\.example/],
    ['AADSTS90002', 'signIn.tenantUnknown', /no tenant contoso\.example/],
    ['AADSTS50020', 'signIn.accountNotInTenant', /does not belong to the tenant/],
    ['AADSTS50034', 'signIn.accountNotInTenant', /does not belong to the tenant/],
    ['AADSTS53003', 'signIn.conditionalAccess', /Conditional Access policy/],
    ['AADSTS530003', 'signIn.deviceNotManaged', /devices that it manages/],
    ['AADSTS50105', 'signIn.notAssigned', /not assigned to the application/],
    ['AADSTS50076', 'signIn.mfaNeeded', /multi-factor authentication/],
    ['AADSTS50079', 'signIn.mfaNeeded', /multi-factor authentication/],
    ['AADSTS70018', 'signIn.declined', /was declined/],
    ['AADSTS70020', 'signIn.notFinished', /not entered in time/],
    ['AADSTS500133', 'signIn.clockWrong', /Set the clock/],
    ['AADSTS99999', 'signIn.failed', /Entra refused the sign-in: The request was refused\./],
  ])('%s is told with what to do next, and with its trace', async (code, reason, sentence) => {
    const told = await provoke(code);
    expect(told.reason).toBe(reason);
    expect(told.message).toMatch(sentence);
    expect(told.message).toMatch(new RegExp(`\\(${code}, correlation [0-9a-f-]{36}, \\d{4}-.* UTC\\)$`));
    expect(told.actions.length).toBeGreaterThan(0);
  });
});
