import * as vscode from 'vscode';
import type { Connection } from '../auth/connection.ts';
import type { ConnectionOwner } from '../auth/connectionOwner.ts';
import type { StatusFollower } from '../features/browseTrustStore/statusFollower.ts';
import type { TrustStoreModel } from '../features/browseTrustStore/trustStoreModel.ts';
import type { PendingWork } from '../features/pendingWork.ts';
import { GraphRequestError } from '../graph/errors.ts';
import { type Configuration, stateOf } from '../graph/model.ts';
import type { ViewId } from '../ids.ts';
import { setContextKey } from '../platform/contextKeys.ts';
import { failureOf } from '../platform/failure.ts';
import { onDidChangeSettings, settings } from '../platform/settings.ts';
import { DropFiles } from './dropFiles.ts';
import { expiryBadge } from './expiryBadge.ts';
import type { ListingState } from './listingState.ts';
import { OpenedRows } from './openedRows.ts';
import type { AuthorityNode, ConfigurationNode, TreeNode } from './treeNode.ts';

const viewId: ViewId = 'cbaPki.configurations';

export interface ConfigurationsViewServices {
  readonly connection: ConnectionOwner;
  readonly model: TrustStoreModel;
  readonly follower: StatusFollower;
  readonly pending: PendingWork;
  readonly listing: ListingState;
  /** Whether an upload of this window to the configuration is under way. */
  readonly isUploading: (configurationId: string) => boolean;
  readonly log: (what: string, error: unknown) => void;
  /** Is told that the first picture is there. */
  readonly onShown: () => void;
}

/** The view "Configurations": PKI configurations and their authorities. */
export class ConfigurationsView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #services: ConfigurationsViewServices;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #disposables: vscode.Disposable;
  /** Configuration rows by configuration id, for the parents of other rows. */
  readonly #rows = new Map<string, ConfigurationNode>();
  /** The row that an authority stands below, where that is another authority. */
  readonly #issuers = new WeakMap<AuthorityNode, AuthorityNode>();
  readonly #opened: OpenedRows;
  #isRefreshDue = false;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(services: ConfigurationsViewServices) {
    this.#services = services;
    const { connection, model, pending, listing } = services;
    this.#view = vscode.window.createTreeView(viewId, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
      dragAndDropController: new DropFiles((node) => this.#configurationOf(node)),
    });
    this.#opened = new OpenedRows(this.#view);
    this.#disposables = vscode.Disposable.from(
      this.#opened,
      this.#view,
      this.#changed,
      model.onDidChange(() => this.#refresh()),
      pending.onDidChange(() => this.#refresh()),
      listing.onDidChange(() => this.#refresh()),
      connection.onDidChange((state) => this.#connectionChanged(state)),
      this.#view.onDidChangeVisibility(() => this.#follow()),
      onDidChangeSettings(['cbaPki.expiry.warningDays'], () => this.#refresh()),
    );
  }

  /** The rows that are selected, the one with the focus first. */
  get selection(): readonly TreeNode[] {
    return this.#view.selection;
  }

  /** Shows a configuration, opened, with the focus on it. */
  async reveal(configurationId: string): Promise<void> {
    const { items } = await this.#services.model.configurations();
    const configuration = items.find(({ id }) => id === configurationId);
    if (configuration) {
      const row = this.#rows.get(configurationId) ?? this.#row(configuration);
      await this.#view.reveal(row, { select: true, focus: true, expand: true });
    }
  }

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    if (parent?.kind === 'authority') {
      return [...(parent.issued ?? [])];
    }
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

  async getTreeItem(node: TreeNode): Promise<vscode.TreeItem> {
    const { viewOf, treeItemOf } = await rows();
    return treeItemOf(node, viewOf(node, new Date(), settings.expiryWarningDays()));
  }

  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    const { viewOf, tooltipOf } = await rows();
    item.tooltip = tooltipOf(node, viewOf(node, new Date(), settings.expiryWarningDays()));
    return item;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    const issuer = node.kind === 'authority' ? this.#issuers.get(node) : undefined;
    return issuer ?? (node.kind === 'configuration' ? undefined : this.#configurationOf(node));
  }

  #configurationOf(node: TreeNode): ConfigurationNode | undefined {
    if (node.kind === 'configuration') {
      return node;
    }
    return node.configurationId === undefined ? undefined : this.#rows.get(node.configurationId);
  }

  async #configurations(): Promise<TreeNode[]> {
    const { connection, model, pending, listing } = this.#services;
    await connection.restore();
    if (connection.current?.kind === 'signedOut') {
      return [];
    }
    const { items, next } = await model.configurations();
    setContextKey('cbaPki.configurations.state', items.length === 0 ? 'empty' : 'shown');
    this.#follow();
    this.#services.onShown();
    const { filter } = listing.listing;
    const { FilterMessage } = await rows();
    const message = new FilterMessage(filter);
    const shown = items.filter(({ id }) => message.takes(model.knownAuthorities(id)));
    this.#view.message = message.text ?? '';
    const found = shown.map((configuration) => this.#row(configuration));
    const known = filter === '' ? [] : found.filter(({ authorities }) => authorities !== undefined);
    this.#opened.open(filter, known);
    return [
      ...found,
      ...pending.comingIn(undefined),
      ...(next === undefined ? [] : [{ kind: 'loadMore' as const, configurationId: undefined }]),
    ];
  }

  #row(configuration: Configuration): ConfigurationNode {
    const { model, pending, isUploading } = this.#services;
    const { id } = configuration;
    const known = model.knownAuthorities(id);
    const isRunning = stateOf(configuration) === 'running';
    const row: ConfigurationNode = {
      kind: 'configuration',
      configuration,
      authorities: known && { count: known.items.length, complete: known.next === undefined },
      pending: pending.kindOf(id) ?? (isRunning && isUploading(id) ? 'uploading' : undefined),
    };
    this.#rows.set(id, row);
    return row;
  }

  async #authorities(configuration: Configuration): Promise<TreeNode[]> {
    const { model, pending, listing } = this.#services;
    const configurationId = configuration.id;
    const wasKnown = model.knownAuthorities(configurationId) !== undefined;
    const { items, next } = await model.authorities(configurationId);
    if (!wasKnown) {
      this.#countBecameKnown();
    }
    const coming = pending.comingIn(configurationId);
    const note = noteOn(configuration, items.length + coming.length);
    const { authorityRows } = await rows();
    const shown = authorityRows(configurationId, items, listing.listing);
    return [
      ...(note ? [note] : []),
      ...shown.map((row) => this.#withPending(row, undefined)),
      ...coming,
      ...(next === undefined ? [] : [{ kind: 'loadMore' as const, configurationId }]),
    ];
  }

  #withPending(row: AuthorityNode, issuer: AuthorityNode | undefined): AuthorityNode {
    const { issued, ...own } = row;
    const below: AuthorityNode[] = [];
    const shown: AuthorityNode = {
      ...own,
      pending: this.#services.pending.kindOf(row.authority.id),
      ...(issued && { issued: below }),
    };
    below.push(...(issued ?? []).map((each) => this.#withPending(each, shown)));
    if (issuer) {
      this.#issuers.set(shown, issuer);
    }
    return shown;
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
    this.#services.log('tree', error);
    if (configurationId === undefined && error instanceof GraphRequestError && error.reason === 'forbidden') {
      setContextKey('cbaPki.configurations.state', 'noPermission');
      return [];
    }
    setContextKey('cbaPki.configurations.state', 'failed');
    return [{ kind: 'failure', configurationId, message: failure.message }];
  }

  /**
   * Has the rows asked for again: what was read is still in the model, and ids keep rows open and selected. Many changes in a row, as a
   * batch of writes makes them, are one.
   */
  #refresh(): void {
    if (this.#isRefreshDue) {
      return;
    }
    this.#isRefreshDue = true;
    setTimeout(() => {
      this.#isRefreshDue = false;
      this.#changed.fire(undefined);
      this.#view.badge = expiryBadge(
        this.#services.model.allSeenAuthorities,
        new Date(),
        settings.expiryWarningDays(),
      );
      this.#follow();
    }, 10);
  }

  #connectionChanged(connection: Connection): void {
    this.#rows.clear();
    setContextKey('cbaPki.configurations.state', undefined);
    this.#view.title = titleFor(connection);
    this.#services.follower.pause();
    this.#services.model.forget();
  }

  #follow(): void {
    const { follower } = this.#services;
    if (this.#view.visible) {
      follower.follow();
    } else {
      follower.pause();
    }
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

/** The account stands in the status bar. That this is no real tenant has to be seen here, too. */
function titleFor(connection: Connection): string {
  return connection.kind === 'sandbox' ? vscode.l10n.t('Sandbox') : vscode.l10n.t('Configurations');
}

/** How rows look comes with the first of them. */
async function rows() {
  const [{ viewOf }, { treeItemOf, tooltipOf }, { authorityRows }, { FilterMessage }] = await Promise.all([
    import('./nodes.ts'),
    import('./treeItem.ts'),
    import('./authorityRows.ts'),
    import('./filterMessage.ts'),
  ]);
  return { viewOf, treeItemOf, tooltipOf, authorityRows, FilterMessage };
}
