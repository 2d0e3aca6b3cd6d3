// The handler of both deliverers, composed from the environment, the clients and the channel's `send`.
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import { type TestAnswer, type TestRequest, testRequestSchema } from '../model/delivery/test-delivery.ts';
import type { Channel } from '../model/target/channel.ts';
import { createLog } from '../runtime/telemetry/log.ts';
import { type createMetrics, invocation } from '../runtime/telemetry/metrics.ts';
import type { AnswerWriter } from '../store/deliveries/answers.ts';
import { createDeliveries } from '../store/deliveries/deliveries.ts';
import { createDeliveryWork } from '../store/deliveries/delivery-work.ts';
import { createExhaustedDeliveries } from '../store/deliveries/exhausted-deliveries.ts';
import { createSlowAttempts } from '../store/deliveries/slow-attempts.ts';
import { createHealthStore } from '../store/deliveries/target-health.ts';
import { createAuthProfiles } from '../store/registry/auth-profiles.ts';
import { createTargets } from '../store/registry/targets.ts';
import type { deliveryEnvironment } from './contract.ts';
import { deliverBatch } from './deliver-batch.ts';
import { deliverTest } from './deliver-test.ts';
import type { Send } from './send.ts';

/** Time reserved for the last write of outcomes and the answer, milliseconds. */
const reservedMs = 3000;

export type DeliveryClients = { db: DynamoDBDocumentClient; sqs: SQSClient };

/**
 * @param metrics of the deliverer; `send` may count in them too
 * @param answers see `DeliveryDeps`
 */
export function createDeliveryHandler(
  channel: Channel,
  env: z.output<z.ZodObject<typeof deliveryEnvironment>>,
  { db, sqs }: DeliveryClients,
  send: Send,
  metrics: ReturnType<typeof createMetrics>,
  answers?: AnswerWriter,
) {
  const log = createLog(`${channel}-deliverer`);
  const deps = {
    work: createDeliveryWork(db, {
      registry: env.REGISTRY_TABLE,
      events: env.EVENTS_TABLE,
      deliveries: env.DELIVERIES_TABLE,
    }),
    deliveries: createDeliveries(db, env.DELIVERIES_TABLE),
    targets: createTargets(db, env.REGISTRY_TABLE),
    health: createHealthStore(db, env.DELIVERIES_TABLE),
    exhausted: createExhaustedDeliveries(db, env.DELIVERIES_TABLE),
    slowAttempts: createSlowAttempts(db, env.DELIVERIES_TABLE),
    authProfiles: createAuthProfiles(db, env.REGISTRY_TABLE),
    send,
    channel,
    queue: { sqs, url: env.QUEUE_URL, log },
    slowQueue: { sqs, url: env.SLOW_QUEUE_URL, log },
    quarantine: { sqs, url: env.QUARANTINE_URL, log },
    deadDeliveries: { sqs, url: env.DEAD_DELIVERIES_URL, log },
    schedule: env.RETRY_SCHEDULE,
    clock: Date.now,
    random: Math.random,
    log,
    metrics,
    answers,
  };
  return (event: SQSEvent | TestRequest, context: Context): Promise<SQSBatchResponse | TestAnswer> =>
    invocation<SQSBatchResponse | TestAnswer>(context, deps, () =>
      'test' in event
        ? deliverTest(testRequestSchema.parse(event), deps)
        : deliverBatch(event.Records, deps, () => context.getRemainingTimeInMillis() > reservedMs),
    );
}
