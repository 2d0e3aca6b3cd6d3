// What must be true of a licensor's targets, subscriptions and routes at any moment, whoever changed them side by side.
// Reads the raw items, so that it shares no code with what it judges.
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

/** @returns a sentence for each thing that is wrong */
export function faultsOf(items: readonly Item[]): string[] {
  const subscriptions = ofKind<RawSubscription>(items, 'SUBSCRIPTION#');
  const targets = ofKind<RawTarget>(items, 'TARGET#');
  const entries = entriesOf(items);
  return [
    ...entries.flatMap(entry => faultsOfEntry(entry, subscriptions, targets)),
    ...subscriptions.flatMap(subscription => missingEntries(subscription, entries)),
    ...targets.flatMap(target => faultsOfUse(target, subscriptions)),
  ];
}

function faultsOfEntry(entry: RawEntry, subscriptions: RawSubscription[], targets: RawTarget[]): string[] {
  const { topic, eventType, subscriptionId, targetIds } = entry;
  const route = `route ${topic}.${eventType}`;
  const subscription = subscriptions.find(each => each.subscriptionId === subscriptionId);
  if (!subscription) return [`${route} has an entry of ${subscriptionId}, which does not exist`];
  const mapped = subscription.topic === topic ? (subscription.eventTargetMapping[eventType] ?? []) : [];
  const faults = targetIds
    .filter(id => !targets.some(target => target.targetId === id))
    .map(id => `${route} names target ${id}, which does not exist`);
  if (textOf(mapped) !== textOf(targetIds)) {
    faults.push(`${route} owes ${textOf(targetIds)} by ${subscriptionId}, which maps ${textOf(mapped)}`);
  }
  return faults;
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

function faultsOfUse(
  { targetId, usedBy = new Set() }: RawTarget,
  subscriptions: RawSubscription[],
): string[] {
  const users = subscriptions
    .filter(({ eventTargetMapping }) => Object.values(eventTargetMapping).flat().includes(targetId))
    .map(({ subscriptionId }) => subscriptionId);
  if (textOf(users) === textOf(usedBy)) return [];
  return [`target ${targetId} is said to be used by ${textOf(usedBy)}, and is by ${textOf(users)}`];
}
