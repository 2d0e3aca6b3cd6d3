// How slow a target is. A slow attempt holds an invocation of the deliverer, so slow targets get a queue and
// a concurrency of their own, the slow lane (docs/reliability.md, "The slow lane").
//
// Example: a webhook that answers after 9.9 seconds gets 300 events a second. After a second, the sixth slow
// attempt moves the target to the slow lane. It moves back about a minute after its answers are fast again.
//
// Slow attempts are counted in a leaky bucket (ITU-T I.371, annex A, "generic cell rate algorithm"), one for
// each target and one for each licensor: a slow attempt adds one unit, and units leak at a constant rate. It
// is stored as the time at which it is empty, so that leaking needs no write.

/** An attempt is slow once it has lasted so long, milliseconds. */
export const slowAfterMs = 1000;

/**
 * @property leakMs how long one slow attempt takes to leak, milliseconds
 * @property allowed the slow lane begins above this number of slow attempts
 * @property most the capacity: further slow attempts are not added
 */
export type Bucket = { leakMs: number; allowed: number; most: number };

/** Half a slow attempt a second holds about five invocations of the normal lane at a deadline of 10 s. */
export const targetBucket: Bucket = { leakMs: 2000, allowed: 5, most: 30 };
/** More than one target can add, so that the other targets of the licensor stay in the normal lane. */
export const licensorBucket: Bucket = { leakMs: 500, allowed: 40, most: 120 };

/**
 * Whether the deliveries belong to the slow lane.
 * @param emptyAt when the bucket is empty, milliseconds since the epoch; undefined if it was never used
 * @param now milliseconds since the epoch
 */
export const isSlow = (emptyAt: number | undefined, { leakMs, allowed }: Bucket, now: number): boolean =>
  emptyAt !== undefined && emptyAt - now > allowed * leakMs;

/** Whether no further slow attempt fits. Parameters as in `isSlow`. */
export const isFull = (emptyAt: number | undefined, { leakMs, most }: Bucket, now: number): boolean =>
  emptyAt !== undefined && emptyAt - now > (most - 1) * leakMs;
