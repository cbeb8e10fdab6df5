/** Every id that the manifest and the code share. A test holds package.json against these lists. */

export const commandIds = [
  'cbaPki.account.check',
  'cbaPki.account.setUpRegistration',
  'cbaPki.account.showMenu',
  'cbaPki.account.signIn',
  'cbaPki.account.signOut',
  'cbaPki.account.switch',
  'cbaPki.account.switchCloud',
  'cbaPki.account.switchMethod',
  'cbaPki.account.switchTenant',
  'cbaPki.authorities.add',
  'cbaPki.authorities.clearFilter',
  'cbaPki.authorities.delete',
  'cbaPki.authorities.edit',
  'cbaPki.authorities.filter',
  'cbaPki.authorities.groupByChain',
  'cbaPki.authorities.readAll',
  'cbaPki.authorities.showFlat',
  'cbaPki.authorities.sort',
  'cbaPki.authority.copyId',
  'cbaPki.authority.copyPem',
  'cbaPki.authority.copySubjectKeyIdentifier',
  'cbaPki.authority.copyThumbprint',
  'cbaPki.authority.view',
  'cbaPki.authority.viewPem',
  'cbaPki.backups.show',
  'cbaPki.bundle.create',
  'cbaPki.bundle.split',
  'cbaPki.bundle.upload',
  'cbaPki.certificates.check',
  'cbaPki.certificates.publish',
  'cbaPki.certificates.view',
  'cbaPki.classicStore.copy',
  'cbaPki.classicStore.empty',
  'cbaPki.classicStore.export',
  'cbaPki.classicStore.refresh',
  'cbaPki.classicStore.show',
  'cbaPki.comparison.add',
  'cbaPki.comparison.close',
  'cbaPki.comparison.refresh',
  'cbaPki.comparison.remove',
  'cbaPki.comparison.showAsText',
  'cbaPki.comparison.takeOver',
  'cbaPki.configuration.compare',
  'cbaPki.configuration.copyId',
  'cbaPki.configuration.create',
  'cbaPki.configuration.delete',
  'cbaPki.configuration.export',
  'cbaPki.configuration.import',
  'cbaPki.configuration.mendRevocation',
  'cbaPki.configuration.openPortal',
  'cbaPki.configuration.rename',
  'cbaPki.configuration.synchronize',
  'cbaPki.configuration.viewCertificates',
  'cbaPki.configuration.viewJson',
  'cbaPki.configuration.viewPem',
  'cbaPki.configurations.loadMore',
  'cbaPki.configurations.refresh',
  'cbaPki.configurations.retry',
  'cbaPki.deletedItems.deleteForGood',
  'cbaPki.deletedItems.refresh',
  'cbaPki.deletedItems.restore',
  'cbaPki.file.copyHash',
  'cbaPki.file.upload',
  'cbaPki.log.show',
  'cbaPki.row.change',
  'cbaPki.row.delete',
  'cbaPki.sandbox.leave',
  'cbaPki.sandbox.open',
  'cbaPki.sandbox.reset',
] as const;
export type CommandId = (typeof commandIds)[number];

export const containerId = 'cbaPki';

export const viewIds = [
  'cbaPki.classicStore',
  'cbaPki.comparison',
  'cbaPki.configurations',
  'cbaPki.deletedItems',
] as const;
export type ViewId = (typeof viewIds)[number];

export const contextKeys = [
  'cbaPki.authorities.filtered',
  'cbaPki.authorities.grouping',
  'cbaPki.classicStore.state',
  'cbaPki.comparison',
  'cbaPki.connection',
  'cbaPki.configurations.state',
  'cbaPki.deletedItems.state',
] as const;
export type ContextKey = (typeof contextKeys)[number];

export const settingIds = [
  'cbaPki.diagnostics.openFiles',
  'cbaPki.expiry.warningDays',
  'cbaPki.graph.apiVersion',
  'cbaPki.hosting.afterUpload',
  'cbaPki.rules',
  'cbaPki.sandbox.jobSeconds',
  'cbaPki.sandbox.openAtStart',
  'cbaPki.signIn.clientId',
  'cbaPki.signIn.cloud',
  'cbaPki.signIn.customGraphRoot',
  'cbaPki.signIn.customLoginRoot',
  'cbaPki.signIn.method',
  'cbaPki.signIn.tenantId',
] as const;
export type SettingId = (typeof settingIds)[number];

/** The viewer, as the default for its endings and as one of several ways to open a file. */
export const editorIds = ['cbaPki.certificates', 'cbaPki.certificatesOfText'] as const;
export type EditorId = (typeof editorIds)[number];
