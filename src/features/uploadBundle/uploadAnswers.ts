import type * as vscode from 'vscode';
import type { Bundle } from '../../pki/bundle.ts';
import type { UploadCheck } from '../../pki/uploadCheck.ts';
import type { HostChoice } from '../bundleHosts/hostChoice.ts';
import type { ConfigurationChoice } from '../configurationTarget.ts';

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
  host?: HostChoice;
  address?: string;
  hash?: string;
  /** Why the last try was refused; the answers are kept. */
  problem?: string;
}

/** Whether the chosen file is to be given an address. */
export function isHostedHere({ host, file }: UploadAnswers): boolean {
  return host?.kind === 'hosted' && file?.content !== undefined;
}
