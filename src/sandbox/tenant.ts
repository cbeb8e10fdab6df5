import { type Behaviour, usualBehaviour } from './behaviour.ts';
import { notFound } from './graphFault.ts';
import type { Configuration, TenantState } from './model.ts';

/** The state of a tenant and what every rule about it needs: the time, and a place to tell of changes. */
export class Tenant {
  state: TenantState;
  readonly now: () => Date;
  behaviour: Behaviour = usualBehaviour;
  /** How the tenant was, for lists that are late, the oldest first. */
  #past: { readonly until: number; readonly state: TenantState }[] = [];
  readonly #changed: () => void;

  /** @param changed is called after every change, before the call that made it is answered */
  constructor(state: TenantState, now: () => Date, changed: () => void) {
    this.state = state;
    this.now = now;
    this.#changed = changed;
  }

  /** Begins anew, with nothing that was before. */
  begin(state: TenantState): void {
    this.state = state;
    this.behaviour = usualBehaviour;
    this.#past = [];
    this.#changed();
  }

  /** The tenant as lists show it, which may be late. */
  get listed(): TenantState {
    const moment = this.now().getTime() - this.behaviour.latenessSeconds * 1000;
    return this.#past.find(({ until }) => until > moment)?.state ?? this.state;
  }

  /** Keeps how the tenant is, before it changes. */
  remember(): void {
    const { latenessSeconds } = this.behaviour;
    const now = this.now().getTime();
    this.#past = this.#past.filter(({ until }) => until > now - latenessSeconds * 1000);
    if (latenessSeconds > 0) {
      this.#past.push({ until: now, state: structuredClone(this.state) });
    }
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
