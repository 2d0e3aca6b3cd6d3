// The items of the benchmark's tables, computed from their keys: one licensor, its targets, and any event.
import { createHash } from 'node:crypto';
import type { Event } from '../core/model/event/event.ts';
import type { RouteEntry } from '../core/model/subscription/route.ts';
import type { Target, TargetType, WebhookTarget } from '../core/model/target/target.ts';

export const licensor = 'bench';
export const topic = 'OfferStatus';
export const eventType = 'LiveStatusUpdated';
export const secret = 'a-secret-of-32-characters-it-is!';
/** The plaintext of the webhook targets' secrets. */
export const credentials = { hmacSecret: secret };

/** The number of targets of each type. */
export const targetCount = 50;

const longAgo = '2025-01-01T00:00:00.000Z';
export const licensorRecord = {
  tier: 'standard',
  externalId: 'bench-external-id',
  usageKey: 'bench',
  usageKeyId: 'bench',
  clientIds: [],
  createdAt: longAgo,
  version: 1,
};
const partnerAccount = '222222222222';

/** 26 characters, as real ids have. */
const idOf = (prefix: string, n: number): string => `${prefix}-${n}`.padEnd(26, 'X');
export const eventIdOf = (n: number): string => idOf('EVENT', n);
export const targetIdOf = (type: TargetType, n: number): string => idOf(type, n % targetCount);

/** The page that lists the events. */
export const pageId = '0123456789ab';

/** The body of a webhook request: 1 KB of JSON, half of it digits that compress badly. */
const filler = Array.from({ length: 8 }, (_, n) =>
  createHash('sha256')
    .update(String(n))
    .digest('hex')
    .padEnd(122, ' the same words again and again, as titles have'),
).join('');
export const payload = JSON.stringify({ eventType, filler });

export const eventOf = (eventId: string): Event => ({
  licensor,
  eventId,
  topic,
  eventType,
  source: 'herald.offer-status',
  entity: 'listing-1',
  time: longAgo,
  fields: {},
  acceptedAt: new Date().toISOString(),
  payload,
  contentHash: 'ab'.repeat(32),
});

const stored = (targetId: string) => ({
  targetId,
  licensor,
  status: 'ACTIVE' as const,
  version: 1,
  createdAt: longAgo,
  updatedAt: longAgo,
});

export const webhookTarget = (targetId: string, origin: string): WebhookTarget => ({
  ...stored(targetId),
  type: 'WEBHOOK',
  destination: `${origin}/hooks/${targetId}`,
  httpMethod: 'POST',
  auth: { type: 'hmac', hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' },
  secretVersion: idOf('SECRET', 1),
});

const arns = { SQS: 'sqs', SNS: 'sns', EVENTBRIDGE: 'events' } as const;
export const awsTypes = ['SQS', 'SNS', 'EVENTBRIDGE'] as const;

/** @param origin of the webhooks */
export function targetOf(targetId: string, origin: string): Target {
  const type = awsTypes.find(name => targetId.startsWith(name));
  if (!type) return webhookTarget(targetId, origin);
  const resource = type === 'EVENTBRIDGE' ? `event-bus/${targetId}` : targetId;
  return {
    ...stored(targetId),
    type,
    destination: `arn:aws:${arns[type]}:eu-west-1:${partnerAccount}:${resource}`,
    auth: { assumeRoleArn: `arn:aws:iam::${partnerAccount}:role/herald`, externalId: 'bench-external-id' },
    verification: { role: 'PROVEN', resource: 'UNPROVEN' },
  };
}

/** One subscription with one target. */
export const routeEntry: RouteEntry = {
  createdAt: longAgo,
  targets: { [targetIdOf('WEBHOOK', 0)]: { channel: 'webhook', since: longAgo } },
};
