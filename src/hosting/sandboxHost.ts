import { t } from '@vscode/l10n';
import { type BundleHost, HostingError } from './bundleHost.ts';

/** The sandbox tenant's own file host: an address that only the sandbox on this machine can fetch. */
export function sandboxHost(root: string): BundleHost {
  const send = async (
    method: 'PUT' | 'DELETE',
    name: string,
    body: Buffer | undefined,
    signal: AbortSignal,
  ): Promise<Response> => {
    try {
      const address = `${root}/files/${encodeURIComponent(name)}`;
      return await fetch(address, { method, signal, ...(body && { body }) });
    } catch (error) {
      signal.throwIfAborted();
      throw new HostingError(t('The sandbox tenant is not running. Open it again.'), { cause: error });
    }
  };
  return {
    async host(name, bytes, signal) {
      const response = await send('PUT', name, Buffer.from(bytes), signal);
      const address = response.headers.get('location');
      if (response.status !== 201 || !address) {
        throw new HostingError(t('The sandbox tenant did not take the file (HTTP {0}).', response.status));
      }
      return new URL(address, root).href;
    },
    async remove(name, signal) {
      const response = await send('DELETE', name, undefined, signal);
      if (response.status !== 204) {
        throw new HostingError(
          t('The sandbox tenant did not take the file away (HTTP {0}).', response.status),
        );
      }
    },
  };
}
