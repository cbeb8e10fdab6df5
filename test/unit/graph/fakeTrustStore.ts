import { GraphRequestError } from '../../../src/graph/errors.ts';
import type { Configuration } from '../../../src/graph/model.ts';
import type { UploadRequest } from '../../../src/graph/trustStore.ts';
import type { UploadBaseline } from '../../../src/graph/uploadJob.ts';

const before = '2026-11-20T08:00:00Z';

export const baseline: UploadBaseline = {
  configurationId: 'c1',
  lastModifiedDateTime: before,
  startedAt: '2026-11-24T10:00:00.000Z',
};

/** A configuration as one look finds it; `change` counts the changes since before the upload. */
export function state(status: string, change = 0, statusDetails = ''): Configuration {
  const lastModifiedDateTime = change === 0 ? before : `2026-11-24T10:00:0${change}Z`;
  return { id: 'c1', displayName: 'Contoso', status, statusDetails, lastModifiedDateTime };
}

export function failure(reason: GraphRequestError['reason'], status?: number): GraphRequestError {
  return new GraphRequestError(reason, `failed as ${reason}`, status === undefined ? {} : { status });
}

/** Shows the configuration as a script says, look by look, and fails on one look too many. */
export class FakeTrustStore {
  readonly events: string[] = [];
  readonly uploads: UploadRequest[] = [];
  readonly #looks: (Configuration | Error)[];
  readonly #upload: (signal: AbortSignal) => Promise<void>;

  constructor(looks: readonly (Configuration | Error)[], upload = () => Promise.resolve()) {
    this.#looks = [...looks];
    this.#upload = upload;
  }

  get looksLeft(): number {
    return this.#looks.length;
  }

  async getConfiguration(id: string, signal: AbortSignal): Promise<Configuration> {
    signal.throwIfAborted();
    this.events.push(`look at ${id}`);
    const look = this.#looks.shift();
    if (look instanceof Error) {
      throw look;
    }
    if (!look) {
      throw new Error('Nobody expected another look');
    }
    return look;
  }

  async upload(id: string, request: UploadRequest, signal: AbortSignal): Promise<void> {
    this.events.push(`upload to ${id}`);
    this.uploads.push(request);
    await this.#upload(signal);
  }
}
