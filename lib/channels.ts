// The two channels. They are apart because code that calls partner-chosen URLs must not be able to assume roles.
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as awsContract from '../lambdas/aws-deliverer/contract.ts';
import * as webhookContract from '../lambdas/webhook-deliverer/contract.ts';
import { DeliveryChannel } from './delivery-channel.ts';
import { allow } from './grants.ts';
import { grantSendToPartnerSources, partnerNameOf } from './partner-event-sources.ts';
import { grantAssumePartnerRoles, partnerRoleName } from './partner-roles.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

const deadlineMs = 10_000;

export type ChannelsProps = { settings: Settings; storage: Storage; quarantine: Queue };

/**
 * What an outcome may change of a target, and of the Registry at all: not where a target sends, nor who may call
 * (DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control").
 */
const mayDisableTargets = ({ registry }: Storage): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:UpdateItem'],
    resources: [registry.tableArn],
    conditions: {
      'ForAllValues:StringEquals': {
        'dynamodb:Attributes': ['licensor', 'itemId', 'status', 'statusReason', 'updatedAt', 'version'],
      },
    },
  });

export class Channels extends Construct {
  readonly webhook: DeliveryChannel<typeof webhookContract.environment>;
  readonly aws: DeliveryChannel<typeof awsContract.environment>;

  constructor(scope: Construct, id: string, props: ChannelsProps) {
    super(scope, id);
    const { settings, storage } = props;

    this.webhook = new DeliveryChannel(this, 'Webhook', {
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
    allow(this.webhook.deliverer, storage.secrets.tableArn, 'dynamodb:GetItem');
    storage.secretsKey.grant(this.webhook.deliverer, 'kms:Decrypt');
    // An endpoint that answers 410 disables its target; nothing in AWS says so.
    this.webhook.deliverer.addToRolePolicy(mayDisableTargets(storage));

    this.aws = new DeliveryChannel(this, 'Aws', {
      ...props,
      name: 'aws-deliverer',
      contract: awsContract,
      environment: { DEADLINE_MS: String(deadlineMs), PARTNER_NAME: partnerNameOf(settings) },
      concurrency: settings.deliveryConcurrency.aws,
      roleName: partnerRoleName(this, settings, 'deliver'),
    });
    grantAssumePartnerRoles(this, this.aws.deliverer);
    grantSendToPartnerSources(this, settings, this.aws.deliverer);
  }
}
