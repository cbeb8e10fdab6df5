import { createServer } from 'node:http';
import { leaksIn } from '../support/leaks.ts';
import { browserState } from './browserState.ts';
import { expect, test } from './workbench.ts';

const planted = 'planted-token-in-the-browser';

/** Runs in the page, whose globals this project's types do not know. */
const plant = `(async () => {
  localStorage.setItem('somewhere', 'x' + ${JSON.stringify(planted)});
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open('state', 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('ItemTable'));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
  const write = (key, value) => new Promise((resolve, reject) => {
    const request = database.transaction('ItemTable', 'readwrite').objectStore('ItemTable').put(value, key);
    request.addEventListener('success', resolve);
    request.addEventListener('error', () => reject(request.error));
  });
  await write('text', JSON.stringify({ token: ${JSON.stringify(planted)} }));
  await write('bytes', new TextEncoder().encode(${JSON.stringify(planted)}));
  database.close();
  console.log('Bearer ' + ${JSON.stringify(planted)});
})()`;

test('the search after every test finds a token that is planted in the browser', async ({
  page,
  secrets,
}) => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  try {
    await page.goto(`http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}/`);
    expect(leaksIn('browser', await browserState(page), [planted])).toEqual([]);
    await page.evaluate(plant);
    const lines = (await browserState(page)).split('\n');
    const places = lines.filter((line) => leaksIn('browser', line, [planted]).length > 0);
    expect(places.map((line) => line.split('=')[0])).toEqual([
      'localStorage somewhere',
      'state/ItemTable bytes',
      'state/ItemTable text',
    ]);
    expect(leaksIn('console', secrets.console(), [planted])).toHaveLength(1);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
