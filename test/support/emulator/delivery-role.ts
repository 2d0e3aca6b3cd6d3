// Creates the role of `GET /delivery-role` in the partner's account, with the CloudFormation template of the
// answer.
import { randomBytes } from 'node:crypto';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { partnerAws } from './herald.ts';
import type { Licensor } from './licensor.ts';
import { eventually } from './wait.ts';

const cloudFormation = new CloudFormationClient(partnerAws);
const answerSchema = z.object({
  externalId: z.string(),
  trustPolicy: z.looseObject({}),
  permissionPolicy: z.looseObject({}),
  cloudFormation: z.looseObject({}),
});
export type DeliveryRoleAnswer = z.output<typeof answerSchema>;

export async function askForDeliveryRole(
  licensor: Licensor,
  query: Record<string, string>,
): Promise<DeliveryRoleAnswer> {
  const { body } = await licensor.partner.call('GET', `/delivery-role?${new URLSearchParams(query)}`);
  return answerSchema.parse(body);
}

/** Deploys a template in the partner's account. @returns the role's ARN, from the outputs of the template */
export async function deployRole(template: object): Promise<string> {
  const StackName = `test-${randomBytes(6).toString('hex')}`;
  const TemplateBody = JSON.stringify(template);
  await cloudFormation.send(
    new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }),
  );
  const stack = await eventually(
    `the stack ${StackName}`,
    async (): Promise<Stack | undefined> =>
      (await cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0],
    each => each?.StackStatus !== 'CREATE_IN_PROGRESS',
  );
  const output = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'AssumeRoleArn')?.OutputValue;
  if (!output) throw new Error(`${StackName} is ${stack?.StackStatus}: ${stack?.StackStatusReason}`);
  return output;
}
