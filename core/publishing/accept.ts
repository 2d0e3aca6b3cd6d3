// Validates an event of the platform and renders its payload.
import { requireEventType, requirePublishable, requireTopic } from '../catalog/catalog.ts';
import type { Installation } from '../catalog/topic-definition.ts';
import { badRequest, HeraldError } from '../model/api/herald-error.ts';
import { issuesOf, parseInput, requireJson } from '../model/api/parse.ts';
import { type Event, eventInputSchema, maxDataBytes } from '../model/event/event.ts';
import { type Trace, traceOf } from '../model/event/trace.ts';
import { newId } from '../runtime/id.ts';
import { contentHashOf } from './content-hash.ts';

/**
 * Checks an event against the catalogue and renders what partners will receive.
 * @param now milliseconds since the epoch
 * @param trace of the call; fields that are not valid are ignored
 * @throws HeraldError BAD_REQUEST that names the field
 */
export function acceptEvent(
  licensor: string,
  sent: unknown,
  now: number,
  installation: Installation,
  trace: Trace = {},
): Event {
  // First, because the following steps are recursive: a deep value would overflow the stack.
  requireJson(sent, 'event');
  const input = parseInput(eventInputSchema, sent, 'event');
  const topic = requireTopic(input.topic);
  requirePublishable(topic);
  requireEventType(topic, input.eventType);
  const bytes = Buffer.byteLength(JSON.stringify(input.data));
  if (bytes > maxDataBytes)
    throw badRequest(['data'], `expected at most ${maxDataBytes} bytes of JSON, got ${bytes}`);
  const { eventId = newId(), eventType } = input;
  const acceptedAt = new Date(now).toISOString();
  const result = topic.render(input.data, { eventId, eventType, acceptedAt, ...installation });
  if ('issues' in result) throw new HeraldError('BAD_REQUEST', issuesOf(result.issues, ['data'], ['data']));
  return {
    licensor,
    eventId,
    topic: topic.name,
    eventType,
    acceptedAt,
    contentHash: contentHashOf(input),
    ...traceOf(trace),
    ...result.rendered,
  };
}
