import { randomUUID } from 'node:crypto';
import { configurationType } from './entityTypes.ts';
import { badRequest } from './graphFault.ts';
import { type Configuration, limits } from './model.ts';
import { type RequestBody, requiredString, settableProperties } from './requestBody.ts';
import type { Tenant } from './tenant.ts';

/** The configurations that are not deleted, oldest first. */
export function listConfigurations(tenant: Tenant): readonly Configuration[] {
  return tenant.listed.configurations.filter((one) => one.deletedDateTime === null);
}

/** @throws {GraphFault} 400 for a missing or unfit name or any other property */
export function createConfiguration(tenant: Tenant, body: RequestBody): Configuration {
  const displayName = readDisplayName(body);
  const configuration: Configuration = {
    id: randomUUID(),
    displayName,
    deletedDateTime: null,
    lastModifiedDateTime: tenant.now().toISOString(),
    status: 'succeeded', // what the service says of a configuration that nothing was uploaded to yet
    statusDetails: null,
    authorities: [],
  };
  tenant.state.configurations.push(configuration);
  tenant.changed();
  return configuration;
}

/** @throws {GraphFault} 404, or 400 as at creation */
export function renameConfiguration(tenant: Tenant, id: string, body: RequestBody): Configuration {
  const configuration = tenant.configuration(id);
  configuration.displayName = readDisplayName(body);
  tenant.touch(configuration);
  return configuration;
}

/**
 * Deletes a configuration softly, with the authorities in it: they go with it and come back with it, and are not listed
 * as deleted items of their own. The service does not document any of that, nor what becomes of a running upload:
 * here the upload ends.
 * @throws {GraphFault} 404; 400 where it has authorities and the tenant is one that keeps such configurations
 */
export function deleteConfiguration(tenant: Tenant, id: string): void {
  const configuration = tenant.configuration(id);
  if (tenant.behaviour.keepsFullConfigurations && configuration.authorities.length > 0) {
    throw badRequest('The configuration has certificate authorities. Delete them first.');
  }
  if (configuration.status === 'running') {
    tenant.state.jobs = tenant.state.jobs.filter((job) => job.configurationId !== id);
    configuration.status = 'failed';
    configuration.statusDetails = 'The configuration was deleted while the upload was running.';
  }
  configuration.deletedDateTime = tenant.now().toISOString();
  tenant.touch(configuration);
}

// Names need not be unique.
function readDisplayName(body: RequestBody): string {
  const settable = settableProperties(body, ['displayName'], configurationType.properties.keys());
  const displayName = requiredString(settable, 'displayName');
  if (displayName.trim() === '' || displayName.length > limits.displayNameLength) {
    throw badRequest(
      `Invalid value specified for property 'displayName': 1 to ${limits.displayNameLength} characters are expected.`,
    );
  }
  return displayName;
}
