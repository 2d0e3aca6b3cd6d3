// `deliverBatch` on the real stores, with tables in memory and a `send` whose outcome a test sets.
import { BatchExecuteStatementCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { documentedSchedule } from '../../../core/delivery/contract.ts';
import { deliverBatch } from '../../../core/delivery/deliver-batch.ts';
import type { Notification, Send } from '../../../core/delivery/send.ts';
import { type Delivery, type DeliveryKey, deliverySchema } from '../../../core/model/delivery/delivery.ts';
import type { Outcome } from '../../../core/model/delivery/outcome.ts';
import type { Event } from '../../../core/model/event/event.ts';
import type { Target } from '../../../core/model/target/target.ts';
import { type Health, healthSchema } from '../../../core/model/target/target-health.ts';
import type { AuthProfile } from '../../../core/model/webhook-auth/auth-profile.ts';
import { createDeliveries } from '../../../core/store/deliveries/deliveries.ts';
import { rowKeyOf } from '../../../core/store/deliveries/delivery-key.ts';
import { createDeliveryWork } from '../../../core/store/deliveries/delivery-work.ts';
import { createExhaustedDeliveries } from '../../../core/store/deliveries/exhausted-deliveries.ts';
import { createSlowAttempts } from '../../../core/store/deliveries/slow-attempts.ts';
import { createHealthStore, healthKey } from '../../../core/store/deliveries/target-health.ts';
import { eventOf, licensor, webhookTarget } from '../builders/records.ts';
import { authProfileItem, deliveryItem, eventItem, targetItem } from '../builders/stored-items.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { deadDeliveriesUrl, quarantineUrl, queueUrl, slowQueueUrl, tables } from './environments.ts';
import type { mockQueues } from './queues.ts';
import { recordingLog } from './recording-log.ts';
import { recordingMetrics } from './recording-metrics.ts';

export const delivered: Outcome = { class: 'DELIVERED', message: 'answered 200', httpStatus: 200 };
export const unavailable: Outcome = { class: 'SERVER_ERROR', message: 'answered 503', httpStatus: 503 };
export const now = Date.parse('2026-01-01T00:00:00.000Z');

type Setting = {
  queues: ReturnType<typeof mockQueues>;
  events?: Event[];
  targets?: Target[];
  authProfiles?: AuthProfile[];
  rows?: Delivery[];
  health?: Health[];
  send?: Send;
};

export function createDeliverer({ queues, send = async () => delivered, ...contents }: Setting) {
  const {
    events = [eventOf()],
    targets = [webhookTarget()],
    authProfiles = [],
    rows = [],
    health = [],
  } = contents;
  const database = mockTables();
  const put = (table: string, items: object[]) => items.map(item => database.put(table, item));
  put(tables.EVENTS_TABLE, events.map(eventItem));
  put(tables.REGISTRY_TABLE, [...targets.map(targetItem), ...authProfiles.map(authProfileItem)]);
  put(tables.DELIVERIES_TABLE, [
    ...rows.map(deliveryItem),
    ...health.map(one => ({ ...one, ...healthKey(one) })),
  ]);

  const itemAt = (key: { eventKey: string; targetId: string }) =>
    database
      .items(tables.DELIVERIES_TABLE)
      .find(item => item['eventKey'] === key.eventKey && item['targetId'] === key.targetId);
  const log = recordingLog();
  const metrics = recordingMetrics();
  const sent: Notification[] = [];
  const queue = (url: string) => ({ sqs: queues.client(), url, log });
  const names = { registry: tables.REGISTRY_TABLE, events: tables.EVENTS_TABLE };
  const deps = {
    work: createDeliveryWork(database.db, { ...names, deliveries: tables.DELIVERIES_TABLE }),
    deliveries: createDeliveries(database.db, tables.DELIVERIES_TABLE),
    health: createHealthStore(database.db, tables.DELIVERIES_TABLE),
    exhausted: createExhaustedDeliveries(database.db, tables.DELIVERIES_TABLE),
    slowAttempts: createSlowAttempts(database.db, tables.DELIVERIES_TABLE),
    send: async (notification: Notification) => {
      sent.push(notification);
      return send(notification);
    },
    channel: 'webhook' as const,
    queue: queue(queueUrl),
    slowQueue: queue(slowQueueUrl),
    quarantine: queue(quarantineUrl),
    deadDeliveries: queue(deadDeliveriesUrl),
    schedule: documentedSchedule,
    clock: () => now,
    random: () => 0.5,
    log,
    metrics,
  };
  return {
    database,
    /** The parts of the deliverer. A test may wrap one of them to inject a fault. */
    deps,
    sent,
    log,
    metrics,
    rowOf: (of: DeliveryKey): Delivery | undefined => {
      const item = itemAt(rowKeyOf(of));
      return item && deliverySchema.parse(item);
    },
    /** Writes a row, as another deliverer would at the same time. */
    overwrite: (row: Delivery): void => database.put(tables.DELIVERIES_TABLE, deliveryItem(row)),
    storedHealth: (targetId = 'target-1'): Health | undefined => {
      const item = itemAt(healthKey({ licensor, targetId }));
      return item && healthSchema.parse(item);
    },
    /** The number of rows in each write of outcomes. */
    writes: (): number[] =>
      database.dynamo
        .commandCalls(BatchExecuteStatementCommand)
        .map(({ args: [{ input }] }) => input.Statements?.length ?? 0),
    /** The kind of each write of health: `count`, `exhausted` or `change`. */
    healthWrites: (): string[] =>
      database.dynamo.commandCalls(UpdateCommand).map(
        ({
          args: [
            {
              input: { UpdateExpression = '' },
            },
          ],
        }) => {
          if (UpdateExpression.includes('ADD failures')) return 'count';
          return UpdateExpression.includes('SET exhaustedAt') ? 'exhausted' : 'change';
        },
      ),
    /** From now on each write of a row fails. */
    goDown: (): void => database.onStatement(() => 'ThrottlingError'),
    /** From now on each write of health fails. */
    failHealthWrites: (): void => {
      database.dynamo.on(UpdateCommand).rejects(new Error('DynamoDB is down'));
    },
    /** @returns the ids of the messages that stay on the queue */
    deliver: async (...records: SQSRecord[]): Promise<string[]> => {
      const { batchItemFailures } = await deliverBatch(records, deps, () => false);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
  };
}
