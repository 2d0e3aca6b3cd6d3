// Reads one delivery with its attempts, and says what comes next.
import { nextStepOf } from '../model/delivery/next-step.ts';
import { type Timeline, timelineOf } from '../model/delivery/timeline-view.ts';
import { statusOf } from '../model/target/target-status.ts';
import { findResource } from '../runtime/http/find-resource.ts';
import type { DeliveryLog } from '../store/deliveries/delivery-log.ts';
import type { HealthStore } from '../store/deliveries/target-health.ts';
import type { EventReader } from '../store/events/event-reader.ts';
import type { Licensors } from '../store/registry/licensors.ts';
import type { Targets } from '../store/registry/targets.ts';

type TimelineDeps = {
  rows: Pick<DeliveryLog, 'get'>;
  events: Pick<EventReader, 'get'>;
  targets: Pick<Targets, 'get'>;
  licensors: Pick<Licensors, 'get'>;
  health: Pick<HealthStore, 'get'>;
};

/**
 * @param path not validated yet
 * @throws HeraldError NOT_FOUND
 */
export async function readTimeline(
  { rows, events, targets, licensors, health }: TimelineDeps,
  licensor: string,
  path: { eventId?: string | undefined; targetId?: string | undefined },
): Promise<Timeline> {
  const row = await findResource('event', path.eventId, eventId =>
    findResource('delivery of this event to target', path.targetId, targetId =>
      rows.get({ licensor, eventId, targetId }),
    ),
  );
  const [event, target, record, found] = await Promise.all([
    events.get(licensor, row.eventId),
    targets.get(licensor, row.targetId),
    licensors.get(licensor),
    health.get(row),
  ]);
  const status = target && statusOf(target, found, record?.suspension);
  return timelineOf(row, event, nextStepOf(row, status, found));
}
