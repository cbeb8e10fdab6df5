/** Somebody who can sign in. */
export interface Account {
  /** Object id of the user in the tenant. */
  readonly oid: string;
  /** Home tenant. */
  readonly tid: string;
  /** User principal name; what is behind its @ is a domain of the tenant. */
  readonly username: string;
  /** Display name. */
  readonly name: string;
  /** Template ids of the directory roles that are active. */
  readonly wids: readonly string[];
}

/** Template ids of directory roles. Source: Microsoft Entra, "Built-in roles". */
const roleTemplates = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  privilegedAuthenticationAdministrator: '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  globalReader: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  /** What every user has who is no guest. */
  user: 'b79fbf4d-3ef9-4689-8143-76b194e85509',
} as const;

/** An administrator who may do everything. */
export const ada: Account = {
  oid: '33333333-3333-4333-8333-333333333331',
  tid: '22222222-2222-4222-8222-222222222221',
  username: 'ada@contoso.example',
  name: 'Ada Admin',
  wids: [roleTemplates.privilegedAuthenticationAdministrator, roleTemplates.user],
};

/** Somebody of the same tenant who may only look. */
export const rene: Account = {
  oid: '33333333-3333-4333-8333-333333333332',
  tid: ada.tid,
  username: 'rene@contoso.example',
  name: 'René Reader',
  wids: [roleTemplates.globalReader, roleTemplates.user],
};

/** An administrator of another tenant. */
export const grace: Account = {
  oid: '33333333-3333-4333-8333-333333333333',
  tid: '22222222-2222-4222-8222-222222222222',
  username: 'grace@fabrikam.example',
  name: 'Grace Global',
  wids: [roleTemplates.globalAdministrator, roleTemplates.user],
};
