// The retry-scheduler: runs every minute, sends the tasks of due deliveries, and maintains targets. Several
// may run at once, each with its share of the shards.
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import { shareOf } from '../../core/store/contract.ts';
import { createDeliveries } from '../../core/store/deliveries/deliveries.ts';
import { dueShards } from '../../core/store/deliveries/delivery-key.ts';
import { createDueDeliveries } from '../../core/store/deliveries/due-deliveries.ts';
import { createExhaustedDeliveries } from '../../core/store/deliveries/exhausted-deliveries.ts';
import { createOpenDeliveries } from '../../core/store/deliveries/open-deliveries.ts';
import { createReplays } from '../../core/store/deliveries/replays.ts';
import { createHealthStore } from '../../core/store/deliveries/target-health.ts';
import { type Action, transact } from '../../core/store/dynamodb/transaction.ts';
import { createEventReader } from '../../core/store/events/event-reader.ts';
import { createLicensors } from '../../core/store/registry/licensors.ts';
import { createSubscriptions } from '../../core/store/registry/subscriptions.ts';
import { createTargets } from '../../core/store/registry/targets.ts';
import { type environment, scheduledEventSchema } from './contract.ts';
import { wakeDeliveries } from './wake-deliveries.ts';

/** No page starts with less time left than this, milliseconds: each of its calls may run into its timeout. */
const reservedMs = 15_000;

export function createHandler(
  env: z.output<typeof environment>,
  { db, sqs }: { db: DynamoDBDocumentClient; sqs: SQSClient },
) {
  const log = createLog('retry-scheduler');
  const eventTables = { events: env.EVENTS_TABLE, eventPages: env.EVENT_PAGES_TABLE };
  const deps = {
    due: createDueDeliveries(db, env.DELIVERIES_TABLE),
    deliveries: createDeliveries(db, env.DELIVERIES_TABLE),
    open: createOpenDeliveries(db, env.DELIVERIES_TABLE),
    health: createHealthStore(db, env.DELIVERIES_TABLE),
    exhausted: createExhaustedDeliveries(db, env.DELIVERIES_TABLE),
    targets: createTargets(db, env.REGISTRY_TABLE),
    licensors: createLicensors(db, env.REGISTRY_TABLE),
    transact: (actions: readonly Action[]) => transact(db, actions),
    subscriptions: createSubscriptions(db, env.REGISTRY_TABLE),
    replays: createReplays(db, env.DELIVERIES_TABLE),
    eventTables,
    events: createEventReader(db, eventTables),
    installation: { account: env.ACCOUNT_ID, region: env.AWS_REGION },
    queues: {
      webhook: { sqs, url: env.WEBHOOK_QUEUE_URL, log },
      aws: { sqs, url: env.AWS_QUEUE_URL, log },
    },
    deadDeliveries: { sqs, url: env.DEAD_DELIVERIES_URL, log },
    clock: Date.now,
    random: Math.random,
    log,
    metrics: createMetrics('retry-scheduler'),
  };
  return (event: unknown, context: Context): Promise<void> =>
    invocation(context, deps, () => {
      const shards = shareOf(dueShards, scheduledEventSchema.parse(event).share);
      return wakeDeliveries(shards, deps, () => context.getRemainingTimeInMillis() > reservedMs);
    });
}
