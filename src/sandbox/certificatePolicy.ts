import type { CertificatePolicy } from './model.ts';

/** The policy for sign-in with certificates as it goes over the wire (`x509CertificateAuthenticationMethodConfiguration`). */
export function certificatePolicyEntity(policy: CertificatePolicy): object {
  return {
    '@odata.type': '#microsoft.graph.x509CertificateAuthenticationMethodConfiguration',
    id: 'X509Certificate',
    state: 'enabled',
    issuerHintsConfiguration: { state: policy.sendsIssuerHints ? 'enabled' : 'disabled' },
    crlValidationConfiguration: {
      state: policy.requiresRevocationLists ? 'enabled' : 'disabled',
      exemptedCertificateAuthoritiesSubjectKeyIdentifiers: policy.exemptSubjectKeyIdentifiers,
    },
    certificateAuthorityScopes: policy.scopes.map(({ subjectKeyIdentifier, configurationId }) => ({
      subjectKeyIdentifier,
      publicKeyInfrastructureIdentifier: configurationId,
      includeTargets: [{ id: 'all_users', targetType: 'group' }],
    })),
  };
}
