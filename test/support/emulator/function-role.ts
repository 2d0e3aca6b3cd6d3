// A session with the permissions of one of Herald's functions.
import { randomBytes } from 'node:crypto';
import {
  CreateRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { account } from '../../../local/emulator/emulator.ts';
import { heraldAws } from './herald.ts';

const iam = new IAMClient(heraldAws);

/**
 * Copies the policies of a function's role to a role that a test may assume.
 * @param name of the function's folder in lambdas/
 * @returns credentials for the SDK's clients
 */
export async function sessionOfFunction(name: string) {
  const { Functions = [] } = await new LambdaClient(heraldAws).send(
    new ListFunctionsCommand({ MaxItems: 50 }),
  );
  const { Role = '' } = Functions.find(({ Description }) => Description === `Herald local: ${name}`) ?? {};
  const source = Role.split('/').at(-1);
  const RoleName = `test-${randomBytes(6).toString('hex')}`;
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' },
    ],
  };
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: source }));
  for (const PolicyName of PolicyNames) {
    const { PolicyDocument = '' } = await iam.send(
      new GetRolePolicyCommand({ RoleName: source, PolicyName }),
    );
    const document = decodeURIComponent(PolicyDocument);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: document }));
  }
  const { Credentials } = await new STSClient(heraldAws).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${account}:role/${RoleName}`,
      RoleSessionName: 'test',
    }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
