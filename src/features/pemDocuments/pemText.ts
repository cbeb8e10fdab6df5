import {
  type CertificateFile,
  type FileMember,
  readCertificateFileSteps,
} from '../../pki/certificateFile.ts';
import { runInSlices } from '../../pki/slices.ts';
import { readPemBlocks } from '../../pki/text.ts';

/** An armoured block of a text and the certificates in it: one, or those of a bundle. */
export interface CertificateBlock {
  /** Of the BEGIN mark, counted from 1. */
  readonly line: number;
  readonly endLine: number;
  readonly members: readonly FileMember[];
}

/** A text that has certificates in it. */
export interface PemText {
  readonly file: CertificateFile;
  /** In bytes, in UTF-8. */
  readonly size: number;
  readonly blocks: readonly CertificateBlock[];
}

/** Undefined where there is no armoured certificate or bundle in the text. @throws the signal's reason when aborted */
export async function readPemText(text: string, signal: AbortSignal): Promise<PemText | undefined> {
  if (!text.includes('-----BEGIN ')) {
    return undefined;
  }
  const bytes = Buffer.from(text);
  const reading = await runInSlices(readCertificateFileSteps(bytes), signal);
  if (reading.outcome !== 'read') {
    return undefined;
  }
  const { file } = reading;
  const members = Map.groupBy(file.certificates, ({ line }) => line);
  const blocks = readPemBlocks(text).map(({ line, endLine }) => ({
    line,
    endLine,
    members: members.get(line) ?? [],
  }));
  return { file, size: bytes.length, blocks };
}
