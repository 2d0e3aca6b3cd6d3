// The parameters of the AWS call that a target gets. The deliverer sends them; the timeline of a delivery
// shows them, so both are made here.
import { createHash } from 'node:crypto';
import type { Event } from '../event/event.ts';
import { bodyOf, type Framing } from '../event/notification.ts';
import { traceHeaderOf } from '../event/trace.ts';
import { dnsSuffixOf, parseArn } from '../target/aws-destination.ts';
import type { Target } from '../target/target.ts';

/** An event and the body that the target receives. */
export type Message = { event: Event; body: string };

/**
 * The body is JSON without the characters that SQS, SNS and EventBridge refuse in a text (SQS API Reference,
 * SendMessage, `MessageBody`). In JSON they only occur within strings, where they can be escaped.
 */
export const messageOf = (event: Event, framing: Framing, { type }: Pick<Target, 'type'>): Message => ({
  event,
  body: bodyOf(event, framing, type).replace(
    /[\uFFFE\uFFFF]/g,
    character => `\\u${character.charCodeAt(0).toString(16)}`,
  ),
});

const text = (value: string) => ({ DataType: 'String', StringValue: value });
const attributesOf = ({ eventId, eventType, topic, traceparent, tracestate }: Event) => ({
  eventId: text(eventId),
  eventType: text(eventType),
  topic: text(topic),
  ...(traceparent !== undefined && { traceparent: text(traceparent) }),
  ...(tracestate !== undefined && { tracestate: text(tracestate) }),
});

/** SQS SendMessage. @param arn of the queue */
export function queueMessageOf(arn: string, { event, body }: Message) {
  const { partition, region, account, resource } = parseArn(arn);
  return {
    QueueUrl: `https://sqs.${region}.${dnsSuffixOf(partition)}/${account}/${resource}`,
    MessageBody: body,
    MessageAttributes: attributesOf(event),
    ...fifoOf(arn, event),
  };
}

/** SNS Publish. @param arn of the topic */
export const topicMessageOf = (arn: string, { event, body }: Message) => ({
  TopicArn: arn,
  Message: body,
  MessageAttributes: attributesOf(event),
  ...fifoOf(arn, event),
});

/** The entry of EventBridge PutEvents. @param arn of the bus */
export function busEntryOf(arn: string, message: Message) {
  const { source: Source, traceparent } = message.event;
  return { EventBusName: arn, Source, TraceHeader: traceHeaderOf(traceparent), ...entryOf(message) };
}

/** The entry of EventBridge PutPartnerEvents. @param Source the name of the event source in AWS */
export const partnerEntryOf = (Source: string, message: Message) => ({ Source, ...entryOf(message) });

const entryOf = ({ event, body }: Message) => ({
  DetailType: event.detailType ?? event.eventType,
  Detail: body,
  Time: new Date(event.time),
  Resources: [`urn:herald:event:${event.eventId}`],
});

/** SQS SendMessage, `MessageGroupId`: up to 128 alphanumeric and punctuation characters. */
const groupId = /^[!-~]{1,128}$/;

/**
 * The message group and deduplication id for a FIFO destination; empty for any other destination. All
 * events of an entity are in one group, and duplicates of an event are dropped.
 */
function fifoOf(arn: string, { entity, eventId }: Event) {
  if (!arn.endsWith('.fifo')) return {};
  const group = groupId.test(entity) ? entity : createHash('sha256').update(entity).digest('hex');
  return { MessageGroupId: group, MessageDeduplicationId: eventId };
}
