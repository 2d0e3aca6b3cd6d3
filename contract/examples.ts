// Examples of bodies and answers, by operation id, for operations that have none beside their schemas.
// Redocly and Spectral check that each fits its schema.
import { viewsOfTopics } from '../core/catalog/topic-view.ts';

const at = '2026-01-31T12:00:00.000Z';
const times = { createdAt: at, updatedAt: at };
const targetId = '01M8ZK3V0Q7N5R2T4W6Y8A1C3E';
const eventId = '01M8ZK3V0Q7N5R2T4W6Y8A1C3F';
const subscriptionId = '01M8ZK3V0Q7N5R2T4W6Y8A1C3G';

const destination = 'https://api.example.com/notifications';
const hmac = { type: 'hmac', hmacHeader: 'X-Signature', hmacAlgorithm: 'HmacSHA256' };
const target = {
  targetId,
  type: 'WEBHOOK',
  destination,
  httpMethod: 'POST',
  auth: hmac,
  status: 'ACTIVE',
  ...times,
};
const outcome = {
  at,
  class: 'SERVER_ERROR',
  httpStatus: 503,
  message: 'answered 503',
  advice: 'your service failed: look in its log for the webhook-id or event id',
};
const health = {
  state: 'FAILING',
  since: at,
  failures: 3,
  lastOutcome: outcome,
  deliveries: { waiting: { count: 1 }, parked: { count: 0 }, failed: { count: 0 } },
};
const withHealth = { ...target, health };

const authConfig = { type: 'bearer' };
const profile = { authProfileId: 'orders', authConfig, usedBy: [targetId], ...times };

const mapping = { topic: 'AssetStatus', eventTargetMapping: { AssetStatusUpdated: [targetId] } };
const subscription = { subscriptionId, status: 'ACTIVE', version: '1', ...mapping, ...times };

const data = {
  alid: 'listing-1',
  territory: 'US',
  marketplace: 'US',
  callbackUrl: 'https://platform.example/listings/1',
  eventTimestamp: at,
};
const published = { topic: 'AssetStatus', eventType: 'AssetStatusUpdated' };
const event = {
  eventId,
  ...published,
  acceptedAt: at,
  time: at,
  payload: { ...data, eventType: 'AssetStatusUpdated' },
};

const delivery = { eventId, targetId, ...published, acceptedAt: at, subscriptionId, updatedAt: at };
const waiting = { status: 'WAITING', nextAttemptAt: '2026-01-31T12:05:00.000Z' };
const line = { ...delivery, ...waiting, attempts: 2, lastOutcome: outcome };

const statement = (action: string, more: object) => ({ Effect: 'Allow', Action: action, ...more });
const policy = (action: string, more: object) => ({
  Version: '2012-10-17',
  Statement: [statement(action, more)],
});
const [topic] = viewsOfTopics();

/** What a successful call answers. */
export const answerExamples: Readonly<Record<string, unknown>> = {
  createTarget: { ...target, hmacSecret: 'shown-once-and-never-again' },
  listTargets: { targets: [withHealth] },
  getTarget: withHealth,
  updateTarget: target,
  testTarget: {
    targetId,
    eventId: 'test-01M8ZK3V0Q7N5R2T4W6Y8A1C3F',
    delivered: true,
    outcome: { class: 'DELIVERED', httpStatus: 200, message: 'answered 200', milliseconds: 84 },
  },
  getDeliveryRole: {
    externalId: 'herald-acme-0a1b2c3d4e5f6a7b',
    trustPolicy: policy('sts:AssumeRole', { Principal: { AWS: 'arn:aws:iam::111111111111:root' } }),
    permissionPolicy: policy('sqs:SendMessage', {
      Resource: 'arn:aws:sqs:eu-west-1:222222222222:notifications',
    }),
    cloudFormation: { AWSTemplateFormatVersion: '2010-09-09', Resources: {} },
  },
  createAuthProfile: profile,
  listAuthProfiles: { authProfiles: [profile] },
  getAuthProfile: profile,
  updateAuthProfile: profile,
  createSubscription: subscription,
  listSubscriptions: { subscriptions: [subscription] },
  getSubscription: subscription,
  updateSubscription: subscription,
  listTopics: { topics: [topic] },
  listDeliveries: { deliveries: [line] },
  listEventDeliveries: { deliveries: [line] },
  getDelivery: {
    ...delivery,
    ...waiting,
    attemptCount: 1,
    attempts: [{ attempt: 1, durationMs: 84, ...outcome, answer: '{"error":"queue is full"}' }],
    request: {
      method: 'POST',
      destination,
      headers: { 'content-type': 'application/json', 'webhook-id': eventId, 'x-signature': 'REDACTED' },
      body: JSON.stringify(event.payload),
    },
    next: { action: 'ATTEMPT', at: waiting.nextAttemptAt, reason: 'the schedule of retries' },
  },
  resendDelivery: { ...delivery, ...waiting, attempts: 1, lastOutcome: outcome, trigger: 'RESEND' },
  graphql: { data: { targets: { nodes: [{ targetId, status: 'ACTIVE' }] } } },
  publishEvents: { failedCount: 0, results: [{ eventId, status: 'ACCEPTED' }] },
  listEvents: { events: [event], after: 'MjAyNi0wMS0zMQ', more: false },
  getEvent: event,
};

/** Bodies that the API accepts. */
export const bodyExamples: Readonly<Record<string, unknown>> = {
  updateTarget: { type: 'WEBHOOK', destination, auth: hmac, status: 'ACTIVE' },
  updateAuthProfile: { authConfig: { type: 'bearer', bearerToken: 'the-new-token-of-your-endpoint' } },
  updateSubscription: mapping,
  publishEvents: { events: [{ eventId, ...published, data }] },
};
