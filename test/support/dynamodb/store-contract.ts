// The behaviour of DynamoDB that the stores rely on. These tests run against the in-memory DynamoDB and
// against the emulator's, so that both behave alike.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../core/model/delivery/delivery.ts';
import { drainingOn } from '../../../core/model/target/health-claims.ts';
import type { Target } from '../../../core/model/target/target.ts';
import { healthy } from '../../../core/model/target/target-health.ts';
import { createBudgetStore } from '../../../core/store/deliveries/budgets.ts';
import { createDeliveries } from '../../../core/store/deliveries/deliveries.ts';
import { dueShardOf } from '../../../core/store/deliveries/delivery-key.ts';
import type { RowChange } from '../../../core/store/deliveries/delivery-row.ts';
import { createDeliveryWork } from '../../../core/store/deliveries/delivery-work.ts';
import { createDueDeliveries } from '../../../core/store/deliveries/due-deliveries.ts';
import { createLeases } from '../../../core/store/deliveries/leases.ts';
import { createOpenDeliveries } from '../../../core/store/deliveries/open-deliveries.ts';
import {
  createSlowAttempts,
  licensorBucketKey,
  targetBucketKey,
} from '../../../core/store/deliveries/slow-attempts.ts';
import { createHealthStore } from '../../../core/store/deliveries/target-health.ts';
import { transact } from '../../../core/store/dynamodb/transaction.ts';
import { createEventReader } from '../../../core/store/events/event-reader.ts';
import { createEvents } from '../../../core/store/events/events.ts';
import { createRoutes } from '../../../core/store/registry/routes.ts';
import { createSubscriptions } from '../../../core/store/registry/subscriptions.ts';
import { createTargets } from '../../../core/store/registry/targets.ts';
import { deliveryOf, eventOf, subscriptionOf, taskOf, webhookTarget } from '../builders/records.ts';

export type StoresUnderTest = {
  db: DynamoDBDocumentClient;
  tables: { registry: string; events: string; eventPages: string; deliveries: string };
};

/** So far in the future that nothing here is due for the emulator's own scheduler. */
const start = Date.parse('2100-01-01T00:00:00.000Z');
const never = () => false;
const failed = (message: string) => ({ class: 'SERVER_ERROR', message, httpStatus: 503 }) as const;
let licensors = 0;

export function storeContract({ db, tables }: StoresUnderTest): void {
  const targets = createTargets(db, tables.registry);
  const subscriptions = createSubscriptions(db, tables.registry);
  const routes = createRoutes(db, tables.registry);
  const events = createEvents(db, tables);
  const reader = createEventReader(db, tables);
  const deliveries = createDeliveries(db, tables.deliveries);
  const work = createDeliveryWork(db, tables);
  const due = createDueDeliveries(db, tables.deliveries);
  const health = createHealthStore(db, tables.deliveries);
  const open = createOpenDeliveries(db, tables.deliveries);
  const slowAttempts = createSlowAttempts(db, tables.deliveries);
  /** The name of a licensor for which nothing is stored. */
  const newLicensor = () => `contract-${process.pid}-${Date.now()}-${licensors++}`;
  const record = async (...changes: RowChange[]) =>
    (await deliveries.record(changes, never)).map(({ recorded }) => recorded);
  const insert = (...rows: Delivery[]) => record(...rows.map(after => ({ before: undefined, after })));
  const rowOf = async (of: ReturnType<typeof deliveryOf>) => (await deliveries.rowsOf([of]))(of);

  describe('rows of deliveries', () => {
    test('a row is inserted once; a second insert does not change it', async () => {
      const row = deliveryOf({ licensor: newLicensor(), nextAttemptAt: start, claims: 0 });

      expect(await insert(row)).toEqual(['RECORDED']);
      expect(await insert({ ...row, status: 'DELIVERED' })).toEqual(['SUPERSEDED']);
      expect(await rowOf(row)).toEqual(row);
    });

    test('a row is replaced only from the version read; undefined attributes are removed', async () => {
      const row = deliveryOf({ licensor: newLicensor(), nextAttemptAt: start, claims: 0 });
      const after = deliveryOf({ licensor: row.licensor, status: 'DELIVERED', attemptCount: 2 });
      const change = { before: row, after: { ...after, nextAttemptAt: undefined, claims: undefined } };
      await insert(row);

      expect(await record(change)).toEqual(['RECORDED']);
      expect(await record(change)).toEqual(['SUPERSEDED']);
      // The store removes `nextAttemptAt` if it is undefined, other attributes only if they are given as
      // undefined.
      expect(await rowOf(row)).toEqual(after);
    });

    test('a missing row is not replaced', async () => {
      const row = deliveryOf({ licensor: newLicensor() });

      expect(await record({ before: row, after: row })).toEqual(['SUPERSEDED']);
      expect(await rowOf(row)).toBeUndefined();
    });

    test('each row of a batch has its own outcome, in order', async () => {
      const licensor = newLicensor();
      const rows = Array.from({ length: 60 }, (_, n) => deliveryOf({ licensor, eventId: `event-${n}` }));
      await insert(...rows.filter((_, n) => n % 3 === 0));

      expect(await insert(...rows)).toEqual(rows.map((_, n) => (n % 3 === 0 ? 'SUPERSEDED' : 'RECORDED')));
    });

    test('one call loads event, target, row and health of each task, undefined if missing', async () => {
      const licensor = newLicensor();
      const target = webhookTarget({ licensor });
      const event = eventOf({ licensor });
      const row = deliveryOf({ licensor });
      await targets.create(target, []);
      await events.put([event], never);
      await insert(row);
      const counted = await health.countFailures(target, 1, failed('no'), start);
      const other = taskOf({ licensor, eventId: 'event-2', targetId: 'target-2' });

      const workOf = await work.load([taskOf({ licensor }), other]);

      expect(workOf(taskOf({ licensor }))).toEqual({
        event,
        target,
        row,
        health: counted,
        authProfile: undefined,
        emptyAt: { target: undefined, licensor: undefined },
      });
      const { emptyAt, ...stored } = workOf(other);
      expect([...Object.values(stored), ...Object.values(emptyAt)]).toEqual(Array(8).fill(undefined));
    });
  });

  describe('buckets of slow attempts', () => {
    const bucket = { leakMs: 1000, allowed: 1, most: 3 };
    const read = async (licensor: string) => {
      const task = taskOf({ licensor });
      return (await work.load([task]))(task).emptyAt;
    };

    test('attempts are added until the bucket is full, and leak as time passes', async () => {
      const licensor = newLicensor();
      const key = targetBucketKey({ licensor, targetId: taskOf().targetId });
      const add = (now: number) => slowAttempts.add(key, bucket, now);

      const added: boolean[] = [];
      for (const now of [start, start, start, start, start + 1500, start + 1500]) added.push(await add(now));

      expect(added).toEqual([true, true, true, false, true, false]);
      expect(await read(licensor)).toEqual({ target: start + 4000, licensor: undefined });

      // Empty for a while: what has leaked does not count for later.
      await add(start + 100_000);
      expect((await read(licensor)).target).toBe(start + 101_000);
    });

    test('concurrent attempts all count, and the bucket of the licensor is another one', async () => {
      const licensor = newLicensor();
      const key = licensorBucketKey({ licensor });
      const large = { ...bucket, most: 50 };
      await slowAttempts.add(key, large, start);

      const added = await Promise.all(Array.from({ length: 20 }, () => slowAttempts.add(key, large, start)));

      expect(added).toEqual(Array(20).fill(true));
      expect(await read(licensor)).toEqual({ target: undefined, licensor: start + 21_000 });
    });
  });

  describe('open rows', () => {
    const parkedAt = (licensor: string, second: number, eventId: string) =>
      deliveryOf({
        licensor,
        eventId,
        status: 'PARKED',
        updatedAt: `2100-01-01T00:00:0${second}.000Z`,
      });
    const idsOf = ({ rows }: { rows: Delivery[] }) => rows.map(({ eventId }) => eventId);

    test('are read by the time of their last change, in both directions', async () => {
      const licensor = newLicensor();
      const target = { licensor, targetId: 'target-1' };
      await insert(parkedAt(licensor, 2, 'b'), parkedAt(licensor, 3, 'a'), parkedAt(licensor, 1, 'c'));

      expect(idsOf(await open.page(target, 'PARKED', 100))).toEqual(['c', 'b', 'a']);
      expect(idsOf(await open.page(target, 'PARKED', 100, { descending: true }))).toEqual(['a', 'b', 'c']);
      expect(idsOf(await open.page(target, 'FAILED', 100))).toEqual([]);
    });

    test.each([false, true])('a page begins after the last entry (descending: %s)', async descending => {
      const licensor = newLicensor();
      const target = { licensor, targetId: 'target-1' };
      const rows = [1, 1, 2, 2, 3].map((second, n) => parkedAt(licensor, second, `event-${n}`));
      await insert(...rows);

      const ids: string[] = [];
      let from: Awaited<ReturnType<typeof open.page>>['next'];
      do {
        const page = await open.page(target, 'PARKED', 2, { from, descending });
        ids.push(...idsOf(page));
        // The entry at which the next page begins has left the index.
        const last = page.rows.at(-1);
        if (last) await record({ before: last, after: { ...last, status: 'DELIVERED' } });
        from = page.next;
      } while (from);

      expect(new Set(ids).size).toBe(rows.length);
      expect(ids).toHaveLength(rows.length);
    });

    test('are counted, up to a bound', async () => {
      const licensor = newLicensor();
      const target = { licensor, targetId: 'target-1' };
      await insert(...[1, 2, 3].map(second => parkedAt(licensor, second, `event-${second}`)));

      expect(await open.count(target, 'PARKED')).toBe(3);
      expect(await open.count(target, 'PARKED', 2)).toBe(2);
      expect(await open.count(target, 'WAITING')).toBe(0);
    });
  });

  describe('due rows', () => {
    /** All due rows of a licensor in one shard, read page by page. */
    async function dueOf(licensor: string, targetId: string, now: number) {
      const found = [];
      let page: Awaited<ReturnType<typeof due.page>> | undefined;
      do {
        page = await due.page(dueShardOf(targetId), now, page?.next);
        found.push(...page.rows.filter(row => row.licensor === licensor));
      } while (page.next);
      return found;
    }

    test('due rows, and no others, are found over several pages, the oldest first', async () => {
      const licensor = newLicensor();
      const rows = Array.from({ length: 230 }, (_, n) =>
        deliveryOf({ licensor, eventId: `event-${n}`, nextAttemptAt: start + ((n * 7) % 230), claims: 0 }),
      );
      await insert(
        ...rows,
        deliveryOf({ licensor, eventId: 'later', nextAttemptAt: start + 1000, claims: 0 }),
      );
      await insert(deliveryOf({ licensor, eventId: 'done', status: 'DELIVERED' }));

      const found = await dueOf(licensor, 'target-1', start + 229);

      expect(found.map(row => row.nextAttemptAt)).toEqual(rows.map((_, n) => start + n));
      expect(await dueOf(licensor, 'target-1', start + 99)).toHaveLength(100);
    });

    test('of two claims of a row one succeeds, and it sets when the row is due', async () => {
      const row = deliveryOf({ licensor: newLicensor(), nextAttemptAt: start, claims: 0 });
      await insert(row);
      const claim = { row, claim: { nextAttemptAt: start + 1000, claims: 1 } };

      const claimed = { ...row, ...claim.claim };
      expect(await due.claim([claim], never)).toEqual([{ row: claimed, written: 'WRITTEN' }]);
      expect(await due.claim([claim], never)).toEqual([{ row: claimed, written: 'CONDITION_FAILED' }]);
      expect(await rowOf(row)).toEqual({ ...row, ...claim.claim });
      expect(await dueOf(row.licensor, row.targetId, start)).toEqual([]);
      expect(await dueOf(row.licensor, row.targetId, start + 1000)).toHaveLength(1);
    });
  });

  describe('the health of a target', () => {
    const of = () => ({ licensor: newLicensor(), targetId: 'target-1' });

    test('concurrent failures are all counted, and the time of the first one is kept', async () => {
      const target = of();
      const first = await health.countFailures(target, 2, failed('first'), start);
      await Promise.all([1, 2, 3].map(n => health.countFailures(target, n, failed('later'), start + 60_000)));

      expect(first).toMatchObject({
        failures: 2,
        failingSince: '2100-01-01T00:00:00.000Z',
        state: 'CLOSED',
        version: 1,
      });
      expect(await health.get(target)).toEqual({
        ...first,
        failures: 8,
        reason: 'later',
        lastFailure: { at: '2100-01-01T00:01:00.000Z', class: 'SERVER_ERROR', httpStatus: 503 },
      });
    });

    test('a state is changed only from the version read; undefined attributes are removed', async () => {
      const target = of();
      const before = { ...healthy(target, start), reason: 'no', nextAttemptAt: start };
      const after = { ...healthy(target, start), version: 2 };

      expect(await health.change(undefined, before)).toBe(true);
      expect(await health.change(undefined, before)).toBe(false);
      expect(await health.change({ ...before, version: 7 }, after)).toBe(false);
      expect(await health.get(target)).toEqual(before);
      expect(await health.change(before, after)).toBe(true);
      expect(await health.get(target)).toEqual(after);
    });

    test('of two claims of an item one succeeds', async () => {
      const item = { ...healthy(of(), start), state: 'DRAINING' as const, nextAttemptAt: start };
      await health.change(undefined, item);

      expect([
        await health.claim(item, drainingOn(start), start),
        await health.claim(item, drainingOn(start), start),
      ]).toEqual([true, false]);
    });

    test('a deleted target drains, with or without a health item, and its version increases', async () => {
      const target = of();
      const drain = () => transact(db, [health.drainAction(target, start)]);
      await drain();
      expect(await health.get(target)).toMatchObject({ state: 'DRAINING', version: 1, nextAttemptAt: start });
      await drain();
      expect(await health.get(target)).toMatchObject({ version: 2, failures: 0 });
    });
  });

  describe('leases and budgets', () => {
    test('of concurrent requests as many get a lease as there may be, and an ended lease is free', async () => {
      const leases = createLeases(db, tables.deliveries, { perLicensor: 2, inAll: 1000 });
      const licensor = newLicensor();
      const now = Date.now();
      const take = (id: string) => leases.take(licensor, id, now);
      const taken = await Promise.all(['a', 'b', 'c', 'd'].map(take));
      const live = taken.flatMap(one => ('lease' in one ? [one.lease] : []));

      expect(live.length).toBe(2);
      expect(await take('e')).toEqual({ reached: 'perLicensor' });
      await Promise.all(live.map(leases.end));
      const later = await take('f');
      expect(later).toHaveProperty('lease');
      if ('lease' in later) await leases.end(later.lease);
    });

    test('units are spent once, and those given back can be spent again', async () => {
      const budget = createBudgetStore(db, tables.deliveries, 'contract', { perSecond: 1, saved: 10 });
      const licensor = newLicensor();
      const waits = [];
      for (const units of [4, 6, 3]) waits.push(await budget.spend(licensor, units, start));

      expect(waits).toEqual([undefined, undefined, 3000]);
      await budget.giveBack(licensor, 3);
      expect(await budget.spend(licensor, 3, start)).toBeUndefined();
      await budget.giveBack(licensor, -5);
      expect(await budget.spend(licensor, 1, start)).toBe(6000);
      expect(await budget.spend(newLicensor(), 10, start)).toBeUndefined();
    });
  });

  describe('events', () => {
    test('an event is stored once; same and other content under its id are told apart', async () => {
      const licensor = newLicensor();
      const event = eventOf({ licensor });
      const other = eventOf({ licensor, contentHash: 'b'.repeat(64) });

      expect(await events.put([event], never)).toEqual([{ event, stored: 'STORED' }]);
      expect(await events.put([event], never)).toEqual([{ event, stored: 'SAME_EXISTS' }]);
      expect(await events.put([other], never)).toEqual([{ event: other, stored: 'OTHER_EXISTS' }]);
      expect(await reader.get(licensor, event.eventId)).toEqual(event);
    });

    test('events are read in the order of acceptance, after a cursor and before a time', async () => {
      const licensor = newLicensor();
      const at = (n: number) => new Date(start + n * 1000).toISOString();
      const all = Array.from({ length: 25 }, (_, n) =>
        eventOf({
          licensor,
          eventId: `e-${n}`,
          acceptedAt: at(n),
          contentHash: n.toString(16).padStart(64, '0').split('').reverse().join(''),
        }),
      );
      await events.put(all, never);
      const read: string[] = [];
      let after = at(0);
      const before = at(20);
      for (let calls = 0; calls < 30 && after !== before; calls++) {
        const { indexed, readTo } = await reader.next(licensor, { after, before }, 6);
        read.push(...indexed.map(({ event }) => event?.eventId ?? 'gone'));
        after = readTo;
      }

      expect(read).toEqual(all.slice(0, 20).map(({ eventId }) => eventId));
    });
  });

  describe('the Registry', () => {
    const channel = () => 'webhook' as const;
    async function subscribed(licensor: string, ...targetIds: string[]): Promise<Target[]> {
      const made = targetIds.map(targetId => webhookTarget({ licensor, targetId }));
      for (const target of made) await targets.create(target, []);
      const eventTargetMapping = { LiveStatusUpdated: targetIds };
      await subscriptions.create(subscriptionOf({ licensor, eventTargetMapping }), channel);
      return made;
    }

    test('two subscriptions of a target are both in the route and in the list of its users', async () => {
      const licensor = newLicensor();
      await subscribed(licensor, 'target-1', 'target-2');
      await subscriptions.create(subscriptionOf({ licensor, subscriptionId: 'subscription-2' }), channel);
      const name = { licensor, topic: 'OfferStatus', eventType: 'LiveStatusUpdated' };
      const route = (await routes.getMany([name, { ...name, eventType: 'Other' }]))(name);

      expect([...route].map(([id, { targets: of }]) => [id, Object.keys(of).sort()])).toEqual([
        ['subscription-1', ['target-1', 'target-2']],
        ['subscription-2', ['target-1']],
      ]);
      expect((await targets.get(licensor, 'target-1'))?.usedBy).toEqual(
        new Set(['subscription-1', 'subscription-2']),
      );
    });

    test('the route has the format and the version of a subscription', async () => {
      const licensor = newLicensor();
      await targets.create(webhookTarget({ licensor }), []);
      const shaped = subscriptionOf({ licensor, format: 'cloudevents', topicVersion: '2' });
      await subscriptions.create(shaped, channel);
      const name = { licensor, topic: 'OfferStatus', eventType: 'LiveStatusUpdated' };
      const entryNow = async () => (await routes.getMany([name]))(name).get('subscription-1');

      expect(await entryNow()).toMatchObject({ format: 'cloudevents', topicVersion: '2' });
      const { format: _, topicVersion: __, ...plain } = shaped;
      await subscriptions.update(shaped, { ...plain, version: 2 }, channel);
      expect(await entryNow()).not.toHaveProperty('topicVersion');
    });

    test('a subscription of a missing target writes nothing', async () => {
      const licensor = newLicensor();
      const subscription = subscriptionOf({ licensor });

      await expect(subscriptions.create(subscription, channel)).rejects.toMatchObject({
        refusal: { kind: 'TARGET_MISSING', targetId: 'target-1' },
      });
      expect(await subscriptions.get(licensor, subscription.subscriptionId)).toBeUndefined();
    });

    test('a target is deleted only when no subscription uses it', async () => {
      const licensor = newLicensor();
      const [target = webhookTarget()] = await subscribed(licensor, 'target-1');
      await expect(targets.delete(target, [])).rejects.toThrow('VERSION_CONFLICT');
      const subscription = await subscriptions.get(licensor, 'subscription-1');
      if (subscription) await subscriptions.delete(subscription);

      expect(await targets.get(licensor, 'target-1')).toEqual(target);
      await targets.delete(target, []);
      expect(await targets.get(licensor, 'target-1')).toBeUndefined();
    });

    test('a target is changed only from the version that was read', async () => {
      const licensor = newLicensor();
      const target = webhookTarget({ licensor });
      await targets.create(target, []);
      const changed = { ...target, destination: 'https://other.example.com/', version: 2 };

      await targets.update(changed, target, []);
      await expect(targets.update(changed, target, [])).rejects.toThrow('VERSION_CONFLICT');
      expect(await targets.get(licensor, target.targetId)).toEqual(changed);
    });

    test('the pages of the list of targets contain each target once', async () => {
      const licensor = newLicensor();
      const ids = Array.from({ length: 7 }, (_, n) => `target-${n}`);
      for (const targetId of ids) await targets.create(webhookTarget({ licensor, targetId }), []);
      const listed: string[] = [];
      let after: string | undefined;
      do {
        const page = await targets.list(licensor, { limit: 3, after });
        listed.push(...page.items.map(({ targetId }) => targetId));
        after = page.next;
      } while (after !== undefined);

      expect(listed).toEqual(ids);
    });
  });
}
