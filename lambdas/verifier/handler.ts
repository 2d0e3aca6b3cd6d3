import { STSClient } from '@aws-sdk/client-sts';
import type { Context } from 'aws-lambda';
import { type Verdict, verificationRequestSchema } from '../../core/model/target/verification.ts';
import { ownServices } from '../../core/runtime/aws/aws-client.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { createLog, startInvocation } from '../../core/runtime/telemetry/log.ts';
import { createAssume, findQueue } from './aws.ts';
import { environment } from './contract.ts';
import { verify } from './verify.ts';

const env = readEnvironment(environment);
const log = createLog('verifier');

const deps = {
  assume: createAssume(new STSClient(ownServices)),
  findQueue,
  deliveryRolePattern: env.DELIVERY_ROLE_PATTERN,
  patienceMs: env.PATIENCE_MS,
  clock: Date.now,
};

export const handler = async (event: unknown, context: Context): Promise<Verdict> => {
  startInvocation(log, context);
  const request = verificationRequestSchema.parse(event);
  const verdict = await verify(request, deps);
  const { type, destination, assumeRoleArn } = request;
  const step = verdict.verdict === 'REFUSED' ? verdict.step : undefined;
  log.info('target verified', { type, destination, assumeRoleArn, verdict: verdict.verdict, step });
  return verdict;
};
