/** A place that gives a bundle an address from which the service can fetch it. */
export interface BundleHost {
  /**
   * Makes the bytes available under a name and returns their address. It may be signed, and then is a secret.
   * @throws {HostingError} where they could not be placed; the signal's reason when aborted
   */
  host(name: string, bytes: Uint8Array, signal: AbortSignal): Promise<string>;
  /**
   * Takes away what was placed under a name. What is not there is no failure.
   * @throws {HostingError} where it could not be taken away; the signal's reason when aborted
   */
  remove(name: string, signal: AbortSignal): Promise<void>;
}

/** A failure with a sentence for the user. It never holds a signed address. */
export class HostingError extends Error {
  override readonly name = 'HostingError';
}
