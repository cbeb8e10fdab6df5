import { type Connection, type SignedIn } from '../../../src/auth/connection.ts';
import type { LoginProbe } from '../../../src/auth/loginProbe.ts';
import type { Account } from '../../../src/auth/sessions.ts';
import {
  type SignInOptions,
  type SignInSettings,
  signInOptionsFrom,
} from '../../../src/auth/signInOptions.ts';
import { checkSignIn } from '../../../src/features/checkSignIn/checkSignIn.ts';
import { type CheckedStep, signInReport } from '../../../src/features/checkSignIn/signInReport.ts';
import { directoryRoleIds } from '../../../src/graph/accessToken.ts';
import type { Access } from '../../../src/graph/permissions.ts';
import { FakeSessions } from '../../support/fakeSessions.ts';

export const kim: Account = { id: 'kim.home', label: 'kim@contoso.example' };
export const tenantId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
export const clientId = '11111111-2222-3333-4444-555555555555';
const settings: SignInSettings = {
  method: 'vscode',
  cloud: 'public',
  customLoginRoot: '',
  customGraphRoot: '',
  tenantId: '',
  clientId: '',
};
const optionsOf = (changes: Partial<SignInSettings>) => signInOptionsFrom({ ...settings, ...changes });

/** A token as Entra makes it, of which the middle says what it allows. */
export function tokenWith(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJlLW9mLWVudHJh`;
}

export const goodClaims = {
  scp: 'openid PublicKeyInfrastructure.Read.All profile',
  wids: ['88d8e3e3-8f55-4a1e-953a-9b9898b8876b', directoryRoleIds.privilegedAuthenticationAdministrator],
  tid: tenantId,
};

/** What stands behind a check; whatever is not said is fine. */
export interface World {
  readonly kind?: Connection['kind'];
  readonly settings?: Partial<SignInSettings>;
  readonly account?: Account;
  readonly known?: readonly Account[];
  /** Undefined where the sign-in has ended. */
  readonly readToken?: string | undefined;
  readonly writeToken?: string;
  /** Where looking for a session fails. */
  readonly failing?: { readonly access: Access; readonly failure: Error };
  readonly probe?: LoginProbe;
  readonly graph?: LoginProbe;
  readonly missingEnvironment?: string;
  readonly count?: () => Promise<{ readonly count: number; readonly isAll: boolean }>;
}

interface Checked {
  readonly steps: readonly CheckedStep[];
  readonly report: string;
  readonly sessions: FakeSessions;
  /** Options that the probes and the look at VS Code's setting were called with. */
  readonly probed: readonly SignInOptions[];
  /** State and words of the step with this name. */
  readonly step: (name: string) => CheckedStep;
}

export async function check(world: World = {}): Promise<Checked> {
  const { kind = 'signedIn', account = kim } = world;
  const options = optionsOf(world.settings ?? {});
  const signedIn: SignedIn = { kind: 'signedIn', account, tenantId, options };
  const connections: Readonly<Record<Connection['kind'], Connection>> = {
    signedIn,
    signedOut: { kind: 'signedOut' },
    sandbox: { kind: 'sandbox', root: 'http://127.0.0.1:8123', tenantId },
  };
  const sessions = new FakeSessions();
  sessions.known = [...(world.known ?? [account])];
  const readToken = 'readToken' in world ? world.readToken : tokenWith(goodClaims);
  sessions.silentToken = ({ access }) => {
    if (access === world.failing?.access) {
      throw world.failing.failure;
    }
    return access === 'read' ? readToken : world.writeToken;
  };
  const probed: SignInOptions[] = [];
  const steps = await checkSignIn(
    {
      sessions,
      probeLogin: async (where) => {
        probed.push(where);
        return world.probe ?? { outcome: 'answered', status: 200, entra: undefined, clockAhead: 900 };
      },
      probeGraph: async (where) => {
        probed.push(where);
        return world.graph ?? { outcome: 'answered', status: 401, entra: undefined, clockAhead: 900 };
      },
      missingEnvironment: (where) => {
        probed.push(where);
        return world.missingEnvironment;
      },
      countConfigurations: world.count ?? (async () => ({ count: 3, isAll: true })),
    },
    connections[kind],
    options,
  );
  const now = new Date('2026-11-24T10:00:00.000Z');
  return {
    steps,
    sessions,
    probed,
    report: signInReport(steps, now, 'Entra CBA PKI 1.2.3, VS Code 1.106.0'),
    step: (name) => {
      const found = steps.find((one) => one.name === name);
      if (!found) {
        throw new Error(`No step ${name} among ${steps.map((one) => one.name).join(', ')}`);
      }
      return found;
    },
  };
}
