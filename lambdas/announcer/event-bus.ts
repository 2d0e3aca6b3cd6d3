// Puts TargetHealth events on an event bus of the platform.
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Log } from '../../core/runtime/telemetry/log.ts';
import type { AnnouncedEvent } from './announced-events.ts';
import { batchSize, busSource } from './contract.ts';

/** `name`: the name or ARN of the bus. */
export type EventBus = { eventBridge: EventBridgeClient; name: string };

/** @returns the ids of the events that the bus has not taken */
export async function putOnBus(
  bus: EventBus,
  events: readonly AnnouncedEvent[],
  log: Log,
): Promise<Set<string>> {
  const refused = new Set<string>();
  for (let first = 0; first < events.length; first += batchSize) {
    const part = events.slice(first, first + batchSize);
    const Entries = part.map(event => entryOf(event, bus.name));
    const answer = await bus.eventBridge.send(new PutEventsCommand({ Entries }));
    for (const [n, { id, licensor }] of part.entries()) {
      const result = answer.Entries?.[n];
      if (result?.EventId !== undefined) continue;
      refused.add(id);
      log.error('event bus refused an event', {
        licensor,
        eventId: id,
        code: result?.ErrorCode,
        reason: result?.ErrorMessage,
      });
    }
  }
  return refused;
}

const entryOf = ({ id, licensor, acceptedAt, content }: AnnouncedEvent, EventBusName: string) => ({
  EventBusName,
  Source: busSource,
  DetailType: content.eventType,
  Time: new Date(acceptedAt),
  Detail: JSON.stringify({ id, licensor, ...content }),
});
