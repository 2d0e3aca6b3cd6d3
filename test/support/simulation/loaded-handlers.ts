// The handlers of all functions that process an event, and of the API and the authorizer, with the URLs of
// the queues.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { vi } from 'vitest';
import { documentedSchedule } from '../../../core/delivery/contract.ts';
import { environmentOf, heraldAccount, tables } from '../handlers/environments.ts';

const queueUrlOf = (name: string): string => `https://sqs.eu-west-1.amazonaws.com/${heraldAccount}/${name}`;
export const urls = {
  webhook: queueUrlOf('webhook'),
  aws: queueUrlOf('aws'),
  slowWebhook: queueUrlOf('slow-webhook'),
  slowAws: queueUrlOf('slow-aws'),
  quarantine: queueUrlOf('quarantine'),
  dead: queueUrlOf('dead-deliveries'),
};

/**
 * Loads the handlers. Call it after time, chance and AWS are simulated: some modules read them when they are
 * imported.
 * @param variables environment variables for every function, also those of Powertools
 */
export async function loadHandlers(variables: Record<string, string> = {}) {
  const common = {
    DEAD_DELIVERIES_URL: urls.dead,
    WEBHOOK_QUEUE_URL: urls.webhook,
    AWS_QUEUE_URL: urls.aws,
    QUARANTINE_URL: urls.quarantine,
    RETRY_SCHEDULE: JSON.stringify(documentedSchedule),
    DEADLINE_MS: '10000',
    ACCOUNT_ID: heraldAccount,
    ...tables,
    ...variables,
  };
  for (const [name, value] of Object.entries(variables))
    if (name.startsWith('POWERTOOLS_')) vi.stubEnv(name, value);
  const { ownServices } = await import('../../../core/runtime/aws/aws-client.ts');
  const { createInvoke } = await import('../../../core/runtime/aws/invoke.ts');
  const { createDynamo } = await import('../../../core/store/dynamodb/dynamodb.ts');
  const publish = await import('../../../lambdas/publish/create-handler.ts');
  const dispatcher = await import('../../../lambdas/dispatcher/create-handler.ts');
  const webhookDeliverer = await import('../../../lambdas/webhook-deliverer/create-handler.ts');
  const awsDeliverer = await import('../../../lambdas/aws-deliverer/create-handler.ts');
  const scheduler = await import('../../../lambdas/retry-scheduler/create-handler.ts');
  const audit = await import('../../../lambdas/audit/create-handler.ts');
  const api = await import('../../../lambdas/api/create-handler.ts');
  const deliveries = await import('../../../lambdas/deliveries/create-handler.ts');
  const graphql = await import('../../../lambdas/graphql/create-handler.ts');
  const pull = await import('../../../lambdas/pull/create-handler.ts');
  const authorizer = await import('../../../lambdas/authorizer/create-handler.ts');

  const db = createDynamo(new DynamoDBClient(ownServices));
  const sqs = new SQSClient(ownServices);
  const kms = new KMSClient(ownServices);
  const eventBridgeIn = (region: string) => new EventBridgeClient({ ...ownServices, region });
  return {
    authorizer: authorizer.createHandler(environmentOf('authorizer', common), { db }),
    publish: publish.createHandler(environmentOf('publish', common), { db }),
    dispatcher: dispatcher.createHandler(environmentOf('dispatcher', common), { db, sqs }),
    webhookDeliverer: webhookDeliverer.createHandler(
      environmentOf('webhook-deliverer', {
        ...common,
        QUEUE_URL: urls.webhook,
        SLOW_QUEUE_URL: urls.slowWebhook,
      }),
      { db, sqs, kms },
    ),
    awsDeliverer: awsDeliverer.createHandler(
      environmentOf('aws-deliverer', { ...common, QUEUE_URL: urls.aws, SLOW_QUEUE_URL: urls.slowAws }),
      { db, sqs, sts: new STSClient(ownServices) },
    ),
    scheduler: scheduler.createHandler(environmentOf('retry-scheduler', common), { db, sqs }),
    audit: audit.createHandler(environmentOf('audit', common), { db }),
    deliveries: deliveries.createHandler(environmentOf('deliveries', common), { db, sqs, kms }),
    graphql: graphql.createHandler(environmentOf('graphql', common), { db, sqs, kms, eventBridgeIn }),
    pull: pull.createHandler(environmentOf('pull', common), { db }),
    api: api.createHandler(environmentOf('api', common), {
      db,
      kms,
      eventBridgeIn,
      invoke: createInvoke({ AWS_REGION: 'eu-west-1' }),
      hostExists: async () => true,
    }),
  };
}
