// A target in the answers of the API, without credentials.
import * as z from 'zod';
import { nextPage } from '../api/page.ts';
import { shownOnce } from '../api/shown-once.ts';
import { overlapUntil } from '../webhook-auth/rotation.ts';
import { healthViewSchema } from './health-view.ts';
import { shownTargetSchemas, type Target } from './target.ts';
import type { TargetStatus } from './target-status.ts';

const shown = {
  targetId: z.string(),
  status: z.enum(['ACTIVE', 'DISABLED', 'SUSPENDED']),
  statusReason: z.string().optional().describe('Why it is disabled or suspended'),
  statusSince: z.string().optional().describe('Since when, ISO 8601'),
  previousSecretUntil: z.string().optional().describe('Until when the replaced signing secret signs'),
  createdAt: z.string(),
  updatedAt: z.string(),
};
const [aws, partnerSource, webhook] = shownTargetSchemas;
export const targetViewSchema = z
  .discriminatedUnion('type', [
    aws.extend(shown).meta({ id: 'AwsTarget' }),
    partnerSource.extend(shown).meta({ id: 'PartnerSourceTarget' }),
    webhook.extend(shown).meta({ id: 'WebhookTarget' }),
  ])
  .meta({ id: 'Target' });
export type TargetView = z.output<typeof targetViewSchema>;

/** The answer to a creation or change. */
export const changedTargetSchema = z
  .discriminatedUnion('type', [
    aws.extend({ ...shown, ...shownOnce }).meta({ id: 'ChangedAwsTarget' }),
    partnerSource.extend({ ...shown, ...shownOnce }).meta({ id: 'ChangedPartnerSourceTarget' }),
    webhook.extend({ ...shown, ...shownOnce }).meta({ id: 'ChangedWebhookTarget' }),
  ])
  .meta({ id: 'ChangedTarget' });

/** The answer to a question. */
const health = { health: healthViewSchema };
export const targetWithHealthSchema = z
  .discriminatedUnion('type', [
    aws.extend({ ...shown, ...health }).meta({ id: 'AwsTargetWithHealth' }),
    partnerSource.extend({ ...shown, ...health }).meta({ id: 'PartnerSourceTargetWithHealth' }),
    webhook.extend({ ...shown, ...health }).meta({ id: 'WebhookTargetWithHealth' }),
  ])
  .meta({ id: 'TargetWithHealth' });
export const targetPageSchema = z
  .strictObject({ targets: z.array(targetWithHealthSchema), ...nextPage })
  .meta({ id: 'TargetPage' });

/**
 * @param targetStatus see `statusOf`
 * @param now milliseconds since the epoch
 */
export function viewOfTarget(target: Target, targetStatus: TargetStatus, now: number): TargetView {
  const { targetId, createdAt, updatedAt } = target;
  const { status, statusReason, statusSince } = targetStatus;
  const previousSecretUntil = overlapUntil(
    target.type === 'WEBHOOK' ? target.previousSecrets : undefined,
    now,
  );
  const common = {
    targetId,
    status,
    ...(statusReason && { statusReason }),
    ...(statusSince && { statusSince }),
    ...(previousSecretUntil && { previousSecretUntil }),
    createdAt,
    updatedAt,
  };
  if (target.type === 'EVENTBRIDGE_PARTNER') {
    const { type, destination } = target;
    return { type, destination, ...common };
  }
  if (target.type === 'WEBHOOK') {
    const { type, destination, httpMethod, auth } = target;
    return { type, destination, httpMethod, auth, ...common };
  }
  const { type, destination, auth, verification } = target;
  return { type, destination, auth, verification, ...common };
}
