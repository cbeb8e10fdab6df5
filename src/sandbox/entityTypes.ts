import type { Configuration } from './model.ts';

export type PropertyType = 'string' | 'boolean' | 'date' | 'binary';

/** A type of Graph's metadata: its full name, and its properties in the order in which they are written. */
export interface EntityType {
  readonly name: string;
  readonly properties: ReadonlyMap<string, PropertyType>;
}

/** One entity as it goes over the wire. */
export type Entity = Readonly<Record<string, string | boolean | null>>;

export const configurationType: EntityType = {
  name: 'microsoft.graph.certificateBasedAuthPki',
  properties: new Map([
    ['id', 'string'],
    ['deletedDateTime', 'date'],
    ['displayName', 'string'],
    ['status', 'string'],
    ['statusDetails', 'string'],
    ['lastModifiedDateTime', 'date'],
  ]),
};

export const authorityType: EntityType = {
  name: 'microsoft.graph.certificateAuthorityDetail',
  properties: new Map([
    ['id', 'string'],
    ['deletedDateTime', 'date'],
    ['certificateAuthorityType', 'string'],
    ['certificate', 'binary'],
    ['displayName', 'string'],
    ['issuer', 'string'],
    ['issuerSubjectKeyIdentifier', 'string'],
    ['createdDateTime', 'date'],
    ['expirationDateTime', 'date'],
    ['thumbprint', 'string'],
    ['certificateRevocationListUrl', 'string'],
    ['deltaCertificateRevocationListUrl', 'string'],
    ['isIssuerHintEnabled', 'boolean'],
  ]),
};

/** The configuration without its authorities, which the service never puts into it. */
export function configurationEntity(configuration: Configuration): Entity {
  const { authorities: _, ...entity } = configuration;
  return entity;
}
