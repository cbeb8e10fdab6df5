/** What the token of a call must allow. The classic store and the policy are asked for only where somebody looks at them. */
export type Access = 'read' | 'write' | 'readClassicStore' | 'writeClassicStore' | 'readPolicy';

/** The permissions of Microsoft Graph that the extension works with. Source: Microsoft Graph permissions reference. */
export const permissions: Readonly<Record<Access, string>> = {
  read: 'PublicKeyInfrastructure.Read.All',
  write: 'PublicKeyInfrastructure.ReadWrite.All',
  readClassicStore: 'Organization.Read.All',
  writeClassicStore: 'Organization.ReadWrite.All',
  readPolicy: 'Policy.Read.AuthenticationMethod',
};

/** Whether a call of this access changes something. */
export function changesSomething(access: Access): boolean {
  return access === 'write' || access === 'writeClassicStore';
}

/** Every permission that is enough for an access: who may write may read. */
export function sufficientFor(access: Access): readonly string[] {
  switch (access) {
    case 'read':
      return [permissions.read, permissions.write];
    case 'readClassicStore':
      return [permissions.readClassicStore, permissions.writeClassicStore];
    case 'write':
    case 'writeClassicStore':
    case 'readPolicy':
      return [permissions[access]];
  }
}
