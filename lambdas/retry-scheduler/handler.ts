import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { ownServices } from '../../core/runtime/aws/aws-client.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import { createDueDeliveries } from '../../core/store/deliveries/due-deliveries.ts';
import { createParkedDeliveries } from '../../core/store/deliveries/parked-deliveries.ts';
import { createHealthStore } from '../../core/store/deliveries/target-health.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { type Action, transact } from '../../core/store/dynamodb/transaction.ts';
import { createTargets } from '../../core/store/registry/targets.ts';
import { environment } from './contract.ts';
import { scheduleWork } from './wake-deliveries.ts';

/** Time that is left for the last page, milliseconds: each of its calls may wait for an answer that does not come. */
const reservedMs = 15_000;

const env = readEnvironment(environment);
const log = createLog('retry-scheduler');
const sqs = new SQSClient(ownServices);

const db = createDynamo(new DynamoDBClient(ownServices));

const deps = {
  due: createDueDeliveries(db, env.DELIVERIES_TABLE),
  parked: createParkedDeliveries(db, env.DELIVERIES_TABLE),
  health: createHealthStore(db, env.DELIVERIES_TABLE),
  targets: createTargets(db, env.REGISTRY_TABLE),
  transact: (actions: readonly Action[]) => transact(db, actions),
  registryTable: env.REGISTRY_TABLE,
  eventsTable: env.EVENTS_TABLE,
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

/** Invoked every minute; what the event says does not matter. */
export const handler = (_event: unknown, context: Context): Promise<void> =>
  invocation(context, deps, () => scheduleWork(deps, () => context.getRemainingTimeInMillis() > reservedMs));
