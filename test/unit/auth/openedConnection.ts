import type { Connection, SignedIn } from '../../../src/auth/connection.ts';
import { ConnectionMemory, type Remembered } from '../../../src/auth/connectionMemory.ts';
import { ConnectionOwner } from '../../../src/auth/connectionOwner.ts';
import type { Account } from '../../../src/auth/sessions.ts';
import { type SignInOptions, signInOptionsFrom } from '../../../src/auth/signInOptions.ts';
import { ExpectedError } from '../../../src/platform/failure.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { FakeMemento } from '../../support/fakeMemento.ts';
import { FakeSessions } from '../../support/fakeSessions.ts';

export const ada: Account = { id: 'ada.tenant-a', label: 'ada@contoso.example' };
export const bob: Account = { id: 'bob.tenant-b', label: 'bob@fabrikam.example' };

export const publicOptions: SignInOptions = signInOptionsFrom({
  method: 'vscode',
  cloud: 'public',
  customLoginRoot: '',
  customGraphRoot: '',
  tenantId: '',
  clientId: '',
});

export interface Opened {
  readonly owner: ConnectionOwner;
  readonly sessions: FakeSessions;
  readonly workspace: FakeMemento;
  readonly everywhere: FakeMemento;
  /** The connections that were announced, in order. */
  readonly announced: Connection[];
  /** Accounts whose sessions the provider was told to end. */
  readonly ended: string[];
  options: SignInOptions;
  /** Has the settings be of no use. */
  readonly breakSettings: () => void;
}

/** An owner of a connection on memories and sessions that the test can look into. */
export function openOwner(
  remembered?: Remembered,
  memories: { workspace?: FakeMemento; everywhere?: FakeMemento } = {},
): Opened {
  const { workspace = new FakeMemento(), everywhere = new FakeMemento() } = memories;
  if (remembered) {
    void everywhere.update('connection', remembered);
  }
  const sessions = new FakeSessions();
  const announced: Connection[] = [];
  const ended: string[] = [];
  const state: { options: SignInOptions; isBroken: boolean } = { options: publicOptions, isBroken: false };
  const owner = new ConnectionOwner({
    sessions,
    clock: new FakeClock(),
    memory: new ConnectionMemory(workspace, everywhere),
    sandbox: {
      open: async () => ({ root: 'http://127.0.0.1:9', tenantId: 'sandbox-tenant', instance: 'i' }),
      reset: async () => undefined,
    },
    signInOptions: () => {
      if (state.isBroken) {
        throw new ExpectedError('signIn.settings', 'broken');
      }
      return state.options;
    },
    sandboxOpenAtStart: () => false,
    endSession: async ({ account }) => {
      ended.push(account.id);
    },
  });
  owner.onDidChange((connection) => announced.push(connection));
  return {
    owner,
    sessions,
    workspace,
    everywhere,
    announced,
    ended,
    breakSettings: () => {
      state.isBroken = true;
    },
    get options() {
      return state.options;
    },
    set options(options) {
      state.options = options;
    },
  };
}

/** An owner on which Ada is signed in, whose silent token is `token-1`. */
export async function signedInAs(account: Account): Promise<Opened & { readonly connection: SignedIn }> {
  const opened = openOwner();
  opened.sessions.known = [account];
  opened.sessions.silentToken = () => 'token-1';
  opened.sessions.onCreate = async () => ({ accessToken: 'token-1', account });
  await opened.owner.signIn();
  opened.sessions.created.length = 0;
  const { current: connection } = opened.owner;
  if (connection?.kind !== 'signedIn') {
    throw new Error('The sign-in did not sign in');
  }
  return Object.assign(opened, { connection });
}
