// The way to partners' AWS resources, on a fake transport. Herald's own credentials have a name that no request to a
// partner may be signed with.
import { STSClient } from '@aws-sdk/client-sts';
import { createAwsTargetSend } from '../../lambdas/aws-deliverer/aws-target.ts';
import { type Behaviour, FakeAws, session, taken } from './fake-aws.ts';

export const heralds = 'HERALDSOWN';
export const partners = 'PARTNERSROLE';

export function createAwsSender(services: Record<string, Behaviour> = {}, deadlineMs = 10_000) {
  const aws = new FakeAws({ sts: () => session(partners), ...taken, ...services });
  const sts = new STSClient({
    region: 'eu-west-1',
    requestHandler: aws,
    maxAttempts: 1,
    credentials: { accessKeyId: heralds, secretAccessKey: 'secret' },
  });
  return { aws, send: createAwsTargetSend({ sts, requestHandler: aws, deadlineMs }) };
}
