// The CloudFormation template of a partner's side: the destination with its role, in the partner's account.
import { type AwsTargetType, deliveryActions, keyActions } from './aws-destination.ts';
import { attribute, partnerDestinations, policy, ref, when } from './partner-destinations.ts';

/** What the role must trust (docs/receiving.md, "SQS, SNS, EventBridge"). */
export type StackParameters = {
  /** The account in which Herald runs. */
  HeraldAccount: string;
  /** A pattern for the ARNs of Herald's own roles. */
  HeraldRoles: string;
  /** The licensor's external id. */
  ExternalId: string;
};
/** For a queue or topic: the ARN of the partner's own KMS key. */
type Key = { KmsKeyArn?: string };

const descriptions: Record<keyof StackParameters, string> = {
  HeraldAccount: 'The AWS account in which Herald runs',
  HeraldRoles: "A pattern for the ARNs of Herald's own roles",
  ExternalId: 'Your external id. Herald names it whenever it assumes the role',
};

/** What a queue or topic can be. Whoever deploys the template may choose otherwise. */
const choices = {
  Fifo: {
    Type: 'String',
    Default: 'false',
    AllowedValues: ['true', 'false'],
    Description: 'Whether it is FIFO. Its name is then that of the stack',
  },
  KmsKeyArn: {
    Type: 'String',
    Default: '',
    Description:
      'A KMS key of yours for the encryption; none if AWS may use its own. The role may use the key',
  },
};
const conditions = {
  IsFifo: { 'Fn::Equals': [ref('Fifo'), 'true'] },
  HasKey: { 'Fn::Not': [{ 'Fn::Equals': [ref('KmsKeyArn'), ''] }] },
};

/** The root user of an account, given by a parameter. */
const rootOf = (parameter: string) => ({
  'Fn::Join': ['', ['arn:', ref('AWS::Partition'), ':iam::', ref(parameter), ':root']],
});
/** SQS and SNS use a key with the permissions of whoever sends. */
const useOfKey = when('HasKey', { Effect: 'Allow', Action: keyActions, Resource: ref('KmsKeyArn') });

/**
 * The template. Its outputs are the values for `destination` and `auth.assumeRoleArn` of `POST /targets`, and
 * for a bus the queue of its rule.
 * @param defaults of the parameters; without them, whoever deploys the template gives all
 */
export function partnerStack(type: AwsTargetType, defaults?: StackParameters & Key) {
  const { resources, arn } = partnerDestinations[type];
  const hasChoices = type !== 'EVENTBRIDGE';
  const trusted = Object.entries(descriptions).map(([name, Description]) => [
    name,
    { Type: 'String', Description },
  ]);
  const parameters: Record<string, object> = { ...Object.fromEntries(trusted), ...(hasChoices && choices) };
  for (const [name, Default] of Object.entries(defaults ?? {}))
    parameters[name] = { ...parameters[name], Default };
  const send = { Effect: 'Allow', Action: deliveryActions[type], Resource: arn };
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Receives notifications of Herald (${type}), by a role that only Herald can assume`,
    Parameters: parameters,
    ...(hasChoices && { Conditions: conditions }),
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
              PolicyDocument: hasChoices ? policy(send, useOfKey) : policy(send),
            },
          ],
        },
      },
    },
    Outputs: {
      Destination: { Value: arn },
      AssumeRoleArn: { Value: attribute('DeliveryRole', 'Arn') },
      ...(type === 'EVENTBRIDGE' && { QueueArn: { Value: attribute('Queue', 'Arn') } }),
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
  parameters: StackParameters & Key,
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
