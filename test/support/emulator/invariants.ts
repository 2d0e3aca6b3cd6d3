// Invariants of a licensor's targets, subscriptions and routes, which must hold after any concurrent changes.
// They are checked on the raw items, so that the check shares no code with the stores.
import type { Item } from './tables.ts';

type RawSubscription = {
  subscriptionId: string;
  topic: string;
  eventTargetMapping: Record<string, string[]>;
};
type RawTarget = { targetId: string; usedBy?: Set<string> };
type RawEntry = { topic: string; eventType: string; subscriptionId: string; targetIds: string[] };

const ofKind = <T>(items: readonly Item[], prefix: string): T[] =>
  items.filter(item => String(item['itemId']).startsWith(prefix)) as T[];

const entriesOf = (items: readonly Item[]): RawEntry[] =>
  ofKind<Item>(items, 'ROUTE#').flatMap(route => {
    const [, topic = '', eventType = ''] = String(route['itemId']).split('#');
    return Object.entries(route)
      .filter(([name]) => name.startsWith('by#'))
      .map(([name, entry]) => ({
        topic,
        eventType,
        subscriptionId: name.slice('by#'.length),
        targetIds: Object.keys((entry as { targets: object }).targets),
      }));
  });

const textOf = (ids: Iterable<string>): string => [...new Set(ids)].sort().join(' ') || 'nothing';

/** @returns a sentence for each violation */
export function violationsIn(items: readonly Item[]): string[] {
  const subscriptions = ofKind<RawSubscription>(items, 'SUBSCRIPTION#');
  const targets = ofKind<RawTarget>(items, 'TARGET#');
  const entries = entriesOf(items);
  return [
    ...entries.flatMap(entry => violationsOfEntry(entry, subscriptions, targets)),
    ...subscriptions.flatMap(subscription => missingEntries(subscription, entries)),
    ...targets.flatMap(target => violationsOfUse(target, subscriptions)),
  ];
}

function violationsOfEntry(
  entry: RawEntry,
  subscriptions: RawSubscription[],
  targets: RawTarget[],
): string[] {
  const { topic, eventType, subscriptionId, targetIds } = entry;
  const route = `route ${topic}.${eventType}`;
  const subscription = subscriptions.find(each => each.subscriptionId === subscriptionId);
  if (!subscription) return [`${route} has an entry of ${subscriptionId}, which does not exist`];
  const mapped = subscription.topic === topic ? (subscription.eventTargetMapping[eventType] ?? []) : [];
  const violations = targetIds
    .filter(id => !targets.some(target => target.targetId === id))
    .map(id => `${route} names target ${id}, which does not exist`);
  if (textOf(mapped) !== textOf(targetIds)) {
    const listed = textOf(targetIds);
    violations.push(`${route} lists ${listed} for ${subscriptionId}, which maps ${textOf(mapped)}`);
  }
  return violations;
}

function missingEntries(
  { subscriptionId, topic, eventTargetMapping }: RawSubscription,
  entries: RawEntry[],
): string[] {
  return Object.keys(eventTargetMapping)
    .filter(
      eventType =>
        !entries.some(
          entry =>
            entry.subscriptionId === subscriptionId && entry.topic === topic && entry.eventType === eventType,
        ),
    )
    .map(eventType => `route ${topic}.${eventType} has no entry of ${subscriptionId}`);
}

function violationsOfUse(
  { targetId, usedBy = new Set() }: RawTarget,
  subscriptions: RawSubscription[],
): string[] {
  const users = subscriptions
    .filter(({ eventTargetMapping }) => Object.values(eventTargetMapping).flat().includes(targetId))
    .map(({ subscriptionId }) => subscriptionId);
  if (textOf(users) === textOf(usedBy)) return [];
  return [`target ${targetId} lists ${textOf(usedBy)} as users, but is used by ${textOf(users)}`];
}
