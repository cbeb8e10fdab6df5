import * as vscode from 'vscode';
import type { Connection } from '../auth/connection.ts';
import type { ConnectionOwner } from '../auth/connectionOwner.ts';
import type { StatusFollower } from '../features/browseTrustStore/statusFollower.ts';
import type { TrustStoreModel } from '../features/browseTrustStore/trustStoreModel.ts';
import { GraphRequestError } from '../graph/errors.ts';
import { type Authority, type Configuration, stateOf } from '../graph/model.ts';
import type { ViewId } from '../ids.ts';
import { setContextKey } from '../platform/contextKeys.ts';
import { failureOf } from '../platform/failure.ts';
import { onDidChangeSettings, settings } from '../platform/settings.ts';
import { expiryOf } from './expiry.ts';
import { type TreeNode, viewOf } from './nodes.ts';
import { tooltipOf, treeItemOf } from './treeItem.ts';

const viewId: ViewId = 'cbaPki.configurations';

/** The view "Configurations": PKI configurations and their authorities. */
export class ConfigurationsView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #connection: ConnectionOwner;
  readonly #model: TrustStoreModel;
  readonly #follower: StatusFollower;
  readonly #log: (what: string, error: unknown) => void;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #disposables: vscode.Disposable;
  /** Configuration rows by configuration id, for the parents of other rows. */
  readonly #rows = new Map<string, TreeNode>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    connection: ConnectionOwner,
    model: TrustStoreModel,
    follower: StatusFollower,
    log: (what: string, error: unknown) => void,
  ) {
    this.#connection = connection;
    this.#model = model;
    this.#follower = follower;
    this.#log = log;
    this.#view = vscode.window.createTreeView(viewId, { treeDataProvider: this, showCollapseAll: true });
    this.#disposables = vscode.Disposable.from(
      this.#view,
      this.#changed,
      model.onDidChange(() => this.#refresh()),
      connection.onDidChange((state) => this.#connectionChanged(state)),
      this.#view.onDidChangeVisibility(() => this.#follow()),
      onDidChangeSettings(['cbaPki.expiry.warningDays'], () => this.#refresh()),
    );
  }

  /** Shows a configuration, opened, with the focus on it. */
  async reveal(configurationId: string): Promise<void> {
    const { items } = await this.#model.configurations();
    const configuration = items.find(({ id }) => id === configurationId);
    if (configuration) {
      const row = this.#rows.get(configurationId) ?? this.#row(configuration);
      await this.#view.reveal(row, { select: true, focus: true, expand: true });
    }
  }

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    if (parent && parent.kind !== 'configuration') {
      return [];
    }
    const configurationId = parent?.configuration.id;
    try {
      return parent ? await this.#authorities(parent.configuration) : await this.#configurations();
    } catch (error) {
      return this.#failure(error, configurationId);
    }
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return treeItemOf(node, viewOf(node, new Date(), settings.expiryWarningDays()));
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    item.tooltip = tooltipOf(node, viewOf(node, new Date(), settings.expiryWarningDays()));
    return item;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.kind === 'configuration' || node.configurationId === undefined
      ? undefined
      : this.#rows.get(node.configurationId);
  }

  async #configurations(): Promise<TreeNode[]> {
    await this.#connection.restore();
    if (this.#connection.current?.kind === 'signedOut') {
      return [];
    }
    const { items, next } = await this.#model.configurations();
    setContextKey('cbaPki.configurations.state', items.length === 0 ? 'empty' : 'shown');
    this.#follow();
    return [
      ...items.map((configuration) => this.#row(configuration)),
      ...(next === undefined ? [] : [{ kind: 'loadMore' as const, configurationId: undefined }]),
    ];
  }

  #row(configuration: Configuration): TreeNode {
    const known = this.#model.knownAuthorities(configuration.id);
    const row: TreeNode = {
      kind: 'configuration',
      configuration,
      authorities: known && { count: known.items.length, complete: known.next === undefined },
    };
    this.#rows.set(configuration.id, row);
    return row;
  }

  async #authorities(configuration: Configuration): Promise<TreeNode[]> {
    const configurationId = configuration.id;
    const wasKnown = this.#model.knownAuthorities(configurationId) !== undefined;
    const { items, next } = await this.#model.authorities(configurationId);
    if (!wasKnown) {
      this.#countBecameKnown();
    }
    const note = noteOn(configuration, items.length);
    return [
      ...(note ? [note] : []),
      ...items
        .toSorted(inDisplayOrder)
        .map((authority) => ({ kind: 'authority' as const, configurationId, authority })),
      ...(next === undefined ? [] : [{ kind: 'loadMore' as const, configurationId }]),
    ];
  }

  /** The number of authorities belongs into the row of the configuration, which is on screen already. */
  #countBecameKnown(): void {
    setImmediate(() => this.#refresh());
  }

  #failure(error: unknown, configurationId: string | undefined): TreeNode[] {
    const failure = failureOf(error);
    if (failure.outcome === 'cancelled') {
      return [];
    }
    this.#log('tree', error);
    if (configurationId === undefined && error instanceof GraphRequestError && error.reason === 'forbidden') {
      setContextKey('cbaPki.configurations.state', 'noPermission');
      return [];
    }
    setContextKey('cbaPki.configurations.state', 'failed');
    return [{ kind: 'failure', configurationId, message: failure.message }];
  }

  /** Has the rows asked for again: what was read is still in the model, and ids keep rows open and selected. */
  #refresh(): void {
    this.#changed.fire(undefined);
    this.#updateBadge();
    this.#follow();
  }

  #connectionChanged(connection: Connection): void {
    this.#rows.clear();
    setContextKey('cbaPki.configurations.state', undefined);
    // A description is not shown while this is the only view of its container; a title is.
    this.#view.title = titleFor(connection);
    this.#follower.pause();
    this.#model.forget();
  }

  #follow(): void {
    if (this.#view.visible) {
      this.#follower.follow();
    } else {
      this.#follower.pause();
    }
  }

  #updateBadge(): void {
    const now = new Date();
    const warningDays = settings.expiryWarningDays();
    const value = this.#model.allSeenAuthorities.filter(
      ({ expirationDateTime }) => expiryOf(expirationDateTime, now, warningDays).state !== 'valid',
    ).length;
    this.#view.badge =
      value === 0
        ? undefined
        : {
            value,
            tooltip:
              value === 1
                ? vscode.l10n.t('1 authority is expired or expires soon, in the configurations opened so far')
                : vscode.l10n.t(
                    '{count} authorities are expired or expire soon, in the configurations opened so far',
                    {
                      count: value,
                    },
                  ),
          };
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

function noteOn(configuration: Configuration, count: number): TreeNode | undefined {
  const configurationId = configuration.id;
  if (stateOf(configuration) === 'failed' && configuration.statusDetails !== '') {
    return { kind: 'note', configurationId, icon: 'error', text: configuration.statusDetails };
  }
  return count === 0
    ? { kind: 'note', configurationId, icon: 'info', text: vscode.l10n.t('No authorities yet') }
    : undefined;
}

/** Roots first, then by name. */
function inDisplayOrder(one: Authority, other: Authority): number {
  const rank = ({ type }: Authority): number => (type === 'root' ? 0 : 1);
  return (
    rank(one) - rank(other) || one.displayName.localeCompare(other.displayName, undefined, { numeric: true })
  );
}

/** The account stands in the status bar. That this is no real tenant has to be seen here, too. */
function titleFor(connection: Connection): string {
  return connection.kind === 'sandbox' ? vscode.l10n.t('Sandbox') : vscode.l10n.t('Configurations');
}
