// The verifier: checks at registration that a role and a queue belong to the partner. Of the API's functions,
// only it may assume roles.
import type { STSClient } from '@aws-sdk/client-sts';
import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { type Verdict, verificationRequestSchema } from '../../core/model/target/verification.ts';
import { createLog, startInvocation } from '../../core/runtime/telemetry/log.ts';
import { createAssume, createFindQueue } from './aws.ts';
import type { environment } from './contract.ts';
import { verify } from './verify.ts';

/**
 * The longest that a verification may take, milliseconds. It covers the retries of a denied AssumeRole (10 s)
 * and the other calls; then it fails, so that the API can answer and end the request's lease.
 */
const verificationMs = 15_000;

export function createHandler(env: z.output<typeof environment>, { sts }: { sts: STSClient }) {
  const log = createLog('verifier');
  const deps = {
    deliveryRolePattern: env.DELIVERY_ROLE_PATTERN,
    patienceMs: env.PATIENCE_MS,
    clock: Date.now,
  };
  return async (event: unknown, context: Context): Promise<Verdict> => {
    startInvocation(log, context);
    const request = verificationRequestSchema.parse(event);
    const deadline = AbortSignal.timeout(verificationMs);
    const calls = { assume: createAssume(sts, deadline), findQueue: createFindQueue(deadline) };
    const verdict = await verify(request, { ...deps, ...calls });
    const { type, destination, assumeRoleArn } = request;
    const step = verdict.verdict === 'REFUSED' ? verdict.step : undefined;
    log.info('target verified', { type, destination, assumeRoleArn, verdict: verdict.verdict, step });
    return verdict;
  };
}
