// What callers with access keys may do, and until when.

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { operationsOf, partnerRoutes, routeKeysOf } from '../../lib/api/operations.ts';
import { platform } from '../../ops/owner.ts';
import { herald } from '../support/emulator/herald.ts';
import { accessKeys, eventOf, Licensor } from '../support/emulator/licensor.ts';
import { allLogs } from '../support/emulator/logs.ts';
import { request } from '../support/emulator/raw-request.ts';
import { expectRefusal, expectRefusalWithoutTrace, type Refusal } from '../support/emulator/refusal.ts';
import { containsSecret, textOf } from '../support/emulator/secret-search.ts';
import { allItems, allTables } from '../support/emulator/tables.ts';
import { eventually } from '../support/emulator/wait.ts';

const forbidden: Refusal = { status: 403, code: 'FORBIDDEN', says: 'this token does not allow' };
const unauthorized: Refusal = {
  status: 401,
  code: 'UNAUTHORIZED',
  says: 'Authorization: expected Bearer and a valid token',
};

let a: Licensor;
beforeAll(async () => {
  a = await Licensor.onboard();
});

const read = (key: string, { name } = a) =>
  request('GET', `/${name}/notifications/targets`, { authorization: `Bearer ${key}` });
const statusOf = async (key: string, of = a): Promise<number> => (await read(key, of)).status;

/** A request of a route, with ids that do not exist. */
function send(routeKey: string, key: string) {
  const [method = '', route = ''] = routeKey.split(' ');
  const path = route.replace('{licensor}', a.name).replaceAll(/\{\w+\}/g, 'some-id');
  return request(method, path, {
    authorization: `Bearer ${key}`,
    ...(method !== 'GET' && { body: JSON.stringify({ query: '{ targets { nodes { targetId } } }' }) }),
  });
}

it('a read-only key can read every resource, and change none, in REST and GraphQL', async () => {
  const { key } = await a.newKey({ readOnly: true });
  const routeKeys = partnerRoutes;
  const reads = routeKeys.filter(routeKey => routeKey.startsWith('GET '));
  const changes = routeKeys.filter(routeKey => !reads.includes(routeKey));

  for (const routeKey of reads) expect([routeKey, (await send(routeKey, key)).status]).not.toContain(403);
  expect(changes.length).toBeGreaterThan(10);
  for (const routeKey of changes) await expectRefusalWithoutTrace(a, () => send(routeKey, key), forbidden);
  expect(routeKeysOf(operationsOf.graphql).every(routeKey => changes.includes(routeKey))).toBe(true);
});

it('a second key of the platform publishes, and does nothing else', async () => {
  const { key, id } = await accessKeys.add(platform, { name: `batch-${randomUUID()}` });
  const publish = () =>
    request('POST', `/${a.name}/notifications/events`, {
      authorization: `Bearer ${key}`,
      body: JSON.stringify({ events: [eventOf()] }),
    });

  expect((await publish()).status).toBe(202);
  expectRefusal(await read(key), forbidden);
  await accessKeys.disable(platform, { id });
  expectRefusal(
    await eventually('the key to be refused', publish, ({ status }) => status !== 202),
    unauthorized,
  );
});

it('in a rotation both keys work; the one that is disabled is refused once the cache has expired', async () => {
  const older = await a.newKey();
  const newer = await accessKeys.rotate(a.name, { name: older.name, overlapHours: 24 });
  expect([await statusOf(older.key), await statusOf(newer.key)]).toEqual([200, 200]);

  await accessKeys.disable(a.name, older);
  const answer = await eventually(
    'the disabled key to be refused',
    () => read(older.key),
    ({ status }) => status !== 200,
  );
  expectRefusal(answer, unauthorized);
  expect(await statusOf(newer.key)).toBe(200);
  // Its policy may still be cached, so that says less than the list.
  const found = (await accessKeys.list(a.name)).filter(({ accessKey }) => accessKey?.name === older.name);
  expect(found).toMatchObject([
    { clientId: older.id, disabled: true },
    { clientId: newer.id, disabled: false },
  ]);
});

it('a key that ends is refused then, although its policy is still cached', async () => {
  const end = new Date(Date.now() + 2500).toISOString();
  const { key } = await a.newKey({ end });
  expect(await statusOf(key)).toBe(200);

  const answer = await eventually(
    'the key to be refused',
    () => read(key),
    ({ status }) => status !== 200,
  );

  // Only a cached policy gives 403: the authorizer itself gives 401.
  expectRefusal(answer, forbidden);
  const later = await eventually(
    'the cache to expire',
    () => read(key),
    ({ status }) => status !== 403,
  );
  expectRefusal(later, unauthorized);
});

it('a key that is changed in one place is refused, and the real one goes on', async () => {
  const key = a.partnerKey;
  for (const at of [0, 1, 5, 10, 30, key.length - 1]) {
    const other = key[at] === 'x' ? 'y' : 'x';
    expectRefusal(await read(key.slice(0, at) + other + key.slice(at + 1)), unauthorized);
  }
  expectRefusal(await read(key.slice(0, -1)), unauthorized);
  expectRefusal(await read(`${key}0`), unauthorized);
  expect(await statusOf(key)).toBe(200);
});

it('no table and no log has a key, and the logs name the refused key by its id', async () => {
  const used = await a.newKey();
  const refused = await a.newKey();
  await accessKeys.disable(a.name, refused);
  expect(await statusOf(used.key)).toBe(200);
  expectRefusal(await read(refused.key), unauthorized);

  const lines = await eventually(
    'the log line about the refused key',
    async () => [...(await allLogs()).values()].flat(),
    found => found.some(line => line.includes(refused.id)),
  );
  const items = (await Promise.all((await allTables()).map(allItems))).flat().map(textOf);
  const log = readFileSync(herald.emulatorLog, 'utf8');
  expect(lines.find(line => line.includes(refused.id))).toContain('disabled client');
  for (const { key } of [used, refused, { key: a.partnerKey }, { key: a.platformKey }])
    for (const text of [...items, ...lines, log]) expect(containsSecret(text, key)).toBe(false);
});
