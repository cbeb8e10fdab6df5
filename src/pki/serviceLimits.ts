/** Limits of the service, by its documentation. The pages differ, so going over one is told but does not stop anybody. */
export const serviceLimits = {
  authorities: 250,
  certificateBytes: 8 * 1024,
  fileBytes: 2 * 1024 * 1024,
  chainLength: 10,
} as const;
