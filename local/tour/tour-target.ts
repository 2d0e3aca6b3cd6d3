// The targets of the tour: their registration, and how the arrived notifications are read.
import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { parseJson } from '../client/http-answer.ts';
import type { Arrival } from '../partner/arrival.ts';
import type { Received } from '../partner/inbox.ts';
import type { Mailbox } from '../partner/mailbox.ts';
import type { AwsDestination } from '../partner/partner.ts';
import type { Receiver } from '../partner/receiver.ts';
import {
  authenticationFault,
  authenticationName,
  type WebhookAuth,
} from '../partner/webhook-authentication.ts';

/** Where notifications arrive, and how they must be authenticated. */
export type Endpoint = {
  readonly name: string;
  /** All notifications so far. */
  arrivals(): Promise<readonly Arrival[]>;
};

/** `registration`: the documented body of `POST /targets`. */
export type TourTarget = Endpoint & { readonly registration: object };

export function webhookTarget(receiver: Receiver, path: string, auth: WebhookAuth): TourTarget {
  const registration = { type: 'WEBHOOK', destination: receiver.url + path, auth };
  return { ...webhookEndpoint(receiver, `WEBHOOK ${auth.type}`, path, auth), registration };
}

export function webhookEndpoint(receiver: Receiver, name: string, path: string, auth: WebhookAuth): Endpoint {
  const read = (request: Received) => fromWebhook(request, auth, receiver);
  return { name, arrivals: async () => receiver.received(path).map(read) };
}

/** An event bus of the partner, whose events a rule sends to a mailbox. */
export function busEndpoint(name: string, mailbox: Mailbox, authentication: string): Endpoint {
  return {
    name,
    arrivals: async () => (await mailbox.messages()).map(message => fromBus(message, authentication)),
  };
}

/** @param named whether the registration has the external id; without it, Herald uses the licensor's own */
export function awsTarget(
  { type, arn: destination, role, mailbox }: AwsDestination,
  named: 'external id named' | 'external id left out' = 'external id named',
): TourTarget {
  const { arn: assumeRoleArn, externalId } = role;
  const auth = named === 'external id named' ? { assumeRoleArn, externalId } : { assumeRoleArn };
  return {
    name: type,
    registration: { type, destination, auth },
    arrivals: async () => (await mailbox.messages()).map(message => readers[type](message)),
  };
}

const envelopeSchema = z.object({
  Message: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ Value: z.string() })),
});
const busEventSchema = z.object({
  'detail-type': z.string(),
  resources: z.array(z.string()),
  detail: z.unknown(),
});

// Only the partner's own account may send to its queue, topic and bus. So a message proves that Herald used
// the role.
const role = 'role';
const eventUrn = 'urn:herald:event:';

const readers = { SQS: fromQueue, SNS: fromTopic, EVENTBRIDGE: fromBus };

function fromQueue(message: Message): Arrival {
  const { MessageAttributes: attributes = {}, Body = '' } = message;
  return {
    eventId: attributes['eventId']?.StringValue,
    eventType: attributes['eventType']?.StringValue,
    topic: attributes['topic']?.StringValue ?? 'missing',
    payload: parseJson(Body),
    receivedAt: sentAt(message),
    authentication: role,
  };
}

function fromTopic(message: Message): Arrival {
  const { Message: payload, MessageAttributes: attributes } = envelopeSchema.parse(
    parseJson(message.Body ?? ''),
  );
  return {
    eventId: attributes['eventId']?.Value,
    eventType: attributes['eventType']?.Value,
    topic: attributes['topic']?.Value ?? 'missing',
    payload: parseJson(payload),
    receivedAt: sentAt(message),
    authentication: role,
  };
}

function fromBus(message: Message, authentication = role): Arrival {
  const event = busEventSchema.parse(parseJson(message.Body ?? ''));
  return {
    eventId: event.resources.find(resource => resource.startsWith(eventUrn))?.slice(eventUrn.length),
    eventType: event['detail-type'],
    payload: event.detail,
    receivedAt: sentAt(message),
    authentication,
  };
}

function fromWebhook(request: Received, auth: WebhookAuth, { tokens }: Receiver): Arrival {
  const fault =
    request.method === 'POST' ? authenticationFault(request, auth, tokens) : `method ${request.method}`;
  return {
    eventId: request.headers['webhook-id'],
    contentType: request.headers['content-type'] ?? 'missing',
    payload: parseJson(request.body),
    receivedAt: Date.parse(request.receivedAt),
    authentication: authenticationName(auth),
    authenticationFault: fault,
  };
}

/** When the message reached the queue. */
function sentAt(message: Message): number {
  return Number(message.Attributes?.SentTimestamp ?? Number.NaN);
}
