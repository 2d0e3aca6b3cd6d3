// A registration that Herald must refuse: the role does not require an external id, so any licensor that
// knows its name could make Herald use it.
import * as z from 'zod';
import type { HeraldApi } from '../client/herald-api.ts';
import { unexpectedAnswer } from '../client/http-answer.ts';
import { createQueueRole, type PartnerOptions } from '../partner/partner.ts';

const refusal = z.object({ error: z.object({ code: z.literal('BAD_REQUEST'), message: z.string() }) });

/** @returns the error message. @throws Failure if Herald accepts the role */
export async function registerUnsafeRole(
  api: HeraldApi,
  options: PartnerOptions,
  queueArn: string,
): Promise<string> {
  const role = await createQueueRole({ ...options, prefix: `${options.prefix}-unsafe` }, queueArn);
  await role.requireNoExternalId();
  const registration = { type: 'SQS', destination: queueArn, auth: { assumeRoleArn: role.arn } };
  const { status, body } = await api.call('POST', '/targets', registration);
  const answer = refusal.safeParse(body);
  if (status === 400 && answer.success) return answer.data.error.message;
  throw unexpectedAnswer('POST /targets with a role that requires no external id', status, body);
}
