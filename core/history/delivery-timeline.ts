// Reads one delivery with its attempts, and says what comes next.
import { framingOf } from '../model/delivery/after-attempt.ts';
import { nextTask } from '../model/delivery/claim.ts';
import type { Delivery } from '../model/delivery/delivery.ts';
import { nextStepOf } from '../model/delivery/next-step.ts';
import { type ShownRequest, shownRequestOf } from '../model/delivery/shown-request.ts';
import { type Timeline, timelineOf } from '../model/delivery/timeline-view.ts';
import type { Event } from '../model/event/event.ts';
import { profileIdOf, type Target } from '../model/target/target.ts';
import { statusOf } from '../model/target/target-status.ts';
import type { AuthProfile } from '../model/webhook-auth/auth-profile.ts';
import { usedAuthOf } from '../model/webhook-auth/used-auth.ts';
import { findResource } from '../runtime/http/find-resource.ts';
import { userAgent } from '../runtime/outbound/outbound.ts';
import type { DeliveryLog } from '../store/deliveries/delivery-log.ts';
import type { HealthStore } from '../store/deliveries/target-health.ts';
import type { EventReader } from '../store/events/event-reader.ts';
import type { AuthProfiles } from '../store/registry/auth-profiles.ts';
import type { Licensors } from '../store/registry/licensors.ts';
import type { Targets } from '../store/registry/targets.ts';

type TimelineDeps = {
  rows: Pick<DeliveryLog, 'get'>;
  events: Pick<EventReader, 'get'>;
  targets: Pick<Targets, 'get'>;
  licensors: Pick<Licensors, 'get'>;
  health: Pick<HealthStore, 'get'>;
  authProfiles: Pick<AuthProfiles, 'get'>;
};

/**
 * @param path not validated yet
 * @throws HeraldError NOT_FOUND
 */
export async function readTimeline(
  { rows, events, targets, licensors, health, authProfiles }: TimelineDeps,
  licensor: string,
  path: { eventId?: string | undefined; targetId?: string | undefined },
): Promise<Timeline> {
  const row = await findResource('event', path.eventId, eventId =>
    findResource('delivery of this event to target', path.targetId, targetId =>
      rows.get({ licensor, eventId, targetId }),
    ),
  );
  const [event, target, record, found] = await Promise.all([
    events.get(licensor, row.eventId),
    targets.get(licensor, row.targetId),
    licensors.get(licensor),
    health.get(row),
  ]);
  const status = target && statusOf(target, found, record?.suspension);
  const authProfile = await authProfileOf(target, authProfiles);
  const request = event && target && requestOf(row, event, target, authProfile);
  return timelineOf(row, event, request, nextStepOf(row, status, found));
}

async function authProfileOf(
  target: Target | undefined,
  authProfiles: TimelineDeps['authProfiles'],
): Promise<AuthProfile | undefined> {
  const profileId = target && profileIdOf(target);
  return target && profileId !== undefined ? authProfiles.get(target.licensor, profileId) : undefined;
}

/** The request of the last attempt. */
function requestOf(
  row: Delivery,
  event: Event,
  target: Target,
  authProfile: AuthProfile | undefined,
): ShownRequest | undefined {
  const last = row.attempts.at(-1);
  if (!last) return undefined;
  const used = target.type === 'WEBHOOK' ? usedAuthOf(target, authProfile) : undefined;
  const auth = used && 'auth' in used ? used.auth : undefined;
  const framing = framingOf(nextTask(row), row);
  const shown = shownRequestOf({ event, framing, target, at: Date.parse(last.at), auth }, userAgent);
  const isChanged = [target.updatedAt, authProfile?.updatedAt ?? ''].some(at => at > last.at);
  return shown && isChanged ? { ...shown, targetChanged: true } : shown;
}
