// The query of a list of deliveries, and the token of its next page.
import * as z from 'zod';
import { requireEventNames } from '../catalog/catalog.ts';
import { badRequest } from '../model/api/herald-error.ts';
import { parseInput } from '../model/api/parse.ts';
import { isRange, noRange, timeInMs } from '../model/api/time-range.ts';
import { deliveryStatuses } from '../model/delivery/delivery.ts';
import type { DeliveryLine, ShownEvent } from '../model/delivery/delivery-view.ts';
import { outcomeClasses } from '../model/delivery/outcome.ts';
import { pageQuery, readTokenOf, tokenOf } from '../runtime/http/paging.ts';

const name = z.string().min(1).max(64);

export const deliveryQuerySchema = z
  .strictObject({
    targetId: name.optional().describe('Only deliveries to this target, also a deleted one'),
    status: z
      .enum(deliveryStatuses)
      .optional()
      .describe('With targetId and WAITING, PARKED or FAILED the order is that of the last change'),
    class: z.enum(outcomeClasses).optional().describe('Only deliveries whose last attempt had this outcome'),
    topic: name.optional().describe('Only events of this topic'),
    eventType: name.optional().describe('Only events of this type'),
    since: timeInMs.optional().describe('Only events accepted at or after this time'),
    until: timeInMs.optional().describe('Only events accepted before this time'),
    ...pageQuery,
  })
  .refine(isRange, noRange);
/** `since`, `until`: milliseconds since the epoch. */
export type DeliveryQuery = z.output<typeof deliveryQuerySchema>;

/** @throws HeraldError BAD_REQUEST naming the parameter */
export function parseDeliveryQuery(query: unknown): DeliveryQuery {
  const asked = parseInput(deliveryQuerySchema, query, 'query');
  requireEventNames(asked);
  return asked;
}

/** Whether a list shows the deliveries of an event. */
export function showsEvent({ topic, eventType, since, until }: DeliveryQuery, event: ShownEvent): boolean {
  const acceptedAt = Date.parse(event.acceptedAt);
  return (
    (topic === undefined || topic === event.topic) &&
    (eventType === undefined || eventType === event.eventType) &&
    (since === undefined || acceptedAt >= since) &&
    (until === undefined || acceptedAt < until)
  );
}

/** Whether a list shows a delivery of an event that it shows. */
export const showsLine = ({ class: asked }: DeliveryQuery, { lastOutcome }: DeliveryLine): boolean =>
  asked === undefined || asked === lastOutcome?.class;

/** A token belongs to one licensor and one query, but not to a size of pages. */
const scopeOf = (licensor: string, { limit: _limit, nextToken: _token, ...query }: DeliveryQuery) => [
  licensor,
  'deliveries',
  JSON.stringify(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1))),
];

/** @param place where the next page begins, as text */
export const pageTokenOf = (licensor: string, query: DeliveryQuery, place: string): string =>
  tokenOf(scopeOf(licensor, query), place);

/**
 * @param parse returns undefined for a text that is no place
 * @returns the place in the query's token; undefined without a token
 * @throws HeraldError BAD_REQUEST for a token of another licensor or query
 */
export function placeOf<Place>(
  licensor: string,
  query: DeliveryQuery,
  parse: (text: string) => Place | undefined,
): Place | undefined {
  if (query.nextToken === undefined) return undefined;
  const text = readTokenOf(scopeOf(licensor, query), query.nextToken);
  const place = text === undefined ? undefined : parse(text);
  if (place !== undefined) return place;
  throw badRequest(['nextToken'], 'expected the token of the previous page, of the same query');
}
