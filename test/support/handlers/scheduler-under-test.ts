// The retry-scheduler's work on the real stores, with tables in memory. The test sets the clock and the time
// left.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Delivery } from '../../../core/model/delivery/delivery.ts';
import { type DeliveryTask, deliveryTaskSchema } from '../../../core/model/delivery/delivery-task.ts';
import type { Health } from '../../../core/model/target/target-health.ts';
import { type Share, shareOf } from '../../../core/store/contract.ts';
import { createDeliveries } from '../../../core/store/deliveries/deliveries.ts';
import { dueShardOf, dueShards } from '../../../core/store/deliveries/delivery-key.ts';
import { createDueDeliveries } from '../../../core/store/deliveries/due-deliveries.ts';
import { createExhaustedDeliveries } from '../../../core/store/deliveries/exhausted-deliveries.ts';
import { createOpenDeliveries } from '../../../core/store/deliveries/open-deliveries.ts';
import { createReplays } from '../../../core/store/deliveries/replays.ts';
import { createHealthStore, healthKey } from '../../../core/store/deliveries/target-health.ts';
import { type Action, transact } from '../../../core/store/dynamodb/transaction.ts';
import { createEventReader } from '../../../core/store/events/event-reader.ts';
import { createLicensors } from '../../../core/store/registry/licensors.ts';
import { createSubscriptions } from '../../../core/store/registry/subscriptions.ts';
import { createTargets } from '../../../core/store/registry/targets.ts';
import { maintainTargets } from '../../../lambdas/retry-scheduler/maintain-targets.ts';
import { wakeDeliveries } from '../../../lambdas/retry-scheduler/wake-deliveries.ts';
import { deliveryOf, installation } from '../builders/records.ts';
import { deliveryItem } from '../builders/stored-items.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { deadDeliveriesUrl, queueUrl } from './environments.ts';
import { mockQueues } from './queues.ts';
import { recordingLog } from './recording-log.ts';
import { recordingMetrics } from './recording-metrics.ts';

export const now = Date.parse('2026-01-01T00:00:00.000Z');
export const minute = 60_000;
export const awsQueueUrl = 'https://sqs.eu-west-1.amazonaws.com/111111111111/aws';
const table = 'deliveries';
const eventTables = { events: 'events', eventPages: 'event-pages' };

/** A row that has been due for a second. */
export const dueRow = (fields: Partial<Delivery> = {}): Delivery =>
  deliveryOf({ attemptCount: 3, nextAttemptAt: now - 1000, ...fields });

export function createScheduler() {
  const database = mockTables();
  const queues = mockQueues();
  const { db } = database;
  const due = createDueDeliveries(db, table);
  const health = createHealthStore(db, table);
  const open = createOpenDeliveries(db, table);
  const deliveries = createDeliveries(db, table);
  let log = recordingLog();
  let metrics = recordingMetrics();
  const put = (...items: object[]): void => {
    for (const item of items) database.put(table, item);
  };
  const row = (targetId = 'target-1', eventId = 'event-1') =>
    database.items(table).find(item => item['targetId'] === targetId && item['eventId'] === eventId);
  const depsAt = (clock: () => number = () => now) => {
    const queue = (url: string) => ({ sqs: queues.client(), url, log });
    return {
      due,
      deliveries,
      health,
      exhausted: createExhaustedDeliveries(db, table),
      open,
      clock,
      log,
      metrics,
      random: () => 0.5,
      targets: createTargets(db, 'registry'),
      licensors: createLicensors(db, 'registry'),
      transact: (actions: readonly Action[]) => transact(db, actions),
      subscriptions: createSubscriptions(db, 'registry'),
      replays: createReplays(db, table),
      eventTables,
      events: createEventReader(db, eventTables),
      installation,
      queues: { webhook: queue(queueUrl), aws: queue(awsQueueUrl) },
      deadDeliveries: queue(deadDeliveriesUrl),
    };
  };
  return {
    database,
    queues,
    due,
    /** Writes a row as the deliverers do. */
    record: (before: Delivery, after: Delivery) => deliveries.record([{ before, after }], () => false),
    row,
    reset: (): void => {
      database.reset();
      queues.reset();
      log = recordingLog();
      metrics = recordingMetrics();
    },
    putItems: put,
    /** Puts waiting rows into their table. */
    put: (...rows: Delivery[]): void =>
      put(...rows.map(one => ({ ...deliveryItem(one), dueShard: dueShardOf(one.targetId) }))),
    health,
    /** Puts the health of a target, which is due if it has a `nextAttemptAt`. */
    putHealth: (one: Health): void =>
      put({
        ...healthKey(one),
        ...one,
        ...(one.nextAttemptAt !== undefined && { dueShard: dueShardOf(one.targetId) }),
      }),
    healthOf: (targetId = 'target-1') =>
      database.items(table).find(item => item['targetId'] === targetId && 'openings' in item) as
        | Health
        | undefined,
    /** The notices on dead-deliveries. */
    notices: () => queues.bodiesOn(deadDeliveriesUrl),
    /** One run. @param clock milliseconds. @param hasTime whether the function has time left */
    run: (clock?: () => number, hasTime: () => boolean = () => true): Promise<void> =>
      wakeDeliveries(dueShards, depsAt(clock), hasTime),
    /** One run of one of several schedulers. */
    runShare: (share: Share): Promise<void> =>
      wakeDeliveries(shareOf(dueShards, share), depsAt(), () => true),
    /** The target maintenance of a run that has read this health, possibly some time ago. */
    maintain: (one: Health, clock: () => number): Promise<void> =>
      maintainTargets([one], depsAt(clock), () => true),
    /** The tasks on a channel's queue. */
    tasks: (url = queueUrl): DeliveryTask[] =>
      queues.bodiesOn(url).map(body => deliveryTaskSchema.parse(body)),
    /** The fields of the last log line of a run. */
    summary: () => log.lines.findLast(({ message }) => message === 'due deliveries woken')?.fields[0],
    sum: (name: string): number => metrics.sum(name),
    lines: (level: string) => log.lines.filter(line => line.level === level),
    queries: () => database.dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input),
  };
}
