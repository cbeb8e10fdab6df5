import type { ClassicAuthority } from '../../graph/classicStore.ts';
import type { Authority } from '../../graph/model.ts';
import { type Certificate, readCertificate, thumbprintOf } from '../../pki/certificate.ts';
import { displayNameOf } from '../../pki/distinguishedName.ts';

/** A CA of the classic store, and where else it is. */
export interface PlacedClassicAuthority {
  readonly classic: ClassicAuthority;
  /** Which one of the same certificate it is: the store takes one twice. From 1. */
  readonly copy: number;
  readonly certificate: Certificate;
  readonly name: string;
  /** SHA-1, 40 upper-case hex digits. */
  readonly thumbprint: string;
  readonly places: readonly ClassicPlace[];
}

export interface ClassicPlace {
  readonly configuration: string;
  readonly authority: Authority;
  /**
   * Which copy Entra goes by. The one in the configuration wins, except where it has no CRL address while the classic one has, or where the
   * two differ. Source: Microsoft Entra, PKI-based trust store.
   */
  readonly winner: 'configuration' | 'classic';
  /** Which address is another one in the classic store; the base where both are. */
  readonly differs: 'base' | 'delta' | undefined;
}

/** @throws {Asn1Error} where the service sent a certificate that cannot be read */
export function placeClassic(
  authorities: readonly ClassicAuthority[],
  configurations: readonly { readonly name: string; readonly authorities: readonly Authority[] }[],
): readonly PlacedClassicAuthority[] {
  const copies = new Map<string, number>();
  return authorities.map((classic) => {
    const certificate = readCertificate(classic.certificate);
    const thumbprint = thumbprintOf(classic.certificate);
    const copy = (copies.get(thumbprint) ?? 0) + 1;
    copies.set(thumbprint, copy);
    const places = configurations.flatMap(({ name, authorities: members }) =>
      members
        .filter((authority) => authority.thumbprint === thumbprint)
        .map((authority) => placeOf(classic, name, authority)),
    );
    return { classic, copy, certificate, name: displayNameOf(certificate.subject), thumbprint, places };
  });
}

function placeOf(classic: ClassicAuthority, configuration: string, authority: Authority): ClassicPlace {
  const differs =
    classic.certificateRevocationListUrl !== authority.certificateRevocationListUrl
      ? 'base'
      : classic.deltaCertificateRevocationListUrl !== authority.deltaCertificateRevocationListUrl
        ? 'delta'
        : undefined;
  // The first exception of the two is a case of the second.
  return { configuration, authority, winner: differs ? 'classic' : 'configuration', differs };
}
