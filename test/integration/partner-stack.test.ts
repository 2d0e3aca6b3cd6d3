// The partner's side in one click: the template of `GET /delivery-role` creates the destination and the role,
// and the target's canary arrives.
import { randomBytes } from 'node:crypto';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { partnerAws } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { eventually } from '../support/emulator/wait.ts';

const cloudFormation = new CloudFormationClient(partnerAws);
const sqs = new SQSClient(partnerAws);
const answerSchema = z.object({ cloudFormation: z.looseObject({}), externalId: z.string() });
const outputsSchema = z.object({ Destination: z.string(), AssumeRoleArn: z.string() });

/** @returns the outputs of the stack */
async function deployed(template: object): Promise<z.output<typeof outputsSchema>> {
  const StackName = `partner-${randomBytes(6).toString('hex')}`;
  const TemplateBody = JSON.stringify(template);
  await cloudFormation.send(
    new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }),
  );
  const stack = await eventually(
    `the stack ${StackName}`,
    async () => (await cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0],
    one => one?.StackStatus !== 'CREATE_IN_PROGRESS',
  );
  expect([stack?.StackStatus, stack?.StackStatusReason]).toMatchObject([
    'CREATE_COMPLETE',
    expect.anything(),
  ]);
  return outputsSchema.parse(
    Object.fromEntries(
      (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]),
    ),
  );
}

describe.concurrent.each(['SQS', 'SNS', 'EVENTBRIDGE'] as const)('a stack for %s', type => {
  it('has a role that Herald proves, and the test notification is delivered', async () => {
    const licensor = await Licensor.onboard();
    const { body } = await licensor.partner.call('GET', `/delivery-role?type=${type}`);
    const { cloudFormation: template } = answerSchema.parse(body);

    const { Destination: destination, AssumeRoleArn: assumeRoleArn } = await deployed(template);
    const created = await licensor.partner.call('POST', '/targets', {
      type,
      destination,
      auth: { assumeRoleArn },
    });
    expect(created).toMatchObject({ status: 201, body: { verification: { role: 'PROVEN' } } });
    const { targetId } = z.object({ targetId: z.string() }).parse(created.body);

    expect((await licensor.partner.call('POST', `/targets/${targetId}/test`)).body).toMatchObject({
      delivered: true,
    });
    if (type !== 'SQS') return;
    const [, , , , account, name] = destination.split(':');
    const QueueUrl = `${partnerAws.endpoint}/${account}/${name}`;
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    expect(Messages).toHaveLength(1);
  });
});
