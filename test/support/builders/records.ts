// Records as the stores hold them. Each is parsed with the model's schema, so that a builder cannot make an
// invalid one.
import type { Notification } from '../../../core/delivery/send.ts';
import type { Author } from '../../../core/model/api/change-record.ts';
import { type Session, sessionSchema } from '../../../core/model/api/session.ts';
import { type Delivery, deliverySchema } from '../../../core/model/delivery/delivery.ts';
import { type DeliveryTask, deliveryTaskSchema } from '../../../core/model/delivery/delivery-task.ts';
import type { Event } from '../../../core/model/event/event.ts';
import { type Replay, replaySchema } from '../../../core/model/replay/replay.ts';
import { type Subscription, subscriptionSchema } from '../../../core/model/subscription/subscription.ts';
import {
  type AwsTarget,
  type PartnerSourceTarget,
  type Target,
  type TargetType,
  targetSchema,
  type WebhookTarget,
} from '../../../core/model/target/target.ts';
import { type AuthProfile, authProfileSchema } from '../../../core/model/webhook-auth/auth-profile.ts';
import { documentedPayload, documentedTime } from './documented-payload.ts';

export const licensor = 'acme';
/** The account and region of Herald itself in tests. */
export const installation = { account: '111111111111', region: 'eu-west-1' };
export const partnerAccount = '222222222222';
/** Who makes the changes of a test. */
export const author: Author = { kind: 'CLIENT', id: 'key-0123456789abcdef', name: 'ci' };

export const eventOf = (fields: Partial<Event> = {}): Event => ({
  licensor,
  eventId: 'event-1',
  topic: 'OfferStatus',
  eventType: 'LiveStatusUpdated',
  source: 'herald.offer-status',
  entity: 'partner-listing-id',
  time: documentedTime,
  fields: {},
  acceptedAt: '2026-01-01T00:00:00.000Z',
  payload: documentedPayload,
  contentHash: 'a'.repeat(64),
  ...fields,
});

export const taskOf = (fields: Partial<DeliveryTask> = {}): DeliveryTask =>
  deliveryTaskSchema.parse({
    licensor,
    eventId: 'event-1',
    targetId: 'target-1',
    subscriptionId: 'subscription-1',
    attempt: 1,
    ...fields,
  });

export const deliveryOf = (fields: Partial<Delivery> = {}): Delivery =>
  deliverySchema.parse({
    licensor,
    eventId: 'event-1',
    targetId: 'target-1',
    channel: 'webhook',
    subscriptionId: 'subscription-1',
    status: 'WAITING',
    attemptCount: 1,
    attempts: [],
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...fields,
  });

const common = {
  licensor,
  targetId: 'target-1',
  status: 'ACTIVE',
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

function onlyTarget<T extends TargetType>(type: T, target: Target): Extract<Target, { type: T }> {
  if (target.type !== type) throw new Error(`expected a ${type} target, made a ${target.type}`);
  return target as Extract<Target, { type: T }>;
}

export const webhookTarget = (fields: Partial<WebhookTarget> = {}): WebhookTarget =>
  onlyTarget(
    'WEBHOOK',
    targetSchema.parse({
      ...common,
      type: 'WEBHOOK',
      destination: 'https://partner.example.com/webhooks',
      auth: { type: 'bearer' },
      secretVersion: 'secret-1',
      ...fields,
    }),
  );

export const authProfileOf = (fields: Partial<AuthProfile> = {}): AuthProfile =>
  authProfileSchema.parse({
    licensor,
    authProfileId: 'profile-1',
    auth: { type: 'bearer' },
    secretVersion: 'profile-secret-1',
    creationId: 'creation-1',
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...fields,
  });

export const destinations = {
  SQS: `arn:aws:sqs:eu-west-1:${partnerAccount}:notifications`,
  SNS: `arn:aws:sns:eu-west-1:${partnerAccount}:notifications`,
  EVENTBRIDGE: `arn:aws:events:eu-west-1:${partnerAccount}:event-bus/notifications`,
} as const;

export const roleArn = `arn:aws:iam::${partnerAccount}:role/herald-delivery`;

export const awsTarget = <T extends AwsTarget['type']>(
  type: T,
  fields: Partial<AwsTarget> = {},
): Extract<Target, { type: T }> =>
  onlyTarget(
    type,
    targetSchema.parse({
      ...common,
      type,
      destination: destinations[type],
      auth: { assumeRoleArn: roleArn, externalId: 'external-id-1' },
      verification: { role: 'PROVEN', resource: 'UNPROVEN' },
      ...fields,
    }),
  );

export const partnerSource = { account: partnerAccount, name: 'orders', region: 'us-west-2' };

export const partnerSourceTarget = (fields: Partial<PartnerSourceTarget> = {}): PartnerSourceTarget =>
  onlyTarget(
    'EVENTBRIDGE_PARTNER',
    targetSchema.parse({ ...common, type: 'EVENTBRIDGE_PARTNER', destination: partnerSource, ...fields }),
  );

export const subscriptionOf = (fields: Partial<Subscription> = {}): Subscription =>
  subscriptionSchema.parse({
    licensor,
    subscriptionId: 'subscription-1',
    topic: 'OfferStatus',
    eventTargetMapping: { LiveStatusUpdated: ['target-1'] },
    status: 'ACTIVE',
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...fields,
  });

export const replayOf = (fields: Partial<Replay> = {}): Replay =>
  replaySchema.parse({
    licensor,
    replayId: 'replay-1',
    selector: { targetId: 'target-1' },
    targetIds: ['target-1'],
    statuses: ['DELIVERED'],
    since: '2026-01-01T00:00:00.000Z',
    until: '2026-01-02T00:00:00.000Z',
    ratePerSecond: 50,
    status: 'RUNNING',
    version: 1,
    createdAt: '2026-01-02T00:00:00.000Z',
    cursor: '2026-01-01T00:00:00.000Z',
    open: [],
    ...{ found: 0, attempted: 0, delivered: 0, failed: 0, cancelled: 0, expired: 0 },
    nextAttemptAt: Date.parse('2026-01-02T00:00:00.000Z'),
    ...fields,
  });

/** The input of a deliverer's `send`. */
export const notificationOf = (fields: Partial<Notification> = {}): Notification => ({
  event: eventOf(),
  target: webhookTarget(),
  authProfile: undefined,
  framing: { subscriptionId: 'subscription-1', format: undefined },
  ...fields,
});

/** A session that began at noon. */
export const sessionOf = (fields: Partial<Session> = {}): Session =>
  sessionSchema.parse({
    speaksFor: licensor,
    sessionId: 'session-1',
    hash: '0'.repeat(64),
    capabilities: ['view'],
    lifetime: 900,
    createdBy: 'key-1',
    usageKey: 'usage-key-of-20-characters',
    createdAt: '2026-01-31T12:00:00.000Z',
    validUntil: '2026-01-31T12:15:00.000Z',
    renewableUntil: '2026-02-01T00:00:00.000Z',
    ...fields,
  });
