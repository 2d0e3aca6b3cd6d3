// Leases bound how many requests wait for a partner's side at once: registrations of AWS targets and test
// notifications. Each of them holds two functions for seconds
// (docs/limits-and-scale.md, "One partner's share").

/** A lease of one request. `until`: milliseconds since the epoch. */
export type Lease = { licensor: string; id: string; until: number };

/** How many leases may be live at once. */
export type LeaseLimits = { perLicensor: number; inAll: number };

/**
 * How long a lease counts unless its request ends it, milliseconds. A function behind the API runs for at
 * most 29 s, so a lease never ends before its request. The lease of a function that dies expires.
 */
export const leaseMs = 30_000;

/**
 * The limit that does not allow the licensor another lease; undefined if it may have one.
 * @param leases all leases, also expired ones
 * @param now milliseconds since the epoch
 */
export function reachedLimit(
  leases: readonly Lease[],
  licensor: string,
  limits: LeaseLimits,
  now: number,
): keyof LeaseLimits | undefined {
  const live = leases.filter(({ until }) => until > now);
  const own = live.filter(lease => lease.licensor === licensor);
  if (own.length >= limits.perLicensor) return 'perLicensor';
  return live.length >= limits.inAll ? 'inAll' : undefined;
}
