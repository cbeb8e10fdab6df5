import { checkRoom } from './authorities.ts';
import {
  authorityType,
  configurationEntity,
  configurationType,
  type Entity,
  type EntityType,
} from './entityTypes.ts';
import { badRequest, notFound } from './graphFault.ts';
import { type Authority, type Configuration, type DeletedAuthority, limits } from './model.ts';
import { type RequestBody, settableProperties } from './requestBody.ts';
import type { Tenant } from './tenant.ts';

/** An entity together with its type, where the type cannot be told from the path. */
export interface TypedEntity {
  readonly type: EntityType;
  readonly entity: Entity;
}

type DeletedItem =
  | { readonly kind: 'configuration'; readonly configuration: Configuration }
  | { readonly kind: 'authority'; readonly deleted: DeletedAuthority };

export function listDeletedConfigurations(tenant: Tenant): readonly Entity[] {
  dropOldItems(tenant);
  return tenant.listed.configurations
    .filter((configuration) => configuration.deletedDateTime !== null)
    .map(configurationEntity);
}

export function listDeletedAuthorities(tenant: Tenant): readonly Authority[] {
  dropOldItems(tenant);
  return tenant.listed.deletedAuthorities.map((deleted) => deleted.authority);
}

/** @throws {GraphFault} 404 */
export function getDeletedItem(tenant: Tenant, id: string): TypedEntity {
  const item = deletedItem(tenant, id);
  return item.kind === 'configuration'
    ? { type: configurationType, entity: configurationEntity(item.configuration) }
    : { type: authorityType, entity: item.deleted.authority };
}

/**
 * Brings a deleted item back. With a configuration come the authorities that were in it when it was deleted: what the
 * service does with them is not documented, and anything else would leave the restored configuration useless.
 * @param body empty, or the action's optional parameters, which mean nothing here
 * @throws {GraphFault} 404; 400 where an authority has no place to return to
 */
export function restoreDeletedItem(tenant: Tenant, id: string, body: RequestBody): TypedEntity {
  settableProperties(body, ['autoReconcileProxyConflict', 'newUserPrincipalName']);
  const item = deletedItem(tenant, id);
  if (item.kind === 'configuration') {
    item.configuration.deletedDateTime = null;
    if (tenant.behaviour.restoresWithoutAuthorities) {
      item.configuration.authorities = [];
    }
    tenant.touch(item.configuration);
    return { type: configurationType, entity: configurationEntity(item.configuration) };
  }
  return { type: authorityType, entity: restoreAuthority(tenant, item.deleted) };
}

function restoreAuthority(tenant: Tenant, deleted: DeletedAuthority): Authority {
  const configuration = tenant.state.configurations.find((one) => one.id === deleted.configurationId);
  if (!configuration || configuration.deletedDateTime !== null) {
    throw badRequest(
      'The configuration of the certificate authority is deleted. Restore the configuration first.',
    );
  }
  checkRoom(configuration, deleted.authority);
  const authority = { ...deleted.authority, deletedDateTime: null };
  configuration.authorities = [...configuration.authorities, authority];
  forget(tenant, deleted);
  tenant.touch(configuration);
  return authority;
}

/** @throws {GraphFault} 404 */
export function deleteForGood(tenant: Tenant, id: string): void {
  const item = deletedItem(tenant, id);
  if (item.kind === 'configuration') {
    const { state } = tenant;
    state.configurations = state.configurations.filter((one) => one !== item.configuration);
  } else {
    forget(tenant, item.deleted);
  }
  tenant.changed();
}

function forget(tenant: Tenant, deleted: DeletedAuthority): void {
  tenant.state.deletedAuthorities = tenant.state.deletedAuthorities.filter((one) => one !== deleted);
}

function deletedItem(tenant: Tenant, id: string): DeletedItem {
  dropOldItems(tenant);
  const configuration = tenant.state.configurations.find(
    (one) => one.id === id && one.deletedDateTime !== null,
  );
  if (configuration) {
    return { kind: 'configuration', configuration };
  }
  const deleted = tenant.state.deletedAuthorities.find((one) => one.authority.id === id);
  if (deleted) {
    return { kind: 'authority', deleted };
  }
  throw notFound(id);
}

function dropOldItems(tenant: Tenant): void {
  const oldest = tenant.now().getTime() - limits.deletedItemDays * 24 * 60 * 60 * 1000;
  const isKept = (deletedDateTime: string | null): boolean =>
    deletedDateTime === null || Date.parse(deletedDateTime) >= oldest;
  const { state } = tenant;
  state.configurations = state.configurations.filter((one) => isKept(one.deletedDateTime));
  state.deletedAuthorities = state.deletedAuthorities.filter((one) => isKept(one.authority.deletedDateTime));
}
