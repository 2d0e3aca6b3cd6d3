// Code of the platform in Herald's account that invokes the publish function, with the permission that
// `grantPublish` grants.
import { randomBytes } from 'node:crypto';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { account } from '../../../local/emulator/emulator.ts';
import { heraldAws } from './herald.ts';

export type Invoked = { failed: boolean; answer: unknown };

/** @returns a function that invokes the publish function with a payload */
export async function platformCode(): Promise<(payload: object) => Promise<Invoked>> {
  const functionArn = await publishFunctionArn();
  const lambda = new LambdaClient({ ...heraldAws, credentials: await sessionOf(functionArn) });
  return async payload => {
    const { FunctionError, Payload = new Uint8Array() } = await lambda.send(
      new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(payload) }),
    );
    return { failed: FunctionError !== undefined, answer: JSON.parse(Buffer.from(Payload).toString()) };
  };
}

async function publishFunctionArn(): Promise<string> {
  const { Functions = [] } = await new LambdaClient(heraldAws).send(
    new ListFunctionsCommand({ MaxItems: 50 }),
  );
  const arn = Functions.find(({ Description }) => Description === 'Herald local: publish')?.FunctionArn;
  if (!arn) throw new Error('there is no publish function');
  return arn;
}

/** The credentials of a role that may only invoke the function. */
async function sessionOf(functionArn: string) {
  const iam = new IAMClient(heraldAws);
  const RoleName = `platform-${randomBytes(4).toString('hex')}`;
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'sts:AssumeRole',
  };
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(trust) }));
  const permission = {
    Effect: 'Allow',
    Action: 'lambda:InvokeFunction',
    Resource: [functionArn, `${functionArn}:*`],
  };
  await iam.send(
    new PutRolePolicyCommand({ RoleName, PolicyName: 'publish', PolicyDocument: policy(permission) }),
  );
  const { Credentials: session } = await new STSClient(heraldAws).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${RoleName}`, RoleSessionName: 'test' }),
  );
  return {
    accessKeyId: session?.AccessKeyId ?? '',
    secretAccessKey: session?.SecretAccessKey ?? '',
    sessionToken: session?.SessionToken ?? '',
  };
}

const policy = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
