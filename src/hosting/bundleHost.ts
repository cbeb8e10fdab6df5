/** A place that gives a bundle an address from which the service can fetch it. */
export interface BundleHost {
  /**
   * Makes the bytes available and returns their address.
   * @throws {HostingError} where they could not be placed; the signal's reason when aborted
   */
  host(name: string, bytes: Uint8Array, signal: AbortSignal): Promise<string>;
}

export class HostingError extends Error {
  override readonly name = 'HostingError';
}
