// Deliveries that were open when they were audited: their state now.
import { type RowState, type Statistics, settleOpen } from '../model/delivery/statistics.ts';
import type { StatisticsReader } from '../store/deliveries/statistics-reader.ts';

/** How many rows one request looks at. Deliveries beyond that have the state of their audit. */
export const mostLookedAt = 1000;
/** A row is read eventually consistently. */
export const unitsPerRow = 0.5;

/**
 * Reads the rows of open deliveries, the newest first, and counts them with their state of now.
 * @param parts statistics of one target, in the order of time; their `open` is empty afterwards
 * @param most how many rows to read
 * @returns for each part how many have the state of their audit; `units`: read units
 */
export async function settleNow(
  reader: Pick<StatisticsReader, 'states'>,
  { licensor, targetId }: { licensor: string; targetId: string },
  parts: readonly Statistics[],
  most: number,
): Promise<{ asOfAudit: number[]; units: number }> {
  const open = parts.toReversed().flatMap(part => part.open.toReversed());
  const keys = open.slice(0, most).map(({ eventId }) => ({ licensor, targetId, eventId }));
  const stateOf = await reader.states(keys);
  // States of other deliveries were not read, so those are not found.
  const state = (eventId: string): RowState | undefined => stateOf({ licensor, targetId, eventId });
  return { asOfAudit: parts.map(part => settleOpen(part, state)), units: keys.length * unitsPerRow };
}
