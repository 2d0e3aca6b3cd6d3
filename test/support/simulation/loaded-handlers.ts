// Herald's exported handlers, all of them that an event meets on its way, loaded into one test file with queues of their own.
import { documentedSchedule } from '../../../core/delivery/contract.ts';
import { heraldAccount, stubEnvironment, tables } from '../handlers/handler-under-test.ts';

const queueUrlOf = (name: string): string => `https://sqs.eu-west-1.amazonaws.com/${heraldAccount}/${name}`;
export const urls = {
  webhook: queueUrlOf('webhook'),
  aws: queueUrlOf('aws'),
  quarantine: queueUrlOf('quarantine'),
  dead: queueUrlOf('dead-deliveries'),
};

/**
 * To be called when time, chance and AWS are simulated: the modules read them once.
 * @param variables more of the environment, of every function
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
  stubEnvironment('publish', common);
  const { handler: publish } = await import('../../../lambdas/publish/handler.ts');
  stubEnvironment('dispatcher', common);
  const { handler: dispatcher } = await import('../../../lambdas/dispatcher/handler.ts');
  stubEnvironment('webhook-deliverer', { ...common, QUEUE_URL: urls.webhook });
  const { handler: webhookDeliverer } = await import('../../../lambdas/webhook-deliverer/handler.ts');
  stubEnvironment('aws-deliverer', { ...common, QUEUE_URL: urls.aws });
  const { handler: awsDeliverer } = await import('../../../lambdas/aws-deliverer/handler.ts');
  stubEnvironment('retry-scheduler', common);
  const { handler: scheduler } = await import('../../../lambdas/retry-scheduler/handler.ts');
  const { handler: audit } = await import('../../../lambdas/audit/handler.ts');
  stubEnvironment('api', common);
  const { handler: api } = await import('../../../lambdas/api/handler.ts');
  stubEnvironment('authorizer', common);
  const { handler: authorizer } = await import('../../../lambdas/authorizer/handler.ts');
  return { authorizer, publish, dispatcher, webhookDeliverer, awsDeliverer, scheduler, audit, api };
}
