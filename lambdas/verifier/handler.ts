import { STSClient } from '@aws-sdk/client-sts';
import type { Context } from 'aws-lambda';
import { type Verdict, verificationRequestSchema } from '../domain/verification.ts';
import { ownServices } from '../runtime/aws-client.ts';
import { readEnvironment } from '../runtime/env.ts';
import { createLog, startInvocation } from '../runtime/log.ts';
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
