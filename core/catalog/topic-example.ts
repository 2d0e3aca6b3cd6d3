// What arrives for a topic's examples, made by the code that makes each notification.
import type { ArrivingFormat } from '../model/event/arriving-schemas.ts';
import { bodyOf } from '../model/event/notification.ts';
import type { Topic } from './topic.ts';

const id = '01JD0000000000000000000000';
const acceptance = {
  eventId: id,
  acceptedAt: '2026-01-01T00:00:01.000Z',
  account: '111111111111',
  region: 'eu-west-1',
};

/** @returns one notification, as JSON values, for each example of the event type */
export const arrivingExamples = (
  topic: Topic,
  eventType: string,
  topicVersion: string,
  format: ArrivingFormat,
): unknown[] =>
  (topic.eventTypes[eventType]?.examples ?? []).map(data => {
    const result = topic.render(data, { ...acceptance, eventType });
    if ('issues' in result) throw new Error(`${eventType}: ${JSON.stringify(result.issues)}`);
    const about = { licensor: 'acme', topic: topic.name, eventType, contentHash: '' };
    const framing = {
      subscriptionId: id,
      format: format === 'cloudevents' ? ('cloudevents' as const) : undefined,
      topicVersion,
    };
    const type = format === 'eventbridge' ? 'EVENTBRIDGE' : 'WEBHOOK';
    return JSON.parse(bodyOf({ ...acceptance, ...about, ...result.rendered }, framing, type));
  });
