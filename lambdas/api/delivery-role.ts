// `GET /delivery-role`: the policies that a partner's role needs (reference text 1, "AWS Target Setup Guide")
// with the licensor's external id, and a CloudFormation template that creates the role.
import * as z from 'zod';
import { badRequest, HeraldError } from '../../core/model/api/herald-error.ts';
import { oneOf, parseInput } from '../../core/model/api/parse.ts';
import {
  type AwsTargetType,
  deliveryActions,
  destinationSchema,
  keyActions,
  parseArn,
  partition,
} from '../../core/model/target/aws-destination.ts';
import { launchUrl, partnerStack } from '../../core/model/target/partner-stack.ts';
import { type Home, issueOfDestination } from '../../core/model/target/target-accounts.ts';
import { requireOnboarded } from '../../core/registration/aws-target.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import type { Licensors } from '../../core/store/registry/licensors.ts';
import type { operations } from './operations.ts';

const keyArn = z
  .string()
  .regex(
    new RegExp(String.raw`^arn:${partition}:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+$`),
    'expected the ARN of a KMS key',
  );
const query = (type: AwsTargetType) =>
  z.strictObject({
    type: z.literal(type),
    destination: destinationSchema(type).optional(),
    kmsKeyArn: keyArn.optional(),
  });
const querySchema = z.discriminatedUnion('type', [query('SQS'), query('SNS'), query('EVENTBRIDGE')], {
  error: oneOf('SQS', 'SNS', 'EVENTBRIDGE'),
});

/** All parameters. The pattern of `destination` depends on the type. */
export const deliveryRoleQuerySchema = z.strictObject({
  type: z.enum(['SQS', 'SNS', 'EVENTBRIDGE']).describe('The type of the target'),
  destination: z
    .string()
    .optional()
    .describe('The ARN of your queue, topic or bus. Without it, the template creates one'),
  kmsKeyArn: keyArn.optional().describe('Your KMS key, if the queue or topic is encrypted with it'),
});

const policySchema = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(z.record(z.string(), z.unknown())),
});
export const deliveryRoleSchema = z
  .strictObject({
    externalId: z.string(),
    trustPolicy: policySchema,
    permissionPolicy: policySchema.optional().describe('Absent without `destination`'),
    cloudFormation: z
      .record(z.string(), z.unknown())
      .describe('A template that creates the role, and without `destination` the queue, topic or bus too'),
    launchUrl: z
      .url()
      .optional()
      .describe('Without `destination`: opens CloudFormation with the template, if the platform hosts it'),
  })
  .meta({ id: 'DeliveryRole' });

export type DeliveryRoleDeps = {
  licensors: Licensors;
  home: Home;
  deliveryRolePattern: string;
  /** Where the platform hosts the templates of partners; empty if it does not. */
  templatesUrl: string;
};

type DeliveryRoleRoute = RoutesOf<typeof operations>['GET /{licensor}/notifications/delivery-role'];

export function deliveryRoleRoute({
  licensors,
  home,
  deliveryRolePattern,
  templatesUrl,
}: DeliveryRoleDeps): DeliveryRoleRoute {
  return async ({ licensor, query: asked }) => {
    const { type, destination, kmsKeyArn } = parseInput(querySchema, asked, 'query');
    const issue = destination === undefined ? undefined : issueOfDestination(destination, home);
    if (issue) throw new HeraldError('BAD_REQUEST', [issue]);
    if (destination === undefined && kmsKeyArn !== undefined && type === 'EVENTBRIDGE')
      throw badRequest(['kmsKeyArn'], 'expected a destination beside it: the template of a bus has no key');
    const { externalId } = requireOnboarded(licensor, await licensors.get(licensor));
    const trustPolicy = trustPolicyFor(home, externalId, deliveryRolePattern);
    if (destination === undefined) {
      const parameters = {
        HeraldAccount: home.account,
        HeraldRoles: deliveryRolePattern,
        ExternalId: externalId,
        ...(kmsKeyArn !== undefined && { KmsKeyArn: kmsKeyArn }),
      };
      const cloudFormation = partnerStack(type, parameters);
      const link = templatesUrl && launchUrl(type, templatesUrl, home.partition, parameters);
      const body = { externalId, trustPolicy, cloudFormation, ...(link && { launchUrl: link }) };
      return { status: 200, body };
    }
    const permissionPolicy = permissionPolicyFor(type, destination, kmsKeyArn);
    const cloudFormation = templateFor(licensor, destination, trustPolicy, permissionPolicy);
    return { status: 200, body: { externalId, trustPolicy, permissionPolicy, cloudFormation } };
  };
}

const policy = (...statements: Record<string, unknown>[]) => ({
  Version: '2012-10-17' as const,
  Statement: statements,
});

const trustPolicyFor = (home: Home, externalId: string, deliveryRolePattern: string) =>
  policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:${home.partition}:iam::${home.account}:root` },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'sts:ExternalId': externalId },
      ArnLike: { 'aws:PrincipalArn': deliveryRolePattern },
    },
  });

function permissionPolicyFor(type: AwsTargetType, destination: string, kmsKeyArn: string | undefined) {
  const [first, ...others] = deliveryActions[type];
  // The reference text prints a single action as a string and several as a list.
  const send = {
    Effect: 'Allow',
    Action: others.length > 0 ? [first, ...others] : first,
    Resource: destination,
  };
  if (!kmsKeyArn) return policy(send);
  return policy(send, {
    Effect: 'Allow',
    Action: keyActions,
    Resource: kmsKeyArn,
  });
}

/** A template for the partner's account. Its output is the value for `auth.assumeRoleArn`. */
const templateFor = (
  licensor: string,
  destination: string,
  trustPolicy: object,
  permissionPolicy: object,
) => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: `Lets Herald deliver notifications of ${licensor} to ${parseArn(destination).resource}`,
  Resources: {
    DeliveryRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: trustPolicy,
        Policies: [{ PolicyName: 'deliver', PolicyDocument: permissionPolicy }],
      },
    },
  },
  Outputs: { AssumeRoleArn: { Value: { 'Fn::GetAtt': ['DeliveryRole', 'Arn'] } } },
});
