import { t } from '@vscode/l10n';
import { type BundleHost, HostingError } from './bundleHost.ts';

/** The sandbox tenant's own file host: an address that only the sandbox on this machine can fetch. */
export function sandboxHost(root: string): BundleHost {
  return {
    async host(name, bytes, signal) {
      let response: Response;
      try {
        response = await fetch(`${root}/files/${encodeURIComponent(name)}`, {
          method: 'PUT',
          body: Buffer.from(bytes),
          signal,
        });
      } catch (error) {
        signal.throwIfAborted();
        throw new HostingError(t('The sandbox tenant is not running. Open it again.'), { cause: error });
      }
      const address = response.headers.get('location');
      if (response.status !== 201 || !address) {
        throw new HostingError(t('The sandbox tenant did not take the file (HTTP {0}).', response.status));
      }
      return new URL(address, root).href;
    },
  };
}
