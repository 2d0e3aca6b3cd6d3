// ARNs of partners' queues, topics and buses, and of the roles that Herald assumes to send to them.
// Formats: AWS Service Authorization Reference, resource types of SQS, SNS, EventBridge and IAM.
import * as z from 'zod';

const accountPart = String.raw`\d{12}`;
const regionPart = String.raw`[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}`;
/** Any partition: `issueOfDestination` then refuses all but Herald's own. */
export const partition = 'aws(?:-[a-z]+){0,2}';

const destinationPatterns = {
  SQS: new RegExp(
    String.raw`^arn:${partition}:sqs:${regionPart}:${accountPart}:[A-Za-z0-9_-]{1,80}(?:\.fifo)?$`,
  ),
  SNS: new RegExp(
    String.raw`^arn:${partition}:sns:${regionPart}:${accountPart}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$`,
  ),
  EVENTBRIDGE: new RegExp(
    `^arn:${partition}:events:${regionPart}:${accountPart}:event-bus/[A-Za-z0-9._/-]{1,256}$`,
  ),
};
const shapes = {
  SQS: 'arn:aws:sqs:{region}:{account-id}:{queue-name}',
  SNS: 'arn:aws:sns:{region}:{account-id}:{topic-name}',
  EVENTBRIDGE: 'arn:aws:events:{region}:{account-id}:event-bus/{bus-name}',
};

export type AwsTargetType = keyof typeof destinationPatterns;

/**
 * The actions that the partner's role must allow, the sending action first (reference text 1, "AWS Target
 * Setup Guide").
 */
export const deliveryActions: Record<AwsTargetType, [send: string, ...others: string[]]> = {
  SQS: ['sqs:SendMessage', 'sqs:GetQueueUrl'],
  SNS: ['sns:Publish'],
  EVENTBRIDGE: ['events:PutEvents'],
};

/** The actions that the role must also allow on the KMS key of an encrypted queue or topic. */
export const keyActions = ['kms:GenerateDataKey', 'kms:Decrypt'];

export const destinationSchema = (type: AwsTargetType) =>
  z.string().regex(destinationPatterns[type], `expected an ARN like ${shapes[type]}`);

export const roleArnSchema = z
  .string()
  .regex(
    new RegExp(`^arn:${partition}:iam::${accountPart}:role/[A-Za-z0-9+=,.@_/-]{1,512}$`),
    'expected an ARN like arn:aws:iam::{account-id}:role/{role-name}',
  );

/** The length and characters that STS AssumeRole accepts as `ExternalId`. */
export const externalIdSchema = z
  .string()
  .min(2)
  .max(1224)
  .regex(/^[\w+=,.@:/-]+$/, 'expected letters, digits and + = , . @ : / - _');

export type Arn = { partition: string; region: string; account: string; resource: string };

/** Splits an ARN that one of the schemas above has accepted. */
export function parseArn(arn: string): Arn {
  const [, partition = '', , region = '', account = '', ...resource] = arn.split(':');
  return { partition, region, account, resource: resource.join(':') };
}

/** Partitions with another DNS suffix than `amazonaws.com` (AWS General Reference, "Service endpoints"). */
const dnsSuffixes: Readonly<Record<string, string>> = {
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
};

export const dnsSuffixOf = (partition: string): string => dnsSuffixes[partition] ?? 'amazonaws.com';
