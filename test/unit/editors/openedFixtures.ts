import { OpenedFile } from '../../../src/editors/openedFile.ts';
import type { DetailsView } from '../../../src/editors/protocol.ts';
import { readCertificateFile } from '../../../src/pki/certificateFile.ts';
import type { CheckContext } from '../../../src/pki/rules/checkContext.ts';
import { spliceBundle } from '../../support/pkiFixtures.ts';

/** Files as the viewer holds them, for the tests of what it shows. */

/** A moment at which what the tests make is valid where they say nothing else. */
export const now = new Date('2030-06-01T00:00:00Z');
export const startDate = new Date('2025-01-01T00:00:00Z');
export const endDate = new Date('2040-01-01T00:00:00Z');
export const day = 24 * 60 * 60 * 1000;

/** The bytes as a file that the viewer opened. */
export function openedBytes(bytes: Uint8Array, context: Partial<CheckContext> = {}): OpenedFile {
  const reading = readCertificateFile(bytes);
  if (reading.outcome !== 'read') {
    throw new Error(`The file cannot be read: ${JSON.stringify(reading)}`);
  }
  const looked = { name: 'a.p7b', size: bytes.length, sha256: 'AB' };
  return new OpenedFile(looked, reading.file, { now, warningDays: 60, severities: {}, ...context });
}

/** A bundle of the members in just this order. */
export function opened(...members: readonly { readonly der: Uint8Array }[]): OpenedFile {
  return openedBytes(spliceBundle(members.map(({ der }) => der)));
}

/** The values of all facts of a section that have the label. */
export function valuesOf(details: DetailsView | undefined, section: string, label: string): string[] {
  return (details?.sections ?? [])
    .filter(({ title }) => title === section)
    .flatMap(({ facts }) => facts.filter((fact) => fact.label === label).map(({ value }) => value));
}
