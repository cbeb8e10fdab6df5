import type { ExportedAuthority } from '../../graph/configurationExport.ts';
import { newAuthorityFrom } from '../../graph/newAuthority.ts';
import { writeBundle } from '../../pki/bundle.ts';
import { firstHttpAddress, thumbprintOf } from '../../pki/certificate.ts';
import { inChainOrder } from '../../pki/chains.ts';
import { sha256OfBytes } from '../../pki/fileHash.ts';
import { serviceLimits } from '../../pki/serviceLimits.ts';
import type { FoundCertificate } from '../collectCertificates.ts';

/**
 * What a certificate of the source is for a configuration:
 * - `new`: a CA that it does not have
 * - `known`: it is there already, and the service refuses it a second time
 * - `expired`, `notAuthority`: it is of no use there, so it is left out unless the user wants it
 */
export type Standing = 'new' | 'known' | 'expired' | 'notAuthority';

export interface PublishPlan {
  readonly byStanding: ReadonlyMap<Standing, readonly FoundCertificate[]>;
  /** What the configuration has and the source does not. */
  readonly extras: readonly ExportedAuthority[];
}

/** Compares what was found with what a configuration has. */
export function planOf(
  found: readonly FoundCertificate[],
  existing: readonly ExportedAuthority[],
): PublishPlan {
  const there = new Set(existing.map(({ thumbprint }) => thumbprint));
  const source = new Set(found.map(({ thumbprint }) => thumbprint));
  return {
    byStanding: Map.groupBy(found, (one) => standingOf(one, there)),
    extras: existing.filter(({ thumbprint }) => !source.has(thumbprint)),
  };
}

function standingOf(
  { thumbprint, isAuthority, isExpired }: FoundCertificate,
  there: ReadonlySet<string>,
): Standing {
  if (there.has(thumbprint)) {
    return 'known';
  }
  if (!isAuthority) {
    return 'notAuthority';
  }
  return isExpired ? 'expired' : 'new';
}

/** A bundle that is uploaded by a job of its own. */
export interface BundlePart {
  readonly members: readonly FoundCertificate[];
  readonly bytes: Uint8Array;
  /** 64 upper-case hex digits. */
  readonly sha256: string;
}

export interface PartLimits {
  readonly fileBytes: number;
  readonly authorities: number;
}

/** Bytes that a bundle has beside its certificates, at most. */
const overhead = 128;

/** The bundles that hold the certificates, as few as the limits of the service allow; issuers come before what they issued. */
export function partsOf(
  members: readonly FoundCertificate[],
  limits: PartLimits = serviceLimits,
): readonly BundlePart[] {
  const groups: FoundCertificate[][] = [];
  let size = 0;
  for (const member of inChainOrder(members)) {
    const { length } = member.certificate.der;
    const last = groups.at(-1);
    if (last && last.length < limits.authorities && size + length + overhead <= limits.fileBytes) {
      last.push(member);
      size += length;
    } else {
      groups.push([member]);
      size = length;
    }
  }
  return groups.map((group) => {
    const bytes = writeBundle(group.map(({ certificate }) => certificate.der));
    return { members: group, bytes, sha256: sha256OfBytes(bytes) };
  });
}

/** The authority that an upload will make of a certificate: its CRL address is the first http one in the certificate itself. */
export function uploadedFrom({ certificate }: FoundCertificate): ExportedAuthority {
  const { settings } = newAuthorityFrom(certificate);
  return {
    ...settings,
    id: '',
    thumbprint: thumbprintOf(certificate.der),
    certificate,
    certificateRevocationListUrl: firstHttpAddress(certificate.crlDistributionPoints) ?? '',
  };
}
