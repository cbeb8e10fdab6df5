import type { Clock } from './clock.ts';
import { GraphRequestError } from './errors.ts';
import {
  type Authority,
  type AuthoritySettings,
  authorityFrom,
  authorityListProperties,
  type CertifiedAuthority,
  type Configuration,
  certifiedAuthorityFrom,
  configurationFrom,
  hasSettings,
  type NewAuthority,
  wireSettings,
} from './model.ts';
import { largestPage, type Page, readAll, readPage } from './page.ts';
import { type Removal, removed } from './removal.ts';
import { settled } from './settled.ts';
import type { GraphTransport } from './transport.ts';

/** The two parameters of the upload action, named as the service names them. */
export interface UploadRequest {
  readonly uploadUrl: string;
  /** 64 upper-case hex digits. */
  readonly sha256FileHash: string;
}

const configurationsPath = '/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations';
const configurationsRoute = '…/certificateBasedAuthConfigurations';
const authoritiesRoute = `${configurationsRoute}/{id}/certificateAuthorities`;

/**
 * The trust store of one tenant. Every method throws {@link GraphRequestError}, and the signal's reason when aborted. A write
 * is sent once; where its answer is lost, it is looked up what came of it, and `lostAnswer` is thrown where nothing is to be seen.
 * Source: Microsoft Graph metadata, `publicKeyInfrastructureRoot`.
 */
export class TrustStore {
  readonly #transport: GraphTransport;
  readonly #clock: Clock;
  /** Whether the service takes `$select` on the list of authorities, which is not documented. */
  #selectsAuthorities = true;

  constructor(transport: GraphTransport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  async listConfigurations(signal: AbortSignal, next?: string): Promise<Page<Configuration>> {
    const call = { path: next ?? configurationsPath, route: configurationsRoute, signal };
    return readPage(this.#transport, call, configurationFrom);
  }

  allConfigurations(signal: AbortSignal): AsyncGenerator<Configuration, void, undefined> {
    return readAll((next) => this.listConfigurations(signal, next));
  }

  async getConfiguration(id: string, signal: AbortSignal): Promise<Configuration> {
    const body = await this.#transport.send({
      method: 'GET',
      path: configurationPath(id),
      route: `${configurationsRoute}/{id}`,
      signal,
    });
    return configurationFrom(body);
  }

  /**
   * Names are not unique: a lost answer is looked for among the configurations of the name.
   * @param known ids of configurations that were there before, so that none of them is taken for the new one
   */
  async createConfiguration(
    displayName: string,
    signal: AbortSignal,
    known: ReadonlySet<string>,
  ): Promise<Configuration> {
    const send = async (): Promise<Configuration> =>
      configurationFrom(
        await this.#transport.send({
          method: 'POST',
          path: configurationsPath,
          route: configurationsRoute,
          body: { displayName },
          signal,
        }),
      );
    return settled(this.#clock, signal, send, async () => {
      for await (const one of this.allConfigurations(signal)) {
        if (one.displayName === displayName && !known.has(one.id)) {
          return one;
        }
      }
      return undefined;
    });
  }

  async renameConfiguration(id: string, displayName: string, signal: AbortSignal): Promise<Configuration> {
    const send = async (): Promise<Configuration> => {
      const body = await this.#transport.send({
        method: 'PATCH',
        path: configurationPath(id),
        route: `${configurationsRoute}/{id}`,
        body: { displayName },
        signal,
      });
      return body === undefined ? this.getConfiguration(id, signal) : configurationFrom(body);
    };
    return settled(this.#clock, signal, send, async () => {
      const now = await this.getConfiguration(id, signal);
      return now.displayName === displayName ? now : undefined;
    });
  }

  /** Deletes a configuration softly: for 30 days it can be restored. */
  deleteConfiguration(id: string, signal: AbortSignal): Promise<Removal> {
    return this.#remove(configurationPath(id), `${configurationsRoute}/{id}`, signal);
  }

  /**
   * Asks for the upload. The answer says only that the job was taken on: see `uploadJob.ts` for how it ends, and for what
   * becomes of a lost answer.
   */
  async upload(id: string, request: UploadRequest, signal: AbortSignal): Promise<void> {
    await this.#transport.send({
      method: 'POST',
      path: `${configurationPath(id)}/upload`,
      route: `${configurationsRoute}/{id}/upload`,
      body: { uploadUrl: request.uploadUrl, sha256FileHash: request.sha256FileHash },
      signal,
    });
  }

  /** A page of authorities without their certificates, unless the service insists on sending them. */
  async listAuthorities(
    configurationId: string,
    signal: AbortSignal,
    next?: string,
  ): Promise<Page<Authority>> {
    const path = authoritiesPath(configurationId);
    const read = (from: string): Promise<Page<Authority>> =>
      readPage(this.#transport, { path: from, route: authoritiesRoute, signal }, authorityFrom);
    if (next !== undefined || !this.#selectsAuthorities) {
      return read(next ?? path);
    }
    try {
      return await read(`${path}&$select=${authorityListProperties.join(',')}`);
    } catch (error) {
      if (!(error instanceof GraphRequestError) || error.details.status !== 400) {
        throw error;
      }
    }
    const page = await read(path);
    // Only now is it sure that `$select` was what the service refused.
    this.#selectsAuthorities = false;
    return page;
  }

  /** Every authority of a configuration, page by page. */
  allAuthorities(configurationId: string, signal: AbortSignal): AsyncGenerator<Authority, void, undefined> {
    return readAll((next) => this.listAuthorities(configurationId, signal, next));
  }

  /** Every authority of a configuration with its certificate: about 8 KB for each. */
  allCertifiedAuthorities(
    configurationId: string,
    signal: AbortSignal,
  ): AsyncGenerator<CertifiedAuthority, void, undefined> {
    return readAll((next) => {
      const path = next ?? authoritiesPath(configurationId);
      return readPage(this.#transport, { path, route: authoritiesRoute, signal }, certifiedAuthorityFrom);
    });
  }

  async getAuthority(configurationId: string, id: string, signal: AbortSignal): Promise<CertifiedAuthority> {
    const body = await this.#transport.send({
      method: 'GET',
      path: authorityPath(configurationId, id),
      route: `${authoritiesRoute}/{id}`,
      signal,
    });
    return certifiedAuthorityFrom(body);
  }

  /**
   * Adds an authority. What the service refuses because the certificate is there already is no failure: then `wasThere` is
   * true, and the authority is the one that is there, with its own settings.
   */
  async addAuthority(
    configurationId: string,
    added: NewAuthority,
    signal: AbortSignal,
  ): Promise<{ readonly authority: Authority; readonly wasThere: boolean }> {
    const find = async (): Promise<Authority | undefined> => {
      for await (const one of this.allAuthorities(configurationId, signal)) {
        if (one.thumbprint === added.thumbprint) {
          return one;
        }
      }
      return undefined;
    };
    const send = async (): Promise<Authority> =>
      authorityFrom(
        await this.#transport.send({
          method: 'POST',
          path: `${configurationPath(configurationId)}/certificateAuthorities`,
          route: authoritiesRoute,
          body: bodyOf(added),
          signal,
        }),
      );
    let isFound = false;
    const look = async (): Promise<Authority | undefined> => {
      const found = await find();
      isFound = found !== undefined;
      return found;
    };
    try {
      const authority = await settled(this.#clock, signal, send, look);
      // After a lost answer, one with other settings is not what was sent.
      return { authority, wasThere: isFound && !hasSettings(authority, added.settings) };
    } catch (error) {
      if (!(error instanceof GraphRequestError) || error.reason !== 'invalid') {
        throw error;
      }
      const there = await find().catch(() => undefined);
      if (!there) {
        throw error;
      }
      return { authority: there, wasThere: true };
    }
  }

  /** Changes what is given, and leaves the rest. */
  async changeAuthority(
    configurationId: string,
    id: string,
    settings: Partial<AuthoritySettings>,
    signal: AbortSignal,
  ): Promise<Authority> {
    const look = async (): Promise<Authority> =>
      (await this.getAuthority(configurationId, id, signal)).authority;
    const send = async (): Promise<Authority> => {
      const body = await this.#transport.send({
        method: 'PATCH',
        path: authorityPath(configurationId, id),
        route: `${authoritiesRoute}/{id}`,
        body: wireSettings(settings),
        signal,
      });
      return body === undefined ? look() : authorityFrom(body);
    };
    return settled(this.#clock, signal, send, async () => {
      const now = await look();
      return hasSettings(now, settings) ? now : undefined;
    });
  }

  /** Deletes an authority softly: for 30 days it can be restored. */
  deleteAuthority(configurationId: string, id: string, signal: AbortSignal): Promise<Removal> {
    return this.#remove(authorityPath(configurationId, id), `${authoritiesRoute}/{id}`, signal);
  }

  #remove(path: string, route: string, signal: AbortSignal): Promise<Removal> {
    return removed(this.#transport, this.#clock, { path, route, signal });
  }
}

function bodyOf({
  certificate,
  thumbprint,
  expirationDateTime,
  subjectKeyIdentifier,
  settings,
}: NewAuthority) {
  const { certificateRevocationListUrl, deltaCertificateRevocationListUrl, ...others } = settings;
  return {
    certificate: Buffer.from(certificate).toString('base64'),
    thumbprint,
    expirationDateTime: expirationDateTime.toISOString(),
    ...(subjectKeyIdentifier === '' ? {} : { issuerSubjectKeyIdentifier: subjectKeyIdentifier }),
    ...wireSettings(others),
    ...(certificateRevocationListUrl === '' ? {} : { certificateRevocationListUrl }),
    ...(deltaCertificateRevocationListUrl === '' ? {} : { deltaCertificateRevocationListUrl }),
  };
}

function configurationPath(id: string): string {
  return `${configurationsPath}/${encodeURIComponent(id)}`;
}

function authoritiesPath(configurationId: string): string {
  return `${configurationPath(configurationId)}/certificateAuthorities?$top=${largestPage}`;
}

function authorityPath(configurationId: string, id: string): string {
  return `${configurationPath(configurationId)}/certificateAuthorities/${encodeURIComponent(id)}`;
}
