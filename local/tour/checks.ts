// Further results of the tour's second part.
import type { Receiver } from '../partner/receiver.ts';
import type { ExpectedNotification } from './notification-results.ts';

/** `holds`: whether the result is as expected. */
export type Check = { readonly text: string; readonly holds: boolean };

/** The event was published before the others, which have all arrived. */
export async function filteredOut(
  expected: readonly ExpectedNotification[],
  eventId: string,
): Promise<Check> {
  const endpoints = [...new Set(expected.map(({ endpoint }) => endpoint))];
  const arrivals = (await Promise.all(endpoints.map(endpoint => endpoint.arrivals()))).flat();
  const holds = arrivals.every(arrival => arrival.eventId !== eventId);
  return { text: 'Tracking of another account was filtered out', holds };
}

/** A stale or wrong credential would be a refused token request. */
export function tokenRequests({ tokens }: Receiver): Check {
  const refusals = tokens.refusals().map(({ error, about }) => `${error} (${about})`);
  const refused = refusals.length === 0 ? 'none refused' : `refused: ${refusals.join(', ')}`;
  return {
    text: `The token endpoint received ${tokens.requests().length} requests, ${refused}`,
    holds: refusals.length === 0,
  };
}
