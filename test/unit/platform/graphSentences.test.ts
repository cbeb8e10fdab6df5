import { describe, expect, it, vi } from 'vitest';
import { directoryRoleIds, type TokenGrants } from '../../../src/graph/accessToken.ts';
import {
  type GraphErrorDetails,
  type GraphErrorReason,
  GraphRequestError,
} from '../../../src/graph/errors.ts';
import { failureOf } from '../../../src/platform/failure.ts';
import { describeGraphError } from '../../../src/platform/graphSentences.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const say = (reason: GraphErrorReason, details: GraphErrorDetails = {}, cause?: unknown): string =>
  describeGraphError(new GraphRequestError(reason, 'Insufficient privileges.', details, cause));

const grants = (changes: Partial<TokenGrants>): TokenGrants => ({
  scopes: [],
  roles: [],
  directoryRoles: [],
  tenantId: undefined,
  ...changes,
});
const read = 'GET …/certificateBasedAuthConfigurations';
const write = 'POST …/certificateBasedAuthConfigurations/{id}/upload';
const reader = 'PublicKeyInfrastructure.Read.All';
const writer = 'PublicKeyInfrastructure.ReadWrite.All';
const administrator = directoryRoleIds.privilegedAuthenticationAdministrator;

describe('a 403 from Graph', () => {
  it.each<[string, string, Partial<TokenGrants>, RegExp]>([
    ['the permission to read', read, { scopes: ['User.Read'] }, new RegExp(`${reader} is missing`)],
    ['the permission to write', write, { scopes: [reader] }, new RegExp(`${writer} is missing`)],
    ['the application permission', write, { roles: [reader] }, new RegExp(`${writer} is missing`)],
    ['the role, for a read', read, { scopes: [reader] }, /so the role is missing/],
    ['the role, for a write', write, { scopes: [reader, writer] }, /so the role is missing/],
    ['neither', write, { scopes: [writer], directoryRoles: [administrator] }, /a fitting role are there/],
  ])('says that it is %s', (_, operation, changes, expected) => {
    const access = operation === write ? 'write' : 'read';
    const text = say('forbidden', { status: 403, operation, access, grants: grants(changes) });
    expect(text).toMatch(expected);
    expect(text).toContain('Insufficient privileges.');
    expect(text).toContain('HTTP 403');
  });

  it('counts the wider permission for reading', () => {
    const text = say('forbidden', { operation: read, grants: grants({ scopes: [writer] }) });
    expect(text).toMatch(/so the role is missing/);
  });

  it.each(['Privileged Authentication Administrator', 'Authentication Administrator'])(
    'names the role %s, also where the token cannot be read',
    (role) => {
      expect(say('forbidden', { operation: read, grants: grants({ scopes: [reader] }) })).toContain(role);
      expect(say('forbidden', { operation: read })).toContain(role);
      expect(say('forbidden', { operation: read })).toContain(reader);
    },
  );

  it('offers to check the sign-in', () => {
    const failure = failureOf(new GraphRequestError('forbidden', ''));
    expect(failure).toMatchObject({ actions: [{ command: 'cbaPki.account.check' }, {}] });
  });
});

describe('a 401 from Graph', () => {
  it('asks to sign in again, and offers it', () => {
    expect(say('unauthenticated', { clockAhead: 299_000 })).toMatch(/Sign in again\.$/);
    const failure = failureOf(new GraphRequestError('unauthenticated', ''));
    expect(failure).toMatchObject({ actions: [{ command: 'cbaPki.account.signIn' }, {}] });
  });

  it.each([
    [7 * 60_000, /clock of this computer is 7 minutes ahead/],
    [-90 * 60_000, /clock of this computer is 90 minutes behind/],
  ])('is laid to a clock that is off by %d ms', (clockAhead, expected) => {
    expect(say('unauthenticated', { clockAhead })).toMatch(expected);
  });

  it('with a claims challenge speaks of a further step', () => {
    expect(say('unauthenticated', { claimsChallenge: 'Bearer claims="e30="' })).toMatch(/further step/);
  });
});

describe('a connection that failed', () => {
  const withCode = (code: string): Error =>
    new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) });

  it('names the code and the network', () => {
    expect(say('network', {}, withCode('ECONNREFUSED'))).toMatch(/could not be reached \(ECONNREFUSED\)/);
  });

  it.each(['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_HAS_EXPIRED'])(
    'is laid to a proxy that reads along where the certificate is not trusted: %s',
    (code) => {
      expect(say('network', {}, withCode(code))).toMatch(
        /does not trust \(.*\)\. A proxy may be reading along/,
      );
    },
  );
});
