import type { Page } from '@playwright/test';

/** Runs in the page, whose globals this project's types do not know. */
const readState = `(async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
  const textOf = (value) => value instanceof Uint8Array ? new TextDecoder().decode(value) : JSON.stringify(value);
  const texts = Object.entries(localStorage).map(([key, value]) => 'localStorage ' + key + '=' + value);
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const storeName of database.objectStoreNames) {
      const store = database.transaction(storeName).objectStore(storeName);
      const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
      values.forEach((value, index) => texts.push(name + '/' + storeName + ' ' + keys[index] + '=' + textOf(value)));
    }
    database.close();
  }
  return texts.join('\\n');
})()`;

/**
 * All that the window keeps in the browser, as text: VS Code's storage for the user, the workspace and the extensions
 * (globalState and workspaceState among it).
 */
export async function browserState(page: Page): Promise<string> {
  return String(await page.evaluate(readState));
}
