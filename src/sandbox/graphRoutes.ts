import { addAuthority, authorityOf, changeAuthority, deleteAuthority } from './authorities.ts';
import { certificatePolicyEntity } from './certificatePolicy.ts';
import {
  type ClassicStore,
  classicStore,
  classicStoreById,
  createClassicStore,
  deleteClassicStore,
} from './classicStore.ts';
import {
  createConfiguration,
  deleteConfiguration,
  listConfigurations,
  renameConfiguration,
} from './configurations.ts';
import {
  deleteForGood,
  getDeletedItem,
  listDeletedAuthorities,
  listDeletedConfigurations,
  restoreDeletedItem,
} from './deletedItems.ts';
import {
  authorityType,
  configurationEntity,
  configurationType,
  type Entity,
  type EntityType,
} from './entityTypes.ts';
import type { GraphCall, GraphRoute } from './graphCall.ts';
import { badRequest, type GraphFault, notFound } from './graphFault.ts';
import { sandboxTenantId } from './model.ts';
import type { Tenant } from './tenant.ts';
import { beginUpload } from './uploads.ts';

const configurationsPath = 'directory/publicKeyInfrastructure/certificateBasedAuthConfigurations';
const configurations = `/${configurationsPath}`;
const authorities = `${configurations}/:configuration/certificateAuthorities`;

const configurationRoutes: readonly GraphRoute[] = [
  {
    path: configurations,
    area: 'PublicKeyInfrastructure',
    methods: {
      GET: (call) => call.list(configurationEntities(call.tenant), configurationType, configurationsPath),
      POST: async (call) => {
        const configuration = createConfiguration(call.tenant, await call.body());
        return call.changed(configurationEntity(configuration), configurationType, configurationsPath, 201);
      },
    },
  },
  countRoute(configurations, configurationType, (call) => configurationEntities(call.tenant)),
  {
    path: `${configurations}/:configuration`,
    area: 'PublicKeyInfrastructure',
    methods: {
      GET: (call) => {
        const configuration = call.tenant.configuration(call.parameter('configuration'));
        return call.entity(configurationEntity(configuration), configurationType, configurationsPath);
      },
      PATCH: async (call) => {
        const body = await call.body();
        const configuration = renameConfiguration(call.tenant, call.parameter('configuration'), body);
        return call.changed(configurationEntity(configuration), configurationType, configurationsPath);
      },
      DELETE: async (call) => {
        const id = call.parameter('configuration');
        deleteConfiguration(call.tenant, id);
        await call.services.jobs.abort(id);
        return call.nothing();
      },
    },
  },
  ...['upload', 'microsoft.graph.upload'].map(
    (action): GraphRoute => ({
      path: `${configurations}/:configuration/${action}`,
      area: 'PublicKeyInfrastructure',
      methods: {
        POST: async (call) => {
          const body = await call.body();
          call.services.jobs.start(beginUpload(call.tenant, call.parameter('configuration'), body));
          return call.nothing();
        },
      },
    }),
  ),
];

const authorityRoutes: readonly GraphRoute[] = [
  {
    path: authorities,
    area: 'PublicKeyInfrastructure',
    methods: {
      GET: (call) => call.list(authorityEntities(call), authorityType, authoritiesContext(call)),
      POST: async (call) => {
        const authority = addAuthority(call.tenant, call.parameter('configuration'), await call.body());
        return call.changed(authority, authorityType, authoritiesContext(call), 201);
      },
    },
  },
  countRoute(authorities, authorityType, authorityEntities),
  {
    path: `${authorities}/:authority`,
    area: 'PublicKeyInfrastructure',
    methods: {
      GET: (call) => {
        const configuration = call.tenant.configuration(call.parameter('configuration'));
        const authority = authorityOf(configuration, call.parameter('authority'));
        return call.entity(authority, authorityType, authoritiesContext(call));
      },
      PATCH: async (call) => {
        const body = await call.body();
        const [configuration, id] = [call.parameter('configuration'), call.parameter('authority')];
        const authority = changeAuthority(call.tenant, configuration, id, body);
        return call.changed(authority, authorityType, authoritiesContext(call));
      },
      DELETE: (call) => {
        deleteAuthority(call.tenant, call.parameter('configuration'), call.parameter('authority'));
        return call.nothing();
      },
    },
  },
];

const deletedItemRoutes: readonly GraphRoute[] = [
  {
    path: '/directory/deletedItems',
    area: 'PublicKeyInfrastructure',
    methods: {
      GET: () => {
        throw untypedDeletedItems();
      },
    },
  },
  ...deletedListRoutes(configurationType, listDeletedConfigurations),
  ...deletedListRoutes(authorityType, listDeletedAuthorities),
  {
    path: '/directory/deletedItems/:item',
    area: 'PublicKeyInfrastructure',
    methods: {
      GET: (call) => {
        const id = call.parameter('item');
        if (id.startsWith('microsoft.graph.')) {
          throw untypedDeletedItems(); // a type, but none of the two
        }
        const { entity, type } = getDeletedItem(call.tenant, id);
        return call.typed(entity, type);
      },
      DELETE: (call) => {
        deleteForGood(call.tenant, call.parameter('item'));
        return call.nothing();
      },
    },
  },
  ...['restore', 'microsoft.graph.restore'].map(
    (action): GraphRoute => ({
      path: `/directory/deletedItems/:item/${action}`,
      area: 'PublicKeyInfrastructure',
      methods: {
        POST: async (call) => {
          const body = (await call.optionalBody()) ?? {};
          const { entity, type } = restoreDeletedItem(call.tenant, call.parameter('item'), body);
          return call.typed(entity, type);
        },
      },
    }),
  ),
];

const classicPath = '/organization/:organization/certificateBasedAuthConfiguration';

const classicRoutes: readonly GraphRoute[] = [
  {
    path: classicPath,
    area: 'Organization',
    methods: {
      GET: (call) => {
        const store = classicStore(ownTenant(call));
        return call.plain({ value: store ? [store] : [] }, classicContext());
      },
      POST: async (call) => {
        const store = createClassicStore(ownTenant(call), await call.body());
        return call.plain(store, `${classicContext()}/$entity`, 201);
      },
    },
  },
  {
    path: `${classicPath}/:store`,
    area: 'Organization',
    methods: {
      GET: (call) => {
        const store: ClassicStore = classicStoreById(ownTenant(call), call.parameter('store'));
        return call.plain(store, `${classicContext()}/$entity`);
      },
      DELETE: (call) => {
        deleteClassicStore(ownTenant(call), call.parameter('store'));
        return call.nothing();
      },
    },
  },
];

const policyRoutes: readonly GraphRoute[] = [
  {
    path: '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate',
    area: 'Policy',
    methods: {
      GET: (call) =>
        call.plain(
          certificatePolicyEntity(call.tenant.state.policy),
          'authenticationMethodConfigurations/$entity',
        ),
    },
  },
];

/** Every resource of the tenant. Fixed segments stand before parameters in the same place. */
export const graphRoutes: readonly GraphRoute[] = [
  ...configurationRoutes,
  ...authorityRoutes,
  ...deletedItemRoutes,
  ...classicRoutes,
  ...policyRoutes,
];

function untypedDeletedItems(): GraphFault {
  return badRequest(
    `The type of the deleted items has to stand in the path: ${configurationType.name} or ${authorityType.name}.`,
  );
}

function configurationEntities(tenant: Tenant): readonly Entity[] {
  return listConfigurations(tenant).map(configurationEntity);
}

function authorityEntities(call: GraphCall): readonly Entity[] {
  const { id } = call.tenant.configuration(call.parameter('configuration'));
  return call.tenant.listed.configurations.find((one) => one.id === id)?.authorities ?? [];
}

function authoritiesContext(call: GraphCall): string {
  return `${configurationsPath}('${call.parameter('configuration')}')/certificateAuthorities`;
}

function classicContext(): string {
  return `organization('${sandboxTenantId}')/certificateBasedAuthConfiguration`;
}

function ownTenant(call: GraphCall): Tenant {
  const organization = call.parameter('organization');
  if (organization.toLowerCase() !== sandboxTenantId) {
    throw notFound(organization);
  }
  return call.tenant;
}

function countRoute(
  path: string,
  type: EntityType,
  entities: (call: GraphCall) => readonly Entity[],
): GraphRoute {
  return {
    path: `${path}/$count`,
    area: 'PublicKeyInfrastructure',
    methods: { GET: (call) => call.count(entities(call), type) },
  };
}

function deletedListRoutes(type: EntityType, list: (tenant: Tenant) => readonly Entity[]): GraphRoute[] {
  const path = `/directory/deletedItems/${type.name}`;
  return [
    {
      path,
      area: 'PublicKeyInfrastructure',
      methods: { GET: (call) => call.list(list(call.tenant), type, path.slice(1)) },
    },
    countRoute(path, type, (call) => list(call.tenant)),
  ];
}
