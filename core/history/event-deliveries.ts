// The deliveries of one event, to all targets.
import { type DeliveryLine, lineOf } from '../model/delivery/delivery-view.ts';
import { findResource } from '../runtime/http/find-resource.ts';
import type { DeliveryLog } from '../store/deliveries/delivery-log.ts';
import type { EventReader } from '../store/events/event-reader.ts';

type EventDeliveriesDeps = { rows: Pick<DeliveryLog, 'ofEvent'>; events: Pick<EventReader, 'get'> };

/**
 * @param eventId not validated yet
 * @returns one line for each target to which an attempt was made or is planned, ordered by target id
 * @throws HeraldError NOT_FOUND if there is neither the event nor a delivery of it
 */
export const readEventDeliveries = (
  { rows, events }: EventDeliveriesDeps,
  licensor: string,
  eventId: string | undefined,
): Promise<DeliveryLine[]> =>
  findResource('event', eventId, async known => {
    const [found, event] = await Promise.all([
      rows.ofEvent({ licensor, eventId: known }),
      events.get(licensor, known),
    ]);
    return event || found.length > 0 ? found.map(row => lineOf(row, event)) : undefined;
  });
