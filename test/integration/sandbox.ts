import { services } from './extension.ts';

/** Root of the sandbox that this window is connected to. */
async function root(): Promise<string> {
  const { connection } = await services();
  const { current } = connection;
  if (current?.kind !== 'sandbox') {
    throw new Error('The sandbox is not connected');
  }
  return current.root;
}

async function put(path: string, body: object): Promise<void> {
  const response = await fetch(`${await root()}/sandbox/${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`The sandbox answered ${response.status}`);
  }
}

/** What is to happen to the next requests: see `Trouble` of the sandbox. */
export function trouble(...troubles: readonly object[]): Promise<void> {
  return put('troubles', { troubles });
}

export function behave(behaviour: object): Promise<void> {
  return put('behaviour', behaviour);
}

/** Method and path of the requests to Graph that `work` leads to. */
export async function requestsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = await requests();
  await work();
  return (await requests()).slice(before.length);
}

async function requests(): Promise<readonly string[]> {
  const response = await fetch(`${await root()}/sandbox/requests`);
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('requests' in body) || !Array.isArray(body.requests)) {
    throw new Error('The sandbox tells no requests');
  }
  return body.requests.map(String);
}

/** One request to Graph beside the extension, as another administrator would send it. */
export async function graph(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${await root()}/v1.0${path}`, {
    method,
    headers: { authorization: 'Bearer other', 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
  });
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

export const configurationsPath = '/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations';
