import * as vscode from 'vscode';
import type { ConnectionOwner } from '../../auth/connectionOwner.ts';
import type { ClassicStoreContent } from '../../graph/classicStore.ts';
import { setContextKey } from '../../platform/contextKeys.ts';
import type { Tenancies, Tenancy } from '../tenancy.ts';

const memoryKey = 'classicStore.tenants';

/**
 * The classic store of the connected tenant. It takes permissions of its own, so nobody is asked for it before somebody wants to see it:
 * then it is remembered that this tenant's may be looked at.
 */
export class ClassicStoreModel implements vscode.Disposable {
  readonly #tenancies: Tenancies;
  readonly #connection: ConnectionOwner;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChange = this.#changed.event;
  #read:
    | { readonly tenancy: Tenancy; readonly content: Promise<ClassicStoreContent | undefined> }
    | undefined;
  #lookedAt: Tenancy | undefined;

  constructor(tenancies: Tenancies, connection: ConnectionOwner, memory: vscode.Memento) {
    this.#tenancies = tenancies;
    this.#connection = connection;
    this.#memory = memory;
  }

  /** The store as it was read last; read where it was not. Undefined where there is none. */
  async content(): Promise<ClassicStoreContent | undefined> {
    const tenancy = await this.#tenancies.require();
    if (this.#read?.tenancy !== tenancy) {
      const content = tenancy.classicStore.read(tenancy.signal);
      const reading = { tenancy, content };
      this.#read = reading;
      content.then(
        (store) =>
          this.#read === reading && setContextKey('cbaPki.classicStore.state', store ? 'shown' : 'none'),
        () => {
          if (this.#read === reading) {
            this.#read = undefined;
          }
        },
      );
    }
    return this.#read.content;
  }

  /** Looks once for each connection whether there is a store, where that asks nobody for anything. */
  async lookSilently(): Promise<void> {
    const tenancy = this.#tenancies.current;
    if (!tenancy || this.#lookedAt === tenancy) {
      return;
    }
    this.#lookedAt = tenancy;
    setContextKey('cbaPki.classicStore.state', undefined);
    if (tenancy.kind === 'sandbox' || this.#tenants.includes(tenancy.tenantId)) {
      await this.content();
    }
  }

  /** Looks for a store on behalf of the user, who may be asked for the permission. */
  async look(): Promise<ClassicStoreContent | undefined> {
    const { tenantId } = await this.#tenancies.require();
    await this.#connection.consent(
      'readClassicStore',
      vscode.l10n.t('It shows the classic store of your tenant, as you asked. This permission only reads.'),
    );
    if (!this.#tenants.includes(tenantId)) {
      await this.#memory.update(memoryKey, [...this.#tenants, tenantId]);
    }
    this.refresh();
    return this.content();
  }

  refresh(): void {
    this.#read = undefined;
    this.#changed.fire(undefined);
  }

  get #tenants(): readonly string[] {
    return this.#memory.get<readonly string[]>(memoryKey, []);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
