// The targets of the tour: how each is registered, and how what arrived there is read.
import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Arrival } from './arrival.ts';
import type { Received } from './inbox.ts';
import { parseJson } from './json.ts';
import type { AwsDestination } from './partner.ts';
import type { Receiver } from './receiver.ts';
import { faultOfProof, type WebhookAuth } from './webhook-proof.ts';

export type TourTarget = {
  readonly name: string;
  /** The documented body of `POST /targets`. */
  readonly registration: object;
  /** Everything that has arrived there so far. */
  arrivals(): Promise<readonly Arrival[]>;
};

export function webhookTarget(receiver: Receiver, path: string, auth: WebhookAuth): TourTarget {
  return {
    name: `WEBHOOK ${auth.type}`,
    registration: { type: 'WEBHOOK', destination: receiver.url + path, auth },
    arrivals: async () => receiver.received(path).map(request => fromWebhook(request, auth)),
  };
}

/** @param named whether the registration names the role's external id; if not, Herald takes the licensor's own */
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

const payloadSchema = z.looseObject({ eventType: z.string() });
const envelopeSchema = z.object({
  Message: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ Value: z.string() })),
});
const busEventSchema = z.object({
  'detail-type': z.string(),
  resources: z.array(z.string()),
  detail: payloadSchema,
});

// No one but the partner's own account may send to its queue, topic and bus: what is there came through its role.
const throughRole = { proof: 'role' };
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
    ...throughRole,
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
    ...throughRole,
  };
}

function fromBus(message: Message): Arrival {
  const event = busEventSchema.parse(parseJson(message.Body ?? ''));
  return {
    eventId: event.resources.find(resource => resource.startsWith(eventUrn))?.slice(eventUrn.length),
    eventType: event['detail-type'],
    payload: event.detail,
    receivedAt: sentAt(message),
    ...throughRole,
  };
}

function fromWebhook(request: Received, auth: WebhookAuth): Arrival {
  const payload = parseJson(request.body);
  return {
    eventId: request.headers['webhook-id'],
    eventType: payloadSchema.safeParse(payload).data?.eventType,
    payload,
    receivedAt: Date.parse(request.receivedAt),
    proof: auth.type === 'hmac' ? 'hmac, Standard Webhooks' : auth.type,
    proofFault: faultOfProof(request, auth),
  };
}

/** When the message reached the queue, however much later it was read. */
function sentAt(message: Message): number {
  return Number(message.Attributes?.SentTimestamp ?? Number.NaN);
}
