/** How large the CRLs are that Entra takes, in bytes. */
export interface RevocationLimits {
  readonly duringSignIn: number;
  readonly inBackground: number;
}

const megabyte = 1024 * 1024;

/** Source: Microsoft Entra, certificate-based authentication, CRL limits; the clouds of the US government take more. */
export const revocationLimits = {
  public: { duringSignIn: 20 * megabyte, inBackground: 45 * megabyte },
  usGovernment: { duringSignIn: 45 * megabyte, inBackground: 150 * megabyte },
} as const satisfies Record<string, RevocationLimits>;
