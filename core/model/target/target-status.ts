// The status of a target, as every part of Herald sees it. Three items decide it: the target (suspended by an
// operator, or disabled), its health (disabled, but not announced by the retry-scheduler yet) and its
// licensor (suspended). See docs/decisions/0027-suspension.md.
import type { Suspension } from '../api/suspension.ts';
import type { Target } from './target.ts';
import type { Health } from './target-health.ts';

/** ACTIVE has neither a reason nor a time. `statusSince`: ISO 8601. */
export type TargetStatus =
  | { status: 'ACTIVE'; statusReason?: undefined; statusSince?: undefined }
  | { status: 'DISABLED'; statusReason: string | undefined; statusSince: string | undefined }
  | { status: 'SUSPENDED'; statusReason: string; statusSince: string };

type Stored = Pick<Target, 'status' | 'statusReason' | 'statusSince' | 'version' | 'suspension'>;

/**
 * A suspension hides that the target is disabled too: after it is lifted, the target is DISABLED again.
 * @param health undefined if no attempt has failed
 * @param licensorSuspension undefined if the licensor is not suspended
 */
export function statusOf(
  target: Stored,
  health: Health | undefined,
  licensorSuspension: Suspension | undefined,
): TargetStatus {
  const suspension = target.suspension ?? licensorSuspension;
  if (suspension) {
    return { status: 'SUSPENDED', statusReason: suspension.reason, statusSince: suspension.since };
  }
  return disablingOf(target, health) ?? { status: 'ACTIVE' };
}

/** @returns undefined if the target is not disabled, suspended or not */
export function disablingOf(target: Stored, health: Health | undefined): TargetStatus | undefined {
  if (target.status === 'DISABLED') {
    return { status: 'DISABLED', statusReason: target.statusReason, statusSince: target.statusSince };
  }
  return isDisabling(health, target.version)
    ? { status: 'DISABLED', statusReason: health.disabledBecause, statusSince: health.since }
    : undefined;
}

/**
 * Whether a health disables this version of its target. It does not disable a version that the partner made
 * after the failure: the retry-scheduler drains such a target.
 */
export const isDisabling = (health: Health | undefined, targetVersion: number): health is Health =>
  health?.state === 'DISABLED' && (health.targetVersion ?? targetVersion) >= targetVersion;

/** The health of a disabled target that its partner changes without enabling it. */
export const keptDisabled = (health: Health, targetVersion: number): Health => ({
  ...health,
  version: health.version + 1,
  targetVersion,
});
