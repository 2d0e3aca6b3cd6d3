// The settings that all queues have in common: encrypted, HTTPS only, messages kept for 14 days.
import { Duration } from 'aws-cdk-lib';
import { type DeadLetterQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

export type QueueOptions = {
  settings: Settings;
  visibilityTimeout?: Duration;
  deadLetterQueue?: DeadLetterQueue;
};

export const createQueue = (scope: Construct, id: string, { settings, ...options }: QueueOptions): Queue =>
  new Queue(scope, id, {
    ...options,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    removalPolicy: settings.removalPolicy,
    retentionPeriod: Duration.days(14),
  });
