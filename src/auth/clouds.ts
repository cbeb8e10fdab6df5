export const cloudIds = ['public', 'usGovernment', 'usGovernmentDoD', 'china', 'custom'] as const;
export type CloudId = (typeof cloudIds)[number];

/** A cloud of Microsoft's: where to sign in, and where its Graph is. */
export interface Cloud {
  readonly id: CloudId;
  /** Root of the login service, without a slash at the end. */
  readonly loginRoot: string;
  /** Root of Microsoft Graph, without version and without a slash at the end. */
  readonly graphRoot: string;
  /** What VS Code's setting `microsoft-sovereign-cloud.environment` has to be for its provider to sign in there. */
  readonly environment: 'USGovernment' | 'ChinaCloud' | 'custom' | undefined;
  /** Root of Azure Resource Manager; undefined where it is not known. */
  readonly azureRoot: string | undefined;
}

/** Sources: Microsoft Graph, "National cloud deployments"; Microsoft Entra, "National clouds"; Azure, "endpoints" of its clouds. */
export const knownClouds: Readonly<Record<Exclude<CloudId, 'custom'>, Cloud>> = {
  public: {
    id: 'public',
    loginRoot: 'https://login.microsoftonline.com',
    graphRoot: 'https://graph.microsoft.com',
    environment: undefined,
    azureRoot: 'https://management.azure.com',
  },
  usGovernment: {
    id: 'usGovernment',
    loginRoot: 'https://login.microsoftonline.us',
    graphRoot: 'https://graph.microsoft.us',
    environment: 'USGovernment',
    azureRoot: 'https://management.usgovcloudapi.net',
  },
  usGovernmentDoD: {
    id: 'usGovernmentDoD',
    loginRoot: 'https://login.microsoftonline.us',
    graphRoot: 'https://dod-graph.microsoft.us',
    environment: 'USGovernment',
    azureRoot: 'https://management.usgovcloudapi.net',
  },
  china: {
    id: 'china',
    loginRoot: 'https://login.chinacloudapi.cn',
    graphRoot: 'https://microsoftgraph.chinacloudapi.cn',
    environment: 'ChinaCloud',
    azureRoot: 'https://management.chinacloudapi.cn',
  },
};

/** A cloud with roots of its own, such as one that is cut off from the Internet. */
export function customCloud(loginRoot: string, graphRoot: string): Cloud {
  return { id: 'custom', loginRoot, graphRoot, environment: 'custom', azureRoot: undefined };
}

/** The origin of an https address that is nothing but a root; undefined for anything else. */
export function rootOf(text: string): string | undefined {
  const url = URL.parse(text);
  const isRoot =
    url?.protocol === 'https:' &&
    url.hostname !== '' &&
    url.username === '' &&
    url.password === '' &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '';
  return isRoot ? url.origin : undefined;
}
