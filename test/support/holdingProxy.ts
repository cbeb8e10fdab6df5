import { createServer, request as send } from 'node:http';

export interface HoldingProxy {
  /** `http://127.0.0.1:N` */
  readonly root: string;
  /** Holds the next request of a method, until it is let go; resolves when it has come. */
  hold(method: string): Promise<void>;
  letGo(): void;
  close(): Promise<void>;
}

/** A reverse proxy on loopback that can keep a request waiting, for a test that wants to do something meanwhile. */
export async function startHoldingProxy(target: string): Promise<HoldingProxy> {
  const { hostname, port } = new URL(target);
  let waiting: { readonly method: string; readonly come: () => void } | undefined;
  let held = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const { method = '', url, headers } = request;
    const isHeld = waiting?.method === method;
    if (isHeld) {
      waiting?.come();
      waiting = undefined;
    }
    const forward = (): void => {
      const onward = send(
        { hostname, port, method, path: url, headers: { ...headers, host: `${hostname}:${port}` } },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    };
    if (isHeld) {
      void held.promise.then(forward);
    } else {
      forward();
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    root: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    hold: (method) => {
      held = Promise.withResolvers();
      return new Promise((come) => {
        waiting = { method, come };
      });
    },
    letGo: () => held.resolve(),
    close: () =>
      new Promise((resolve) => {
        held.resolve();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
