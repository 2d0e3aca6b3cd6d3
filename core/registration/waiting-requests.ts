// Bounds the requests in which Herald waits for a partner's side: registrations and changes of AWS targets,
// and test notifications. Each takes a lease while it waits
// (docs/limits-and-scale.md, "One partner's share").
import { type HeraldError, tooManyRequests } from '../model/api/herald-error.ts';
import { type Lease, type LeaseLimits, leaseMs } from '../model/api/lease.ts';
import { newId } from '../runtime/id.ts';
import { errorOf, type Log } from '../runtime/telemetry/log.ts';
import type { Leases } from '../store/deliveries/leases.ts';

/** The longest that a partner's side usually keeps a request waiting: an attempt's deadline, milliseconds. */
const waitMs = 10_000;

export type WaitingRequestDeps = {
  leases: Leases;
  limits: LeaseLimits;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Log;
};
export type WaitingRequests = ReturnType<typeof createWaitingRequests>;

export function createWaitingRequests({ leases, limits, clock, log }: WaitingRequestDeps) {
  /** A lease that cannot be ended expires by itself, so this is no failure of the request. */
  const end = (lease: Lease): Promise<void> =>
    leases.end(lease).catch((error: unknown) => {
      log.warn('lease not ended', { licensor: lease.licensor, expiresInMs: leaseMs, error: errorOf(error) });
    });

  return {
    /**
     * Does work that waits for a partner's side.
     * @throws HeraldError TOO_MANY_REQUESTS if too many requests wait already; and what `work` throws
     */
    async run<T>(licensor: string, work: () => Promise<T>): Promise<T> {
      const taken = await leases.take(licensor, newId(), clock());
      if ('reached' in taken) throw refusalOf(taken.reached, limits);
      try {
        return await work();
      } finally {
        await end(taken.lease);
      }
    },
  };
}

function refusalOf(reached: keyof LeaseLimits | 'CONTENTION', { perLicensor }: LeaseLimits): HeraldError {
  if (reached !== 'perLicensor') {
    return tooManyRequests('Herald checks and tests too many targets at the moment: try again later', waitMs);
  }
  return tooManyRequests(
    `expected at most ${perLicensor} registrations of AWS targets and test notifications at once: ` +
      'try again when one of yours has ended',
    waitMs,
  );
}
