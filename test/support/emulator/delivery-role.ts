// Deploys the CloudFormation templates of `GET /delivery-role` in the partner's account: one with the role,
// and one with the queue, topic or bus too.
import { randomBytes } from 'node:crypto';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { deliveryRoleSchema } from '../../../lambdas/api/delivery-role.ts';
import { partnerAws } from './herald.ts';
import type { Licensor } from './licensor.ts';
import { eventually } from './wait.ts';

const cloudFormation = new CloudFormationClient(partnerAws);
export type DeliveryRoleAnswer = z.output<typeof deliveryRoleSchema>;

export async function askForDeliveryRole(
  licensor: Licensor,
  query: Record<string, string>,
): Promise<DeliveryRoleAnswer> {
  const { body } = await licensor.partner.call('GET', `/delivery-role?${new URLSearchParams(query)}`);
  return deliveryRoleSchema.parse(body);
}

/** Deploys a template in the partner's account. @returns the role's ARN, from the outputs of the template */
export async function deployRole(template: object): Promise<string> {
  const { AssumeRoleArn } = await deployTemplate(JSON.stringify(template));
  return z.string().parse(AssumeRoleArn);
}

/**
 * Deploys a template in the partner's account.
 * @returns its outputs, by their names
 * @throws Error with CloudFormation's reason, if it fails
 */
export async function deployTemplate(
  TemplateBody: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, string | undefined>>> {
  const StackName = `test-${randomBytes(6).toString('hex')}`;
  const Parameters = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }));
  await cloudFormation.send(
    new CreateStackCommand({ StackName, TemplateBody, Parameters, Capabilities: ['CAPABILITY_IAM'] }),
  );
  const stack = await eventually(
    `the stack ${StackName}`,
    async (): Promise<Stack | undefined> =>
      (await cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0],
    each => each?.StackStatus !== 'CREATE_IN_PROGRESS',
  );
  if (stack?.StackStatus !== 'CREATE_COMPLETE')
    throw new Error(`${StackName} is ${stack?.StackStatus}: ${stack?.StackStatusReason}`);
  const outputs = stack.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]));
}
