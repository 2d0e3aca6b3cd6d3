// The CloudFormation template of a partner's side: the destination with its role, in the partner's account.
import { type AwsTargetType, deliveryActions } from './aws-destination.ts';

/** What the role must trust (docs/receiving.md, "SQS, SNS, EventBridge"). */
export type StackParameters = {
  /** The account in which Herald runs. */
  HeraldAccount: string;
  /** A pattern for the ARNs of Herald's own roles. */
  HeraldRoles: string;
  /** The licensor's external id. */
  ExternalId: string;
};

const descriptions: Record<keyof StackParameters, string> = {
  HeraldAccount: 'The AWS account in which Herald runs',
  HeraldRoles: "A pattern for the ARNs of Herald's own roles",
  ExternalId: 'Your external id. Herald names it whenever it assumes the role',
};

const ref = (name: string) => ({ Ref: name });
const attribute = (resource: string, name: string) => ({ 'Fn::GetAtt': [resource, name] });
/** The root user of an account, given by a parameter. */
const rootOf = (parameter: string) => ({
  'Fn::Join': ['', ['arn:', ref('AWS::Partition'), ':iam::', ref(parameter), ':root']],
});
const policy = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });

/** Two weeks, the longest time that SQS keeps a message. */
const retentionSeconds = 1_209_600;
const queue = { SqsManagedSseEnabled: true, MessageRetentionPeriod: retentionSeconds };

/** Only over TLS. */
const denyPlainText = (action: string, resource: object) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: action,
  Resource: resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

/** A queue, and one for messages that your consumer has received five times. */
const queues = {
  DeadLetters: { Type: 'AWS::SQS::Queue', Properties: queue },
  Queue: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      ...queue,
      VisibilityTimeout: 180,
      RedrivePolicy: { deadLetterTargetArn: attribute('DeadLetters', 'Arn'), maxReceiveCount: 5 },
    },
  },
};
const queuePolicy = (...statements: object[]) => ({
  QueuePolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [ref('Queue')],
      PolicyDocument: policy(denyPlainText('sqs:*', attribute('Queue', 'Arn')), ...statements),
    },
  },
});

const destinations: Record<AwsTargetType, { resources: object; arn: object }> = {
  SQS: { resources: { ...queues, ...queuePolicy() }, arn: attribute('Queue', 'Arn') },
  SNS: { resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: {} } }, arn: ref('Topic') },
  EVENTBRIDGE: {
    resources: {
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: ref('AWS::StackName') } },
      ...queues,
      ...queuePolicy({
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: attribute('Queue', 'Arn'),
        Condition: { ArnEquals: { 'aws:SourceArn': attribute('Rule', 'Arn') } },
      }),
      // Every event of the bus. Replace the target by your own, or add rules.
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventBusName: ref('Bus'),
          EventPattern: { account: [ref('AWS::AccountId')] },
          Targets: [{ Id: 'queue', Arn: attribute('Queue', 'Arn') }],
        },
      },
    },
    arn: attribute('Bus', 'Arn'),
  },
};

/**
 * The template. Its outputs are the values for `destination` and `auth.assumeRoleArn` of `POST /targets`.
 * @param defaults of the parameters; without them, whoever deploys the template gives all
 */
export function partnerStack(type: AwsTargetType, defaults?: StackParameters) {
  const { resources, arn } = destinations[type];
  const parameters = Object.entries(descriptions).map(([name, Description]) => {
    const value = Object.entries(defaults ?? {}).find(([key]) => key === name)?.[1];
    return [name, { Type: 'String', Description, ...(value !== undefined && { Default: value }) }];
  });
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Receives notifications of Herald (${type}), by a role that only Herald can assume`,
    Parameters: Object.fromEntries(parameters),
    Resources: {
      ...resources,
      DeliveryRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: policy({
            Effect: 'Allow',
            Principal: { AWS: rootOf('HeraldAccount') },
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: { 'sts:ExternalId': ref('ExternalId') },
              ArnLike: { 'aws:PrincipalArn': ref('HeraldRoles') },
            },
          }),
          Policies: [
            {
              PolicyName: 'deliver',
              PolicyDocument: policy({ Effect: 'Allow', Action: deliveryActions[type], Resource: arn }),
            },
          ],
        },
      },
    },
    Outputs: {
      Destination: { Value: arn },
      AssumeRoleArn: { Value: attribute('DeliveryRole', 'Arn') },
    },
  };
}

/** The file of a type's template, in packages/partner-templates/. */
export const templateFile = (type: AwsTargetType): string => `herald-${type.toLowerCase()}.json`;

/** The hosts of the console, by partition (AWS documentation of China and GovCloud, "Service endpoints"). */
const consoleHosts: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/**
 * A link that opens CloudFormation's console with the template and its parameters (CloudFormation User Guide,
 * "Quick-create links").
 * @param folder with the templates on S3, e.g. `https://bucket.s3.amazonaws.com/herald`
 * @param partition in which Herald and the partner are
 * @returns undefined in a partition whose console is not known
 */
export function launchUrl(
  type: AwsTargetType,
  folder: string,
  partition: string,
  parameters: StackParameters,
): string | undefined {
  const host = consoleHosts[partition];
  if (host === undefined) return undefined;
  const query = new URLSearchParams({
    templateURL: `${folder}/${templateFile(type)}`,
    stackName: `herald-${type.toLowerCase()}`,
    ...Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`param_${name}`, value])),
  });
  return `https://${host}/cloudformation/home#/stacks/quickcreate?${query}`;
}
