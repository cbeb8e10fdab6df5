import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ConnectionMemory } from './auth/connectionMemory.ts';
import { ConnectionOwner } from './auth/connectionOwner.ts';
import { OwnProviders } from './auth/ownProviders.ts';
import { SandboxTenant } from './auth/sandboxTenant.ts';
import { vscodeSessions } from './auth/sessions.ts';
import { type SignInOptions, signInOptionsFrom } from './auth/signInOptions.ts';
import { CertificateEditors } from './editors/certificateEditors.ts';
import { registerViewer } from './editors/viewCommand.ts';
import { ViewedTexts } from './editors/viewedTexts.ts';
import { BackupStore } from './features/backups/backupStore.ts';
import { registerBrowseCommands } from './features/browseTrustStore/browseCommands.ts';
import { StatusFollower } from './features/browseTrustStore/statusFollower.ts';
import { TrustStoreModel } from './features/browseTrustStore/trustStoreModel.ts';
import { BundleHosts } from './features/bundleHosts/bundleHosts.ts';
import { LastPlace } from './features/bundleHosts/hostChoice.ts';
import { CertificateProblems } from './features/certificateProblems.ts';
import { registerCheckCertificates } from './features/checkCertificates/checkCommand.ts';
import { registerCheckSignIn } from './features/checkSignIn/checkSignInCommand.ts';
import { registerClassicStore } from './features/classicStore/classicStoreCommands.ts';
import { ClassicStoreModel } from './features/classicStore/classicStoreModel.ts';
import { registerCompare } from './features/compare/compareCommands.ts';
import { ComparisonModel } from './features/compare/comparisonModel.ts';
import { registerConnectCommands } from './features/connect/connectCommands.ts';
import { registerCopyFileHash } from './features/copyFileHash/copyFileHashCommand.ts';
import { registerCreateBundle } from './features/createBundle/createBundleCommand.ts';
import { registerManageAuthorities } from './features/manageAuthorities/manageAuthoritiesCommands.ts';
import { registerManageConfigurations } from './features/manageConfigurations/manageConfigurationsCommands.ts';
import type { ManageServices } from './features/manageServices.ts';
import { registerMendRevocation } from './features/mendRevocation/mendCommands.ts';
import { OpenPemDocuments } from './features/pemDocuments/openPemDocuments.ts';
import { registerPemDocuments } from './features/pemDocuments/pemProviders.ts';
import { PendingWork } from './features/pendingWork.ts';
import { registerPublish } from './features/publish/publishCommands.ts';
import { Origins } from './features/recycleBin/origins.ts';
import { registerRecycleBin } from './features/recycleBin/recycleBinCommands.ts';
import { RecycleBinModel } from './features/recycleBin/recycleBinModel.ts';
import { registerSetUpRegistration } from './features/setUpRegistration/setUpRegistrationCommand.ts';
import { registerSplitBundle } from './features/splitBundle/splitBundleCommand.ts';
import { StoreFiles, storeScheme } from './features/storeFiles/storeFiles.ts';
import { registerStoreFiles } from './features/storeFiles/storeFilesCommands.ts';
import { Tenancies } from './features/tenancy.ts';
import { registerUploadCommands } from './features/uploadBundle/uploadCommands.ts';
import { UploadJournal } from './features/uploads/uploadJournal.ts';
import { registerUploads } from './features/uploads/uploadsCommands.ts';
import { UploadsModel } from './features/uploads/uploadsModel.ts';
import { UploadWatcher } from './features/uploads/uploadWatcher.ts';
import { systemClock } from './graph/clock.ts';
import { editorIds, type SettingId } from './ids.ts';
import { CommandRegistry } from './platform/commandRegistry.ts';
import { workspaceFiles } from './platform/files.ts';
import { logTo } from './platform/log.ts';
import type { Prompts } from './platform/prompts.ts';
import { quickPrompts } from './platform/quickPrompts.ts';
import { ReadOnlyDocuments } from './platform/readOnlyDocuments.ts';
import { onDidChangeSettings, settings } from './platform/settings.ts';
import { LazyTelemetry } from './platform/telemetry.ts';
import { AccountStatusItem } from './views/accountStatusItem.ts';
import { ClassicStoreView } from './views/classicStoreView.ts';
import { ComparisonView } from './views/comparisonView.ts';
import { ConfigurationsView } from './views/configurationsView.ts';
import { DeletedItemsView } from './views/deletedItemsView.ts';
import { expiryDecorations } from './views/expiryDecorations.ts';
import { registerListing } from './views/listingCommands.ts';
import { ListingState } from './views/listingState.ts';
import { registerRowKeys } from './views/rowKeys.ts';
import { UploadsView } from './views/uploadsView.ts';

const signInSettings = [
  'cbaPki.signIn.clientId',
  'cbaPki.signIn.cloud',
  'cbaPki.signIn.customGraphRoot',
  'cbaPki.signIn.customLoginRoot',
  'cbaPki.signIn.method',
  'cbaPki.signIn.tenantId',
] as const satisfies readonly SettingId[];

/** What tests inside the extension host work with. */
export interface Services {
  readonly manage: ManageServices;
  readonly comparisons: ComparisonModel;
  readonly deletedView: DeletedItemsView;
  readonly classicView: ClassicStoreView;
  readonly connection: ConnectionOwner;
  readonly model: TrustStoreModel;
  readonly view: ConfigurationsView;
  readonly journal: UploadJournal;
  readonly uploads: UploadsModel;
  readonly hosts: BundleHosts;
  /** Ends the sandbox tenant of this window, as when the window that ran it is closed. */
  stopSandbox(): void;
  /** Replaces the questions by queued answers. */
  setPrompts(prompts: Prompts): void;
}

/**
 * Constructs everything and connects it. Sends nothing and asks nothing: the connection of last time is restored when a
 * view or a command needs it, or at once when an upload was still running.
 */
export function compose(context: vscode.ExtensionContext): Services {
  if (vscode.l10n.bundle) {
    l10n.config({ contents: vscode.l10n.bundle });
  }
  const own = <T extends vscode.Disposable>(disposable: T): T => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  const log = logTo(own(vscode.window.createOutputChannel('CBA PKI', { log: true })));
  const telemetry = own(new LazyTelemetry());
  const registry = own(new CommandRegistry(log, telemetry));
  const sandbox = own(sandboxTenant(context));
  let prompts = quickPrompts;
  const currentPrompts: Prompts = {
    pick: (frame, question) => prompts.pick(frame, question),
    text: (frame, question) => prompts.text(frame, question),
    pickMany: (frame, question) => prompts.pickMany(frame, question),
    openFile: (title, kind) => prompts.openFile(title, kind),
    openFiles: (title, kind) => prompts.openFiles(title, kind),
    openFolder: (title, suggestion) => prompts.openFolder(title, suggestion),
    saveFile: (title, suggestion, kind) => prompts.saveFile(title, suggestion, kind),
  };
  const files = workspaceFiles;
  const documents = own(new ReadOnlyDocuments());
  const problems = own(new CertificateProblems());
  const version = String(context.extension.packageJSON.version);
  const providers = own(new OwnProviders(context.secrets, files, currentPrompts));
  const sessions = own(vscodeSessions(systemClock, (method) => providers.takeFailure(method)));
  const signInOptions = (): SignInOptions => signInOptionsFrom(settings.signIn());
  const connection = own(
    new ConnectionOwner({
      sessions,
      sandbox,
      clock: systemClock,
      signInOptions,
      memory: new ConnectionMemory(context.workspaceState, context.globalState),
      sandboxOpenAtStart: settings.sandboxOpenAtStart,
      endSession: ({ options, account }) => providers.signOut(options.method, account.id),
    }),
  );
  const tenancies = new Tenancies(connection, settings.apiVersion, log);
  const model = own(new TrustStoreModel(tenancies, systemClock));
  const journal = new UploadJournal(vscode.Uri.joinPath(context.globalStorageUri, 'uploads').fsPath);
  const hosts = new BundleHosts(context.secrets, systemClock);
  const reveal = (configurationId: string): Promise<void> => view.reveal(configurationId);
  const report = (what: string, error: unknown): void => registry.report(what, error);
  const watcher = own(
    new UploadWatcher({
      tenancies,
      model,
      journal,
      hosts,
      clock: systemClock,
      telemetry,
      reveal,
      report,
    }),
  );
  const follower = own(new StatusFollower(model, tenancies, systemClock, (id) => watcher.isFollowing(id)));
  const pending = own(new PendingWork());
  const origins = new Origins(context.globalState, systemClock);
  const recycleBin = own(new RecycleBinModel(tenancies, systemClock));
  const listing = own(new ListingState(context.globalState));
  const logError = (what: string, error: unknown): void => log.error(what, error);
  const classic = own(new ClassicStoreModel(tenancies, connection, context.globalState));
  const comparisons = own(new ComparisonModel());
  const isUploading = (id: string): boolean => watcher.isWatching(id);
  const view = own(
    new ConfigurationsView({
      connection,
      model,
      follower,
      pending,
      listing,
      isUploading,
      log: logError,
      onShown: () => {
        classic.lookSilently().catch((error: unknown) => logError('classic store', error));
      },
    }),
  );
  const classicView = own(new ClassicStoreView(classic, { tenancies, model }, logError));
  const comparisonView = own(new ComparisonView(comparisons));
  own(connection.onDidChange(() => comparisons.show(undefined)));
  const deletedView = own(new DeletedItemsView({ connection, recycleBin, pending, origins, log: logError }));
  own(vscode.window.registerFileDecorationProvider(expiryDecorations));
  own(new AccountStatusItem(connection));

  registerConnectCommands(registry, connection, currentPrompts);
  registerSetUpRegistration(registry, connection, currentPrompts);
  own(
    registerCheckSignIn(registry, {
      connection,
      sessions,
      tenancies,
      clock: systemClock,
      signInOptions,
      documents,
      version,
    }),
  );
  registerBrowseCommands(registry, { model, connection, prompts: currentPrompts, log, watcher });
  const uploads = {
    tenancies,
    model,
    pending,
    prompts: currentPrompts,
    files,
    clock: systemClock,
    journal,
    watcher,
    hosts,
    lastPlace: new LastPlace(context.globalState),
  };
  registerUploadCommands(registry, uploads);
  const pastUploads = own(new UploadsModel(journal, watcher, tenancies));
  own(new UploadsView(pastUploads));
  registerUploads(registry, { ...uploads, uploads: pastUploads, documents });
  own(registerCopyFileHash(registry, files));
  const manage: ManageServices = {
    tenancies,
    model,
    pending,
    backups: new BackupStore(context.globalStorageUri, systemClock),
    origins,
    recycleBin,
    prompts: currentPrompts,
    files,
    documents,
    clock: systemClock,
    report,
  };
  const storeFiles = new StoreFiles(tenancies, systemClock);
  own(
    vscode.workspace.registerFileSystemProvider(storeScheme, storeFiles, {
      isReadonly: true,
      isCaseSensitive: true,
    }),
  );
  registerManageConfigurations(registry, { services: manage, reveal });
  registerManageAuthorities(registry, manage);
  registerMendRevocation(registry, manage);
  registerPublish(registry, { ...manage, ...uploads });
  registerStoreFiles(registry, manage, storeFiles);
  registerRecycleBin(registry, manage);
  registerCompare(registry, { manage, comparisons, reveal: () => comparisonView.reveal() });
  registerClassicStore(registry, { manage, classic });
  registerRowKeys(registry, view);
  registerListing(registry, listing, currentPrompts, model);
  const certificates = { files, prompts: currentPrompts, clock: systemClock, tenancies, model };
  own(registerCreateBundle(registry, certificates));
  own(registerSplitBundle(registry, certificates));
  const viewedTexts = new ViewedTexts(context.workspaceState);
  const { extensionUri } = context;
  const editors = own(
    new CertificateEditors({ ...certificates, extensionUri, report }, viewedTexts, editorIds),
  );
  registerViewer(registry, editors);
  own(
    registerPemDocuments(
      new OpenPemDocuments(problems, systemClock, (error) => report('certificates', error)),
    ),
  );
  own(registerCheckCertificates(registry, { ...certificates, problems, documents, version }));

  own(
    connection.onDidChange(() => {
      watcher.resume();
      pastUploads.refresh();
    }),
  );
  own(
    onDidChangeSettings(['cbaPki.graph.apiVersion'], () => {
      tenancies.renew();
      model.refresh();
    }),
  );
  own(
    onDidChangeSettings(signInSettings, () => {
      connection.settingsChanged().catch((error: unknown) => report('settings', error));
    }),
  );
  // Silent: nobody is asked. Without it, nothing would be known of the account until the view is looked at.
  if (journal.entries.length > 0 || connection.remembersAccount) {
    connection.restore().catch((error: unknown) => log.error('restore', error));
  }
  const setPrompts = (replacement: Prompts): void => {
    prompts = replacement;
  };
  return {
    manage,
    comparisons,
    deletedView,
    classicView,
    connection,
    model,
    view,
    journal,
    uploads: pastUploads,
    hosts,
    setPrompts,
    stopSandbox: () => sandbox.dispose(),
  };
}

function sandboxTenant(context: vscode.ExtensionContext): SandboxTenant {
  const memory = context.globalState;
  const portKey = 'sandbox.port';
  return new SandboxTenant({
    dataFile: vscode.Uri.joinPath(context.globalStorageUri, 'sandbox.json').fsPath,
    jobSeconds: settings.sandboxJobSeconds,
    lastPort: () => memory.get<number>(portKey),
    rememberPort: (port) => memory.update(portKey, port),
  });
}
