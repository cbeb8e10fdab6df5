import type * as vscode from 'vscode';
import type { Configuration } from '../../graph/model.ts';
import type { Bundle } from '../../pki/bundle.ts';
import type { UploadCheck } from '../../pki/uploadCheck.ts';

/** A chosen file, hashed and read. */
export interface BundleFile {
  readonly uri: vscode.Uri;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** SHA-256, 64 upper-case hex digits. */
  readonly hash: string;
  /** Its content and what is in it; undefined where it is too large to be a bundle and was only hashed. */
  readonly content: { readonly bytes: Uint8Array; readonly bundle: Bundle } | undefined;
}

export type ConfigurationChoice =
  | { readonly kind: 'existing'; readonly configuration: Configuration }
  | { readonly kind: 'new' };

export type AddressChoice = 'hostedHere' | 'enter';

/** What the wizard has asked so far. Fixed answers come from where the command was called. */
export interface UploadAnswers {
  configuration?: ConfigurationChoice;
  newName?: string;
  /** A file, or `hosted` for one that already has an address and whose hash is entered. */
  bundle?: vscode.Uri | 'hosted';
  /** The chosen file once it was read. */
  file?: BundleFile;
  /** The file in the light of the chosen configuration. */
  check?: UploadCheck;
  addressChoice?: AddressChoice;
  address?: string;
  hash?: string;
  /** Why the last try was refused; the answers are kept. */
  problem?: string;
}

/** Whether the tenant's own place for files is to serve the chosen file. */
export function isHostedHere({ addressChoice, file }: UploadAnswers): boolean {
  return addressChoice === 'hostedHere' && file?.content !== undefined;
}

/** All that an upload needs; nothing is asked after this. */
export interface UploadPlan {
  readonly target: { readonly configuration: Configuration } | { readonly newName: string };
  readonly source:
    | { readonly kind: 'hostedHere'; readonly bytes: Uint8Array }
    | { readonly kind: 'address'; readonly address: string };
  readonly hash: string;
  /** Name for texts: the file's, or the last part of the address. */
  readonly bundleName: string;
}
