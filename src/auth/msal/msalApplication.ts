import { LogLevel, type NodeAuthOptions, type NodeSystemOptions } from '@azure/msal-node';
import type { ScopeRequest } from '../scopes.ts';
import { vscodeClientId } from '../signInOptions.ts';
import type { FetchNetwork } from './fetchNetwork.ts';

/** Source: Microsoft Entra, "login.microsoftonline.com", where no other cloud is asked for. */
const publicLogin = 'https://login.microsoftonline.com';

/** The part of MSAL's configuration that every flow shares. */
export function authOptions({ clientId, tenantId, loginRoot }: ScopeRequest): NodeAuthOptions {
  const root = loginRoot ?? publicLogin;
  return {
    clientId: clientId || vscodeClientId,
    authority: `${root}/${tenantId || 'organizations'}`,
    // Nobody else has to be asked whether this host is a login service: the settings say so.
    knownAuthorities: [new URL(root).host],
    // Has Graph send claims challenges, which are answered.
    clientCapabilities: ['cp1'],
  };
}

export function systemOptions(networkClient: FetchNetwork): NodeSystemOptions {
  return {
    networkClient,
    loggerOptions: { logLevel: LogLevel.Error, piiLoggingEnabled: false, loggerCallback: () => undefined },
  };
}
