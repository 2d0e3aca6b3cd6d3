// From what the platform sends to an event that can be stored, or to the reason why not.
import { findTopic, namesOfEventTypes, namesOfTopics } from '../catalog/catalog.ts';
import { type Event, eventInputSchema, maxDataBytes } from '../domain/event.ts';
import { HeraldError } from '../domain/herald-error.ts';
import { describeIssues, parseInput } from '../domain/parse.ts';
import { newId } from '../runtime/id.ts';
import { contentHashOf } from './content-hash.ts';

/**
 * Checks an event against the catalogue and renders its payload.
 * @param now milliseconds since the epoch
 * @throws HeraldError BAD_REQUEST naming the field and what was expected
 */
export function acceptEvent(licensor: string, sent: unknown, now: number): Event {
  const input = parseInput(eventInputSchema, sent, 'event');
  const topic = findTopic(input.topic);
  if (!topic)
    throw new HeraldError(
      'BAD_REQUEST',
      `topic: unknown topic "${input.topic}", expected one of ${namesOfTopics()}`,
    );
  if (!Object.hasOwn(topic.eventTypes, input.eventType)) {
    const message = `eventType: "${input.eventType}" is not of topic ${topic.name}, expected one of ${namesOfEventTypes(topic)}`;
    throw new HeraldError('BAD_REQUEST', message);
  }
  const bytes = Buffer.byteLength(JSON.stringify(input.data));
  if (bytes > maxDataBytes)
    throw new HeraldError(
      'BAD_REQUEST',
      `data: expected at most ${maxDataBytes} bytes of JSON, got ${bytes}`,
    );
  const acceptedAt = new Date(now).toISOString();
  const result = topic.render(input.data, { eventType: input.eventType, acceptedAt });
  if ('issues' in result)
    throw new HeraldError('BAD_REQUEST', describeIssues(result.issues, 'data', ['data']));
  return {
    licensor,
    eventId: input.eventId ?? newId(),
    topic: topic.name,
    eventType: input.eventType,
    acceptedAt,
    contentHash: contentHashOf(input),
    ...result.rendered,
  };
}
