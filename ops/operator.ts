// The person or role that runs a command, for its log line and for what it stores.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsConfig } from './deployment.ts';

/** @returns the ARN of the credentials in use */
export async function operatorArn(aws: AwsConfig): Promise<string> {
  const { Arn } = await new STSClient(aws).send(new GetCallerIdentityCommand({}));
  if (!Arn) throw new Error('STS answered without an ARN');
  return Arn;
}
