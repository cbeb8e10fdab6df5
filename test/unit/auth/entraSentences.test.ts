import { describe, expect, it, vi } from 'vitest';
import { knownClouds } from '../../../src/auth/clouds.ts';
import { signInFailure } from '../../../src/auth/signInFailure.ts';
import type { SignInOptions } from '../../../src/auth/signInOptions.ts';
import { ExpectedError } from '../../../src/platform/failure.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const clientId = '11111111-2222-3333-4444-555555555555';
const correlation = '8c4c63b1-0b7e-4c2e-9d3a-a1b2c3d4e5f6';
const options: SignInOptions = {
  method: 'vscode',
  cloud: knownClouds.public,
  tenantId: 'contoso.example',
  clientId,
};
/** A sentence of Entra's that names a person. */
const entraSentence = "User account 'kim@contoso.example' may not do this.";

/** What an `error_description` of Entra's comes to; a look at the login service would be a fault. */
async function failureFor(
  code: number,
  access: 'read' | 'write' = 'read',
  changes: Partial<SignInOptions> = {},
): Promise<ExpectedError> {
  const text = `invalid_grant: AADSTS${code}: ${entraSentence}\r\nTrace ID: 1f4b9f0e-7a2d-4f0c-8a0b-5d1c2e3f4a00\r\nCorrelation ID: ${correlation}\r\nTimestamp: 2026-11-24 10:00:05Z`;
  const failure = await signInFailure(new Error(text), access, { ...options, ...changes }, () =>
    Promise.reject(new Error('Nobody has to look')),
  );
  if (!(failure instanceof ExpectedError)) {
    throw new Error('Not an expected failure', { cause: failure });
  }
  return failure;
}

const commandsOf = ({ actions }: ExpectedError): string[] =>
  actions.map(({ command }) => command.replace('cbaPki.account.', ''));

interface Row {
  readonly code: number;
  readonly reason: string;
  readonly says: RegExp;
  readonly offers: readonly string[];
}

const rows: readonly Row[] = [
  {
    code: 65001,
    reason: 'signIn.consentMissing',
    says: /application 1{8}.* to use PublicKeyInfrastructure\.Read\.All in this tenant\. An administrator has to consent/,
    offers: ['setUpRegistration', 'check'],
  },
  {
    code: 65002,
    reason: 'signIn.notPreauthorized',
    says: /may not use PublicKeyInfrastructure\.Read\.All, and no consent can change that\. Register an application/,
    offers: ['setUpRegistration', 'check'],
  },
  {
    code: 65004,
    reason: 'signIn.declined',
    says: /permission PublicKeyInfrastructure\.Read\.All was declined\. Sign in again and accept it/,
    offers: ['signIn'],
  },
  {
    code: 90094,
    reason: 'signIn.adminConsentNeeded',
    says: /^Only an administrator can consent to PublicKeyInfrastructure\.Read\.All for the application 1{8}/,
    offers: ['setUpRegistration', 'signIn'],
  },
  {
    code: 50011,
    reason: 'signIn.redirectMissing',
    says: /Add https:\/\/vscode\.dev\/redirect and http:\/\/localhost to it/,
    offers: ['setUpRegistration', 'check'],
  },
  {
    code: 7000218,
    reason: 'signIn.notPublicClient',
    says: /is not a public client\. Switch on “Allow public client flows”/,
    offers: ['setUpRegistration', 'check'],
  },
  {
    code: 700016,
    reason: 'signIn.applicationUnknown',
    says: /^There is no application 1{8}\S+ in the tenant contoso\.example\./,
    offers: ['setUpRegistration', 'switchTenant'],
  },
  {
    code: 90002,
    reason: 'signIn.tenantUnknown',
    says: /^There is no tenant contoso\.example in this cloud\./,
    offers: ['switchTenant'],
  },
  {
    code: 50020,
    reason: 'signIn.accountNotInTenant',
    says: /does not belong to the tenant contoso\.example\. Choose another account or another tenant/,
    offers: ['switch', 'switchTenant'],
  },
  {
    code: 50034,
    reason: 'signIn.accountNotInTenant',
    says: /does not belong to the tenant contoso\.example\./,
    offers: ['switch', 'switchTenant'],
  },
  {
    code: 53003,
    reason: 'signIn.conditionalAccess',
    says: /^A Conditional Access policy of the tenant blocks this sign-in\./,
    offers: ['check'],
  },
  {
    code: 530003,
    reason: 'signIn.deviceNotManaged',
    says: /^The tenant only allows sign-ins from devices that it manages/,
    offers: ['check'],
  },
  {
    code: 50105,
    reason: 'signIn.notAssigned',
    says: /^This account is not assigned to the application 1{8}/,
    offers: ['switch'],
  },
  {
    code: 50076,
    reason: 'signIn.mfaNeeded',
    says: /^The tenant asks for multi-factor authentication\. Sign in again/,
    offers: ['signIn'],
  },
  {
    code: 50079,
    reason: 'signIn.mfaNeeded',
    says: /^The tenant asks for multi-factor authentication\. Sign in again/,
    offers: ['signIn'],
  },
  {
    code: 700027,
    reason: 'signIn.certificateUnknown',
    says: /does not know this certificate\. Add the certificate \(not its key\)/,
    offers: ['signIn'],
  },
  {
    code: 500133,
    reason: 'signIn.clockWrong',
    says: /Set the clock of this computer right/,
    offers: ['signIn', 'check'],
  },
  {
    code: 700024,
    reason: 'signIn.clockWrong',
    says: /Set the clock of this computer right/,
    offers: ['signIn', 'check'],
  },
];

describe("an error of Entra's", () => {
  it.each(rows)('AADSTS$code is $reason', async ({ code, reason, says, offers }) => {
    const failure = await failureFor(code);
    expect(failure.reason).toBe(reason);
    expect(failure.message).toMatch(says);
    expect(commandsOf(failure)).toEqual(offers);
    expect(failure.message).not.toContain('kim@');
    expect(failure.actions.every(({ title }) => /^[A-Z][^{}]+$/.test(title))).toBe(true);
  });

  it.each([...rows.map(({ code }) => code), 9002313])(
    'AADSTS%d is logged by its number, correlation id and time, and by nothing that names people',
    async (code) => {
      const { message, trace } = await failureFor(code);
      expect(trace).toBe(`AADSTS${code}, correlation ${correlation}, 2026-11-24 10:00:05 UTC`);
      expect(message).toMatch(/\S \(AADSTS[^()]+\)$/);
      expect(message.endsWith(`(${trace})`)).toBe(true);
    },
  );

  it('that nobody knows is told in its own words', async () => {
    const failure = await failureFor(9002313);
    expect(failure.reason).toBe('signIn.failed');
    expect(failure.message).toMatch(/^Entra refused the sign-in: User account 'kim@contoso\.example' may/);
    expect(failure.message).toContain(correlation);
    expect(failure.message).toContain('2026-11-24 10:00:05 UTC');
    expect(commandsOf(failure)).toEqual(['signIn', 'check']);
  });

  it('that came without a trace is logged by its number', async () => {
    const failure = await signInFailure(new Error('AADSTS53003: Blocked.'), 'read', options, () =>
      Promise.reject(new Error('Nobody has to look')),
    );
    expect(failure).toMatchObject({ reason: 'signIn.conditionalAccess', trace: 'AADSTS53003' });
  });

  it('names the permission that was asked for', async () => {
    for (const code of [65001, 65002, 65004, 90094]) {
      expect((await failureFor(code, 'write')).message).toContain('PublicKeyInfrastructure.ReadWrite.All');
    }
  });

  it("names VS Code's application and the account's tenant where the settings say nothing", async () => {
    const failure = await failureFor(700016, 'read', { clientId: '', tenantId: '' });
    expect(failure.message).toMatch(
      /^There is no application of VS Code in the tenant of the account\. Check/,
    );
  });

  it('counts for more than words that a cancelled sign-in has', async () => {
    const text = 'Cancelled: AADSTS65001: The user did not consent, timed out.';
    const failure = await signInFailure(new Error(text), 'read', options, () =>
      Promise.reject(new Error('Nobody has to look')),
    );
    expect(failure).toMatchObject({ reason: 'signIn.consentMissing' });
  });
});
