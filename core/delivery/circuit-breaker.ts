// Updates the health of targets after attempts: counts failures, opens and closes the circuit breaker,
// disables a target that answered 410, and holds one that cannot receive yet. There is one write per target
// and invocation, and none if nothing fails.

import { isAboutMessage, type Outcome } from '../model/delivery/outcome.ts';
import { awaitingAssociation } from '../model/target/pending-target.ts';
import type { Target } from '../model/target/target.ts';
import {
  afterFailures,
  afterSuccess,
  disabled,
  draining,
  type Health,
  healthy,
  remembering,
  unprobed,
} from '../model/target/target-health.ts';
import { isDisabling } from '../model/target/target-status.ts';
import { errorOf, type Log } from '../runtime/telemetry/log.ts';
import type { HealthStore } from '../store/deliveries/target-health.ts';

export type HealthDeps = {
  health: Pick<HealthStore, 'get' | 'change' | 'countFailures'>;
  /** Milliseconds since the epoch. */
  clock: () => number;
  random: () => number;
  log: Log;
};

/** What an attempt showed of a target. `health`: as it was read before the attempt. */
export type Observation = { target: Target; health: Health | undefined; outcome: Outcome };

const tries = 3;

type ChangeDeps = { health: Pick<HealthStore, 'get' | 'change'>; clock: () => number };

/** Disables a target that answered 410. @throws Error if its health cannot be written */
export async function disableTarget(
  { target, health, outcome }: Observation,
  deps: ChangeDeps,
): Promise<void> {
  const isDone = (before: Health) => isDisabling(before, target.version);
  await changeUnless(isDone, { target, health }, deps, (before, now) =>
    disabled(remembering(before, outcome, now), target.version, outcome.message, now),
  );
}

/**
 * Opens the circuit breaker of a target whose event source is not associated. Write it before the delivery is
 * parked: a parked delivery of a closed breaker would never be sent.
 * @throws Error if its health cannot be written
 */
export async function holdTarget(
  { target, health, outcome }: Observation,
  deps: ChangeDeps & Pick<HealthDeps, 'random' | 'log'>,
): Promise<void> {
  const isHeld = (before: Health) => isDisabled(before) || before.pending === true;
  const after = await changeUnless(isHeld, { target, health }, deps, (before, now) =>
    awaitingAssociation(before, outcome, now, deps.random()),
  );
  if (after) logChange(after, deps.log);
}

/** Sends the parked deliveries of a held target, because a test notification has arrived. */
export async function releaseTarget(
  target: Target,
  deps: ChangeDeps & Pick<HealthDeps, 'log'>,
): Promise<void> {
  const health = await deps.health.get(target);
  if (!health?.pending) return;
  const after = { ...draining(health, deps.clock()), succeeded: true };
  if (await deps.health.change(health, after)) logChange(after, deps.log);
}

const isDisabled = ({ state }: Health): boolean => state === 'DISABLED';

/**
 * Changes the health of a target, again if another process has changed it.
 * @param isDone whether nothing is to be changed
 * @returns the health after the change; undefined if there was none
 */
async function changeUnless(
  isDone: (health: Health) => boolean,
  { target, health }: Omit<Observation, 'outcome'>,
  deps: ChangeDeps,
  changeOf: (before: Health, now: number) => Health,
): Promise<Health | undefined> {
  let before = health;
  for (let tried = 0; tried < tries; tried++) {
    if (before && isDone(before)) return undefined;
    const now = deps.clock();
    const after = changeOf(before ?? healthy(target, now), now);
    if (await deps.health.change(before, after)) return after;
    before = await deps.health.get(target);
  }
  throw new Error('the health of a target keeps changing');
}

/**
 * Updates the health of the targets of a batch. A write that fails is only logged, because the rows must
 * still be written.
 * @param observed in the order in which the attempts ended
 * @returns how many circuit breakers have opened
 */
export async function updateHealth(observed: readonly Observation[], deps: HealthDeps): Promise<number> {
  const byTarget = Map.groupBy(observed, ({ target }) => `${target.licensor}#${target.targetId}`);
  const opened = await Promise.all(
    [...byTarget.values()].map(async ofTarget => {
      try {
        return (await updateOne(ofTarget, deps)) === 'OPEN';
      } catch (error) {
        const { licensor, targetId } = ofTarget[0]?.target ?? {};
        deps.log.error('the health of a target could not be written', {
          licensor,
          targetId,
          error: errorOf(error),
        });
        return false;
      }
    }),
  );
  return opened.filter(Boolean).length;
}

/** @returns the new state of the target, if it has changed */
async function updateOne(
  ofTarget: readonly Observation[],
  deps: HealthDeps,
): Promise<Health['state'] | undefined> {
  const [first] = ofTarget;
  if (!first) return undefined;
  const { target, health } = first;
  const aboutTarget = ofTarget.filter(({ outcome }) => !isAboutMessage(outcome));
  if (aboutTarget.length === 0) {
    // Only probes are sent while the breaker is open. The receiver has answered this one, and the answer is
    // about its message.
    return health?.state === 'OPEN' ? change(health, unprobed(health, deps.clock()), deps) : undefined;
  }
  const lastSuccess = aboutTarget.findLastIndex(({ outcome }) => outcome.class === 'DELIVERED');
  const failures = aboutTarget.slice(lastSuccess + 1).map(({ outcome }) => outcome);
  const last = failures.at(-1);
  const now = deps.clock();
  if (lastSuccess >= 0) {
    // A target without a health item is healthy. A failure after the success is counted with the next
    // failure.
    const after = health && afterSuccess(health, failures.length, now);
    return after && change(health, last ? remembering(after, last, now) : after, deps);
  }
  if (!last) return undefined;
  const counted = await deps.health.countFailures(target, failures.length, last, now);
  const after = afterFailures(counted, target.version, deps.clock(), deps.random());
  return after && change(counted, after, deps);
}

async function change(
  before: Health | undefined,
  after: Health,
  { health, log }: HealthDeps,
): Promise<Health['state'] | undefined> {
  const isChange = before?.state !== after.state;
  if (!(await health.change(before, after)) || !isChange) return undefined;
  logChange(after, log);
  return after.state;
}

const logChange = ({ licensor, targetId, state, failures, reason }: Health, log: Log): void =>
  log.warn('health of a target changed', { licensor, targetId, state, failures, reason });
