import type { ExportedAuthority } from '../../graph/configurationExport.ts';
import type { GroupedFinding } from '../../pki/rules/finding.ts';
import type { HostChoice } from '../bundleHosts/hostChoice.ts';
import type { Collection, FoundCertificate } from '../collectCertificates.ts';
import type { ConfigurationChoice } from '../configurationTarget.ts';
import type { ManageServices } from '../manageServices.ts';
import type { ConfirmedMending } from '../mendRevocation/applyMendings.ts';
import type { Mending, RevocationCheck } from '../mendRevocation/checkRevocation.ts';
import type { EndedUpload, UploadRecord } from '../uploads/uploadRecord.ts';
import type { UploadsServices } from '../uploads/uploadsServices.ts';
import type { BundlePart, PublishPlan } from './publishPlan.ts';

export type PublishServices = ManageServices & UploadsServices;

/** Whether what the source does not have is proposed to be removed. */
export type PublishMode = 'publish' | 'synchronize';

/** What was found, and what was answered so far. */
export interface PublishState {
  readonly mode: PublishMode;
  readonly collection: Collection;
  configuration?: ConfigurationChoice;
  newName?: string;
  /** What the configuration has. */
  existing: readonly ExportedAuthority[];
  plan: PublishPlan;
  /** What is ticked; undefined until the user was asked. */
  members?: readonly FoundCertificate[];
  /** The bundles of what is ticked, without those that were uploaded already. */
  parts: readonly BundlePart[];
  findings: readonly GroupedFinding[];
  /** How the CRL addresses will stand after the upload, if nothing is done about them. */
  forecast?: RevocationCheck;
  /** What is to be mended after the upload; undefined until the user was asked. */
  mendings?: readonly Mending[];
  host?: HostChoice;
  /** Where the bundles lie, by their SHA-256, for those that the user has an address for. */
  readonly addresses: Map<string, string>;
  /** Why the last try was refused; the answers are kept. */
  problem?: string;
  /** The upload whose end has not been seen: nothing may be sent for it again. */
  followed?: UploadRecord;
  /** Parts whose job has ended. */
  readonly done: {
    readonly part: BundlePart;
    readonly ended: EndedUpload;
    /** What was handed over to it to be mended. */
    readonly mendings: readonly ConfirmedMending[];
  }[];
}

/** Certificates whose job has ended: they are not sent again. */
export function sentMembers({ done }: Pick<PublishState, 'done'>): readonly FoundCertificate[] {
  return done.flatMap(({ part }) => part.members);
}

export function nameOfTarget({ configuration, newName = '' }: PublishState): string {
  return configuration?.kind === 'existing' ? configuration.configuration.displayName : newName;
}
