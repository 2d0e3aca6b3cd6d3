// The attributes of a target's health in its item.
import type { HealthClaim } from '../../model/target/health-claims.ts';
import type { Health } from '../../model/target/target-health.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import { dueShardOf } from './delivery-key.ts';

/** Longer than a parked delivery is kept. */
export const healthKeptForDays = 60;

/** The attribute that puts a claimed item into the index `due`, or takes it out. */
export const dueShardFor = ({ targetId }: Health, { nextAttemptAt }: HealthClaim) => ({
  dueShard: nextAttemptAt === undefined ? undefined : dueShardOf(targetId),
});

/**
 * The attributes that a change of state replaces. Those that are undefined are listed too, so that the update
 * removes them. Others write what was announced and exhausted, perhaps since the health was read.
 */
export function attributesOf(health: Health) {
  const {
    targetId: _key,
    announced: _announced,
    exhaustedAt: _at,
    exhaustedEvent: _event,
    exhaustedOutcome: _outcome,
    ...state
  } = health;
  return {
    ...state,
    failingSince: health.failingSince,
    reason: health.reason,
    lastFailure: health.lastFailure,
    emptySince: health.emptySince,
    pending: health.pending,
    targetVersion: health.targetVersion,
    disabledBecause: health.disabledBecause,
    succeeded: health.succeeded,
    nextAttemptAt: health.nextAttemptAt,
    ...dueShardFor(health, health),
    expiresAt: expiresIn(healthKeptForDays, Date.parse(health.since)),
  };
}
