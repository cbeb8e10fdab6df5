import type { KnownAuthorities } from '../pki/rules/checkContext.ts';
import type { Authority } from './model.ts';

/** What certificates are held against: the authorities of a configuration. */
export function knownAuthoritiesOf(authorities: readonly Authority[]): KnownAuthorities {
  return {
    thumbprints: new Set(authorities.map(({ thumbprint }) => thumbprint)),
    keyIdentifiers: new Set(
      authorities.map(({ subjectKeyIdentifier }) => subjectKeyIdentifier.toLowerCase()),
    ),
  };
}
