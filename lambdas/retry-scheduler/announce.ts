// Announces what has happened to a target, by events of topic TargetHealth: each in one transaction with the
// health, which stores that it was announced. A scheduler that crashes, or that runs beside another one,
// announces nothing twice: the event's id follows from target, kind and incident.
import { incidentEvent } from '../../core/catalog/target-health.ts';
import { type Announcement, nextAnnouncement } from '../../core/model/target/announcements.ts';
import type { Target } from '../../core/model/target/target.ts';
import type { Health } from '../../core/model/target/target-health.ts';
import { acceptActions } from '../../core/store/events/events.ts';
import { isRefusal } from '../../core/store/store-error.ts';
import type { MaintenanceDeps } from './maintain-targets.ts';

/**
 * @returns the health with what was announced; undefined if it has changed since it was read: the target is
 *   still due
 */
export async function announce(
  health: Health,
  target: Target,
  deps: MaintenanceDeps,
): Promise<Health | undefined> {
  let current = health;
  for (;;) {
    const next = nextAnnouncement(current, deps.clock());
    if (!next) return current;
    if (!(await announceOne(current, target, next, deps))) return undefined;
    current = { ...current, announced: next.announced };
  }
}

/** @returns whether it is stored as announced */
async function announceOne(
  health: Health,
  target: Target,
  announcement: Announcement,
  deps: MaintenanceDeps,
): Promise<boolean> {
  const { licensor, targetId, nextAttemptAt } = health;
  const { announced, eventType, incident } = announcement;
  const now = deps.clock();
  const event = incidentEvent(target, announcement, now, deps.installation);
  const claim = { nextAttemptAt, announced };
  try {
    await deps.transact([
      ...acceptActions(deps.eventTables, event),
      deps.health.claimAction(health, claim, now),
    ]);
  } catch (error) {
    // The event exists: another scheduler has just announced it.
    if (isRefusal(error, 'ALREADY_EXISTS')) return deps.health.claim(health, claim, now);
    if (isRefusal(error, 'HEALTH_CHANGED')) return false;
    throw error;
  }
  deps.log.warn('incident announced', { licensor, targetId, eventType, incident });
  deps.metrics.add('IncidentsAnnounced');
  return true;
}
