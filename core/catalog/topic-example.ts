// What arrives for a topic's examples, made by the code that makes each notification.
import { sentenceOf } from '../model/api/herald-error.ts';
import { issuesOf } from '../model/api/parse.ts';
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
 * @throws Error that names the field if an example does not fit `data`, which the rules of the catalogue
 *   exclude
 */
export const renderedExamples = (topic: Topic, eventType: string, accepted = acceptance): Rendered[] =>
  (topic.eventTypes[eventType]?.examples ?? []).map(data => {
    const result = topic.render(data, { ...accepted, eventType });
    if ('issues' in result) throw new Error(sentenceOf(issuesOf(result.issues, ['data'], ['data'])));
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
  renderedExamples(topic, eventType).map(rendered => {
    const about = { licensor: 'acme', topic: topic.name, eventType, contentHash: '' };
    const framing = {
      subscriptionId: id,
      format: format === 'cloudevents' ? ('cloudevents' as const) : undefined,
      topicVersion,
    };
    const type = format === 'eventbridge' ? 'EVENTBRIDGE' : 'WEBHOOK';
    return JSON.parse(bodyOf({ ...acceptance, ...about, ...rendered }, framing, type));
  });
