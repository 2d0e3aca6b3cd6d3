// The two channels: webhooks and AWS targets. They are separate because code that calls URLs chosen by
// partners must not be able to assume roles.
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as awsContract from '../../lambdas/aws-deliverer/contract.ts';
import * as webhookContract from '../../lambdas/webhook-deliverer/contract.ts';
import { allow, allowOnAnswers, allowOnHealth, allowOnPartitions, answersKeyId } from '../grants.ts';
import type { Settings } from '../settings.ts';
import type { Storage } from '../storage.ts';
import { DeliveryChannel } from './delivery-channel.ts';
import { grantSendToPartnerSources, partnerNameOf } from './partner-event-sources.ts';
import { grantAssumePartnerRoles, partnerRoleName } from './partner-roles.ts';

/** The time limit of one attempt. */
const deadlineMs = 10_000;

export type ChannelsProps = {
  settings: Settings;
  storage: Storage;
  quarantine: Queue;
  deadDeliveries: Queue;
};

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
      environment: common => ({
        ...common,
        SECRETS_TABLE: storage.secrets.tableName,
        ANSWERS_KEY_ID: answersKeyId(settings, storage),
        DEADLINE_MS: String(deadlineMs),
        EXTRA_ORIGINS: JSON.stringify(settings.extraOrigins),
      }),
      concurrency: settings.deliveryConcurrency.webhook,
    });
    allow(this.webhook.deliverer, storage.secrets.tableArn, 'dynamodb:GetItem');
    storage.secretsKey.grant(this.webhook.deliverer, 'kms:Decrypt');
    if (settings.answerExcerpts) {
      allowOnAnswers(this.webhook.deliverer, storage, 'kms:Encrypt');
      const answers = { like: '*#!answers' };
      allowOnPartitions(this.webhook.deliverer, storage.deliveries.tableArn, answers, 'dynamodb:PutItem');
    }
    // For a 410, which no AWS service answers.
    allowOnHealth(this.webhook.deliverer, storage, 'dynamodb:GetItem');

    this.aws = new DeliveryChannel(this, 'Aws', {
      ...props,
      name: 'aws-deliverer',
      contract: awsContract,
      environment: common => ({
        ...common,
        DEADLINE_MS: String(deadlineMs),
        PARTNER_NAME: partnerNameOf(settings),
      }),
      concurrency: settings.deliveryConcurrency.aws,
      roleName: partnerRoleName(this, settings, 'deliver'),
    });
    grantAssumePartnerRoles(this, this.aws.deliverer);
    grantSendToPartnerSources(this, settings, this.aws.deliverer);
    // For a partner event source that is not associated yet.
    if (settings.partnerEventSource) allowOnHealth(this.aws.deliverer, storage, 'dynamodb:GetItem');
  }
}
