// The form of a replay: what is in the address, and the request that it means.
import type { ReplayRequest } from '../../api/replays.ts';
import type { QueryState } from '../../format/query-state.ts';
import { timeOf } from '../../format/time-ranges.ts';

export const statuses = ['FAILED', 'PARKED', 'CANCELLED', 'DELIVERED'] as const;
export type ReplayStatus = (typeof statuses)[number];

/** `statuses` and `eventTypes` are lists with commas. */
export const formNames = ['targetId', 'statuses', 'eventTypes', 'since', 'until', 'rate'] as const;
export type FormState = QueryState<(typeof formNames)[number]>;

const defaultStatuses = 'FAILED,PARKED';
const defaultSince = '-1d';
const mostPerSecond = 50;

export const listOf = (text: string | undefined): string[] => text?.split(',').filter(Boolean) ?? [];

export const chosenStatuses = (state: FormState): ReplayStatus[] => {
  const chosen = listOf(state.statuses ?? defaultStatuses);
  return statuses.filter(status => chosen.includes(status));
};

export const chosenSince = (state: FormState): string => state.since ?? defaultSince;

/** What keeps the form from being sent, by field. */
export type FormErrors = Partial<Record<'targetId' | 'statuses' | 'rate', string>>;

/**
 * @param now milliseconds since the epoch
 * @returns the request, or what is wrong with the form
 */
export function requestOf(
  state: FormState,
  now: number,
): { request: ReplayRequest; errors?: never } | { request?: never; errors: FormErrors } {
  const chosen = chosenStatuses(state);
  const rate = state.rate === undefined ? mostPerSecond : Number(state.rate);
  const isRate = Number.isInteger(rate) && rate >= 1 && rate <= mostPerSecond;
  const errors: FormErrors = {
    ...(state.targetId === undefined && { targetId: 'Choose the target that gets the deliveries again' }),
    ...(chosen.length === 0 && { statuses: 'Choose at least one status' }),
    ...(!isRate && { rate: `Enter a whole number from 1 to ${mostPerSecond}` }),
  };
  if (state.targetId === undefined || Object.keys(errors).length > 0) return { errors };
  const eventTypes = listOf(state.eventTypes);
  return {
    request: {
      targetId: state.targetId,
      statuses: chosen,
      since: timeOf(chosenSince(state), now) ?? new Date(now - 86_400_000).toISOString(),
      until: timeOf(state.until, now) ?? new Date(now).toISOString(),
      ratePerSecond: rate,
      ...(eventTypes.length > 0 && { eventTypes }),
    },
  };
}
