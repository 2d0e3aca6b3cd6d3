// Sends one message to a queue, topic or bus, with a client that uses the partner's role. EventBridge answers
// 200 even if it rejects an entry, so the result entries are checked.
import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsResponse,
  type PutPartnerEventsResponse,
} from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Event } from '../../core/model/event/event.ts';
import { traceHeaderOf } from '../../core/model/event/trace.ts';
import { parseArn } from '../../core/model/target/aws-destination.ts';
import type { AwsTarget } from '../../core/model/target/target.ts';
import { fifoOf } from './fifo.ts';
import type { assumeRole } from './partner-role.ts';
import { dnsSuffixOf } from './session-policy.ts';

/** An event and the body that the target receives. */
export type Message = { event: Event; body: string };

/** Sends one message. @throws errors of the SDK; EntryRefused */
export type AwsSend = (message: Message, abortSignal: AbortSignal) => Promise<void>;

export type ClientConfig = {
  credentials: ReturnType<typeof assumeRole>;
  requestHandler: NodeHttpHandler;
  maxAttempts: number;
};

/** EventBridge rejected the entry; `name` is its error code. */
export class EntryRefused extends Error {
  constructor(code: string, message: string | undefined) {
    super(message);
    this.name = code;
  }
}

/** @param config the region is added from the destination's ARN */
export function createAwsSend(target: AwsTarget, config: ClientConfig): AwsSend {
  const { region } = parseArn(target.destination);
  switch (target.type) {
    case 'SQS':
      return sendToQueue(
        new SQSClient({ ...config, region, useQueueUrlAsEndpoint: false }),
        target.destination,
      );
    case 'SNS':
      return publishToTopic(new SNSClient({ ...config, region }), target.destination);
    case 'EVENTBRIDGE':
      return putToBus(new EventBridgeClient({ ...config, region }), target.destination);
  }
}

const text = (value: string) => ({ DataType: 'String', StringValue: value });
const attributesOf = ({ eventId, eventType, topic, traceparent, tracestate }: Event) => ({
  eventId: text(eventId),
  eventType: text(eventType),
  topic: text(topic),
  ...(traceparent !== undefined && { traceparent: text(traceparent) }),
  ...(tracestate !== undefined && { tracestate: text(tracestate) }),
});

function sendToQueue(client: SQSClient, arn: string): AwsSend {
  const { partition, region, account, resource } = parseArn(arn);
  const queueUrl = `https://sqs.${region}.${dnsSuffixOf(partition)}/${account}/${resource}`;
  return async ({ event, body }, abortSignal) => {
    const message = {
      QueueUrl: queueUrl,
      MessageBody: body,
      MessageAttributes: attributesOf(event),
    };
    await client.send(new SendMessageCommand({ ...message, ...fifoOf(arn, event) }), { abortSignal });
  };
}

function publishToTopic(client: SNSClient, arn: string): AwsSend {
  return async ({ event, body }, abortSignal) => {
    const message = { TopicArn: arn, Message: body, MessageAttributes: attributesOf(event) };
    await client.send(new PublishCommand({ ...message, ...fifoOf(arn, event) }), { abortSignal });
  };
}

function putToBus(client: EventBridgeClient, arn: string): AwsSend {
  return async (message, abortSignal) => {
    const { source: Source, traceparent } = message.event;
    const TraceHeader = traceHeaderOf(traceparent);
    const entry = { EventBusName: arn, Source, TraceHeader, ...entryOf(message) };
    requireAccepted(await client.send(new PutEventsCommand({ Entries: [entry] }), { abortSignal }));
  };
}

/** The fields of an entry that are the same for a bus and a partner event source. */
export const entryOf = ({ event, body }: Message) => ({
  DetailType: event.detailType ?? event.eventType,
  Detail: body,
  Time: new Date(event.time),
  Resources: [`urn:herald:event:${event.eventId}`],
});

/** @throws EntryRefused if EventBridge rejected the only entry of the request */
export function requireAccepted({
  FailedEntryCount,
  Entries,
}: PutEventsResponse | PutPartnerEventsResponse): void {
  const refused = FailedEntryCount ? Entries?.[0] : undefined;
  if (refused) throw new EntryRefused(refused.ErrorCode ?? 'InternalFailure', refused.ErrorMessage);
}
