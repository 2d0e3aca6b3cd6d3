// What arrives for a topic's examples, made by the code that makes each notification.
import type { ArrivingFormat } from '../model/event/arriving-schemas.ts';
import { bodyOf } from '../model/event/notification.ts';
import type { Rendered, Topic } from './topic.ts';

const id = '01JD0000000000000000000000';
const acceptance = {
  eventId: id,
  acceptedAt: '2026-01-01T00:00:01.000Z',
  account: '111111111111',
  region: 'eu-west-1',
};

type Acceptance = typeof acceptance;

/**
 * The examples of an event type as events.
 * @throws Error if an example does not fit the topic, which the tests of the catalogue exclude
 */
const renderedExamples = (topic: Topic, eventType: string, accepted: Acceptance): Rendered[] =>
  (topic.eventTypes[eventType]?.examples ?? []).map(data => {
    const result = topic.render(data, { ...accepted, eventType });
    if ('issues' in result) throw new Error(`${eventType}: ${JSON.stringify(result.issues)}`);
    return result.rendered;
  });

/** @returns the first example of an event type as an event; undefined if there is none */
export const renderedExample = (
  topic: Topic,
  eventType: string,
  accepted: Pick<Acceptance, 'eventId' | 'acceptedAt'>,
): Rendered | undefined => renderedExamples(topic, eventType, { ...acceptance, ...accepted })[0];

/** @returns one notification, as JSON values, for each example of the event type */
export const arrivingExamples = (
  topic: Topic,
  eventType: string,
  topicVersion: string,
  format: ArrivingFormat,
): unknown[] =>
  renderedExamples(topic, eventType, acceptance).map(rendered => {
    const about = { licensor: 'acme', topic: topic.name, eventType, contentHash: '' };
    const framing = {
      subscriptionId: id,
      format: format === 'cloudevents' ? ('cloudevents' as const) : undefined,
      topicVersion,
    };
    const type = format === 'eventbridge' ? 'EVENTBRIDGE' : 'WEBHOOK';
    return JSON.parse(bodyOf({ ...acceptance, ...about, ...rendered }, framing, type));
  });
