// What the tour's second part showed beside its rows.
import type { Receiver } from '../partner/receiver.ts';
import type { Owed } from './tour-rows.ts';

/** `holds`: whether it is as it should be. */
export type Finding = { readonly text: string; readonly holds: boolean };

/** It was published before the others, all of which have arrived. */
export async function filteredOut(owed: readonly Owed[], eventId: string): Promise<Finding> {
  const endpoints = [...new Set(owed.map(({ endpoint }) => endpoint))];
  const arrivals = (await Promise.all(endpoints.map(endpoint => endpoint.arrivals()))).flat();
  const holds = arrivals.every(arrival => arrival.eventId !== eventId);
  return { text: 'Tracking of another account, which the filter leaves out, came to nobody', holds };
}

/** What a stale or wrong credential would show in. */
export function tokenRequests({ tokens }: Receiver): Finding {
  const refusals = tokens.refusals().map(({ error, about }) => `${error} (${about})`);
  const refused = refusals.length === 0 ? 'none refused' : `refused: ${refusals.join(', ')}`;
  return {
    text: `The token endpoint was asked ${tokens.requests().length} times, ${refused}`,
    holds: refusals.length === 0,
  };
}
