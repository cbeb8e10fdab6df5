import * as vscode from 'vscode';
import type { ClassicStoreModel } from '../features/classicStore/classicStoreModel.ts';
import type { ManageServices } from '../features/manageServices.ts';
import type { CommandId, ViewId } from '../ids.ts';
import { failureOf } from '../platform/failure.ts';
import { settings } from '../platform/settings.ts';
import type { ClassicNode } from './classicRow.ts';

const viewId: ViewId = 'cbaPki.classicStore';

/** The view "Classic Store": its CAs, and where else they are. It reads the configurations when it is opened. */
export class ClassicStoreView implements vscode.TreeDataProvider<ClassicNode>, vscode.Disposable {
  readonly #classic: ClassicStoreModel;
  readonly #services: Pick<ManageServices, 'tenancies' | 'model'>;
  readonly #log: (what: string, error: unknown) => void;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #disposables: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    classic: ClassicStoreModel,
    services: Pick<ManageServices, 'tenancies' | 'model'>,
    log: (what: string, error: unknown) => void,
  ) {
    this.#classic = classic;
    this.#services = services;
    this.#log = log;
    this.#disposables = vscode.Disposable.from(
      this.#changed,
      vscode.window.createTreeView(viewId, { treeDataProvider: this }),
      classic.onDidChange(() => this.#changed.fire(undefined)),
      services.model.onDidChange(() => this.#changed.fire(undefined)),
    );
  }

  async getChildren(parent?: ClassicNode): Promise<ClassicNode[]> {
    if (parent) {
      return [];
    }
    const { tenancies, model } = this.#services;
    try {
      const tenancy = await tenancies.require();
      const store = await this.#classic.content();
      if (!store) {
        return [];
      }
      const [{ readOthers }, { placeClassic }] = await Promise.all([
        import('../features/readTrustStore.ts'),
        import('../features/classicStore/classicPlaces.ts'),
      ]);
      const configurations = await readOthers(model, '', tenancy.signal);
      return placeClassic(store.authorities, configurations).map((placed) => ({
        kind: 'classicAuthority',
        placed,
      }));
    } catch (error) {
      const failure = failureOf(error);
      if (failure.outcome === 'cancelled') {
        return [];
      }
      this.#log('classic store', error);
      return [{ kind: 'failure', message: failure.message }];
    }
  }

  async getTreeItem(node: ClassicNode): Promise<vscode.TreeItem> {
    const [{ classicView }, { itemOf }] = await rows();
    const view = classicView(node, new Date(), settings.expiryWarningDays());
    const item = itemOf(view);
    if (node.kind === 'failure') {
      item.command = { command: 'cbaPki.classicStore.refresh' satisfies CommandId, title: view.label };
    }
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: ClassicNode): Promise<vscode.TreeItem> {
    const [{ classicView }, { tooltipFor }] = await rows();
    item.tooltip = tooltipFor(classicView(node, new Date(), settings.expiryWarningDays()));
    return item;
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

/** How rows look comes with the first of them. */
function rows() {
  return Promise.all([import('./classicRow.ts'), import('./treeItem.ts')]);
}
