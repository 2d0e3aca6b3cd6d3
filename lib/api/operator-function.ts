// The function of what operators see in the console.
import type { Construct } from 'constructs';
import * as operatorContract from '../../lambdas/operator/contract.ts';
import { allow, allowOnLicensors, allowOnPartitions } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import { due } from '../storage.ts';
import { type ApiFunctionProps, timeout } from './function-props.ts';

/** It reads the records and targets of all licensors, and how full the queues are. It changes nothing. */
export function createOperator(scope: Construct, props: ApiFunctionProps) {
  const { settings, storage, channels, quarantine, deadDeliveries } = props;
  const { webhook, aws } = channels;
  const operator = new LambdaFunction(scope, 'Operator', {
    settings,
    name: 'operator',
    contract: operatorContract,
    environment: {
      REGISTRY_TABLE: storage.registry.tableName,
      DELIVERIES_TABLE: storage.deliveries.tableName,
      STAGE: settings.stage,
      QUARANTINE_URL: quarantine.queueUrl,
      DEAD_DELIVERIES_URL: deadDeliveries.queueUrl,
      WEBHOOK_QUEUE_URL: webhook.queue.queueUrl,
      SLOW_WEBHOOK_QUEUE_URL: webhook.slowQueue.queueUrl,
      AWS_QUEUE_URL: aws.queue.queueUrl,
      SLOW_AWS_QUEUE_URL: aws.slowQueue.queueUrl,
    },
    timeout,
  });
  allowOnLicensors(operator, storage, 'dynamodb:GetItem', 'dynamodb:Query');
  allowOnPartitions(operator, storage.registry.tableArn, { like: 'LICENSORS#' }, 'dynamodb:Query');
  allowOnPartitions(
    operator,
    storage.deliveries.tableArn,
    { like: ['*#!health', '#audit'] },
    'dynamodb:Query',
  );
  allow(operator, `${storage.deliveries.tableArn}/index/${due}`, 'dynamodb:Query');
  const queues = [quarantine, deadDeliveries, webhook.queue, webhook.slowQueue, aws.queue, aws.slowQueue];
  for (const queue of queues) queue.grant(operator, 'sqs:GetQueueAttributes');
  return operator;
}
