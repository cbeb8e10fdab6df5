type CloudId = 'public' | 'usGovernment' | 'usGovernmentDoD' | 'china';

export interface Cloud {
  readonly id: CloudId;
  /** Root of Microsoft Graph, without version and without a slash at the end. */
  readonly graphRoot: string;
  /** Id of VS Code's built-in authentication provider for it. */
  readonly providerId: 'microsoft' | 'microsoft-sovereign-cloud';
}

/** Source: Microsoft Graph, "National cloud deployments". */
const clouds: Readonly<Record<CloudId, Cloud>> = {
  public: { id: 'public', graphRoot: 'https://graph.microsoft.com', providerId: 'microsoft' },
  usGovernment: {
    id: 'usGovernment',
    graphRoot: 'https://graph.microsoft.us',
    providerId: 'microsoft-sovereign-cloud',
  },
  usGovernmentDoD: {
    id: 'usGovernmentDoD',
    graphRoot: 'https://dod-graph.microsoft.us',
    providerId: 'microsoft-sovereign-cloud',
  },
  china: {
    id: 'china',
    graphRoot: 'https://microsoftgraph.chinacloudapi.cn',
    providerId: 'microsoft-sovereign-cloud',
  },
};

/** The cloud of a setting's value; the public one where the value is unknown. */
export function cloudNamed(id: string): Cloud {
  return Object.values(clouds).find((cloud) => cloud.id === id) ?? clouds.public;
}
