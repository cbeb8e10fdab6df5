import { describe, expect, test } from 'vitest';
import { writeBundle } from '../../../src/pki/bundle.ts';
import { type IssuedAuthority, issueAuthority } from '../../../src/sandbox/certificateIssuer.ts';
import type { SandboxServer } from '../../../src/sandbox/server.ts';
import {
  type Answer,
  configurations,
  createConfiguration,
  expectFault,
  openSandbox,
  send,
  uploadBytes,
} from './client.ts';

async function openWithNames(...names: readonly string[]): Promise<SandboxServer> {
  const sandbox = await openSandbox();
  for (const name of names) {
    await createConfiguration(sandbox, name);
  }
  return sandbox;
}

function query(sandbox: SandboxServer, options: string, list = configurations): Promise<Answer> {
  return send(sandbox, 'GET', `${list}?${options}`);
}

const namesOf = (answer: Answer): unknown[] => answer.value.map((one) => one['displayName']);
const numbers = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `Number ${index + 1}`);

describe('pages', () => {
  test('have 100 entities by default, and nextLinks that lead through all of them once', async () => {
    const sandbox = await openWithNames(...numbers(205));
    const seen: unknown[] = [];
    const sizes: number[] = [];
    for (let next: string | undefined = configurations; next !== undefined; ) {
      const page = await send(sandbox, 'GET', next);
      expect(page.status).toBe(200);
      seen.push(...namesOf(page));
      sizes.push(page.value.length);
      const link = page.json['@odata.nextLink'];
      next = typeof link === 'string' ? link : undefined;
    }
    expect(sizes).toEqual([100, 100, 5]);
    expect(seen).toEqual(numbers(205));
  });

  test('have no nextLink where the list ends with the page', async () => {
    const sandbox = await openWithNames(...numbers(3));
    expect((await query(sandbox, '$top=3')).json).not.toHaveProperty('@odata.nextLink');
    expect((await query(sandbox, '$top=2')).json).toHaveProperty('@odata.nextLink');
    expect((await query(sandbox, '$top=999')).value).toHaveLength(3);
  });

  test('keep the other options, the host and the version in the nextLink', async () => {
    const sandbox = await openWithNames('b', 'a', 'c');
    const root = `http://localhost:${sandbox.port}`;
    const list = configurations.replace('v1.0', 'beta');
    const first = await send(
      sandbox,
      'GET',
      `${root}${list}?$orderby=displayName%20desc&$top=1&$select=displayName&$count=true`,
    );
    const next = String(first.json['@odata.nextLink']);
    expect(next.startsWith(`${root}${list}?`)).toBe(true);
    const options = new URL(next).searchParams;
    expect([
      options.get('$orderby'),
      options.get('$top'),
      options.get('$select'),
      options.get('$count'),
    ]).toEqual(['displayName desc', '1', 'displayName', 'true']);
    const second = await send(sandbox, 'GET', next);
    expect([second.json['@odata.count'], second.value]).toEqual([3, [{ displayName: 'b' }]]);
    const third = await send(sandbox, 'GET', String(second.json['@odata.nextLink']));
    expect(third.value).toEqual([{ displayName: 'a' }]);
    expect(third.json).not.toHaveProperty('@odata.nextLink');
  });

  test('neither skip nor repeat anything when something before them is deleted in between', async () => {
    const sandbox = await openWithNames(...numbers(5));
    const first = await query(sandbox, '$top=2');
    await send(sandbox, 'DELETE', `${configurations}/${String(first.value[0]?.['id'])}`);
    const second = await send(sandbox, 'GET', String(first.json['@odata.nextLink']));
    expect(namesOf(second)).toEqual(['Number 3', 'Number 4']);
  });

  test.each([
    ['invented', () => '$top=1&$skiptoken=AAAA'],
    [
      'changed',
      (token: string) => `$top=1&$skiptoken=${token.replace(/^./, (first) => (first === 'M' ? 'N' : 'M'))}`,
    ],
    ['of another page size', (token: string) => `$top=2&$skiptoken=${token}`],
    ['of another order', (token: string) => `$top=1&$orderby=displayName&$skiptoken=${token}`],
  ])('are not continued with a token that is %s', async (_, options) => {
    const sandbox = await openWithNames(...numbers(3));
    const first = await query(sandbox, '$top=1');
    const token = new URL(String(first.json['@odata.nextLink'])).searchParams.get('$skiptoken') ?? '';
    expect((await query(sandbox, `$top=1&$skiptoken=${token}`)).status).toBe(200);
    expectFault(await query(sandbox, options(token)), 400, 'Request_BadRequest', /\$skiptoken/);
  });
});

describe('$filter', () => {
  test.each([
    ["displayName eq 'Contoso PKI'", ['Contoso PKI']],
    ["displayName eq 'contoso pki'", ['Contoso PKI']],
    ["displayName eq 'Contoso'", []],
    ["startswith(displayName,'con')", ['Contoso PKI', "Contoso's other"]],
    ["startswith( displayName , 'Fab' )", ['Fabrikam and friends']],
    ["displayName eq 'Contoso''s other'", ["Contoso's other"]],
    ["displayName eq 'Fabrikam and friends'", ['Fabrikam and friends']],
    ["startswith(displayName,'Con') and status eq 'succeeded'", ['Contoso PKI', "Contoso's other"]],
    [
      "startswith(displayName,'Con') and displayName eq 'Contoso PKI' and status eq 'succeeded'",
      ['Contoso PKI'],
    ],
    ["startswith(displayName,'Con') and status eq 'running'", []],
    ["displayName eq ''", []],
  ])('%s finds %j', async (filter, expected) => {
    const sandbox = await openWithNames('Contoso PKI', "Contoso's other", 'Fabrikam and friends');
    const found = await query(sandbox, `$filter=${encodeURIComponent(filter)}`);
    expect([found.status, namesOf(found)]).toEqual([200, expected]);
  });

  test.each([
    ["contains(displayName,'x')"],
    ["displayName ne 'x'"],
    ["displayName eq 'x' or displayName eq 'y'"],
    ["not displayName eq 'x'"],
    ["(displayName eq 'x')"],
    ['displayName eq x'],
    ["displayName eq 'x"],
    ["displayName eq 'x' and"],
    ["displayName eq 'x' and and displayName eq 'y'"],
    ["colour eq 'red'"],
    ["DisplayName eq 'x'"],
    ["lastModifiedDateTime eq '2026-01-01T00:00:00Z'"],
    ['lastModifiedDateTime eq yesterday'],
    ["startswith(lastModifiedDateTime,'2026')"],
    ['displayName eq null'],
    [''],
  ])('%s is refused', async (filter) => {
    const sandbox = await openWithNames('x');
    const refused = await query(sandbox, `$filter=${encodeURIComponent(filter)}`);
    expectFault(refused, 400, 'Request_BadRequest', /^Invalid filter clause/);
  });

  test('compares dates as instants and booleans as such', async () => {
    const { sandbox, list } = await openWithAuthorities(3);
    const [first, second] = (await send(sandbox, 'GET', list)).value;
    await send(sandbox, 'PATCH', `${list}/${String(second?.['id'])}`, { isIssuerHintEnabled: true });
    const expiry = String(first?.['expirationDateTime']).replace('.000Z', '+00:00');
    const byDate = await query(
      sandbox,
      `$filter=${encodeURIComponent(`expirationDateTime eq ${expiry}`)}`,
      list,
    );
    expect(byDate.value.map((one) => one['id'])).toEqual([first?.['id']]);
    const byHint = await query(sandbox, '$filter=isIssuerHintEnabled eq true', list);
    expect(byHint.value.map((one) => one['id'])).toEqual([second?.['id']]);
    const byThumbprint = await query(
      sandbox,
      `$filter=startswith(thumbprint,'${String(first?.['thumbprint']).slice(0, 12).toLowerCase()}')`,
      list,
    );
    expect(byThumbprint.value.map((one) => one['id'])).toEqual([first?.['id']]);
    expectFault(
      await query(sandbox, "$filter=certificate eq 'AAAA'", list),
      400,
      'Request_BadRequest',
      /not of its type/,
    );
    expectFault(
      await query(sandbox, "$filter=isIssuerHintEnabled eq 'true'", list),
      400,
      'Request_BadRequest',
      /not of its type/,
    );
  });
});

describe('$orderby', () => {
  test.each([
    ['displayName', ['alpha', 'Beta', 'gamma']],
    ['displayName asc', ['alpha', 'Beta', 'gamma']],
    ['displayName desc', ['gamma', 'Beta', 'alpha']],
    ['status,displayName desc', ['gamma', 'Beta', 'alpha']],
    ['lastModifiedDateTime desc', ['Beta', 'alpha', 'gamma']],
  ])('%s gives %j', async (order, expected) => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const sandbox = await openSandbox({ now: () => new Date(now) });
    for (const name of ['gamma', 'alpha', 'Beta']) {
      await createConfiguration(sandbox, name);
      now += 1000;
    }
    expect(namesOf(await query(sandbox, `$orderby=${order}`))).toEqual(expected);
  });

  test('orders authorities by expiry', async () => {
    const { sandbox, list } = await openWithAuthorities(4);
    const soonest = await query(sandbox, '$orderby=expirationDateTime&$select=expirationDateTime', list);
    const dates = soonest.value.map((one) => String(one['expirationDateTime']));
    expect(dates).toEqual(dates.toSorted());
    expect(dates).toHaveLength(4);
  });

  test.each([['colour'], ['displayName up'], ['displayName asc desc'], ['']])(
    '%j is refused',
    async (order) => {
      const sandbox = await openWithNames('x');
      expectFault(await query(sandbox, `$orderby=${order}`), 400, 'Request_BadRequest', /\$orderby/);
    },
  );
});

describe('$count', () => {
  test('counts what the filter lets through, whatever the page', async () => {
    const sandbox = await openWithNames('a1', 'a2', 'a3', 'b');
    const counted = await query(sandbox, "$count=true&$top=1&$filter=startswith(displayName,'a')");
    expect([counted.json['@odata.count'], counted.value.length]).toEqual([3, 1]);
    expect((await query(sandbox, '$count=false')).json).not.toHaveProperty('@odata.count');
    expectFault(await query(sandbox, '$count=yes'), 400, 'Request_BadRequest', /\$count/);
  });

  test('as a segment is answered with a bare number', async () => {
    const sandbox = await openWithNames('a1', 'a2', 'b');
    const counted = await send(sandbox, 'GET', `${configurations}/$count`, undefined, {
      ConsistencyLevel: 'eventual',
    });
    expect([counted.status, counted.text]).toEqual([200, '3']);
    expect(counted.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(
      (await send(sandbox, 'GET', `${configurations}/$count?$filter=startswith(displayName,'a')`)).text,
    ).toBe('2');
    expectFault(
      await send(sandbox, 'GET', `${configurations}/$count?$top=1`),
      400,
      'Request_BadRequest',
      /'\$top'/,
    );
  });
});

describe('other options', () => {
  test.each([
    ['$top=0', /Must be between 1 and 999/],
    ['$top=1000', /Must be between 1 and 999/],
    ['$top=-1', /Must be between 1 and 999/],
    ['$top=ten', /Must be between 1 and 999/],
    ['$top=1&$top=2', /more than once/],
    ['$expand=certificateAuthorities', "'$expand' is not supported by the service."],
    ['$skip=1', "'$skip' is not supported by the service."],
    ['$search=x', /'\$search'/],
    [
      '$select=colour',
      /Could not find a property named 'colour' on type 'microsoft.graph.certificateBasedAuthPki'/,
    ],
    ['$select=', /Could not find a property named ''/],
  ])('%s is refused', async (options, message) => {
    const sandbox = await openWithNames('x');
    expectFault(await query(sandbox, options), 400, 'Request_BadRequest', message);
  });

  test('parameters without a dollar sign and headers that other services heed are tolerated', async () => {
    const sandbox = await openWithNames('x');
    const headers = { Prefer: 'odata.maxpagesize=5', ConsistencyLevel: 'eventual' };
    expect(
      (await send(sandbox, 'GET', `${configurations}?api-version=1`, undefined, headers)).value,
    ).toHaveLength(1);
  });
});

/** A configuration with authorities of different expiry. */
async function openWithAuthorities(count: number): Promise<{ sandbox: SandboxServer; list: string }> {
  const sandbox = await openSandbox();
  const { path } = await createConfiguration(sandbox);
  const issued = Array.from(
    { length: count },
    (_, index): IssuedAuthority =>
      issueAuthority({
        subject: { commonName: `CA ${index}` },
        notBefore: new Date('2020-01-01'),
        notAfter: new Date(Date.UTC(2030 + ((index * 7) % 5), 0, 1)),
      }),
  );
  await uploadBytes(sandbox, path, writeBundle(issued.map(({ certificate }) => certificate)));
  return { sandbox, list: `${path}/certificateAuthorities` };
}
