// Reads one delivery with its attempts, and says what comes next.
import { framingOf } from '../model/delivery/after-attempt.ts';
import { nextTask } from '../model/delivery/claim.ts';
import type { Attempt, Delivery } from '../model/delivery/delivery.ts';
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
import { errorOf, type Log } from '../runtime/telemetry/log.ts';
import type { AnswerReader } from '../store/deliveries/answers.ts';
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
  answers: AnswerReader | undefined;
  log: Log;
  /** That of Herald's event sources; empty if there are none. */
  partnerName: string;
};

/**
 * @param path not validated yet
 * @throws HeraldError NOT_FOUND
 */
export async function readTimeline(
  deps: TimelineDeps,
  licensor: string,
  path: { eventId?: string | undefined; targetId?: string | undefined },
): Promise<Timeline> {
  const { rows, events, targets, licensors, health, authProfiles } = deps;
  const row = await findResource('event', path.eventId, eventId =>
    findResource('delivery of this event to target', path.targetId, targetId =>
      rows.get({ licensor, eventId, targetId }),
    ),
  );
  const [event, target, record, found, answers] = await Promise.all([
    events.get(licensor, row.eventId),
    targets.get(licensor, row.targetId),
    licensors.get(licensor),
    health.get(row),
    answersOf(row, deps),
  ]);
  const status = target && statusOf(target, found, record?.suspension);
  const authProfile = await authProfileOf(target, authProfiles);
  const request =
    event && target && requestOf({ row, event, target, authProfile, partnerName: deps.partnerName });
  return timelineOf(row, event, request, nextStepOf(row, status, found), answers);
}

/** Without the excerpts, the timeline is still of use: a failure is only logged. */
async function answersOf(
  row: Delivery,
  { answers, log }: Pick<TimelineDeps, 'answers' | 'log'>,
): Promise<ReadonlyMap<string, string>> {
  const failed = row.attempts.filter(attempt => attempt.httpStatus !== undefined && !isDelivered(attempt));
  if (!answers || failed.length === 0) return new Map();
  try {
    return await answers.of(row, new Set(failed.map(({ at }) => at)));
  } catch (error) {
    const { licensor, eventId, targetId } = row;
    log.error('excerpts of answers were not read', { licensor, eventId, targetId, error: errorOf(error) });
    return new Map();
  }
}

const isDelivered = ({ class: ofClass }: Attempt): boolean => ofClass === 'DELIVERED';

async function authProfileOf(
  target: Target | undefined,
  authProfiles: TimelineDeps['authProfiles'],
): Promise<AuthProfile | undefined> {
  const profileId = target && profileIdOf(target);
  return target && profileId !== undefined ? authProfiles.get(target.licensor, profileId) : undefined;
}

/** The request of the last attempt. */
function requestOf({
  row,
  event,
  target,
  authProfile,
  partnerName,
}: {
  row: Delivery;
  event: Event;
  target: Target;
  authProfile: AuthProfile | undefined;
  partnerName: string;
}): ShownRequest | undefined {
  const last = row.attempts.at(-1);
  if (!last) return undefined;
  const used = target.type === 'WEBHOOK' ? usedAuthOf(target, authProfile) : undefined;
  const auth = used && 'auth' in used ? used.auth : undefined;
  const framing = framingOf(nextTask(row), row);
  const shown = shownRequestOf(
    { event, framing, target, at: Date.parse(last.at), auth },
    { userAgent, partnerName },
  );
  const isChanged = [target.updatedAt, authProfile?.updatedAt ?? ''].some(at => at > last.at);
  return shown && isChanged ? { ...shown, targetChanged: true } : shown;
}
