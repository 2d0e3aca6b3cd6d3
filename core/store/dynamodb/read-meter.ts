// Counts the read units of calls, as DynamoDB itself reports them (DynamoDB API Reference, ConsumedCapacity).

/** `units`: what was read so far, in read units: 4 KB each, half of it for an eventually consistent read. */
export type ReadMeter = { units: number };

/** The parameter of a call that is counted. */
export const reported = { ReturnConsumedCapacity: 'TOTAL' } as const;

type Consumed = { CapacityUnits?: number | undefined };

/** Adds what a call has read. @param consumed of its answer; a batch has one for each table */
export function count(meter: ReadMeter, consumed: Consumed | readonly Consumed[] | undefined): void {
  for (const { CapacityUnits = 0 } of [consumed ?? []].flat()) meter.units += CapacityUnits;
}
