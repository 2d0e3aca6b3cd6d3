// Parked deliveries cost nothing and delay no other target. With none, ten and very many parked deliveries of
// one target, the exported retry-scheduler makes the same calls, reads the same number of items, and sends
// another target's due delivery in the same run. `npm run test:faults` parks a million.
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import type { Health } from '../../core/model/target/target-health.ts';
import { dueShardOf, openKeyOf } from '../../core/store/deliveries/delivery-key.ts';
import { healthKey } from '../../core/store/deliveries/target-health.ts';
import { contextOf } from '../support/builders/lambda-context.ts';
import { deliveryOf } from '../support/builders/records.ts';
import { deliveryItem } from '../support/builders/stored-items.ts';
import { createHeraldTables } from '../support/dynamodb/herald-tables.ts';
import { tables } from '../support/handlers/environments.ts';
import { loadHandlers, urls } from '../support/simulation/loaded-handlers.ts';
import { simulateAws } from '../support/simulation/simulated-aws.ts';
import { seeded } from '../support/simulation/virtual-clock.ts';
import { virtualTime } from '../support/simulation/virtual-time.ts';

const many = process.env['FAULTS'] === 'all' ? 1_000_000 : 20_000;
const minute = 60_000;
const start = Date.parse('2026-01-01T00:00:00.000Z');
const licensor = 'acme';
const downTarget = { licensor, targetId: 'down' };

const time = virtualTime(start);
let random = seeded(1);
vi.spyOn(Math, 'random').mockImplementation(() => random());
const dynamodb = createHeraldTables();
dynamodb.install();
const aws = simulateAws(time, () => ({ status: 200 }));
const { scheduler } = await loadHandlers();
const rows: Record<string, string | number>[] = [];

beforeEach(() => {
  dynamodb.clear();
  aws.clear();
});
afterAll(() => console.table(rows));

function park(count: number): void {
  const row = { ...deliveryItem(deliveryOf({ ...downTarget, status: 'PARKED' })), openKey: '' };
  row.openKey = openKeyOf(row);
  for (let n = 0; n < count; n++) {
    const eventId = `event-${String(n).padStart(7, '0')}`;
    dynamodb.put(tables.DELIVERIES_TABLE, { ...row, eventId, eventKey: `${licensor}#${eventId}` });
  }
}

/**
 * Runs the scheduler for an hour.
 * @returns its DynamoDB calls, and the run that sent the other target's delivery
 */
async function hourWith(parked: number, state: 'OPEN' | 'DISABLED') {
  random = seeded(1);
  const health: Health = {
    ...downTarget,
    state,
    version: 2,
    since: new Date(time.now()).toISOString(),
    failures: 10,
    openings: 6,
    // A disabled target whose TargetDisabled event has been published has nothing due.
    ...(state === 'OPEN' && { nextAttemptAt: time.now() + minute }),
  };
  const dueShard = dueShardOf(downTarget.targetId);
  dynamodb.put(tables.DELIVERIES_TABLE, {
    ...healthKey(downTarget),
    ...health,
    ...(state === 'OPEN' && { dueShard }),
  });
  park(parked);
  const waiting = deliveryOf({ licensor, targetId: 'well', nextAttemptAt: time.now() + 30 * minute });
  dynamodb.put(tables.DELIVERIES_TABLE, { ...deliveryItem(waiting), dueShard: dueShardOf(waiting.targetId) });
  let calls = 0;
  let itemsRead = 0;
  dynamodb.onAnswer((_command, _input, answer) => {
    calls++;
    if ('Items' in answer && Array.isArray(answer.Items)) itemsRead += answer.Items.length;
    if ('Item' in answer) itemsRead++;
    if ('Responses' in answer) itemsRead += Object.values(answer.Responses as object).flat().length;
  });
  let wokenInRun: number | undefined;
  for (let run = 1; run <= 60; run++) {
    await time.goTo(time.now() + minute);
    await time.settle(
      scheduler(
        {},
        contextOf(() => 55_000),
      ),
    );
    const tasks = aws.queue(urls.webhook).drain();
    if (tasks.some(task => task.includes('"well"'))) wokenInRun ??= run;
  }
  rows.push({
    'the target is': state,
    parked,
    calls,
    'items read': itemsRead,
    'woken in run': wokenInRun ?? '',
  });
  return { calls, itemsRead, wokenInRun };
}

test(`${many} parked deliveries of a disabled target cause the same calls as none`, async () => {
  const none = await hourWith(0, 'DISABLED');

  expect(none.wokenInRun).toBe(30);
  for (const parked of [10, many]) {
    dynamodb.clear();
    expect(await hourWith(parked, 'DISABLED')).toEqual(none);
  }
}, 300_000);

test(`${many} parked deliveries behind an open breaker cause the same calls as ten`, async () => {
  const ten = await hourWith(10, 'OPEN');
  dynamodb.clear();

  expect(ten.wokenInRun).toBe(30);
  expect(await hourWith(many, 'OPEN')).toEqual(ten);
}, 300_000);
