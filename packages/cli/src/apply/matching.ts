// Which subscription of Herald is meant by one of the file: subscriptions have no names of their own.
import { usage } from '../failure.ts';
import { differencesOf } from './comparison.ts';
import { type Fields, isFields } from './records.ts';

/**
 * By `subscriptionId` if the file has one; then an equal one; then the only one of the topic that names one of its
 * targets. Others are new.
 * @throws Failure if there are several
 */
export function matchSubscriptions(
  wanted: Readonly<Record<string, Fields>>,
  existing: readonly Fields[],
): Map<string, Fields | undefined> {
  const matches = new Map<string, Fields | undefined>();
  const free = new Set(existing);
  const take = (name: string, found: Fields | undefined) => {
    if (!found) return;
    free.delete(found);
    matches.set(name, found);
  };
  const unmatched = () => Object.entries(wanted).filter(([name]) => !matches.has(name));

  for (const [name, { subscriptionId }] of unmatched()) {
    if (subscriptionId === undefined) continue;
    const found = [...free].find(one => one['subscriptionId'] === subscriptionId);
    if (!found)
      throw usage(`subscriptions.${name}.subscriptionId: there is no subscription ${String(subscriptionId)}`);
    take(name, found);
  }
  for (const [name, subscription] of unmatched())
    take(
      name,
      [...free].find(one => differencesOf('subscriptions', one, subscription).length === 0),
    );
  for (const [name, subscription] of unmatched()) {
    const targets = targetsOf(subscription);
    const similar = [...free].filter(
      one => one['topic'] === subscription['topic'] && targetsOf(one).some(id => targets.includes(id)),
    );
    if (similar.length > 1)
      throw usage(`subscriptions.${name}: it could be one of several subscriptions; add its subscriptionId`);
    take(name, similar[0]);
  }
  for (const [name] of unmatched()) matches.set(name, undefined);
  return matches;
}

const targetsOf = ({ eventTargetMapping }: Fields): unknown[] =>
  isFields(eventTargetMapping) ? Object.values(eventTargetMapping).flat() : [];
