// What the two functions that read and repeat deliveries share.
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { allow, allowOnPartitions, allowOnReplays } from '../grants.ts';
import { openByTime } from '../storage.ts';
import type { ApiFunctionProps } from './function-props.ts';

export const queueVariables = ({ channels, deadDeliveries }: ApiFunctionProps) => ({
  WEBHOOK_QUEUE_URL: channels.webhook.queue.queueUrl,
  AWS_QUEUE_URL: channels.aws.queue.queueUrl,
  DEAD_DELIVERIES_URL: deadDeliveries.queueUrl,
});

/** The permissions to read deliveries and their events, and to send a delivery again. */
export function grantHistory(
  grantee: IGrantable,
  { storage, channels, deadDeliveries }: ApiFunctionProps,
): void {
  const { deliveries, eventPages, events } = storage;
  allow(grantee, eventPages.tableArn, 'dynamodb:Query');
  allow(grantee, events.tableArn, 'dynamodb:GetItem', 'dynamodb:BatchGetItem');
  allow(grantee, deliveries.tableArn, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query');
  allow(grantee, `${deliveries.tableArn}/index/${openByTime}`, 'dynamodb:Query');
  allowOnReplays(grantee, storage, 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  // A resend changes rows, but no other item of the table.
  allowOnPartitions(grantee, deliveries.tableArn, { notLike: ['*#!*', '#*'] }, 'dynamodb:PartiQLUpdate');
  for (const queue of [channels.webhook.queue, channels.aws.queue, deadDeliveries])
    queue.grant(grantee, 'sqs:SendMessage');
}
