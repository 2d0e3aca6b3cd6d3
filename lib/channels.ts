// The two channels. They are apart because code that calls partner-chosen URLs must not be able to assume roles.
import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as awsContract from '../lambdas/aws-deliverer/contract.ts';
import * as webhookContract from '../lambdas/webhook-deliverer/contract.ts';
import { DeliveryChannel } from './delivery-channel.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

const deadlineMs = 10_000;

export class Channels extends Construct {
  readonly queues: { webhook: Queue; aws: Queue };
  /** What `aws:PrincipalArn` in a partner's trust policy must match. */
  readonly deliveryRolePattern: string;

  constructor(
    scope: Construct,
    id: string,
    props: { settings: Settings; storage: Storage; quarantine: Queue },
  ) {
    super(scope, id);
    const { settings, storage } = props;
    const { account, region, partition } = Stack.of(this);
    const rolePrefix = `${settings.deliveryRolePrefix}${settings.stage}-`;
    this.deliveryRolePattern = `arn:${partition}:iam::${account}:role/${rolePrefix}*`;

    const webhook = new DeliveryChannel(this, 'Webhook', {
      ...props,
      name: 'webhook-deliverer',
      contract: webhookContract,
      environment: {
        SECRETS_TABLE: storage.secrets.tableName,
        DEADLINE_MS: String(deadlineMs),
        EXTRA_ORIGINS: JSON.stringify(settings.extraOrigins),
      },
      concurrency: settings.deliveryConcurrency.webhook,
    });
    storage.secrets.grant(webhook.deliverer, 'dynamodb:GetItem');
    storage.secretsKey.grant(webhook.deliverer, 'kms:Decrypt');

    const aws = new DeliveryChannel(this, 'Aws', {
      ...props,
      name: 'aws-deliverer',
      contract: awsContract,
      environment: { DEADLINE_MS: String(deadlineMs) },
      concurrency: settings.deliveryConcurrency.aws,
      roleName: `${rolePrefix}${region}-deliver`,
    });
    aws.deliverer.addToRolePolicy(
      new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [`arn:${partition}:iam::*:role/*`] }),
    );
    aws.deliverer.addToRolePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ['sts:AssumeRole'],
        resources: [`arn:${partition}:iam::${account}:role/*`],
      }),
    );
    this.queues = { webhook: webhook.queue, aws: aws.queue };
  }
}
