import { describe, expect, it, vi } from 'vitest';
import { knownClouds } from '../../../src/auth/clouds.ts';
import type { LoginProbe } from '../../../src/auth/loginProbe.ts';
import { obstacleTo, signInFailure } from '../../../src/auth/signInFailure.ts';
import type { SignInOptions } from '../../../src/auth/signInOptions.ts';
import { CancelledError, ExpectedError } from '../../../src/platform/failure.ts';
import { CancellationError } from '../../support/vscodeStub.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const options: SignInOptions = {
  method: 'vscode',
  cloud: knownClouds.usGovernment,
  tenantId: 'contoso.example',
  clientId: '',
};
const allFine: LoginProbe = { outcome: 'answered', status: 200, entra: undefined, clockAhead: 2000 };
const network: LoginProbe = { outcome: 'unreachable', code: 'ENOTFOUND' };

interface Case {
  readonly access?: 'read' | 'write';
  readonly options?: Partial<SignInOptions>;
  readonly probe?: LoginProbe;
}

/** What is said of a sign-in that failed with this, and how often the login service was looked at. */
async function failureFor(error: unknown, { access = 'read', probe = allFine, ...rest }: Case = {}) {
  const look = vi.fn(async () => probe);
  const failure = await signInFailure(error, access, { ...options, ...rest.options }, look);
  return { failure, looks: look.mock.calls.length };
}

/** The same, where it has to be an expected one. */
async function expectedFor(error: unknown, given: Case = {}): Promise<ExpectedError> {
  const { failure } = await failureFor(error, given);
  if (!(failure instanceof ExpectedError)) {
    throw new Error('Not an expected failure', { cause: failure });
  }
  return failure;
}

const commandsOf = ({ actions }: ExpectedError): string[] => actions.map(({ command }) => command);

describe('a sign-in that the user ended', () => {
  const said: readonly (readonly [string, unknown])[] = [
    ['VS Code: consent was refused', new Error('User did not consent to login.')],
    ["MSAL's code", new Error('user_cancelled: User cancelled the flow.')],
    ["VS Code's error class", new CancellationError()],
    ['the error class of this extension', new CancelledError()],
    ['an abort', new DOMException('This operation was aborted', 'AbortError')],
    ['a text that was thrown', 'User did not consent to login.'],
  ];

  it.each(said)('goes without a word when it was for reading (%s)', async (_, error) => {
    const { failure, looks } = await failureFor(error, { probe: network });
    expect(failure).toBeInstanceOf(CancelledError);
    expect(looks).toBe(0);
  });

  it.each(said)('says what was not done when it was for writing (%s)', async (_, error) => {
    const failure = await expectedFor(error, { access: 'write', probe: network });
    expect(failure.reason).toBe('signIn.declined');
    expect(failure.message).toMatch(
      /^Nothing was changed: that needs the permission PublicKeyInfrastructure\.ReadWrite\.All/,
    );
  });

  it.each(['Canceled', 'Cancelled'])(
    'in the browser, where Microsoft may have shown an error, gets a hint (%s)',
    async (text) => {
      const failure = await expectedFor(new Error(text));
      expect(failure.reason).toBe('signIn.notFinished');
      expect(failure.message).toMatch(/was not finished in the browser/);
      expect(commandsOf(failure)).toEqual(['cbaPki.account.signIn', 'cbaPki.account.check']);
      expect((await expectedFor(new Error(text), { access: 'write' })).reason).toBe('signIn.declined');
      expect((await expectedFor(new Error(text), { probe: network })).reason).toBe('signIn.network');
    },
  );

  it('is none where a text only mentions it', async () => {
    const { failure } = await failureFor(new Error('The token request was cancelled by the server'));
    expect(failure).toMatchObject({ reason: 'signIn.failed' });
  });
});

describe('a sign-in without a word from Entra', () => {
  it.each<[string, LoginProbe, string, RegExp, string]>([
    [
      'the network',
      network,
      'signIn.network',
      /^The login service login\.microsoftonline\.us cannot be reached \(ENOTFOUND\)\. Check the network/,
      'ENOTFOUND',
    ],
    [
      'a proxy that reads along',
      { outcome: 'untrustedCertificate', code: 'SELF_SIGNED_CERT_IN_CHAIN' },
      'signIn.untrustedCertificate',
      /^The connection to login\.microsoftonline\.us shows a certificate .* \(SELF_SIGNED_CERT_IN_CHAIN\)\. A proxy/,
      'SELF_SIGNED_CERT_IN_CHAIN',
    ],
    [
      'a clock that is ahead',
      { ...allFine, clockAhead: 12 * 60_000 },
      'signIn.clockWrong',
      /clock of this computer is 12 minutes ahead/,
      '',
    ],
    [
      'a clock that is behind',
      { ...allFine, clockAhead: -61 * 60_000 },
      'signIn.clockWrong',
      /clock of this computer is 61 minutes behind/,
      '',
    ],
  ])('is laid to %s', async (_, probe, reason, sentence, trace) => {
    for (const error of [new Error('Failed to fetch'), new Error('Timed out'), 'No session came back.']) {
      const failure = await expectedFor(error, { probe });
      expect(failure).toMatchObject({ reason, trace });
      expect(failure.message).toMatch(sentence);
      expect(commandsOf(failure)).toEqual(['cbaPki.account.signIn', 'cbaPki.account.check']);
    }
  });

  it('is laid to the tenant that the login service does not know', async () => {
    const entra = {
      code: 90002,
      message: "Tenant 'contoso.example' not found.",
      correlationId: undefined,
      timestamp: undefined,
    };
    const failure = await expectedFor(new Error('Failed to fetch'), {
      probe: { ...allFine, status: 400, entra },
    });
    expect(failure).toMatchObject({
      reason: 'signIn.tenantUnknown',
      message:
        'There is no tenant contoso.example in this cloud. Check the tenant id or domain. (AADSTS90002)',
    });
    expect(commandsOf(failure)).toEqual(['cbaPki.account.switchTenant']);
  });

  it.each([
    'Timed out waiting for authentication provider to register',
    'The request timed out',
    'timeout',
    'user_timeout_reached',
    'Sign in time out',
  ])('was not finished: %s', async (text) => {
    const failure = await expectedFor(new Error(text));
    expect(failure.reason).toBe('signIn.notFinished');
    expect(failure.message).toMatch(/was not finished in the browser/);
    expect(commandsOf(failure)).toEqual(['cbaPki.account.signIn', 'cbaPki.account.check']);
  });

  it.each([new Error('Something odd of kim@contoso.example'), 'Something odd of kim@contoso.example'])(
    'tells the text where nothing is known of it, and does not log it',
    async (error) => {
      const failure = await expectedFor(error);
      expect(failure).toMatchObject({
        reason: 'signIn.failed',
        message: 'The sign-in failed: Something odd of kim@contoso.example',
        trace: '',
      });
      expect(commandsOf(failure)).toEqual(['cbaPki.account.signIn', 'cbaPki.account.check']);
    },
  );

  it('is looked into once', async () => {
    expect((await failureFor(new Error('Something odd'))).looks).toBe(1);
  });
});

describe('a failure that is explained already', () => {
  it('stays as it is', async () => {
    const known = new ExpectedError('signIn.keyUnusable', 'Cancelled: AADSTS65001: timed out');
    for (const access of ['read', 'write'] as const) {
      const { failure, looks } = await failureFor(known, { access, probe: network });
      expect(failure).toBe(known);
      expect(looks).toBe(0);
    }
  });
});

describe('a look at what stands in the way', () => {
  it('finds nothing where the login service answers and the clock is right', async () => {
    expect(await obstacleTo(options, 'read', () => Promise.resolve(allFine))).toBeUndefined();
    const strange: LoginProbe = { ...allFine, status: 500, clockAhead: undefined };
    expect(await obstacleTo(options, 'read', () => Promise.resolve(strange))).toBeUndefined();
  });

  it.each([-5, 5])('does not mind a clock that is off by %d minutes', async (minutes) => {
    const probe = (more: number): Promise<LoginProbe> =>
      Promise.resolve({ ...allFine, clockAhead: minutes * 60_000 + more });
    expect(await obstacleTo(options, 'read', () => probe(0))).toBeUndefined();
    expect(await obstacleTo(options, 'read', () => probe(Math.sign(minutes)))).toMatchObject({
      reason: 'signIn.clockWrong',
    });
  });
});
