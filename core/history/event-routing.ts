// Explains for each target of a licensor why it got an event, or did not. What happened comes from the rows
// of deliveries, and the rest from the rule that the dispatcher uses, applied to the subscriptions as they
// are now.

import { allItemsOf } from '../model/api/page.ts';
import type { Delivery } from '../model/delivery/delivery.ts';
import type { Event } from '../model/event/event.ts';
import { type Decision, decisionsOf } from '../model/subscription/route.ts';
import {
  type EventRouting,
  type NotSentReason,
  reasonOfDecision,
  type TargetRouting,
} from '../model/subscription/routing-view.ts';
import { type Subscription, targetIdsOf } from '../model/subscription/subscription.ts';
import type { Target } from '../model/target/target.ts';
import { findResource } from '../runtime/http/find-resource.ts';
import type { BudgetStore } from '../store/deliveries/budgets.ts';
import type { DeliveryLog } from '../store/deliveries/delivery-log.ts';
import type { EventReader } from '../store/events/event-reader.ts';
import type { Routes } from '../store/registry/routes.ts';
import type { Subscriptions } from '../store/registry/subscriptions.ts';
import type { Targets } from '../store/registry/targets.ts';
import { chargePage } from './read-budget.ts';

export type RoutingDeps = {
  rows: Pick<DeliveryLog, 'ofEvent'>;
  events: Pick<EventReader, 'get'>;
  routes: Pick<Routes, 'getMany'>;
  subscriptions: Pick<Subscriptions, 'list'>;
  targets: Pick<Targets, 'list'>;
  budget: BudgetStore;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

/**
 * It costs a read unit for each target, subscription and delivery.
 * @param eventId not validated yet
 * @throws HeraldError NOT_FOUND if the event does not exist or has expired; TOO_MANY_REQUESTS
 */
export async function readRouting(
  deps: RoutingDeps,
  licensor: string,
  eventId: string | undefined,
): Promise<EventRouting> {
  const event = await findResource('event', eventId, known => deps.events.get(licensor, known));
  const { routing } = await chargePage(deps.budget, licensor, deps.clock, async () => {
    const [rows, routeOf, subscriptions, targets] = await Promise.all([
      deps.rows.ofEvent(event),
      deps.routes.getMany([event]),
      allItemsOf(page => deps.subscriptions.list(licensor, page)),
      allItemsOf(page => deps.targets.list(licensor, page)),
    ]);
    const decisions = decisionsOf(event, routeOf(event));
    const units = 2 + rows.length + subscriptions.length + targets.length;
    return { units, routing: routingOf(event, rows, decisions, subscriptions, targets) };
  });
  return routing;
}

function routingOf(
  event: Event,
  rows: readonly Delivery[],
  decisions: readonly Decision[],
  subscriptions: readonly Subscription[],
  targets: readonly Target[],
): EventRouting {
  const known = new Map(targets.map(target => [target.targetId, target]));
  const sent = rows.map((row): TargetRouting => {
    const { targetId, subscriptionId, status: result } = row;
    return { targetId, result, subscriptionId, ...(!known.has(targetId) && { deleted: true }) };
  });
  const sentTo = new Set(rows.map(({ targetId }) => targetId));
  const others = targets
    .filter(({ targetId }) => !sentTo.has(targetId))
    .map(target => withoutRow(event, target, decisions, subscriptions));
  const { eventId, topic, eventType, acceptedAt, fields } = event;
  const ordered = [...sent, ...others].sort((a, b) => (a.targetId < b.targetId ? -1 : 1));
  return { eventId, topic, eventType, acceptedAt, fields, targets: ordered };
}

function withoutRow(
  event: Event,
  target: Target,
  decisions: readonly Decision[],
  subscriptions: readonly Subscription[],
): TargetRouting {
  const { targetId } = target;
  const its = subscriptions.filter(({ eventTargetMapping }) =>
    targetIdsOf(eventTargetMapping).includes(targetId),
  );
  const ofTarget = decisions.filter(decision => decision.targetId === targetId);
  const expected = ofTarget.find(({ because }) => because.kind === 'EXPECTED');
  // A deleted subscription leaves no trace.
  const isChanged =
    its.length === 0 || [target, ...its].some(({ updatedAt }) => updatedAt > event.acceptedAt);
  const asOfNow = isChanged ? ({ asOfNow: true } as const) : {};
  if (expected) return { targetId, result: 'EXPECTED', subscriptionId: expected.subscriptionId, ...asOfNow };
  const decided = new Set(ofTarget.map(({ subscriptionId }) => subscriptionId));
  const reasons = [
    ...ofTarget.flatMap(decision => reasonOfDecision(decision) ?? []),
    ...its.filter(({ subscriptionId }) => !decided.has(subscriptionId)).map(one => reasonOutside(event, one)),
  ];
  return { targetId, result: 'NOT_SENT', reasons: reasons.length > 0 ? reasons : [unsubscribed], ...asOfNow };
}

const unsubscribed: NotSentReason = { code: 'NO_SUBSCRIPTION', message: 'no subscription names the target' };

/** Why a subscription that names the target is not part of the event's route for it. */
function reasonOutside({ topic, eventType }: Event, subscription: Subscription): NotSentReason {
  const { subscriptionId } = subscription;
  return subscription.topic === topic
    ? {
        code: 'EVENT_TYPE_NOT_MAPPED',
        subscriptionId,
        message: `the subscription does not map event type ${eventType} to the target`,
      }
    : {
        code: 'OTHER_TOPIC',
        subscriptionId,
        message: `the subscription is for topic ${subscription.topic}, and the event is of ${topic}`,
      };
}
