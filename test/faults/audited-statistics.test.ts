// Statistics while auditors fail at each of their calls to DynamoDB, and while two audit the same shards:
// every delivery is counted exactly once.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import {
  addHashes,
  type EventSetHash,
  hashOfEvent,
  noEvents,
} from '../../core/model/delivery/event-set-hash.ts';
import { addStatistics, noStatistics, type Statistics } from '../../core/model/delivery/statistics.ts';
import { statisticsOfItem } from '../../core/store/deliveries/statistics-item.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { deliveryOf, eventOf, licensor } from '../support/builders/records.ts';
import { deliveryItem, listedEvent } from '../support/builders/stored-items.ts';
import { createHeraldTables } from '../support/dynamodb/herald-tables.ts';
import { putRoute, runAuditOn } from '../support/handlers/audit-under-test.ts';
import { tables } from '../support/handlers/environments.ts';

const minute = 60_000;
const start = Date.parse('2026-01-02T12:00:00.000Z');
const targetIds = ['a', 'b'];
/** More than one step of some shards: a step has 20 pages, and each event is a page. */
const eventCount = 500;
const eventIds = Array.from({ length: eventCount }, (_, n) => `event-${n}`);
const dynamodb = createHeraldTables();
dynamodb.install();
const database = { ...dynamodb, db: createDynamo(new DynamoDBClient({ region: 'eu-west-1' })) };

function prepare(): void {
  database.clear();
  putRoute(database, licensor, targetIds);
  // Over three quarters of an hour and over midnight.
  for (const [n, eventId] of eventIds.entries()) {
    const acceptedAt = new Date(start + (n * 30 * minute) / eventCount).toISOString();
    const listed = listedEvent(eventOf({ eventId, acceptedAt }));
    database.put(tables.EVENT_PAGES_TABLE, listed.page);
    database.put(tables.EVENTS_TABLE, listed.event);
    for (const targetId of n % 3 === 0 ? targetIds : ['a'])
      database.put(
        tables.DELIVERIES_TABLE,
        deliveryItem(deliveryOf({ eventId, targetId, status: 'DELIVERED' })),
      );
  }
}

/** The sum of all items of a target. */
function counted(targetId: string): Statistics {
  const sum = noStatistics();
  for (const item of database.items(tables.DELIVERIES_TABLE)) {
    if (!String(item['eventKey']).includes('#!statistics#')) continue;
    const part = statisticsOfItem(item);
    if (part.targetId === targetId) addStatistics(sum, part.statistics);
  }
  return sum;
}

function expectExact(): void {
  const all = eventIds.map(hashOfEvent).reduce(addHashes, noEvents satisfies EventSetHash);
  for (const targetId of targetIds) {
    const { counts, open, hash, range } = counted(targetId);
    const owed = Object.values(counts).reduce((sum, count) => sum + count, open.length);
    expect({ owed, hash, first: range?.first.eventId, last: range?.last.eventId }).toEqual({
      owed: eventCount,
      hash: all,
      first: eventIds[0],
      last: eventIds.at(-1),
    });
  }
}

const runAt = start + 60 * minute;
const run = () => runAuditOn(database, runAt);
/** The first run decides where the audit begins: at `start`. */
const begin = () => runAuditOn(database, start + 30 * minute - 1);

/** How many calls a run makes. */
async function callsOfRun(): Promise<number> {
  prepare();
  await begin();
  let calls = 0;
  database.faults.before = () => {
    calls++;
    return undefined;
  };
  await run();
  return calls;
}

beforeEach(prepare);

test('a run counts each delivery once', async () => {
  await begin();
  await run();

  expectExact();
});

test.each(['before', 'after'] as const)(
  'an auditor that fails at any call, %s it takes effect, and runs again, counts each delivery once',
  async when => {
    const calls = await callsOfRun();
    expect(calls).toBeGreaterThan(100);
    let failures = 0;
    // Every seventh call is enough: the calls of a step are five to seven, in sixteen shards.
    for (let nth = 0; nth < calls; nth += 7) {
      prepare();
      await begin();
      let made = 0;
      database.faults[when] = () => (made++ === nth ? new Error('the function ends here') : undefined);
      failures += await run().then(
        ({ errors }) => errors,
        () => 1,
      );
      database.faults[when] = undefined;
      await run();
      expectExact();
    }
    expect(failures).toBeGreaterThan(calls / 14);
  },
);

test('two auditors of the same shards at once count each delivery once', async () => {
  await begin();

  const runs = await Promise.all([run(), run(), runAuditOn(database, runAt - 5 * minute)]);

  expect(runs).toEqual(runs.map(() => ({ errors: 0 })));
  expectExact();
});

test('an auditor that was overtaken does not count again what the other one has counted', async () => {
  await begin();
  const watermarks = [...database.items(tables.DELIVERIES_TABLE)].filter(
    ({ eventKey }) => eventKey === '#audit',
  );
  await run();
  // As if the second one had read its watermarks before the first one ran.
  for (const watermark of watermarks) database.put(tables.DELIVERIES_TABLE, watermark);
  await run();

  expectExact();
});
