// Checks of the documented APIs beyond the notifications.
import type { Receiver } from '../partner/receiver.ts';
import type { ExpectedNotification } from './notification-results.ts';

/** `text`: what is checked. `holds`: whether it is so. */
export type Check = { readonly text: string; readonly holds: boolean };

/** @param eventId of an event that was published before the expected ones, which have all arrived */
export async function filteredOutCheck(
  expected: readonly ExpectedNotification[],
  eventId: string,
): Promise<Check> {
  const endpoints = [...new Set(expected.map(({ endpoint }) => endpoint))];
  const arrivals = (await Promise.all(endpoints.map(endpoint => endpoint.arrivals()))).flat();
  const holds = arrivals.every(arrival => arrival.eventId !== eventId);
  return { text: 'Tracking of another account was filtered out', holds };
}

/** If Herald used an old or wrong credential, the token endpoint would have refused it. */
export function tokenRequestCheck({ tokens }: Receiver): Check {
  const refusals = tokens.refusals().map(({ error, about }) => `${error} (${about})`);
  const refused = refusals.length === 0 ? 'none refused' : `refused: ${refusals.join(', ')}`;
  return {
    text: `The token endpoint received ${tokens.requests().length} requests, ${refused}`,
    holds: refusals.length === 0,
  };
}
