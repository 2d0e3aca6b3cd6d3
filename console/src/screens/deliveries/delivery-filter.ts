// The filter of the list of deliveries: what is in the address, and what the API is asked.
import type { DeliveryFilter } from '../../api/deliveries.ts';
import type { QueryState } from '../../format/query-state.ts';
import { startOfMinute, timeOf } from '../../format/time-ranges.ts';

export const statuses = ['WAITING', 'PARKED', 'DELIVERED', 'FAILED', 'CANCELLED'] as const;
export const outcomeClasses = [
  'DELIVERED',
  'CONFIG',
  'UNAUTHORIZED',
  'THROTTLED',
  'SERVER_ERROR',
  'TIMEOUT',
  'NETWORK',
  'NOT_HTTP',
  'MESSAGE_REJECTED',
  'MESSAGE_INVALID',
  'GONE',
  'NOT_ASSOCIATED',
] as const satisfies readonly NonNullable<DeliveryFilter['class']>[];

/** `tail` follows the newest; `event` and `to` name the delivery that the panel shows. */
export const filterNames = [
  'eventId',
  'targetId',
  'status',
  'class',
  'topic',
  'eventType',
  'since',
  'until',
  'tail',
  'event',
  'to',
] as const;
export type FilterState = QueryState<(typeof filterNames)[number]>;

/**
 * The state without the values that the API does not know: the address may be mistyped. The form shows
 * this state, so that it never names a filter that the list does not have.
 */
export function knownStateOf(state: FilterState): FilterState {
  const isKnown: { [name in keyof FilterState]?: boolean } = {
    status: statuses.some(status => status === state.status),
    class: outcomeClasses.some(one => one === state.class),
    since: timeOf(state.since, 0) !== undefined,
    until: timeOf(state.until, 0) !== undefined,
  };
  const known: FilterState = {};
  for (const name of filterNames) if (isKnown[name] !== false) known[name] = state[name];
  return known;
}

/**
 * @param state as `knownStateOf` gives it; other values are left out
 * @param now milliseconds since the epoch
 * @returns what the API is asked
 */
export function apiFilterOf(state: FilterState, now: number): DeliveryFilter {
  const minute = startOfMinute(now);
  const filter: Record<string, string | undefined> = {
    targetId: state.targetId,
    status: statuses.find(status => status === state.status),
    class: outcomeClasses.find(one => one === state.class),
    topic: state.topic,
    eventType: state.eventType,
    since: timeOf(state.since, minute),
    until: timeOf(state.until, minute),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
