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
  /** How the names of blob services of Azure Storage end; empty where that is not known. */
  readonly blobEndings: readonly string[];
}

/** Sources: Microsoft Graph, "National cloud deployments"; Microsoft Entra, "National clouds"; Azure, "endpoints" of its clouds. */
export const knownClouds: Readonly<Record<Exclude<CloudId, 'custom'>, Cloud>> = {
  public: {
    id: 'public',
    loginRoot: 'https://login.microsoftonline.com',
    graphRoot: 'https://graph.microsoft.com',
    environment: undefined,
    azureRoot: 'https://management.azure.com',
    blobEndings: ['.blob.core.windows.net', '.blob.storage.azure.net'],
  },
  usGovernment: {
    id: 'usGovernment',
    loginRoot: 'https://login.microsoftonline.us',
    graphRoot: 'https://graph.microsoft.us',
    environment: 'USGovernment',
    azureRoot: 'https://management.usgovcloudapi.net',
    blobEndings: ['.blob.core.usgovcloudapi.net'],
  },
  usGovernmentDoD: {
    id: 'usGovernmentDoD',
    loginRoot: 'https://login.microsoftonline.us',
    graphRoot: 'https://dod-graph.microsoft.us',
    environment: 'USGovernment',
    azureRoot: 'https://management.usgovcloudapi.net',
    blobEndings: ['.blob.core.usgovcloudapi.net'],
  },
  china: {
    id: 'china',
    loginRoot: 'https://login.chinacloudapi.cn',
    graphRoot: 'https://microsoftgraph.chinacloudapi.cn',
    environment: 'ChinaCloud',
    azureRoot: 'https://management.chinacloudapi.cn',
    blobEndings: ['.blob.core.chinacloudapi.cn'],
  },
};

/** A cloud with roots of its own, such as one that is cut off from the Internet. */
export function customCloud(loginRoot: string, graphRoot: string): Cloud {
  return {
    id: 'custom',
    loginRoot,
    graphRoot,
    environment: 'custom',
    azureRoot: undefined,
    blobEndings: [],
  };
}

/** Whether a host is a blob service of Azure Storage in the cloud. Clouds of which that is not known name theirs likewise. */
export function isBlobService({ blobEndings }: Cloud, hostname: string): boolean {
  return blobEndings.length === 0
    ? hostname.includes('.blob.')
    : blobEndings.some((ending) => hostname.endsWith(ending));
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
