import { randomUUID } from 'node:crypto';
import { badRequest } from './graphFault.ts';
import { type Configuration, emptyPolicy, type TenantState, type UploadJob } from './model.ts';
import { isWebAddress, type RequestBody, requiredString, settableProperties } from './requestBody.ts';
import type { SavedSandbox } from './savedShape.ts';
import type { Tenant } from './tenant.ts';
import { checkUpload } from './uploadCheck.ts';
import type { UploadFetch } from './uploadFetch.ts';

/**
 * Accepts an upload: from here on the configuration is `running`, until `endUpload`.
 * @throws {GraphFault} 404; 400 for unfit parameters and while another upload runs
 */
export function beginUpload(tenant: Tenant, configurationId: string, body: RequestBody): UploadJob {
  const configuration = tenant.configuration(configurationId);
  const parameters = settableProperties(body, ['uploadUrl', 'sha256FileHash']);
  const uploadUrl = asciiParameter(parameters, 'uploadUrl');
  const sha256FileHash = asciiParameter(parameters, 'sha256FileHash');
  if (!isWebAddress(uploadUrl)) {
    throw badRequest(
      "Invalid value specified for parameter 'uploadUrl': an http or https address is expected.",
    );
  }
  if (configuration.status === 'running') {
    throw badRequest('Another upload to this configuration is running. Wait until it has ended.');
  }
  const job: UploadJob = { id: randomUUID(), configurationId, uploadUrl, sha256FileHash };
  tenant.state.jobs.push(job);
  configuration.status = 'running';
  configuration.statusDetails = null;
  tenant.touch(configuration);
  return job;
}

/**
 * Ends an upload with what came of its fetch. The file is looked at only now, so that it is compared with what the
 * configuration holds at this moment. A job that is gone in the meantime changes nothing.
 */
export function endUpload(tenant: Tenant, job: UploadJob, fetched: UploadFetch): void {
  const { state } = tenant;
  const configuration = state.configurations.find((one) => one.id === job.configurationId);
  if (!configuration || !state.jobs.some((one) => one.id === job.id)) {
    return;
  }
  state.jobs = state.jobs.filter((one) => one.id !== job.id);
  const result = fetched.ok
    ? checkUpload(fetched.bytes, job.sha256FileHash, configuration.authorities, tenant.now())
    : fetched;
  if (result.ok) {
    configuration.authorities = [...configuration.authorities, ...result.authorities];
    configuration.status = 'succeeded';
    configuration.statusDetails = addedSentence(result.authorities.length);
  } else {
    configuration.status = 'failed';
    configuration.statusDetails = result.reason;
  }
  tenant.touch(configuration);
}

/** A state that was read from a file: exactly the configurations with a job are running. Others would never end. */
export function withConsistentJobs(state: SavedSandbox['state']): TenantState {
  const isRunning = (one: Configuration): boolean => one.status === 'running' && one.deletedDateTime === null;
  const running = new Set(state.configurations.filter(isRunning).map((one) => one.id));
  const jobs = state.jobs.filter((job) => running.has(job.configurationId));
  const withJob = new Set(jobs.map((job) => job.configurationId));
  const configurations = state.configurations.map((one): Configuration => {
    const isLost = one.status === 'running' && !withJob.has(one.id);
    return isLost ? { ...one, status: 'failed', statusDetails: 'The upload was interrupted.' } : one;
  });
  // Files of earlier versions have no policy.
  return { ...state, configurations, jobs, policy: state.policy ?? emptyPolicy };
}

/** What a succeeded job says. */
export function addedSentence(count: number): string {
  return count === 1 ? '1 certificate authority was added.' : `${count} certificate authorities were added.`;
}

// The metadata declares both parameters with Unicode="false".
function asciiParameter(parameters: RequestBody, name: string): string {
  const value = requiredString(parameters, name);
  if (!/^[\x20-\x7e]+$/.test(value)) {
    throw badRequest(`Invalid value specified for parameter '${name}': only ASCII is allowed.`);
  }
  return value;
}
