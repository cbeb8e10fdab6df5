import { badRequest } from './graphFault.ts';
import { isRecord, type RequestBody } from './requestBody.ts';

/** How a tenant behaves where the service is not documented, or worse than it might be. For trials and tests. */
export interface Behaviour {
  /** How long a change takes until lists show it, in seconds. A single object is always as it is. */
  readonly latenessSeconds: number;
  /** Whether a configuration that has authorities is refused to be deleted. */
  readonly keepsFullConfigurations: boolean;
  /** Whether a restored configuration comes back without its authorities. */
  readonly restoresWithoutAuthorities: boolean;
  /** Whether `$select` is refused on lists. */
  readonly refusesSelectOnLists: boolean;
}

export const usualBehaviour: Behaviour = {
  latenessSeconds: 0,
  keepsFullConfigurations: false,
  restoresWithoutAuthorities: false,
  refusesSelectOnLists: false,
};

/** What happens to a request instead of, or after, being carried out. */
export interface Trouble {
  /** HTTP methods that it concerns, for example `POST`. */
  readonly method: string;
  /** A regular expression for the path below the version. */
  readonly path: string;
  /** How many requests it hits; those that match after that are left alone. */
  readonly times: number;
  /** How many matching requests pass before. */
  readonly after: number;
  /** An HTTP status, or a connection that breaks before or after the request was carried out. */
  readonly what: number | 'breakBefore' | 'breakAfter';
  /** Value of the Retry-After header that goes with a status. */
  readonly retryAfter: string | undefined;
}

/** The troubles that are still to come. */
export class Troubles {
  #waiting: { readonly trouble: Trouble; passed: number; hit: number }[] = [];

  set(troubles: readonly Trouble[]): void {
    this.#waiting = troubles.map((trouble) => ({ trouble, passed: 0, hit: 0 }));
  }

  /** What is to happen to a request, if anything. */
  next(method: string, path: string): Trouble | undefined {
    for (const waiting of this.#waiting) {
      const { trouble } = waiting;
      if (trouble.method !== method || !new RegExp(trouble.path).test(path) || waiting.hit >= trouble.times) {
        continue;
      }
      if (waiting.passed < trouble.after) {
        waiting.passed += 1;
        continue;
      }
      waiting.hit += 1;
      return trouble;
    }
    return undefined;
  }
}

/** @throws {GraphFault} 400 where the request says anything else than a part of a behaviour */
export function readBehaviour(body: RequestBody, before: Behaviour): Behaviour {
  const after: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(body)) {
    if (!(name in usualBehaviour) || typeof value !== typeof after[name]) {
      throw badRequest(`Invalid property '${name}'.`);
    }
    after[name] = value;
  }
  return {
    latenessSeconds: Number(after['latenessSeconds']),
    keepsFullConfigurations: after['keepsFullConfigurations'] === true,
    restoresWithoutAuthorities: after['restoresWithoutAuthorities'] === true,
    refusesSelectOnLists: after['refusesSelectOnLists'] === true,
  };
}

/** @throws {GraphFault} 400 where the request is no list of troubles */
export function readTroubles(body: RequestBody): Trouble[] {
  const { troubles } = body;
  if (!Array.isArray(troubles)) {
    throw badRequest("Property 'troubles' has to be a list.");
  }
  return troubles.map((entry: unknown) => {
    const { method, path, times = 1, after = 0, what, retryAfter } = isRecord(entry) ? entry : {};
    const isStatus = typeof what === 'number' && Number.isInteger(what) && what >= 400 && what < 600;
    const isKnown = what === 'breakBefore' || what === 'breakAfter' || isStatus;
    if (typeof method !== 'string' || typeof path !== 'string' || !isPattern(path) || !isKnown) {
      throw badRequest('A trouble needs a method, a regular expression for the path, and what happens.');
    }
    if (!isCount(times) || !isCount(after)) {
      throw badRequest('How often, and after how many others, are whole numbers.');
    }
    return {
      method,
      path,
      times,
      after,
      what,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
    };
  });
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== '';
  } catch {
    return false;
  }
}
