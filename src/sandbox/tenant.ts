import { notFound } from './graphFault.ts';
import type { Configuration, TenantState } from './model.ts';

/** The state of a tenant and what every rule about it needs: the time, and a place to tell of changes. */
export class Tenant {
  state: TenantState;
  readonly now: () => Date;
  readonly #changed: () => void;

  /** @param changed is called after every change, before the call that made it is answered */
  constructor(state: TenantState, now: () => Date, changed: () => void) {
    this.state = state;
    this.now = now;
    this.#changed = changed;
  }

  /** @throws {GraphFault} 404 when there is no such configuration, or it is deleted */
  configuration(id: string): Configuration {
    const found = this.state.configurations.find((one) => one.id === id && one.deletedDateTime === null);
    if (!found) {
      throw notFound(id);
    }
    return found;
  }

  /**
   * Marks a configuration as changed. `lastModifiedDateTime` always grows, also when two changes fall into the same
   * millisecond or the clock is set back: clients tell by it whether anything happened.
   */
  touch(configuration: Configuration): void {
    const last = Date.parse(configuration.lastModifiedDateTime);
    configuration.lastModifiedDateTime = new Date(Math.max(this.now().getTime(), last + 1)).toISOString();
    this.#changed();
  }

  /** Tells of a change that touches no configuration. */
  changed(): void {
    this.#changed();
  }
}
